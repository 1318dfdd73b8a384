"""Reading a picture that somebody sent: type by content, caps before decoding, one frame, no metadata."""

import warnings
from io import BytesIO
from struct import Struct
from threading import Lock

from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import DomainError, Refusal
from core.i18n import N_

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 25_000_000  # performance.md: a 169-megapixel PNG takes 160 KiB on the wire and Pillow would decode it
LEAST_SIDE = 16
# Warning filters belong to the whole process: one thread changes them at a time, and only for Pillow's own modules.
_FILTERS = Lock()
_HEAD = Struct(">8sI4sII")
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class NotAPicture(DomainError):
    """The bytes are none of the formats that are read, or broken."""

    refusal = Refusal.INVALID
    code = "not-a-picture"
    msgid = N_("This file is not a picture that I can read. Send a PNG, JPEG, WebP or GIF.")


class PictureTooLarge(DomainError):
    """Too many bytes or pixels."""

    refusal = Refusal.INVALID
    code = "picture-too-large"
    msgid = N_("This picture is too large. Send one of at most {megabytes} MB and {megapixels} megapixels.")


class PictureTooSmall(DomainError):
    """Hardly a picture."""

    refusal = Refusal.INVALID
    code = "picture-too-small"
    msgid = N_("This picture is too small. Each side needs at least {pixels} pixels.")


def check_size(byte_count: int) -> None:
    """Refuse a file by its size, before it is fetched.

    Raises:
        PictureTooLarge: more than 20 MB.
    """
    if byte_count > MOST_BYTES:
        raise _too_large()


def read_picture(data: bytes) -> Image.Image:
    """Return the first frame as RGB, turned upright; transparent parts become white.

    Raises:
        NotAPicture: not one of ``FORMATS``, or damaged.
        PictureTooLarge: above 20 MB or 25 megapixels; found out before any pixel is decoded.
        PictureTooSmall: a side below 16 pixels.
    """
    check_size(len(data))
    with _FILTERS, warnings.catch_warnings():
        warnings.filterwarnings("error", module="PIL")
        try:
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                _check_sides(picture.width, picture.height)
                picture.load()
                return _without_notes(_flattened(ImageOps.exif_transpose(picture)))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_large() from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning, EOFError) as error:
            raise NotAPicture from error


def png_size(head: bytes) -> tuple[int, int]:
    """Return width and height from the beginning of a PNG.

    Source: PNG specification, § 11.2.1: the first chunk is IHDR, whose first eight bytes are width and height.

    Raises:
        NotAPicture: it does not begin like one.
    """
    if len(head) < _HEAD.size:
        raise NotAPicture
    signature, _length, kind, width, height = _HEAD.unpack_from(head)
    if signature != b"\x89PNG\r\n\x1a\n" or kind != b"IHDR":
        raise NotAPicture
    return width, height


def _check_sides(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_large()
    if min(width, height) < LEAST_SIDE:
        raise PictureTooSmall(pixels=LEAST_SIDE)


def _flattened(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")


def _without_notes(picture: Image.Image) -> Image.Image:
    """Leave only what the colours are measured by: Pillow writes a comment on into whatever is made of the picture."""
    picture.info = {name: picture.info[name] for name in ("icc_profile",) if name in picture.info}
    return picture


def _too_large() -> PictureTooLarge:
    return PictureTooLarge(megabytes=MOST_BYTES // 1024**2, megapixels=MOST_PIXELS // 10**6)
