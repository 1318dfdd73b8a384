"""ComicInfo.xml, by which comic libraries know title, people, language and pages.

Source: schema 2.0 of the Anansi project (github.com/anansi-project/comicinfo), whose elements come in one fixed order.
"""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from core.comics.export.model import Book
from core.comics.export.xml import legal
from core.pictures.renditions import Copy

_AGES = ("Everyone", "Teen", "Mature 17+", "Adults Only 18+")  # by level, in the schema's words


def comic_info(book: Book, pages: Sequence[Copy]) -> bytes:
    """Return the document for these pages, without the elements that are not known."""
    root = ET.Element(
        "ComicInfo",
        {"xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance", "xmlns:xsd": "http://www.w3.org/2001/XMLSchema"},
    )
    for name, text in _facts(book, len(pages)):
        if text:
            ET.SubElement(root, name).text = legal(text)
    listed = ET.SubElement(root, "Pages")
    for index, page in enumerate(pages):
        ET.SubElement(listed, "Page", _page(index, page))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _facts(book: Book, page_count: int) -> list[tuple[str, str]]:
    made = book.made_at
    return [
        ("Title", book.title),
        ("Summary", book.summary),
        ("Notes", f"Made with Inkhearth. IPTC digital source type: {book.source}"),
        ("Year", str(made.year)),
        ("Month", str(made.month)),
        ("Day", str(made.day)),
        ("Writer", book.author),
        ("PageCount", str(page_count)),
        ("LanguageISO", book.language),
        ("Manga", "YesAndRightToLeft" if book.is_mirrored else "No"),
        ("AgeRating", _AGES[book.rating]),
    ]


def _page(index: int, page: Copy) -> dict[str, str]:
    facts = {"Image": str(index)} | ({"Type": "FrontCover"} if index == 0 else {})
    return facts | {
        "ImageSize": str(len(page.data)),
        "ImageWidth": str(page.width),
        "ImageHeight": str(page.height),
    }
