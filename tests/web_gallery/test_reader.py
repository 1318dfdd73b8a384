"""The comic reader in a real browser: keys, turning without a reload, looking ahead, and without a script."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Route

from core.media.models import Derivative
from core.pictures.renditions import Copy, copies, thumbhash
from core.pictures.writing import COMPOSITE, Marks, write_picture
from core.storage import Store
from tests.web_gallery.chromium import Look, Tab, open_browser, open_tab
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.judging import DESK, NEEDED, PHONE, judge
from tests.web_gallery.seeds import Coded
from tests.web_gallery.standing import ground, rows_of, seeds_of, standing, store_of
from web_gallery.settings import WebSettings

TOTAL = 5
TITLE = "A Long Title of a Comic about an Empty Bowl and a Patient Cat"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Where the reader is: the pages that are seen, the view, the way.
PLACE = """
(() => { const reader = document.querySelector(".reader");
  return [...document.querySelectorAll(".sheet .frame")].map(frame => frame.id.replace("page-", "")).join("+")
    + " " + reader.dataset.view + " " + reader.dataset.read; })()
"""
LOADED = """
Promise.all([...document.querySelectorAll(".sheet picture img")].map(image => image.decode()))
  .then(() => document.querySelectorAll(".sheet picture img").length)
"""
BOTTOM = "document.querySelector('.sheet .frame').getBoundingClientRect().bottom + scrollY"

pytestmark = [*NEEDED, pytest.mark.slow, pytest.mark.timeout(240)]
__all__ = ["ground"]  # a fixture


@dataclass(frozen=True, slots=True)
class Shelf:
    """A running gallery with comics: the addresses of two, one of them read from the right, and their picture keys."""

    left: str
    right: str
    files: tuple[tuple[str, ...], ...]


@pytest.fixture(scope="module")
def shelf(ground: WebSettings) -> Iterator[Shelf]:
    """Two comics of five pages in a gallery that runs for all these tests."""
    left, right, files = asyncio.run(_planted(ground))
    with standing(ground) as origin:
        yield Shelf(origin + left, origin + right, files)


async def _planted(settings: WebSettings) -> tuple[str, str, tuple[tuple[str, ...], ...]]:
    """Add the comics; return their paths and the keys of their pages' files."""
    async with rows_of(settings) as database:
        seeds = seeds_of(settings, database)
        comics = ComicSeeds(database, seeds)
        owner = await seeds.person("Zofia Kossak-Szczucka-Wójcicka")
        coded = [await _stored(store_of(settings), number) for number in range(1, TOTAL + 1)]
        left = await comics.comic(owner, pages=coded, title=TITLE)
        right = await comics.comic(owner, pages=coded, script="Read: rtl\nA cat\nCAT: Miaow.")
    return left.path, right.path, tuple(tuple(page.keys) for page in coded)


async def _stored(store: Store, number: int) -> Coded:
    """Put a page with its copies into the store, as the worker does."""
    page, hashed, made = _coded(number)
    rows = [
        Derivative(
            key=await store.put(copy.data, copy.media_type),
            media_type=copy.media_type,
            width=copy.width,
            height=copy.height,
            bytes=len(copy.data),
        )
        for copy in made
    ]
    return Coded(
        await store.put(page.data, page.media_type), len(page.data), page.width, page.height, hashed, tuple(rows)
    )


@cache
def _coded(number: int) -> tuple[Copy, str, tuple[Copy, ...]]:
    """Return a page with frames on it, its hash and its copies; coding them takes seconds, so it is done once."""
    sheet = Image.new("RGB", (994, 1537), "white")
    pen = ImageDraw.Draw(sheet)
    for top in (40, 540, 1040):
        colour = f"hsl({number * 67 + top // 20}, 50%, 60%)"
        pen.rectangle((40, top, 954, top + 450), fill=colour, outline="black", width=6)
    marks = Marks(COMPOSITE)
    page = Copy(write_picture(sheet, "image/png", marks), "image/png", *sheet.size)
    return page, thumbhash(sheet), tuple(copies(sheet, marks))


async def _open(tab: Tab, url: str, place: str) -> None:
    await tab.visit(url)
    await tab.seen("document.querySelector('.reader.scripted')")
    await _at(tab, place)


async def _at(tab: Tab, place: str) -> None:
    """Wait until the reader is somewhere."""
    await tab.seen(f"{PLACE} === {place!r}")


