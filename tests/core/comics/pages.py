"""Pages set by hand, with only what a test cares about named: renderers and exports are tried on these."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import uharfbuzz
from PIL import Image, ImageDraw

from core.comics.export.model import Book
from core.comics.geometry import Box, Point
from core.comics.layout.model import Frame, PageLayout, Sheet
from core.comics.lettering.fonts import load_fonts
from core.comics.lettering.model import Lettered, LetteredPage, Path, Segment, Shape, Span
from core.comics.render.model import Art, FinishedPage
from core.comics.script.model import Direction, PageSize, Voice

FONTS = load_fonts(keys=("comic-neue", "comic-neue-italic", "shantell", "bangers"))
US = Sheet(PageSize.US, 1988, 3075, 300, 38, 90, 36, 48, 6, 46.0, 33.0)
SQUARE = Sheet(PageSize.SQUARE, 1080, 1080, 96, 0, 24, 16, 16, 4, 30.0, 20.0)
WEBTOON = Sheet(PageSize.WEBTOON, 800, 3200, 96, 0, 40, 40, 120, 4, 30.0, 24.0)
_SKIES = ("#9fd3e6", "#f3c98b", "#b9d8a2", "#d9b8d8", "#e8a5a0", "#c3cfe2")


def spans(text: str, left: float, top: float, *, em: float = 46.0, font: str = "comic-neue") -> tuple[Span, ...]:
    """Return lines of text, one beneath the other, shaped by HarfBuzz."""
    return tuple(_span(line, left, top + em * (1 + 1.15 * row), em, font) for row, line in enumerate(text.split("\n")))


def _span(text: str, x: float, y: float, em: float, font: str) -> Span:
    scale = em / FONTS[font].upem
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(FONTS[font].hb, buffer)
    glyphs, along = [], 0.0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append((info.codepoint, along + place.x_offset * scale, -place.y_offset * scale))
        along += place.x_advance * scale
    return Span(text, font, em, x, y, along, tuple(glyphs), Box(x, y - em * 0.8, x + along, y + em * 0.2))


def oval(box: Box) -> Path:
    """Return an ellipse of four curves."""
    x, y, reach = *box.centre, 0.5523
    w, h = box.width / 2, box.height / 2
    return (
        Segment("M", (Point(x - w, y),)),
        Segment("C", (Point(x - w, y - h * reach), Point(x - w * reach, y - h), Point(x, y - h))),
        Segment("C", (Point(x + w * reach, y - h), Point(x + w, y - h * reach), Point(x + w, y))),
        Segment("C", (Point(x + w, y + h * reach), Point(x + w * reach, y + h), Point(x, y + h))),
        Segment("C", (Point(x - w * reach, y + h), Point(x - w, y + h * reach), Point(x - w, y))),
        Segment("Z"),
    )


def rectangle(box: Box) -> Path:
    """Return a rectangle."""
    corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
    first, *rest = (Segment("L", (Point(*corner),)) for corner in corners)
    return (Segment("M", first.points), *rest, Segment("Z"))


def balloon(text: str, left: float, top: float, *, panel: int = 0, item: int = 0, **fields: object) -> Lettered:
    """Return an oval balloon around lines of text whose first begins at that point."""
    lines = spans(text, left, top)
    width = max(span.width for span in lines)
    centred = tuple(replace(span, x=span.x + (width - span.width) / 2) for span in lines)
    inner = Box(left, top, left + width, top + 46 * (0.2 + 1.15 * len(lines)))
    box = Box(inner.left - width * 0.25, inner.top - 40, inner.right + width * 0.25, inner.bottom + 40)
    made = Lettered(
        Shape.BALLOON, panel, item, box, centred, oval(box), Voice.SPEECH, stroke=4.0
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type] # the fields of Lettered that a test names


def caption(text: str, left: float, top: float, *, panel: int = 0, item: int = 0) -> Lettered:
    """Return a caption box."""
    lines = spans(text, left, top)
    box = Box(left - 24, top - 10, left + max(span.width for span in lines) + 24, top + 53 * len(lines) + 24)
    return Lettered(Shape.CAPTION, panel, item, box, lines, rectangle(box), stroke=3.0, fill="#fff6d8")


def sound(text: str, left: float, top: float, *, panel: int = 0, item: int = 0, angle: float = -8.0) -> Lettered:
    """Return a sound effect."""
    lines = spans(text, left, top, em=150.0, font="bangers")
    box = Box(left, top, left + lines[0].width, top + 180)
    return Lettered(
        Shape.SOUND, panel, item, box, lines, (), angle=angle, stroke=8.0, fill="#ffd23f", ink="#1a1a1a"
    )  # fmt: skip


def frame(panel: int, box: Box, *, border: int = 6, outline: Sequence[Point] = (), **fields: bool) -> Frame:
    """Return a frame; rectangular unless an outline is given."""
    corners = tuple(outline) or (
        Point(box.left, box.top), Point(box.right, box.top), Point(box.right, box.bottom), Point(box.left, box.bottom)
    )  # fmt: skip
    return Frame(panel, box, corners, border, (round(box.width), round(box.height)), **fields)


def grid(*tiers: int, sheet: Sheet = US, direction: Direction = Direction.LEFT_TO_RIGHT) -> PageLayout:
    """Return a page of tiers of equal frames."""
    height = (sheet.height - 2 * sheet.margin - sheet.tier_gutter * (len(tiers) - 1)) / len(tiers)
    frames: list[Frame] = []
    for row, count in enumerate(tiers):
        width = (sheet.width - 2 * sheet.margin - sheet.gutter * (count - 1)) / count
        top = round(sheet.margin + row * (height + sheet.tier_gutter))
        for column in range(count):
            left = round(sheet.margin + column * (width + sheet.gutter))
            box = Box(left, top, round(left + width), round(top + height))
            placed = box.mirrored(sheet.width) if direction is Direction.RIGHT_TO_LEFT else box
            frames.append(frame(len(frames), placed, border=sheet.border))
    return PageLayout(1, sheet, tuple(frames), direction)


def finished(layout: PageLayout, *items: Lettered, number: int = 1, **fields: object) -> FinishedPage:
    """Return a page whose frames show their whole pictures."""
    art = tuple(
        Art(each.panel, f"art-{each.panel}", each.art, Box(0, 0, *map(float, each.art)), f"Picture {each.panel + 1}")
        for each in layout.frames
    )
    lettering = LetteredPage(number, layout.sheet.em, items)
    page = FinishedPage(replace(layout, number=number), lettering, art)
    return replace(page, **fields)  # type: ignore[arg-type] # the fields of FinishedPage that a test names


def landscape(size: tuple[int, int], seed: int = 0) -> Image.Image:
    """Return a picture that no other seed has: sky, a hill and a sun."""
    width, height = size
    picture = Image.new("RGB", size, _SKIES[seed % len(_SKIES)])
    pen = ImageDraw.Draw(picture)
    sun = min(width, height) // 6
    across = width * (2 + seed % 5) // 8
    pen.ellipse((across - sun, height // 3 - sun, across + sun, height // 3 + sun), fill="#ffe08a")
    pen.ellipse((-width // 4, height * 5 // 8, width * 3 // 4, height * 2), fill="#5c8a4c")
    pen.ellipse((width // 3, height * 6 // 8, width * 5 // 4, height * 2), fill="#48703d")
    return picture


def pictures(page: FinishedPage) -> dict[int, Image.Image]:
    """Return a picture for each frame of a page."""
    return {art.panel: landscape(art.size, art.panel) for art in page.art}


def book(*pages: FinishedPage, **fields: object) -> Book:
    """Return a comic of two pages, or of these."""
    first = finished(grid(1, 2), balloon("Hello there,\nwhere is breakfast?", 400, 300), alt="Panel 1. CAT: Hello")
    layout = grid(2, 1)
    second = replace(layout, frames=tuple(replace(each, panel=each.panel + 3) for each in layout.frames))
    last = finished(second, sound("ŁUBUDU!", 1200, 1900, panel=5), number=2, alt="Panel 4. Sound: ŁUBUDU!")
    made = Book(
        UUID(int=7), "Breakfast", "en", pages or (first, last), datetime(2026, 11, 21, 9, 30, tzinfo=UTC), "Ada"
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type] # the fields of Book that a test names


def all_pictures(whole: Book) -> dict[int, Image.Image]:
    """Return a picture for each frame of a comic."""
    return {panel: picture for page in whole.pages for panel, picture in pictures(page).items()}
