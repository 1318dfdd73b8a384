"""Every format, for a whole comic, within its time."""

import zipfile
from io import BytesIO
from time import process_time

import pytest
from PIL import Image

from core.comics.export.formats import Format, export, painted_pages
from core.comics.export.pages import coded_as
from core.pictures.writing import COMPOSITE
from core.storage.store import is_key, key_of, media_type_of
from tests.core.comics.pages import FONTS, all_pictures, balloon, book, finished, grid, pictures


@pytest.mark.parametrize("wanted", list(Format))
def test_the_same_comic_is_the_same_bytes_in_every_format(wanted: Format) -> None:
    """L26."""
    whole = book()
    first, second = (export(whole, wanted, all_pictures(whole), fonts=FONTS) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("wanted", list(Format))
def test_the_store_keeps_every_format_under_its_type(wanted: Format) -> None:
    key = key_of(b"x", wanted.media_type)
    assert is_key(key)
    assert media_type_of(key) == wanted.media_type
    assert key.endswith(wanted.extension)


@pytest.mark.parametrize(("wanted", "count"), [(Format.PICTURES, 2), (Format.SLICES, 2)])
def test_zips_of_pictures_hold_marked_pages(wanted: Format, count: int) -> None:
    whole = book()
    opened = zipfile.ZipFile(BytesIO(export(whole, wanted, all_pictures(whole), fonts=FONTS)))
    assert len(opened.namelist()) >= count
    for name in opened.namelist():
        data = opened.read(name)
        assert COMPOSITE.encode() in data
        with Image.open(BytesIO(data)) as picture:
            assert picture.width == (1988 if wanted is Format.PICTURES else 800)


def test_a_strip_is_one_marked_picture_of_all_pages_beside_one_another() -> None:
    """comics.md § 4: what a chat shows without opening a file."""
    data = export(book(), Format.STRIP, all_pictures(book()), fonts=FONTS)
    assert COMPOSITE.encode() in data
    with Image.open(BytesIO(data)) as picture:
        assert picture.height == 1600
        assert 2000 < picture.width <= 4096


@pytest.mark.parametrize("wanted", [Format.PDF, Format.CBZ, Format.EPUB])
def test_a_page_for_print_is_painted_and_exported_within_three_seconds(wanted: Format) -> None:
    """comics.md § 6: a US page at 300 dpi on two cores."""
    page = finished(grid(2, 1, 2), *(balloon("Hello there,\nyou", 300, 300 + 90 * row, item=row) for row in range(6)))
    art = pictures(page)
    began = process_time()
    (painted,) = painted_pages(book(page), art, FONTS)
    coded_as(painted, "image/webp", book().marks)
    export(book(page), wanted, art, fonts=FONTS)
    assert process_time() - began < 3
