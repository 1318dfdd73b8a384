"""From places in em to what renderers paint: outlines, tails and glyph runs in pixels of the page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely import GeometryCollection, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from core.comics.geometry import Box, Point
from core.comics.lettering.blocks import CAP_MIDDLE, Block
from core.comics.lettering.colours import Colours
from core.comics.lettering.model import Lettered, Path, Segment, Shape, Span
from core.comics.lettering.placing import Placed
from core.comics.lettering.shaping import Piece
from core.comics.lettering.styles import Kind
from core.comics.lettering.supports import Floats
from core.comics.lettering.tails import TAIL_INSIDE
from core.comics.lettering.wording import Token
from core.comics.script.model import Say, Sound, Voice

_STROKE = 0.075  # em: thinner than a panel's border
_HALO = 0.08  # em of a sound's own size
_DASH = (0.34, 0.26)
# How far along a thought's way, and the radius in em; below so many em of way they shrink with it.
_BUBBLES = ((0.18, 0.4), (0.54, 0.26), (0.84, 0.15))
_TRAIL = 1.7
# A bolt's corners: how far along the tail, and how far across it in halves of its base.
_BOLT = ((0.0, -1.0), (0.6, 0.08), (0.54, -0.4), (1.0, 0.0), (0.44, 0.5), (0.5, 0.1), (0.0, 1.0))
_HOP = 0.045  # em of a sound's own size
_TAIL_LAST = 8
_NEAR = 0.008  # em


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a panel's em lie on the page: ``left, top`` of its frame, pixels an em, and its region in em."""

    panel: int
    left: float
    top: float
    em: float
    region: Floats
    colours: Colours

    def point(self, x: float, y: float) -> Point:
        """Return a point of the panel as one of the page."""
        return Point(round(self.left + x * self.em, 2), round(self.top + y * self.em, 2))

    def box(self, box: Box) -> Box:
        """Return a box of the panel as one of the page."""
        return Box(*self.point(box.left, box.top), *self.point(box.right, box.bottom))

    def path(self, ring: Floats) -> Path:
        """Return a closed polygon of the panel as a path on the page."""
        points = [self.point(float(x), float(y)) for x, y in ring]
        return (Segment("M", (points[0],)), *(Segment("L", (point,)) for point in points[1:]), Segment("Z"))


def drawn(placed: Placed, canvas: Canvas) -> list[Lettered]:
    """Return a group's items as they are painted."""
    members = placed.group.members
    indexes = tuple(words.index for words in members)
    found = []
    for at, words in enumerate(members):
        others = tuple(index for index in indexes if index != words.index)
        found.append(_item(placed, at, canvas, joined=others))
    return found


def _item(placed: Placed, at: int, canvas: Canvas, *, joined: tuple[int, ...]) -> Lettered:
    words, block = placed.group.members[at], placed.option.blocks[at]
    middle = placed.at + placed.option.offsets[at]
    body = placed.option.outlines[at] + middle
    box = Box(*(float(edge) for edge in (*body.min(axis=0), *body.max(axis=0))))
    spans = _spans(block, middle, canvas)
    if isinstance(words.item, Sound):
        spans = tuple(_bouncing(span) for span in spans)
        return _sound(placed, block, spans, canvas=canvas, box=box, item=words.index)
    voice = words.item.voice if isinstance(words.item, Say) else None
    boxed = block.style.kind is Kind.BOX
    tailed = not boxed and at == placed.holder
    ring = _with_tail(body, placed.tail, block, voice, canvas) if tailed and voice is not Voice.THOUGHT else body
    tip = canvas.point(*(float(number) for number in placed.tail[4])) if tailed else None
    return Lettered(
        shape=Shape.CAPTION if boxed else Shape.BALLOON,
        panel=canvas.panel,
        item=words.index,
        box=canvas.box(box),
        spans=spans,
        outline=canvas.path(ring),
        voice=voice,
        extra=_bubbles(placed.tail, block.style.reach, canvas) if tailed and voice is Voice.THOUGHT else (),
        joined=joined,
        tail=tip,
        stroke=round(_STROKE * canvas.em, 2),
        dash=tuple(round(part * canvas.em, 2) for part in _DASH) if voice is Voice.WHISPER else (),
        fill=canvas.colours.paper(voice, boxed=boxed),
    )


def _sound(placed: Placed, block: Block, spans: tuple[Span, ...], *, canvas: Canvas, box: Box, item: int) -> Lettered:
    fill, ink = canvas.colours.sound(canvas.box(box), item)
    return Lettered(
        shape=Shape.SOUND,
        panel=canvas.panel,
        item=item,
        box=canvas.box(box),
        spans=spans,
        outline=(),
        angle=round(placed.option.angle, 2),
        stroke=round(_HALO * block.size * canvas.em, 2),
        fill=fill,
        ink=ink,
    )


