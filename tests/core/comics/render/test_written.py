"""The layout JSON: the same page is the same bytes, and broken ones are refused."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.comics.render.model import FinishedPage
from core.comics.render.written import VERSION, UnreadablePage, read_page, write_page
from core.comics.script.model import Direction
from tests.core.comics.pages import balloon, caption, finished, grid, sound


def _full() -> FinishedPage:
    return finished(
        grid(1, 2, direction=Direction.RIGHT_TO_LEFT),
        balloon("Hej,\nty tam!", 400, 200, joined=(1,), dash=(14.0, 10.0)),
        caption("Tymczasem", 140, 1600, panel=1),
        sound("BACH!", 1100, 2000, panel=2),
        alt="Kadr 1. KOT: Hej, ty tam!",
        language="pl",
    )


def test_a_page_that_is_written_and_read_writes_the_same_bytes() -> None:
    """L26."""
    written = write_page(_full())
    assert written == write_page(_full())
    again = read_page(written)
    assert write_page(again) == written
    assert again.lettering.items[0].joined == (1,)
    assert again.layout.direction is Direction.RIGHT_TO_LEFT
    assert again.alt == "Kadr 1. KOT: Hej, ty tam!"


def test_sums_that_differ_in_the_last_bit_are_the_same_bytes() -> None:
    """L26: two machines add in another order."""
    left = finished(grid(1), balloon("Hm.", 0.1 + 0.2, 200.0))
    right = finished(grid(1), balloon("Hm.", 0.3, 200.0))
    assert left != right
    assert write_page(left) == write_page(right)


def test_a_page_of_another_version_says_so() -> None:
    content = orjson.loads(write_page(_full()))
    for version in (VERSION + 1, None, "1"):
        with pytest.raises(UnreadablePage):
            read_page(orjson.dumps({**content, "version": version}))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b'{"version": 1}', b'{"version": 1, "page": {}}', b"\xff"])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePage):
        read_page(data)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_raise_anything_else(data: bytes) -> None:
    with pytest.raises(UnreadablePage):
        read_page(data)


@settings(deadline=None)
@given(cut=st.integers(0, 4000))
def test_a_page_cut_anywhere_is_refused(cut: int) -> None:
    whole = write_page(_full())
    with pytest.raises(UnreadablePage):
        read_page(whole[: cut % len(whole)])
