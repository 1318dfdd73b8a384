"""The pages of a comic beside one another, as one picture for a chat."""

from collections.abc import Sequence

from PIL import Image

_HEIGHT = 1600
_WIDEST = 4096  # chats shrink what is wider before they show it
_GAP = 24
_PAPER = "white"


def strip(pictures: Sequence[Image.Image], *, mirrored: bool = False) -> Image.Image:
    """Return pages from left to right, or from right to left if mirrored; one alone is only made smaller.

    At most 1,600 pixels high and 4,096 wide, never larger than the pages are.
    """
    tallest = max(picture.height for picture in pictures)
    height = min(_HEIGHT, tallest)
    gaps = _GAP * (len(pictures) - 1)
    width = sum(_width(picture, height) for picture in pictures)
    if width + gaps > _WIDEST:
        height = max(1, int(height * (_WIDEST - gaps) / width))
    placed = list(reversed(pictures)) if mirrored else list(pictures)
    sizes = [(_width(picture, height), height) for picture in placed]
    whole = Image.new("RGB", (sum(across for across, _ in sizes) + gaps, height), _PAPER)
    left = 0
    for picture, size in zip(placed, sizes, strict=True):
        whole.paste(picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0), (left, 0))
        left += size[0] + _GAP
    return whole


def _width(picture: Image.Image, height: int) -> int:
    return max(1, int(picture.width * height / picture.height))
