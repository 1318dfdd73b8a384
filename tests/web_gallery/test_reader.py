"""The comic reader in a real browser: keys, turning without a reload, looking ahead, and without a script."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from itertools import product

import pytest
from PIL import Image, ImageDraw

from core.media.models import Derivative
from core.pictures.renditions import Copy, copies, thumbhash
from core.pictures.writing import COMPOSITE, Marks, write_picture
from core.storage import FolderStore, Store
from launcher.folders import REPOSITORY
from tests.servers import free_port, wait_until
from tests.web_gallery.chromium import PROGRAM, Tab, open_tab
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.judging import AXE, DESK, PHONE, SHIFTS, VIOLATIONS, WIDER, is_ready
from tests.web_gallery.seeds import Coded, Seeds
from tests.web_gallery.test_main import environment
from web_gallery.settings import WebSettings
from web_gallery.site import Site

TOTAL = 5
_WAIT_S = 60.0
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

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (npm ci)"),
]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A running gallery with comics: the addresses of two, one of them read from the right, and their picture keys."""

    left: str
    right: str
    files: tuple[tuple[str, ...], ...]


@pytest.fixture
async def shelf(settings: WebSettings, seeds: Seeds, site: Site) -> AsyncIterator[Shelf]:
    """Two comics of five pages in a gallery that runs."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    assert isinstance(site.store, FolderStore)
    comics = ComicSeeds(site.database, seeds)
    owner = await seeds.person("Zofia Kossak-Szczucka-Wójcicka")
    coded = [await _stored(site.store, number) for number in range(1, TOTAL + 1)]
    left = await comics.comic(owner, pages=coded, title="A Long Title of a Comic about an Empty Bowl and a Patient Cat")
    right = await comics.comic(owner, pages=coded, script="Read: rtl\nA cat\nCAT: Miaow.")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "web_gallery", cwd=REPOSITORY, env=environment(settings, port), stderr=subprocess.DEVNULL
    )
    try:
        await asyncio.to_thread(wait_until, is_ready(origin), "the gallery is ready")
        yield Shelf(origin + left.path, origin + right.path, tuple(tuple(page.keys) for page in coded))
    finally:
        process.terminate()
        await process.wait()


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


async def _press(tab: Tab, key: str, *, shift: bool = False) -> None:
    """Press a key as a person does."""
    text = {"Space": " "}.get(key, key if len(key) == 1 else "")
    code = {"Escape": 27}.get(key, 0)  # by which the browser itself closes a dialog
    named = {"key": text or key, "modifiers": 8 if shift else 0, "windowsVirtualKeyCode": code}
    await tab.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **named)
    await tab.ask("Input.dispatchKeyEvent", type="keyUp", **named)


async def _until(tab: Tab, script: str, expected: object) -> None:
    """Wait until an expression in the page has a value."""
    seen = None
    try:
        async with asyncio.timeout(_WAIT_S):
            while (seen := await tab.run(script)) != expected:  # noqa: ASYNC110 - another process decides
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(seen) from None


async def _open(tab: Tab, url: str, place: str) -> None:
    await tab.visit(url)
    await _until(tab, PLACE, place)
    await _until(tab, "document.querySelector('.reader').classList.contains('scripted')", expected=True)


async def test_keys_turn_the_pages(shelf: Shelf) -> None:
    """G10: ← → Space Home End, without a reload."""
    async with open_tab() as tab:
        await tab.look(*DESK)
        await _open(tab, f"{shelf.left}/1", "1 page ltr")
        await tab.run("window.never = 'reloaded'")
        for key, place in (
            ("ArrowRight", "2"), ("Space", "3"), ("ArrowLeft", "2"), ("End", "5"), ("ArrowRight", "5"), ("Home", "1"),
            ("ArrowLeft", "1"), ("ArrowRight", "2"),
        ):  # fmt: skip
            await _press(tab, key)
            await _until(tab, PLACE, f"{place} page ltr")
        assert await tab.run("window.never") == "reloaded"
        assert str(await tab.run("location.href")) == f"{shelf.left}/2"
        assert "Page 2 of 5" in str(await tab.run("document.title"))
        await _press(tab, "Space", shift=True)
        await _until(tab, PLACE, "1 page ltr")
        await tab.run("history.back()")
        await _until(tab, PLACE, "2 page ltr")
        assert tab.complaints == []


async def test_a_comic_from_the_right_turns_the_other_way(shelf: Shelf) -> None:
    """G10: right to left; r changes it."""
    async with open_tab() as tab:
        await tab.look(*DESK)
        await _open(tab, f"{shelf.right}/1", "1 page rtl")
        await _press(tab, "ArrowLeft")
        await _until(tab, PLACE, "2 page rtl")
        await _press(tab, "d")
        await _until(tab, PLACE, "2+3 double rtl")
        left = "document.querySelector('#page-2').getBoundingClientRect().left"
        assert await tab.run(f"{left} > document.querySelector('#page-3').getBoundingClientRect().left")
        await _press(tab, "r")
        await _until(tab, PLACE, "2+3 double ltr")
        assert await tab.run(f"{left} < document.querySelector('#page-3').getBoundingClientRect().left")
        await _press(tab, "ArrowRight")
        await _until(tab, PLACE, "4+5 double ltr")
        assert tab.complaints == []


async def test_keys_change_the_view_and_tell_of_themselves(shelf: Shelf) -> None:
    """G10: d, v, f and ?; focus on open."""
    async with open_tab() as tab:
        await tab.look(*DESK)
        await _open(tab, f"{shelf.left}/3", "3 page ltr")
        await _until(tab, "document.activeElement.id", "sheet")
        for key, place in (("v", "1+2+3+4+5 scroll"), ("v", "3 page"), ("d", "2+3 double"), ("d", "3 page")):
            await _press(tab, key)
            await _until(tab, PLACE, f"{place} ltr")
        await _press(tab, "?")
        await _until(tab, "document.querySelector('dialog').open", expected=True)
        await _press(tab, "ArrowRight")
        await _press(tab, "Escape")
        await _until(tab, "document.querySelector('dialog').open", expected=False)
        await _until(tab, PLACE, "3 page ltr")
        await _press(tab, "f")
        await _until(tab, "document.fullscreenElement !== null", expected=True)
        await _press(tab, "ArrowRight")
        await _until(tab, PLACE, "4 page ltr")
        assert await tab.run("document.fullscreenElement !== null")
        assert tab.complaints == []


async def test_the_next_two_pages_are_there_before_they_are_turned_to(shelf: Shelf) -> None:
    """G10: preload two."""
    async with open_tab() as tab:
        await tab.look(*DESK)
        await _open(tab, f"{shelf.left}/1", "1 page ltr")
        fetched = "performance.getEntriesByName(location.origin + key).length"
        await tab.run(f"window.keys = {json.dumps([[f'/files/{key}' for key in page] for page in shelf.files])}")
        await _until(tab, f"[1, 2].every(page => keys[page].some(key => {fetched}))", expected=True)
        assert not any(key in url for url in tab.requests for key in shelf.files[3])


async def test_a_click_turns_as_the_key_on_that_side_does(shelf: Shelf) -> None:
    async with open_tab() as tab:
        await tab.look(*DESK)
        await _open(tab, f"{shelf.right}/2", "2 page rtl")
        for across, place in ((0.3, "3"), (0.7, "2"), (0.7, "1")):
            box = "document.querySelector('.sheet .frame').getBoundingClientRect()"
            x = await tab.run(f"{box}.left + {box}.width * {across}")
            for kind in ("mousePressed", "mouseReleased"):
                await tab.ask("Input.dispatchMouseEvent", type=kind, x=x, y=400, button="left", clickCount=1)
            await _until(tab, PLACE, f"{place} page rtl")


async def test_without_a_script_every_way_is_a_link(shelf: Shelf) -> None:
    """G10: page links without JavaScript."""
    async with open_tab() as tab:
        await tab.look(*PHONE, phone=True)
        await tab.ask("Emulation.setScriptExecutionDisabled", value=True)
        await tab.visit(f"{shelf.left}/1")
        for selector, place in (
            ("a[rel=next]", "2 page ltr"), ("a[data-view=double]", "2+3 double ltr"), ("a[rel=next]", "4+5 double ltr"),
            ("a[data-view=scroll]", "1+2+3+4+5 scroll ltr"), ("a[data-turn-way]", "1+2+3+4+5 scroll rtl"),
        ):  # fmt: skip
            await tab.press(selector)
            assert await tab.run(PLACE) == place
        assert await tab.run("getComputedStyle(document.querySelector('[data-help]')).display") == "none"


async def test_a_store_that_is_away_leaves_the_link_to_the_browser(shelf: Shelf) -> None:
    """A page that can't be fetched is asked for in the ordinary way, which shows what is wrong."""
    async with open_tab() as tab:
        await tab.look(*DESK)
        await _open(tab, f"{shelf.left}/1", "1 page ltr")
        await tab.run("document.querySelector('a[rel=next]').href = location.pathname.replace('/1', '/99')")
        await _press(tab, "ArrowRight")
        await _until(tab, "document.querySelector('.hushed h1')?.textContent ?? ''", "Nothing here")


