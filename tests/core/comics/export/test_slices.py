"""Webtoon slices and the strip for a chat."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.comics.export.slices import TALLEST, WIDTH, cuts, slices
from core.comics.export.strip import strip
from core.comics.geometry import Box
from core.comics.render.pixels import render_page
from tests.core.comics.pages import FONTS, WEBTOON, balloon, finished, grid, pictures


def test_slices_put_together_are_the_strip_again() -> None:
    page = finished(grid(1, 1, 1, 1, sheet=WEBTOON), balloon("Hello", 300, 900))
    painted = render_page(page, pictures(page), fonts=FONTS)
    found = list(slices([page, page], [painted, painted]))
    assert all((piece.width, piece.height <= TALLEST) == (WIDTH, True) for piece in found)
    whole = np.concatenate([np.asarray(piece) for piece in found])
    assert (whole == np.concatenate([np.asarray(painted)] * 2)).all()


def test_a_slice_ends_in_a_gutter_where_there_is_one() -> None:
    frames = [Box(40, 40, 760, 700), Box(40, 820, 760, 1500), Box(40, 1620, 760, 2400)]
    ends = list(cuts(2440, frames, []))
    assert ends[-1] == 2440
    assert all(not any(frame.top < end < frame.bottom for frame in frames) for end in ends)


def test_a_tall_panel_is_cut_beside_its_words() -> None:
    frames = [Box(40, 40, 760, 2400)]
    words = [Box(100, 1000, 700, 1300)]
    ends = list(cuts(2440, frames, words))
    assert ends == [1000, 2280, 2440]


def test_what_leaves_no_choice_is_cut_all_the_same() -> None:
    everything = [Box(0, 0, 800, 4000)]
    assert list(cuts(4000, everything, everything)) == [1280, 2560, 3840, 4000]


@given(st.integers(1, 20_000), st.integers(0, 2**32))
def test_every_row_is_in_one_slice_that_is_not_too_tall(height: int, seed: int) -> None:
    dice = Random(seed)
    tops = [dice.randrange(height) for _ in range(8)]
    boxes = [Box(0, top, 800, top + dice.randrange(1, 1500)) for top in tops]
    ends = [0, *cuts(height, boxes[:5], boxes[5:])]
    assert ends[-1] == height
    assert all(0 < end - start <= TALLEST for start, end in pairwise(ends))


def test_a_page_for_print_is_made_as_wide_as_a_phone() -> None:
    page = finished(grid(1, 2))
    painted = render_page(page, pictures(page), fonts=FONTS)
    assert {piece.width for piece in slices([page], [painted])} == {WIDTH}


def _sheet(colour: str, size: tuple[int, int] = (1988, 3075)) -> Image.Image:
    return Image.new("RGB", size, colour)


def test_a_strip_shows_the_pages_in_the_order_of_reading() -> None:
    pages = [_sheet("red"), _sheet("lime"), _sheet("blue")]
    for mirrored, colours in ((False, [(255, 0, 0), (0, 0, 255)]), (True, [(0, 0, 255), (255, 0, 0)])):
        shown = strip(pages, mirrored=mirrored)
        ends = [shown.getpixel((5, 800)), shown.getpixel((shown.width - 5, 800))]
        assert ends == colours


@pytest.mark.parametrize(
    ("count", "size"),
    [(1, (1034, 1600)), (3, (3150, 1600)), (8, (4096, 760))],
)
def test_a_strip_is_no_larger_than_chats_show(count: int, size: tuple[int, int]) -> None:
    shown = strip([_sheet("red")] * count)
    assert shown.size == pytest.approx(size, abs=12)
    assert shown.width <= 4096


def test_a_small_page_is_not_blown_up() -> None:
    assert strip([_sheet("red", (1080, 1080))]).size == (1080, 1080)
