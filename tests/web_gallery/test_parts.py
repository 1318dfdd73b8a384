"""Small parts: cursors, placeholders, sizes, assets."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.i18n import translator
from core.pictures.renditions import thumbhash
from tests.web_gallery.seeds import drawn
from web_gallery import cursors
from web_gallery.answers import matches
from web_gallery.assets import read_assets
from web_gallery.pages import file_size, long_date, xml_text
from web_gallery.placeholders import placeholder


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_comes_back_as_it_was(moment: datetime, media_id: UUID) -> None:
    text = cursors.written((moment, media_id))
    assert len(text) == 32
    assert cursors.read(text) == (moment, media_id)


def test_a_placeholder_is_tiny_and_looks_like_the_picture() -> None:
    blur = placeholder(thumbhash(drawn(600, 400)))
    assert blur.startswith("data:image/webp;base64,")
    assert len(blur) < 400


@pytest.mark.parametrize("broken", ["", "x", "AAAA", "ł", "A" * 3, "=" * 8])
def test_a_picture_without_a_thumbhash_gets_plain_paper(broken: str) -> None:
    assert placeholder(broken).startswith("data:image/gif;base64,")


def test_sizes_and_days_are_written_as_people_write_them() -> None:
    english, polish = translator("en"), translator("pl")
    assert [file_size(english, size) for size in (1, 140_300, 1_250_000)] == ["1 kB", "140 kB", "1.2 MB"]
    assert file_size(polish, 1_250_000) == "1,2 MB"
    assert long_date(polish, datetime(2026, 11, 21, tzinfo=UTC)) == "21 listopada 2026"


@given(st.text())
def test_text_for_xml_holds_only_what_xml_may(text: str) -> None:
    kept = xml_text(text)
    read = ET.fromstring(f"<a>{escape(kept)}</a>").text or ""  # noqa: S314 - our own output
    assert read == kept.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("given_header", "expected"),
    [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False), ("", False), ("a", False)],
)
def test_etags_are_compared_weakly(given_header: str, *, expected: bool) -> None:
    assert matches(given_header, 'W/"a"') is expected


def test_without_the_npm_fonts_the_system_fonts_stand_in(tmp_path: Path) -> None:
    assets = read_assets(fonts=tmp_path)
    assert assets.preloads == ()
    assert b"@font-face" not in assets.files[assets.sheet].data
    assert b"Georgia" in assets.files[assets.sheet].data
