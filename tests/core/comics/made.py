"""Comics made from a script to finished pages, on pictures of the tests' own: heads on hills."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from core.comics.geometry import Box, Point
from core.comics.layout import lay_out
from core.comics.layout.model import Frame, PageLayout
from core.comics.lettering.fonts import Fonts, load_fonts
from core.comics.lettering.model import Face
from core.comics.lettering.page import letter, measure
from core.comics.render.cropping import crop
from core.comics.render.model import Art, FinishedPage
from core.comics.render.saliency import saliency
from core.comics.script import FILE, parse
from core.comics.script.model import PageSize, Panel, Script
from tests.core.comics.pages import landscape

FONTS = load_fonts()
_HEAD = 0.17  # of a picture's height
_SKIN = ("#f2c9a0", "#c98e5f", "#8a5a3a", "#e0b084")


@dataclass(frozen=True, slots=True)
class Made:
    """A script with its pages and the picture of each panel."""

    script: Script
    pages: tuple[FinishedPage, ...]
    pictures: Mapping[int, Image.Image]
    fonts: Fonts = FONTS


def made(text: str, size: PageSize | None = None, *, seed: int = 1) -> Made:
    """Return the comic of a script that has no errors; a tier grows until its words fit."""
    script = parse(text, limits=FILE).script
    assert script is not None
    growth: dict[int, float] = {}
    refused: list[int] = []
    for _ in range(12):
        layouts = lay_out(script, size=size, measure=lambda panel: _room(panel, script), growth=growth)
        comic = _lettered(script, layouts, seed)
        refused = [panel for page in comic.pages for panel in page.lettering.refused]
        if not refused:
            return comic
        growth |= {panel: growth.get(panel, 1.0) * 1.15 for panel in refused}
    raise AssertionError(refused)


def _room(panel: Panel, script: Script) -> float:
    return measure(panel, 40.0, FONTS, language=script.language)


def _lettered(script: Script, layouts: tuple[PageLayout, ...], seed: int) -> Made:
    pictures: dict[int, Image.Image] = {}
    pages = []
    for layout in layouts:
        art, faces, maps, shown = [], {}, {}, {}
        for frame in layout.frames:
            panel = script.panels[frame.panel]
            picture, heads = _drawn(frame, panel)
            found = crop(picture.size, frame.box, faces=heads, saliency=saliency(picture), room=0.35)
            art.append(Art(frame.panel, "", picture.size, found.window, panel.description))
            part = picture.crop(_edges(found.window))
            pictures[frame.panel], faces[frame.panel] = picture, found.faces
            maps[frame.panel], shown[frame.panel] = saliency(part), np.asarray(part)
        lettering = letter(
            layout, script.panels, faces=faces, fonts=FONTS, language=script.language, seed=seed,
            saliency=maps, pictures=shown,
        )  # fmt: skip
        pages.append(FinishedPage(layout, lettering, tuple(art), language=script.language))
    return Made(script, tuple(pages), pictures)


def _edges(box: Box) -> tuple[float, float, float, float]:
    return round(box.left), round(box.top), round(box.right), round(box.bottom)


def _drawn(frame: Frame, panel: Panel) -> tuple[Image.Image, list[Face]]:
    """Return a picture with a head for each who speaks, by first mention from left to right."""
    picture = landscape(frame.art, frame.panel)
    pen = ImageDraw.Draw(picture)
    width, height = picture.size
    side = min(height * _HEAD, width * 0.5 / max(1, len(panel.speakers)))
    faces = []
    for place, speaker in enumerate(panel.speakers):
        left = width * (place + 1) / (len(panel.speakers) + 1) - side / 2
        box = Box(left, height * 0.58, left + side, height * 0.58 + side)
        pen.rounded_rectangle(
            (left - side * 0.2, box.bottom - 4, box.right + side * 0.2, height), side * 0.3, "#394b6a"
        )
        pen.ellipse(_edges(box), fill=_SKIN[place % len(_SKIN)], outline="#3a2a20", width=4)
        mouth = Point(left + side / 2, box.top + side * 0.75)
        pen.arc((mouth.x - side / 6, mouth.y - side / 6, mouth.x + side / 6, mouth.y), 20, 160, fill="#5a2a20", width=5)
        for eye in (-0.2, 0.2):
            x, y = mouth.x + eye * side, box.top + side * 0.42
            pen.ellipse((x - side / 20, y - side / 20, x + side / 20, y + side / 20), fill="#2a1a10")
        faces.append(Face(box, mouth, speaker))
    return picture, faces
