"""The pages in a real browser: accessible, still, self-contained and small."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from itertools import product

import httpx
import pytest
from sqlalchemy import select

from core.jobs.sweeps import note_workers
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Role
from core.spaces.models import Space
from core.spaces.service import enter
from core.storage import FolderStore
from core.users.models import User
from launcher.folders import REPOSITORY
from tests.core.gallery.conftest import listed
from tests.factories import worker
from tests.servers import free_port, wait_until
from tests.web_gallery.chromium import PROGRAM, Tab, open_tab
from tests.web_gallery.scenery import scene
from tests.web_gallery.seeds import NOON, Seeds
from tests.web_gallery.test_main import environment
from tests.web_gallery.test_signing_in import link_for
from web_gallery import cursors
from web_gallery.settings import WebSettings
from web_gallery.site import Site

AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = (390, 844), (1280, 900)
FIRST_SCREEN = 400_000  # bytes at 390 px, gallery.md G3
SHAPES = ((1152, 768), (768, 1152), (1024, 1024), (1280, 720), (720, 1280))
VIOLATIONS = """
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
   .then(found => found.passes.length < 20 ? ["axe passed only " + found.passes.length + " rules"] :
     found.violations.map(one => one.id + ": " + one.nodes.map(node => node.html).join(" | ")))
"""
SHIFTS = """
new Promise(done => { let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(shift => { sum += shift.value; }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300); })
"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OVERLAPS = """
(() => { const boxes = [...document.querySelectorAll(".card")].map(card => {
    const frame = card.querySelector(".frame").getBoundingClientRect();
    const caption = card.querySelector(".caption").getBoundingClientRect();
    return {left: frame.left, right: frame.right, top: frame.top, bottom: caption.bottom}; });
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b => a.left < b.right - 1 && b.left < a.right - 1 &&
    a.top < b.bottom - 1 && b.top < a.bottom - 1)).length; })()
"""

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (npm ci)"),
]


async def _foxes(seeds: Seeds, owner: User) -> list[str]:
    """Add 34 pictures of every shape, the newest first; return their addresses' last parts."""
    views = [await seeds.code(scene(*shape, index)) for index, shape in enumerate(SHAPES)]
    return [
        (
            await seeds.picture(
                owner,
                coded=views[index % len(views)],
                at=NOON - timedelta(minutes=index),
                prompt=f"a fox in a wood, number {index}",
            )
        ).slug
        for index in range(34)
    ]


async def _planted(seeds: Seeds, site: Site) -> dict[str, str]:
    """Fill a gallery with pictures of every shape and return the paths of its pages."""
    ada = await seeds.person("Zofia Kossak-Szczucka-Wójcicka")
    gone = await seeds.picture(ada, deleted=True)
    slugs = await _foxes(seeds, ada)
    await listed(site.database)
    odd = await seeds.picture(
        ada, visibility=Visibility.UNLISTED, prompt="Donaudampfschiff" * 100, not_drawn=["ship", "harbour"]
    )
    return {
        "feed": "/",
        "picture": f"/i/{slugs[0]}",
        "tall": f"/i/{slugs[4]}",
        "unlisted": f"/i/{odd.slug}",
        "about": "/about",
        "filtered": "/?style=flat&kind=picture",
        "nothing like it": "/?kind=comic",
        "tags": "/tags",
        "tag": "/tags/fox",
        "person": "/u/zofia-kossak-szczucka-wojcicka",
        "search": "/search?q=lis",
        "found nothing": "/search?q=turtel",
        "login": "/login",
        "link": f"/login?key={await link_for(site, ada)}",
        "missing": "/nothing",
        "gone": f"/i/{gone.slug}",
        "older": f"/?before={cursors.written((NOON - timedelta(minutes=29), gone.id))}",
        "last": f"/?before={cursors.written((NOON - timedelta(days=9), gone.id))}",
    }