def _bouncing(span: Span) -> Span:
    """Return a sound's letters up and down by turns, as they are drawn by hand."""
    hop = _HOP * span.em
    glyphs = tuple((glyph, x, round(y + (hop if at % 2 else -hop), 2)) for at, (glyph, x, y) in enumerate(span.glyphs))
    box = replace(span.box, top=round(span.box.top - hop, 2), bottom=round(span.box.bottom + hop, 2))
    return replace(span, glyphs=glyphs, box=box)


def _with_tail(body: Floats, tail: Floats, block: Block, voice: Voice | None, canvas: Canvas) -> Floats:
    shape = _bolt(tail) if block.style.kind is Kind.JAGGED else tail
    whole = Polygon(body).union(Polygon(shape).buffer(0))
    if voice is Voice.OFF:
        whole = whole.intersection(Polygon(canvas.region))
    # Corners that are nearer than this would cross when they are rounded to hundredths of a pixel.
    return np.asarray(_largest(whole).simplify(_NEAR).exterior.coords)[:-1]


def _largest(shape: BaseGeometry) -> Polygon:
    """Return the one polygon; slivers that touching sides leave are dropped."""
    match shape:
        case Polygon():
            return shape
        case MultiPolygon() | GeometryCollection():
            return max((part for part in shape.geoms if isinstance(part, Polygon)), key=lambda part: part.area)
        case _:
            raise TypeError(shape.geom_type)


def _bolt(tail: Floats) -> Floats:
    """Return a tail as a bolt of lightning, within the straight one's sides."""
    base, half = (tail[0] + tail[_TAIL_LAST]) / 2, (tail[_TAIL_LAST] - tail[0]) / 2
    return np.array([base + (tail[4] - base) * along + half * across for along, across in _BOLT])


def _bubbles(tail: Floats, reach: float, canvas: Canvas) -> tuple[Path, ...]:
    """Return a thought's bubbles between its cloud, whose lobes stand out so far, and its head; smaller towards it."""
    base, tip = (tail[0] + tail[_TAIL_LAST]) / 2, tail[4]
    way = (tip - base) / max(1e-6, float(np.hypot(*(tip - base))))
    whole = float((tip - base) @ way)
    start = base + way * min(TAIL_INSIDE + 0.8 * reach, 0.6 * whole)  # never beyond the tip, where the face is
    length = max(0.1, float((tip - start) @ way))
    angles = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    ring = np.stack([np.cos(angles) * 1.12, np.sin(angles) * 0.9], axis=-1)
    size = min(1.0, length / _TRAIL)
    return tuple(canvas.path(start + way * length * along + ring * radius * size) for along, radius in _BUBBLES)


def _spans(block: Block, middle: Floats, canvas: Canvas) -> tuple[Span, ...]:
    found: list[Span] = []
    for row, line in enumerate(block.lines):
        width = sum(token.width + token.space for token in line) - line[-1].space
        left = -width / 2
        if block.style.kind is Kind.BOX:
            left = -block.half_width / block.size + block.style.side
        baseline = (row - (len(block.lines) - 1) / 2) * block.pitch + CAP_MIDDLE
        found.extend(_line(line, block.size, (left, baseline), middle=middle, canvas=canvas))
    return tuple(found)


def _line(
    line: Sequence[Token], size: float, start: tuple[float, float], *, middle: Floats, canvas: Canvas
) -> list[Span]:
    """Return one line's runs: neighbouring pieces in one font are one, with the spaces between them."""
    pen, baseline = start
    runs: list[list[tuple[Piece, float, str]]] = []
    for number, token in enumerate(line):
        for at, piece in enumerate(token.pieces):
            spaced = " " if at == len(token.pieces) - 1 and token.space and number < len(line) - 1 else ""
            if not runs or runs[-1][-1][0].font != piece.font:
                runs.append([])
            runs[-1].append((piece, pen, spaced))
            pen += piece.advance + (token.space if spaced else 0)
    return [_span(run, size, baseline, middle=middle, canvas=canvas) for run in runs]


def _span(
    run: Sequence[tuple[Piece, float, str]], size: float, baseline: float, *, middle: Floats, canvas: Canvas
) -> Span:
    em = canvas.em * size
    start = run[0][1]
    origin = canvas.point(float(middle[0]) + start * size, float(middle[1]) + baseline * size)
    glyphs = tuple(
        (glyph, round((pen - start + x) * em, 2), round(y * em, 2))
        for piece, pen, _ in run
        for glyph, x, y in piece.glyphs
    )
    inks = [piece.ink.moved(pen - start, 0) for piece, pen, _ in run]
    box = Box(
        round(origin.x + min(ink.left for ink in inks) * em, 2),
        round(origin.y + min(ink.top for ink in inks) * em, 2),
        round(origin.x + max(ink.right for ink in inks) * em, 2),
        round(origin.y + max(ink.bottom for ink in inks) * em, 2),
    )
    last, pen, _ = run[-1]
    text = "".join(piece.text + spaced for piece, _, spaced in run)
    return Span(
        text, last.font, round(em, 3), origin.x, origin.y, round((pen - start + last.advance) * em, 2), glyphs, box
    )