async def test_keys_turn_the_pages(shelf: Shelf) -> None:
    """G10: ← → Space Home End, without a reload."""
    async with open_tab() as tab:
        await _open(tab, f"{shelf.left}/1", "1 page ltr")
        await tab.run("window.never = 'reloaded'")
        for key, place in (
            ("ArrowRight", "2"), ("Space", "3"), ("ArrowLeft", "2"), ("End", "5"), ("ArrowRight", "5"), ("Home", "1"),
            ("ArrowLeft", "1"), ("ArrowRight", "2"),
        ):  # fmt: skip
            await tab.keys(key)
            await _at(tab, f"{place} page ltr")
        assert await tab.run("window.never") == "reloaded"
        assert str(await tab.run("location.href")) == f"{shelf.left}/2"
        assert "Page 2 of 5" in str(await tab.run("document.title"))
        await tab.keys("Shift+Space")
        await _at(tab, "1 page ltr")
        await tab.run("history.back()")
        await _at(tab, "2 page ltr")
        assert tab.complaints == []


async def _held(tab: Tab, addresses: str) -> asyncio.Event:
    """Keep requests for some addresses on their way until the event is set."""
    arrives = asyncio.Event()

    async def wait(route: Route) -> None:
        await arrives.wait()
        await route.continue_()

    await tab.page.route(addresses, wait)
    return arrives


async def test_keys_pressed_while_a_page_is_on_its_way_count_once_it_is_there(shelf: Shelf) -> None:
    """A slow line loses no key: End, back one, two side by side."""
    async with open_tab() as tab:
        arrives = await _held(tab, "**/5")
        await _open(tab, f"{shelf.left}/1", "1 page ltr")
        await tab.keys("End", "ArrowLeft", "d")
        assert await tab.run(PLACE) == "1 page ltr", "nothing has come yet"
        arrives.set()
        await _at(tab, "4+5 double ltr")
        assert tab.complaints == []


async def test_of_two_ways_the_later_one_counts_whichever_arrives_first(shelf: Shelf) -> None:
    async with open_tab() as tab:
        arrives = await _held(tab, "**/5")
        await _open(tab, f"{shelf.left}/1", "1 page ltr")
        await tab.page.click(".leaves a >> nth=4")
        await tab.page.click(".leaves a >> nth=3")
        await _at(tab, "4 page ltr")
        async with tab.page.expect_event("requestfinished", lambda one: one.url.endswith("/5")):
            arrives.set()
        await tab.keys("ArrowLeft")
        await _at(tab, "3 page ltr")
        assert tab.page.url == f"{shelf.left}/3"


async def test_a_comic_from_the_right_turns_the_other_way(shelf: Shelf) -> None:
    """G10: right to left; r changes it."""
    async with open_tab() as tab:
        await _open(tab, f"{shelf.right}/1", "1 page rtl")
        await tab.keys("ArrowLeft")
        await _at(tab, "2 page rtl")
        await tab.keys("d")
        await _at(tab, "2+3 double rtl")
        left = "document.querySelector('#page-2').getBoundingClientRect().left"
        assert await tab.run(f"{left} > document.querySelector('#page-3').getBoundingClientRect().left")
        await tab.keys("r")
        await _at(tab, "2+3 double ltr")
        assert await tab.run(f"{left} < document.querySelector('#page-3').getBoundingClientRect().left")
        await tab.keys("ArrowRight")
        await _at(tab, "4+5 double ltr")
        assert tab.complaints == []


async def test_keys_change_the_view_and_tell_of_themselves(shelf: Shelf) -> None:
    """G10: d, v, f and ?; focus on open."""
    async with open_tab() as tab:
        await _open(tab, f"{shelf.left}/3", "3 page ltr")
        await tab.seen("document.activeElement.id === 'sheet'")
        for key, place in (("v", "1+2+3+4+5 scroll"), ("v", "3 page"), ("d", "2+3 double"), ("d", "3 page")):
            await tab.keys(key)
            await _at(tab, f"{place} ltr")
        await tab.keys("?")
        await tab.seen("document.querySelector('dialog').open")
        await tab.keys("ArrowRight")
        await tab.keys("Escape")
        await tab.seen("!document.querySelector('dialog').open")
        await _at(tab, "3 page ltr")
        await tab.keys("f")
        await tab.seen("document.fullscreenElement")
        await tab.keys("ArrowRight")
        await _at(tab, "4 page ltr")
        assert await tab.run("document.fullscreenElement !== null")
        assert tab.complaints == []


