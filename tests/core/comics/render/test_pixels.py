"""Pixels: the same page is the same picture, cut as asked, with lettering where the layout says."""

from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from PIL import Image

from core.comics.geometry import Box, Point
from core.comics.layout.model import PageLayout
from core.comics.lettering.model import LetteredPage
from core.comics.render.model import Art, FinishedPage
from core.comics.render.pixels import render_page
from tests.core.comics.pages import (
    FONTS,
    SQUARE,
    US,
    WEBTOON,
    balloon,
    caption,
    finished,
    frame,
    grid,
    pictures,
    sound,
)


def _painted(page: FinishedPage, scale: float = 1.0) -> Image.Image:
    return render_page(page, pictures(page), fonts=FONTS, scale=scale)


def test_the_same_page_is_the_same_pixels() -> None:
    """L26."""
    page = finished(grid(1, 2), balloon("Hello", 400, 300), sound("BOOM", 1200, 1800, panel=2))
    assert _painted(page).tobytes() == _painted(page).tobytes()


@pytest.mark.parametrize("sheet", [US, SQUARE, WEBTOON])
def test_a_page_is_as_large_as_its_sheet(sheet: object) -> None:
    page = finished(grid(1, 2, sheet=sheet))  # type: ignore[arg-type] # one of three sheets
    assert _painted(page).size == (page.layout.sheet.width, page.layout.sheet.height)
    assert _painted(page, 0.25).size == (page.layout.sheet.width // 4, round(page.layout.sheet.height / 4))


def test_the_border_lies_inside_its_frame() -> None:
    page = finished(grid(1))
    pixels = np.asarray(_painted(page))
    box = page.layout.frames[0].box
    left, top = int(box.left), int(box.top)
    assert (pixels[top + 500, left - 1] == 255).all()
    assert (pixels[top + 500, left : left + 6] == 0).all()
    assert pixels[top + 500, left + 7].max() > 0
    assert (pixels[top : top + 6, left : left + 6] == 0).all()


def test_a_window_shows_its_part_of_the_picture_and_no_other() -> None:
    picture = Image.new("RGB", (400, 400), "red")
    picture.paste("blue", (200, 0, 400, 400))
    place = frame(0, Box(10.5, 10, 210.5, 210), border=0)
    page = FinishedPage(
        PageLayout(1, SQUARE, (place,)), LetteredPage(1, 30, ()), (Art(0, "a", (400, 400), Box(200, 0, 400, 200)),)
    )
    pixels = np.asarray(render_page(page, {0: picture}, fonts=FONTS))
    inside = pixels[12:208, 14:208].reshape(-1, 3)
    assert (inside == (0, 0, 255)).all()


def test_a_slanted_frame_is_cut_along_its_slant() -> None:
    corners = (Point(100, 100), Point(900, 100), Point(700, 900), Point(100, 900))
    page = finished(PageLayout(1, SQUARE, (frame(0, Box(100, 100, 900, 900), outline=corners),)))
    pixels = np.asarray(_painted(page))
    assert (pixels[850, 760] == 255).all()
    assert not (pixels[850, 650] == 255).all()


def test_what_bleeds_reaches_the_edge_of_the_page() -> None:
    page = finished(PageLayout(1, US, (frame(0, Box(-38, -38, 2026, 1500), border=0, bleed=True),)))
    pixels = np.asarray(_painted(page))
    assert not (pixels[:1400, [0, -1]] == 255).all(axis=2).any()
    assert (pixels[1600] == 255).all()


def test_a_balloon_is_white_inside_and_dark_along_its_line() -> None:
    item = balloon("Hm", 900, 700)
    pixels = np.asarray(_painted(finished(grid(1), item)))
    middle = int(item.box.centre.y)
    assert (pixels[middle, int(item.box.left) - 1 : int(item.box.left) + 2] < 80).all()
    assert (pixels[middle, int(item.box.left) + 8] == 255).all()


def test_glyphs_stand_where_the_layout_put_them() -> None:
    item = caption("HHH", 500, 500)
    span = item.spans[0]
    pixels = np.asarray(_painted(finished(grid(1), item)).convert("L"))
    dark = np.argwhere(
        pixels[int(item.box.top) + 6 : int(item.box.bottom) - 6, int(item.box.left) + 6 : int(item.box.right) - 6] < 100
    )
    rows, columns = dark[:, 0] + int(item.box.top) + 6, dark[:, 1] + int(item.box.left) + 6
    assert span.x <= columns.min() <= span.x + 8
    assert span.x + span.width - 8 <= columns.max() <= span.x + span.width
    assert rows.max() == pytest.approx(span.y, abs=2)


def test_an_empty_line_paints_nothing() -> None:
    item = balloon("Hm", 900, 700)
    silent = replace(item, spans=(replace(item.spans[0], glyphs=()),))
    across, down = map(int, item.box.centre)
    middle = np.s_[down - 20 : down + 20, across - 20 : across + 20]
    assert (np.asarray(_painted(finished(grid(1), silent)))[middle] == 255).all()
    assert (np.asarray(_painted(finished(grid(1), item)))[middle] == 0).any()


def test_a_missing_picture_leaves_an_empty_frame() -> None:
    page = finished(grid(2))
    painted = render_page(page, {0: Image.new("RGB", (10, 10), "red")}, fonts=FONTS)
    assert painted.getpixel((500, 1500)) == (255, 0, 0)
    assert painted.getpixel((1500, 1500)) == (0xE9, 0xE4, 0xDA)


def test_half_the_scale_is_the_same_page_smaller() -> None:
    page = finished(grid(1, 2), balloon("Hello there", 400, 300), caption("Meanwhile", 140, 1700, panel=1))
    small = np.asarray(_painted(page, 0.5), np.float32)
    whole = np.asarray(_painted(page).resize((994, 1538), Image.Resampling.BOX), np.float32)
    assert np.abs(small - whole).mean() < 1.5


def test_a_page_for_print_is_painted_within_a_second() -> None:
    """comics.md § 6: render and export of a US page take less than three seconds on two cores."""
    page = finished(grid(2, 1, 2), *(balloon("Hello there,\nyou", 300, 300 + 90 * row, item=row) for row in range(6)))
    art = pictures(page)
    render_page(page, art, fonts=FONTS)
    began = process_time()
    render_page(page, art, fonts=FONTS)
    assert process_time() - began < 1
