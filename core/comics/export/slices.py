"""Webtoon slices: one long strip cut where nothing is cut through."""

from collections.abc import Iterator, Sequence

from PIL import Image

from core.comics.geometry import Box
from core.comics.render.model import FinishedPage

WIDTH, TALLEST = 800, 1280
_SHORTEST = 480  # a slice is cut early for the sake of a gutter, but not as early as this


def slices(pages: Sequence[FinishedPage], pictures: Sequence[Image.Image]) -> Iterator[Image.Image]:
    """Yield the pages below one another, 800 pixels wide, in slices of at most 1,280 pixels.

    A slice ends in a gutter where there is one within reach, else where it crosses no lettering, else where it must.
    """
    strip = Image.new("RGB", (WIDTH, sum(_height(picture) for picture in pictures)), "white")
    frames: list[Box] = []
    words: list[Box] = []
    top = 0
    for page, picture in zip(pages, pictures, strict=True):
        strip.paste(picture.resize((WIDTH, _height(picture)), Image.Resampling.LANCZOS), (0, top))
        scale = WIDTH / page.layout.sheet.width
        frames += [_placed(frame.box, scale, top) for frame in page.layout.frames]
        words += [_placed(item.box, scale, top) for item in page.lettering.items]
        top += _height(picture)
    start = 0
    for end in cuts(strip.height, frames, words):
        yield strip.crop((0, start, WIDTH, end))
        start = end


def cuts(height: int, frames: Sequence[Box], words: Sequence[Box]) -> Iterator[int]:
    """Yield where the slices of a strip of that height end, the last at its end."""
    start = 0
    while height - start > TALLEST:
        reach = range(start + TALLEST, start + _SHORTEST, -1)
        free = (row for row in reach if not _crosses(row, frames))
        silent = (row for row in reach if not _crosses(row, words))
        start = next(free, None) or next(silent, None) or start + TALLEST
        yield start
    yield height


def _crosses(row: int, boxes: Sequence[Box]) -> bool:
    return any(box.top < row < box.bottom for box in boxes)


def _height(picture: Image.Image) -> int:
    return max(1, round(picture.height * WIDTH / picture.width))


def _placed(box: Box, scale: float, top: int) -> Box:
    return Box(box.left * scale, box.top * scale + top, box.right * scale, box.bottom * scale + top)
