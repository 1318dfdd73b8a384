"""The smaller copies of a picture that pages and chats show."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image
from thumbleweed import thumbhash_encode

from core.pictures.writing import Marks, write_picture

WIDTHS = (320, 640, 960, 1280)  # gallery.md G3
MEDIA_TYPES = ("image/avif", "image/webp")
_HASH_SIDE = 100  # thumbhash takes pictures of at most 100 × 100


@dataclass(frozen=True, slots=True)
class Copy:
    """A coded copy, not stored yet."""

    data: bytes
    media_type: str
    width: int
    height: int


def copies(picture: Image.Image, marks: Marks) -> Iterator[Copy]:
    """Yield the copies of a picture in both media types, no wider than itself, smallest first."""
    for width in _widths(picture.width):
        height = max(1, round(picture.height * width / picture.width))
        small = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        for media_type in MEDIA_TYPES:
            yield Copy(write_picture(small, media_type, marks), media_type, width, height)


def thumbhash(picture: Image.Image) -> str:
    """Return the base64 of a picture's thumbhash (evanw/thumbhash), about 28 characters."""
    small = picture.convert("RGBA")
    small.thumbnail((_HASH_SIDE, _HASH_SIDE))
    return b64encode(thumbhash_encode(*small.size, small.tobytes())).decode()


def _widths(width: int) -> list[int]:
    smaller = [wanted for wanted in WIDTHS if wanted < width]
    return [*smaller, width] if width <= WIDTHS[-1] else [*smaller]
