"""CBZ: a stored zip whose ComicInfo.xml the published schema accepts."""

import zipfile
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from core.comics.export.cbz import cbz
from core.comics.export.comic_info import comic_info
from core.comics.export.pages import coded, coded_as, file_name
from core.comics.script.model import Direction
from core.pictures.renditions import Copy
from core.pictures.writing import COMPOSITE, Marks
from tests.core.comics.pages import book

MARKS = Marks(COMPOSITE)
# darkseid carries the Anansi project's schema files as they were published.
SCHEMA = etree.XMLSchema(
    etree.fromstring(files("darkseid").joinpath("schemas/ComicInfo/v2/ComicInfo.xsd").read_bytes())
)


def _pages(count: int = 2) -> list[Copy]:
    return [coded(Image.new("RGB", (60, 90), (number, 80, 80)), MARKS) for number in range(count)]


def _opened(count: int = 2) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(cbz(book(), _pages(count))))


def _valid(document: bytes) -> etree._Element:
    root = etree.fromstring(document)
    SCHEMA.assertValid(root)
    return root


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("rating", range(4))
@pytest.mark.parametrize("language", ["en", "pl"])
def test_comic_info_keeps_to_the_schema(direction: Direction, rating: int, language: str) -> None:
    """Schema 2.0, as published; the order of elements is part of it."""
    whole = book(direction=direction, rating=rating, language=language, summary="A cat & a <bowl>", title="„Kot”")
    root = _valid(comic_info(whole, _pages()))
    assert root.findtext("Title") == "„Kot”"
    assert root.findtext("Summary") == "A cat & a <bowl>"
    assert root.findtext("Writer") == "Ada"
    assert root.findtext("LanguageISO") == language
    assert root.findtext("PageCount") == "2"
    assert root.findtext("Manga") == ("YesAndRightToLeft" if direction is Direction.RIGHT_TO_LEFT else "No")
    assert root.findtext("AgeRating") == ("Everyone", "Teen", "Mature 17+", "Adults Only 18+")[rating]
    assert (root.findtext("Year"), root.findtext("Month"), root.findtext("Day")) == ("2026", "11", "21")


def test_the_schema_would_refuse_another_order() -> None:
    """So the test above can fail."""
    root = etree.fromstring(comic_info(book(), _pages()))
    root.insert(0, root.find("Writer"))
    assert not SCHEMA.validate(root)


@settings(max_examples=60, deadline=None)
@given(title=st.text(max_size=60), author=st.text(max_size=20), summary=st.text(max_size=60))
def test_whatever_was_typed_as_a_title_stays_valid(title: str, author: str, summary: str) -> None:
    _valid(comic_info(book(title=title, author=author, summary=summary), _pages()))


def test_each_page_is_listed_with_its_size() -> None:
    pages = _pages()
    listed = _valid(comic_info(book(), pages)).findall("Pages/Page")
    assert [dict(page.attrib) for page in listed] == [
        {
            "Image": str(index),
            **({"Type": "FrontCover"} if index == 0 else {}),
            "ImageSize": str(len(pages[index].data)),
            "ImageWidth": "60",
            "ImageHeight": "90",
        }
        for index in (0, 1)
    ]


def test_the_files_are_stored_and_named_as_they_are_read() -> None:
    opened = _opened(12)
    names = [info.filename for info in opened.infolist()]
    assert names == ["ComicInfo.xml", *(f"page-{number:02d}.png" for number in range(1, 13))]
    assert sorted(names[1:]) == names[1:]
    assert {info.compress_type for info in opened.infolist()} == {zipfile.ZIP_STORED}
    assert opened.testzip() is None


def test_a_hundred_pages_are_padded_to_three_digits() -> None:
    assert file_name(7, 120, "image/jpeg") == "page-007.jpg"


def test_every_page_carries_its_provenance_mark() -> None:
    opened = _opened()
    for name in opened.namelist()[1:]:
        with Image.open(opened.open(name)) as picture:
            assert COMPOSITE in str(picture.getxmp())


def test_drawn_pages_are_kept_whole_and_painted_ones_stay_light() -> None:
    drawn = Image.new("RGB", (400, 600), "#88aacc")
    painted = Image.effect_noise((400, 600), 80).convert("RGB")
    assert coded(drawn, MARKS).media_type == "image/png"
    light = coded(painted, MARKS)
    assert light.media_type == "image/jpeg"
    assert len(light.data) < len(coded_as(painted, "image/png", MARKS).data) / 2
    assert COMPOSITE.encode() in light.data


def test_the_same_comic_is_the_same_file_at_any_time() -> None:
    assert cbz(book(), _pages()) == cbz(book(), _pages())
    assert {info.date_time for info in _opened().infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert cbz(book(), _pages()) != cbz(book(made_at=datetime(2027, 1, 1, tzinfo=UTC)), _pages())