async def test_the_next_two_pages_are_there_before_they_are_turned_to(shelf: Shelf) -> None:
    """G10: preload two."""
    async with open_tab() as tab:
        await _open(tab, f"{shelf.left}/1", "1 page ltr")
        fetched = "performance.getEntriesByName(location.origin + key).length"
        await tab.run(f"window.keys = {json.dumps([[f'/files/{key}' for key in page] for page in shelf.files])}")
        await tab.seen(f"[1, 2].every(page => keys[page].some(key => {fetched}))")
        assert not any(key in url for url in tab.requests for key in shelf.files[3])


async def test_a_click_turns_as_the_key_on_that_side_does(shelf: Shelf) -> None:
    async with open_tab() as tab:
        await _open(tab, f"{shelf.right}/2", "2 page rtl")
        for across, place in ((0.3, "3"), (0.7, "2"), (0.7, "1")):
            frame = tab.page.locator(".sheet .frame")
            box = await frame.bounding_box()
            assert box is not None
            await frame.click(position={"x": box["width"] * across, "y": box["height"] / 2})
            await _at(tab, f"{place} page rtl")


async def test_without_a_script_every_way_is_a_link(shelf: Shelf) -> None:
    """G10: page links without JavaScript."""
    async with open_tab(Look(*PHONE, scripts=False)) as tab:
        await tab.visit(f"{shelf.left}/1")
        for selector, place in (
            ("a[rel=next]", "2 page ltr"), ("a[data-view=double]", "2+3 double ltr"), ("a[rel=next]", "4+5 double ltr"),
            ("a[data-view=scroll]", "1+2+3+4+5 scroll ltr"), ("a[data-turn-way]", "1+2+3+4+5 scroll rtl"),
        ):  # fmt: skip
            await tab.press(selector)
            await _at(tab, place)
        assert await tab.run("getComputedStyle(document.querySelector('[data-help]')).display") == "none"


async def test_a_store_that_is_away_leaves_the_link_to_the_browser(shelf: Shelf) -> None:
    """A page that can't be fetched is asked for in the ordinary way, which shows what is wrong."""
    async with open_tab() as tab:
        await _open(tab, f"{shelf.left}/1", "1 page ltr")
        await tab.run("document.querySelector('a[rel=next]').href = location.pathname.replace('/1', '/99')")
        await tab.keys("ArrowRight")
        await tab.seen("document.querySelector('.hushed h1')?.textContent === 'Nothing here'")


@pytest.mark.timeout(600)
async def test_no_page_of_a_comic_has_a_fault_that_axe_or_the_browser_sees(shelf: Shelf) -> None:
    """G12."""
    found: list[str] = []
    async with open_browser() as browser:
        for size, scheme, language in product((PHONE, DESK), SCHEMES, ("en", "pl")):
            async with browser.tab(Look(*size, scheme, language)) as tab:
                for path in ("", "/2", "/2?view=double", "/2?view=scroll"):
                    found += [f"{size} {scheme} {language} {what}" for what in await judge(tab, shelf.left + path)]
    assert found == []


async def test_none_has_one_either_where_its_script_never_comes(shelf: Shelf) -> None:
    """G12: axe itself needs a page in which scripts may run, so that ours are held back instead."""
    found: list[str] = []
    async with open_tab(Look(*PHONE, "dark", "pl")) as tab:
        await tab.page.route("**/*.js", lambda route: route.abort())
        for path in ("/2", "/2?view=double", "/2?view=scroll"):
            found += [fault for fault in await judge(tab, shelf.left + path) if "ERR_FAILED" not in fault]
            assert await tab.page.locator(".reader.scripted").count() == 0
    assert found == []


async def test_every_page_fits_the_window_whole(shelf: Shelf) -> None:
    async with open_browser() as browser:
        for width, height in (DESK, (1920, 1080), (1024, 700)):
            async with browser.tab(Look(width, height)) as tab:
                for path, place in (("/2", "2 page ltr"), ("/2?view=double", "2+3 double ltr")):
                    await _open(tab, shelf.left + path, place)
                    assert await tab.run(LOADED) == (2 if "double" in path else 1)
                    bottom = await tab.run(BOTTOM)
                    assert bottom <= height, (width, height, path)
