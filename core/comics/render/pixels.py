"""Painting a page as pixels."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path as File
from typing import assert_never

import numpy as np
import skia
from PIL import Image

from core.comics.geometry import Box
from core.comics.lettering.fonts import Fonts
from core.comics.lettering.model import Span
from core.comics.render.drawing import PAPER, Fill, Glyphs, Picture, Step, Stroke, drawing
from core.comics.render.joining import skia_path
from core.comics.render.model import FinishedPage

_MITRE = 4


def render_page(
    page: FinishedPage, pictures: Mapping[int, Image.Image], *, fonts: Fonts, scale: float = 1.0
) -> Image.Image:
    """Return a page as RGB pixels, cut at the edge of its sheet.

    Args:
        page: what stands where.
        pictures: the whole picture of each panel, by panel; those that are missing leave an empty frame.
        fonts: the fonts that the page is lettered with.
        scale: 1 paints the sheet's own pixels, 0.5 half as many on each side.
    """
    sheet = page.layout.sheet
    pixels = np.zeros((max(1, round(sheet.height * scale)), max(1, round(sheet.width * scale)), 4), np.uint8)
    canvas = skia.Surface(pixels).getCanvas()
    canvas.clear(_colour(PAPER))
    canvas.scale(scale, scale)
    present = {art.panel for art in page.art if art.panel in pictures}
    shown = FinishedPage(page.layout, page.lettering, tuple(art for art in page.art if art.panel in present))
    for part in drawing(shown):
        for step in part.steps:
            _paint(canvas, step, pictures, fonts=fonts, scale=scale)
    return Image.fromarray(pixels, "RGBA").convert("RGB")


def _paint(
    canvas: "skia.Canvas", step: Step, pictures: Mapping[int, Image.Image], *, fonts: Fonts, scale: float
) -> None:
    match step:
        case Fill():
            canvas.drawPath(skia_path(step.path), skia.Paint(AntiAlias=True, Color=_colour(step.colour)))
        case Stroke():
            _stroke(canvas, step)
        case Picture():
            _picture(canvas, step, pictures[step.panel], scale)
        case Glyphs():
            _glyphs(canvas, step, fonts[step.span.font].path)
        case _:
            assert_never(step)


def _stroke(canvas: "skia.Canvas", step: Stroke) -> None:
    canvas.save()
    if step.clip:
        canvas.clipPath(skia_path(step.clip), skia.ClipOp.kIntersect, doAntiAlias=True)
    canvas.drawPath(skia_path(step.path), _pen(step.colour, step.width, step.dash, mitred=bool(step.clip)))
    canvas.restore()


def _pen(colour: str, width: float, dash: tuple[float, ...] = (), *, mitred: bool = False) -> "skia.Paint":
    join = skia.Paint.kMiter_Join if mitred else skia.Paint.kRound_Join
    pen = skia.Paint(
        AntiAlias=True, Color=_colour(colour), Style=skia.Paint.kStroke_Style, StrokeWidth=width, StrokeJoin=join,
        StrokeMiter=_MITRE, StrokeCap=skia.Paint.kRound_Cap if dash else skia.Paint.kButt_Cap,
    )  # fmt: skip
    if dash:
        pen.setPathEffect(skia.DashPathEffect.Make(list(dash), 0))
    return pen


def _picture(canvas: "skia.Canvas", step: Picture, picture: Image.Image, scale: float) -> None:
    """Paint a part of a picture; Pillow resizes it, because Lanczos keeps thin lines that skia's filters blur."""
    target = _outwards(step.box, scale)
    window = _spread(step.window, step.box, target, scale, picture.size)
    size = (int(target.width), int(target.height))
    shown = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS, box=window, reducing_gap=3.0)
    image = skia.Image.fromarray(np.asarray(shown.convert("RGBA")))
    canvas.save()
    canvas.clipPath(skia_path(step.clip), skia.ClipOp.kIntersect, doAntiAlias=True)
    canvas.scale(1 / scale, 1 / scale)
    canvas.drawImage(image, target.left, target.top)
    canvas.restore()


def _outwards(box: Box, scale: float) -> Box:
    """Return a box in whole device pixels that holds the given one."""
    return Box(
        float(np.floor(box.left * scale)),
        float(np.floor(box.top * scale)),
        float(np.ceil(box.right * scale)),
        float(np.ceil(box.bottom * scale)),
    )


def _spread(
    window: Box, box: Box, target: Box, scale: float, size: tuple[int, int]
) -> tuple[float, float, float, float]:
    """Return the window grown as its box was when it was rounded to whole pixels, within the picture."""
    across, down = window.width / (box.width * scale), window.height / (box.height * scale)
    return (
        max(0.0, window.left - (box.left * scale - target.left) * across),
        max(0.0, window.top - (box.top * scale - target.top) * down),
        min(float(size[0]), window.right + (target.right - box.right * scale) * across),
        min(float(size[1]), window.bottom + (target.bottom - box.bottom * scale) * down),
    )


def _glyphs(canvas: "skia.Canvas", step: Glyphs, file: File) -> None:
    if not step.span.glyphs:
        return
    blob = _blob(step.span, file)
    canvas.save()
    if step.about is not None:
        canvas.rotate(step.angle, *step.about)
    if step.outline:
        # Twice as wide, since the fill covers the inner half.
        canvas.drawTextBlob(blob, step.span.x, step.span.y, _pen(step.edge, 2 * step.outline))
    canvas.drawTextBlob(blob, step.span.x, step.span.y, skia.Paint(AntiAlias=True, Color=_colour(step.colour)))
    canvas.restore()


def _blob(span: Span, file: File) -> "skia.TextBlob":
    font = skia.Font(_typeface(file), span.em)
    font.setSubpixel(True)
    font.setLinearMetrics(True)
    font.setHinting(skia.FontHinting.kNone)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    builder = skia.TextBlobBuilder()
    builder.allocRunPos(font, [glyph for glyph, _, _ in span.glyphs], [skia.Point(x, y) for _, x, y in span.glyphs])
    return builder.make()


@lru_cache(maxsize=32)
def _typeface(file: File) -> "skia.Typeface":
    return skia.Typeface.MakeFromData(skia.Data.MakeFromFileName(str(file)))


def _colour(text: str) -> int:
    return int(0xFF000000 | int(text.removeprefix("#"), 16))
