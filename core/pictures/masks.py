"""Masks: which part of a picture is to be painted anew."""

from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw

from core.pictures.writing import UNKNOWN, Marks, write_picture


class Box(NamedTuple):
    """A rectangle in pixels; it may reach beyond the picture."""

    left: float
    top: float
    right: float
    bottom: float


def mask_of(size: tuple[int, int], boxes: Sequence[Box]) -> bytes:
    """Return a PNG of a picture's size: white in the boxes, black elsewhere."""
    mask = Image.new("RGB", size, "black")
    draw = ImageDraw.Draw(mask)
    for box in boxes:
        draw.rectangle(box, fill="white")
    return write_picture(mask, "image/png", Marks(UNKNOWN))
