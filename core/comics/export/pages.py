"""Pages as picture files."""

from collections.abc import Sequence

from PIL import Image

from core.comics.export.archive import Entry, archive
from core.pictures.renditions import Copy
from core.pictures.writing import Marks, write_picture

_FLAT = 0.75  # bytes a pixel: drawn art as PNG takes .02 to .3, painted or photographic art 1.5 and more
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


def coded(picture: Image.Image, marks: Marks) -> Copy:
    """Return a page as PNG, or as JPEG where PNG would be heavy: both are read by every reader of comics."""
    lossless = coded_as(picture, "image/png", marks)
    if len(lossless.data) <= _FLAT * picture.width * picture.height:
        return lossless
    return coded_as(picture, "image/jpeg", marks)


def coded_as(picture: Image.Image, media_type: str, marks: Marks) -> Copy:
    """Return a page in a media type of ``write_picture``, with its marks."""
    return Copy(write_picture(picture, media_type, marks), media_type, picture.width, picture.height)


def file_name(number: int, total: int, media_type: str) -> str:
    """Return a name that sorts as pages are read: ``page-01.png``."""
    return f"page-{number:0{max(2, len(str(total)))}d}.{_EXTENSIONS[media_type]}"


def picture_zip(pages: Sequence[Copy]) -> bytes:
    """Return a zip file of the pages alone."""
    return archive(
        Entry(file_name(number, len(pages), page.media_type), page.data) for number, page in enumerate(pages, 1)
    )
