"""Whole comics as files, opened by programs that know nothing of ours."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from time import process_time
from uuid import UUID

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from core.comics.export.formats import Format, export, painted_pages
from core.comics.export.model import Book
from core.comics.export.telling import plain, told
from core.comics.render.written import read_page, write_page
from core.pictures.writing import COMPOSITE
from tests.core.comics.made import Made, made
from tests.core.comics.outside.scripts import ENGLISH, POLISH

_QUOTES = str.maketrans("", "", '“”„"')  # which a voice-over is set in (L20)
SCRIPTS = {**ENGLISH, "polish": POLISH}
# Every kind of balloon on one page (L19).
KINDS = """Size: US
A room
CAPTION: At the same time
ADA: Plain words, _strong_ words.
: And some more.
---
BEN (whisper): Quietly now.
ADA (shout): Never!
---
BEN (thought): She means it.
RADIO (radio): This is the news at nine.
---
ADA (off): I can hear you!
BEN (vo): That was the day it began.
SFX: CRASH
"""


def _book(comic: Made) -> Book:
    return Book(
        UUID(int=9), "Read from outside", comic.script.language, comic.pages, datetime(2026, 11, 21, tzinfo=UTC)
    )


def _pdf_text(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    return " ".join(document[page].get_textpage().get_text_range() for page in range(len(document))).split()


@pytest.mark.parametrize("text", [*SCRIPTS.values(), KINDS], ids=[*SCRIPTS, "kinds"])
def test_every_word_is_text_in_the_pdf(text: str) -> None:
    """L25, and pdfium as the reader: each word is there, as often as in the script."""
    comic = made(text)
    found = _pdf_text(export(_book(comic), Format.PDF, comic.pictures, fonts=comic.fonts))
    wanted = " ".join(plain(item.words) for panel in comic.script.panels for item in panel.items).upper().split()
    assert sorted(word.translate(_QUOTES) for word in found) == sorted(wanted)


@pytest.mark.parametrize("text", [POLISH, KINDS], ids=["polish", "kinds"])
def test_pdf_and_pixels_show_the_same_page(text: str) -> None:
    comic = made(text)
    document = pypdfium2.PdfDocument(export(_book(comic), Format.PDF, comic.pictures, fonts=comic.fonts))
    for index, painted in enumerate(painted_pages(_book(comic), comic.pictures, comic.fonts)):
        seen = document[index].render(scale=300 / 72).to_pil().convert("RGB").resize(painted.size)
        apart = np.abs(np.asarray(seen, np.float32) - np.asarray(painted, np.float32)).max(axis=2)
        assert (apart > 80).mean() < 0.004


def test_every_font_of_the_pdf_is_embedded() -> None:
    comic = made(KINDS)
    document = pikepdf.open(BytesIO(export(_book(comic), Format.PDF, comic.pictures, fonts=comic.fonts)))
    fonts = [font for page in document.pages for font in page.Resources.Font.values()]
    assert len(fonts) >= 3
    assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)
    assert all("/ToUnicode" in font for font in fonts)
    assert document.check_pdf_syntax() == []


@pytest.mark.parametrize("name", list(SCRIPTS))
def test_a_page_that_was_stored_as_json_is_painted_the_same(name: str) -> None:
    """L26: what is kept of a page is enough to paint it, to the pixel."""
    comic = made(SCRIPTS[name])
    again = tuple(read_page(write_page(page)) for page in comic.pages)
    fresh = painted_pages(_book(comic), comic.pictures, comic.fonts)
    stored = painted_pages(_book(Made(comic.script, again, comic.pictures)), comic.pictures, comic.fonts)
    for one, other in zip(fresh, stored, strict=True):
        assert np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).mean() < 0.01
    assert [write_page(page) for page in again] == [write_page(page) for page in comic.pages]


@pytest.mark.parametrize("name", list(SCRIPTS))
def test_made_twice_a_comic_is_the_same_bytes(name: str) -> None:
    """L26."""
    first, second = (made(SCRIPTS[name]) for _ in range(2))
    assert [write_page(page) for page in first.pages] == [write_page(page) for page in second.pages]


def test_webtoon_slices_cut_through_no_word() -> None:
    comic = made(ENGLISH["webtoon"])
    opened = zipfile.ZipFile(BytesIO(export(_book(comic), Format.SLICES, comic.pictures, fonts=comic.fonts)))
    for name in opened.namelist():
        data = opened.read(name)
        with Image.open(BytesIO(data)) as piece:
            assert (piece.width, piece.height <= 1280) == (800, True)
        assert COMPOSITE.encode() in data


def test_a_pages_alt_text_is_its_words_in_the_order_of_reading() -> None:
    """G10."""
    comic = made(KINDS)
    text = told(comic.script.panels, "en")
    places = [text.index(plain(item.words)) for panel in comic.script.panels for item in panel.items]
    assert places == sorted(places)
    assert "BEN (whispering): Quietly now." in text


def test_a_us_page_is_painted_and_exported_within_three_seconds() -> None:
    """comics.md § 6; the processor's time, since other work may run beside."""
    comic = made(ENGLISH["lighthouse"])
    began = process_time()
    export(_book(comic), Format.PDF, comic.pictures, fonts=comic.fonts)
    assert process_time() - began < 3
