"""Every format that a comic is handed out in, by one name each."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import assert_never

from PIL import Image

from core.comics.export.cbz import cbz
from core.comics.export.epub import epub
from core.comics.export.model import Book
from core.comics.export.pages import coded, coded_as, picture_zip
from core.comics.export.pdf.document import pdf
from core.comics.export.slices import slices
from core.comics.export.strip import strip
from core.comics.lettering.fonts import Fonts
from core.comics.render.pixels import render_page
from core.comics.script.model import Direction
from core.pictures.renditions import Copy


class Format(StrEnum):
    """A file that holds a whole comic; the value is what people type and what addresses end with."""

    PDF = "pdf"
    CBZ = "cbz"
    EPUB = "epub"
    PICTURES = "png"
    SLICES = "webtoon"
    STRIP = "strip"

    @property
    def media_type(self) -> str:
        """The type that its files are served as."""
        return _MEDIA_TYPES[self]

    @property
    def extension(self) -> str:
        """How the names of its files end."""
        if self is Format.STRIP:
            return "png"
        return "zip" if self in {Format.PICTURES, Format.SLICES} else self.value


_MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.CBZ: "application/vnd.comicbook+zip",  # IANA, 2015
    Format.EPUB: "application/epub+zip",
    Format.PICTURES: "application/zip",
    Format.SLICES: "application/zip",
    Format.STRIP: "image/png",
}


def export(book: Book, wanted: Format, pictures: Mapping[int, Image.Image], *, fonts: Fonts) -> bytes:
    """Return a comic as one file; the same book, pictures and format are the same bytes.

    Args:
        book: the comic.
        wanted: the format.
        pictures: the whole picture of each panel, by panel; those that are missing leave an empty frame.
        fonts: the fonts that its pages are lettered with.
    """
    match wanted:
        case Format.PDF:
            return pdf(book, pictures, fonts=fonts)
        case Format.CBZ:
            return cbz(book, _coded(book, pictures, fonts))
        case Format.EPUB:
            return epub(book, _coded(book, pictures, fonts), [page.alt for page in book.pages])
        case Format.PICTURES:
            painted = painted_pages(book, pictures, fonts)
            return picture_zip([coded_as(page, "image/png", book.marks) for page in painted])
        case Format.SLICES:
            cut = slices(book.pages, painted_pages(book, pictures, fonts))
            return picture_zip([coded(piece, book.marks) for piece in cut])
        case Format.STRIP:
            mirrored = book.direction is Direction.RIGHT_TO_LEFT
            return coded_as(
                strip(painted_pages(book, pictures, fonts), mirrored=mirrored), "image/png", book.marks
            ).data
        case _:
            assert_never(wanted)


def painted_pages(book: Book, pictures: Mapping[int, Image.Image], fonts: Fonts) -> Sequence[Image.Image]:
    """Return every page as pixels."""
    return [render_page(page, pictures, fonts=fonts) for page in book.pages]


def _coded(book: Book, pictures: Mapping[int, Image.Image], fonts: Fonts) -> Sequence[Copy]:
    return [coded(page, book.marks) for page in painted_pages(book, pictures, fonts)]
