"""CBZ: a zip of pages that every comic reader opens."""

from collections.abc import Sequence

from core.comics.export.archive import Entry, archive
from core.comics.export.comic_info import comic_info
from core.comics.export.model import Book
from core.comics.export.pages import file_name
from core.pictures.renditions import Copy


def cbz(book: Book, pages: Sequence[Copy]) -> bytes:
    """Return the comic as CBZ: stored, names padded with zeros, ComicInfo.xml at the root."""
    names = [file_name(number, len(pages), page.media_type) for number, page in enumerate(pages, 1)]
    return archive(
        [
            Entry("ComicInfo.xml", comic_info(book, pages)),
            *(Entry(name, page.data) for name, page in zip(names, pages, strict=True)),
        ]
    )