@pytest.fixture
async def pages(settings: WebSettings, seeds: Seeds, site: Site) -> AsyncIterator[dict[str, str]]:
    """The addresses of a running gallery's pages."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    assert isinstance(site.store, FolderStore)
    paths = await _planted(seeds, site)
    settled = environment(settings, port) | {"ASK_CONSENT": "false"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "web_gallery", cwd=REPOSITORY, env=settled, stderr=subprocess.DEVNULL
    )
    try:
        await asyncio.to_thread(partial(wait_until, _ready(origin), "the gallery is ready", within_s=120))
        yield {name: origin + path for name, path in paths.items()}
    finally:
        process.terminate()
        await process.wait()


def _ready(origin: str) -> Callable[[], bool]:
    def ask() -> bool:
        try:
            return httpx.get(f"{origin}/readyz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    return ask


async def _judge(tab: Tab, name: str, url: str, language: str) -> list[str]:
    """Return everything that is wrong with a page as it stands."""
    await tab.visit(url, language=language)
    complaints = [
        text for text in tab.complaints if not ("the server responded with" in text and name in {"missing", "gone"})
    ]
    foreign = [address for address in tab.requests if not address.startswith((url[:20], "data:"))]
    await tab.run(AXE.read_text(encoding="utf-8"))
    found = [*complaints, *foreign, *await tab.run(VIOLATIONS)]
    found += [f"wider than the window by {over}" for over in [await tab.run(WIDER)] if over > 0]
    found += [f"{count} cards overlap" for count in [await tab.run(OVERLAPS)] if count]
    found += [f"moved by {shift}" for shift in [await tab.run(SHIFTS)] if shift > 0.05]
    return [f"{name}: {what}" for what in found]


@pytest.mark.slow
@pytest.mark.timeout(900)  # eighteen pages in eight manners
async def test_no_page_has_a_fault_that_axe_or_the_browser_sees(pages: dict[str, str]) -> None:
    faults: list[str] = []
    async with open_tab() as tab:
        for (width, height), scheme, language in product((PHONE, DESK), ("light", "dark"), ("en", "pl")):
            await tab.look(width, height, scheme=scheme, phone=width < 500)
            for name, url in pages.items():
                found = await _judge(tab, name, url, language)
                faults += [f"{width} {scheme} {language} {what}" for what in found]
    assert faults == []


@pytest.mark.slow
async def test_own_pages_have_none_either_and_a_real_button_signs_in(pages: dict[str, str]) -> None:
    faults: list[str] = []
    own = {name: pages["login"].replace("/login", path) for name, path in (("mine", "/me"), ("account", "/me/account"))}
    async with open_tab() as tab:
        await tab.visit(pages["link"])
        await tab.press("form button")
        assert await tab.run("location.pathname") == "/me"
        for (width, height), scheme, language in product((PHONE, DESK), ("light", "dark"), ("en", "pl")):
            await tab.look(width, height, scheme=scheme, phone=width < 500)
            for name, url in own.items():
                found = await _judge(tab, name, url, language)
                faults += [f"{width} {scheme} {language} {what}" for what in found]
        await tab.visit(own["account"])
        await tab.run("document.querySelector('#name').value = 'picture frame'")
        await tab.press("form:has(#name) button")
        assert "ink_" in await tab.run("document.querySelector('.command').textContent")
        await tab.press(".tabs button")
        assert await tab.run("location.pathname") == "/"
        await tab.visit(own["mine"])
        assert await tab.run("location.pathname") == "/login"
    assert faults == []


@pytest.mark.slow
@pytest.mark.timeout(400)  # eleven pages in three manners
async def test_admins_pages_have_none_either(pages: dict[str, str], site: Site) -> None:
    faults: list[str] = []
    async with site.database.transaction() as session:
        admin = (await session.scalars(select(User))).one()
        admin.role_level = Role.ADMIN.value
        await enter(session, Platform.DISCORD, "1", now=NOON)
        await note_workers(session, [worker()], now=NOON)
        space = await session.scalar(select(Space.id))
    rooms = ("", "/queue", "/workers", "/people", f"/people/{admin.id}", "/spaces", f"/spaces/{space}", "/usage")
    async with open_tab() as tab:
        await tab.visit(pages["link"])
        await tab.press("form button")
        for place, scheme, language in ((PHONE, "light", "pl"), (DESK, "dark", "en"), (PHONE, "dark", "en")):
            await tab.look(*place, scheme=scheme, phone=place is PHONE)
            for room in (*rooms, "/audit", "/home", "/settings"):
                url = pages["login"].replace("/login", f"/admin{room}")
                faults += [f"{scheme} {language} {what}" for what in await _judge(tab, room, url, language)]
    assert faults == []


@pytest.mark.slow
async def test_the_first_screen_on_a_phone_is_small(pages: dict[str, str]) -> None:
    async with open_tab() as tab:
        await tab.look(*PHONE, scale=2, phone=True)
        await tab.ask("Network.setCacheDisabled", cacheDisabled=True)
        await tab.visit(pages["feed"], language="pl")
        await asyncio.sleep(1)
        assert 20_000 < tab.received <= FIRST_SCREEN


@pytest.mark.slow
async def test_a_keyboard_reaches_the_content_first_and_every_card_after(pages: dict[str, str]) -> None:
    async with open_tab() as tab:
        await tab.look(*DESK)
        await tab.visit(pages["feed"])
        reached = []
        for _ in range(16):
            await tab.ask("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)
            await tab.ask("Input.dispatchKeyEvent", type="keyUp", key="Tab", code="Tab", windowsVirtualKeyCode=9)
            reached.append(await tab.run("document.activeElement.getAttribute('href')"))
        assert reached[:9] == ["#content", "/", "/", "/tags", "/search", "/studio", "/me", "/about", "/?lang=pl"]
        assert reached[9:13] == ["/", "/?kind=picture", "/?kind=comic", "/?kind=animation"]
        assert reached[13] is None, "what opens the finer filters"
        assert reached[14].startswith("/i/")
        assert reached[15] == "/u/zofia-kossak-szczucka-wojcicka"


@pytest.mark.slow
async def test_the_wall_grows_while_one_scrolls_moves_no_card_and_is_found_again(pages: dict[str, str]) -> None:
    """G2: real addresses, old cards never move, back restores the place, and all of our script is small."""
    places = "[...document.querySelectorAll('.card')].map(card => [card.offsetLeft, card.offsetTop])"
    async with open_tab() as tab:
        await tab.look(*DESK)
        await tab.visit(pages["feed"])
        before = await tab.run(places)
        assert len(before) == 30
        await tab.run("scrollTo(0, document.body.scrollHeight)")
        await tab.run(_until("document.querySelectorAll('.card').length === 34"))
        assert (await tab.run(places))[:30] == before
        assert await tab.run("document.querySelector('a[data-more]')") is None
        top = await tab.run("scrollTo(0, 1500), scrollY")
        await tab.press(".card:nth-child(33) .card-way")
        await tab.run("history.back()")
        await tab.run(_until("location.pathname === '/' && document.querySelectorAll('.card').length === 34"))
        await tab.run(_until(f"Math.abs(scrollY - {top}) < 4"))


@pytest.mark.slow
async def test_everything_is_reached_without_a_script(pages: dict[str, str]) -> None:
    async with open_tab() as tab:
        await tab.look(*PHONE, phone=True)
        await tab.ask("Emulation.setScriptExecutionDisabled", value=True)
        for name in ("feed", "picture", "search", "tags"):
            await tab.visit(pages[name])
        await tab.visit(pages["feed"])
        root = (await tab.ask("DOM.getDocument"))["root"]["nodeId"]
        for selector, count in ((".card", 30), ("a[rel=next]", 1), (".choice a", 12)):
            found = await tab.ask("DOM.querySelectorAll", nodeId=root, selector=selector)
            assert len(found["nodeIds"]) >= count


def _until(condition: str) -> str:
    """Return a promise that holds once a condition does."""
    return f"new Promise(done => {{ const look = () => ({condition}) ? done() : setTimeout(look, 50); look(); }})"
