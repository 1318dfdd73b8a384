"""Making of a camera's picture what may leave the house: decoded with our caps, coded anew without what it carried."""

from core.pictures.reading import read_picture
from core.pictures.writing import Marks, write_picture

# IPTC NewsCodes: "captured from real life by a camera", so that nobody takes it for something drawn.
CAPTURED = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
MEDIA_TYPE = "image/jpeg"


def clean(data: bytes) -> bytes:
    """Return the picture as a JPEG of its pixels alone: no EXIF, no place, no thumbnail, nothing behind its end.

    Raises:
        DomainError: it is no picture, or too large (``core.pictures.reading``).
    """
    return write_picture(read_picture(data), MEDIA_TYPE, Marks(source=CAPTURED))