@pytest.mark.timeout(240)
async def test_no_page_of_a_comic_has_a_fault_that_axe_or_the_browser_sees(shelf: Shelf) -> None:
    """G12."""
    faults: list[str] = []
    paths = ("", "/2", "/2?view=double", "/2?view=scroll")
    async with open_tab() as tab:
        for (width, height), scheme, language in product((PHONE, DESK), ("light", "dark"), ("en", "pl")):
            await tab.look(width, height, scheme=scheme, phone=width < 500)
            for path in paths:
                await tab.visit(shelf.left + path, language=language)
                await tab.run(AXE.read_text(encoding="utf-8"))
                found = [*tab.complaints, *await tab.run(VIOLATIONS)]
                found += [f"wider by {over}" for over in [await tab.run(WIDER)] if over > 0]
                found += [f"moved by {shift}" for shift in [await tab.run(SHIFTS)] if shift > 0.05]
                faults += [f"{width} {scheme} {language} {path}: {what}" for what in found]
    assert faults == []


async def test_every_page_fits_the_window_whole(shelf: Shelf) -> None:
    async with open_tab() as tab:
        for (width, height), path in product((DESK, (1920, 1080), (1024, 700)), ("/2", "/2?view=double")):
            await tab.look(width, height)
            await _open(tab, shelf.left + path, f"{'2+3 double' if 'double' in path else '2 page'} ltr")
            assert await tab.run(LOADED) == (2 if "double" in path else 1)
            bottom = await tab.run("document.querySelector('.sheet .frame').getBoundingClientRect().bottom + scrollY")
            assert bottom <= height, (width, height, path)
