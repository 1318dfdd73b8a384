"""The pages in a real browser: accessible, still, self-contained and small. One gallery serves all these tests."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.db import Database
from core.jobs.sweeps import note_workers
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Role
from core.spaces.models import Space
from core.spaces.service import enter
from core.users.models import User
from tests.core.gallery.conftest import listed
from tests.factories import worker
from tests.web_gallery.chromium import Chromium, Look, Tab, open_browser, open_tab
from tests.web_gallery.judging import DESK, MANNERS, NEEDED, PHONE, judge
from tests.web_gallery.scenery import scene
from tests.web_gallery.seeds import NOON, Seeds
from tests.web_gallery.standing import ground, link_of, rows_of, seeds_of, standing
from web_gallery import cursors
from web_gallery.settings import WebSettings

__all__ = ["ground"]  # a fixture

FIRST_SCREEN = 400_000  # bytes at 390 px, gallery.md G3
OWNER = "Zofia Kossak-Szczucka-Wójcicka"
SHAPES = ((1152, 768), (768, 1152), (1024, 1024), (1280, 720), (720, 1280))
ANSWER_BADLY = {"missing", "gone"}
OWN = ("/me", "/me/account", "/me/data", "/me/decisions", "/studio")
ROOMS = ("", "/queue", "/workers", "/people", "/spaces", "/usage", "/audit", "/home", "/settings")
_ALWAYS = {
    "feed": "/",
    "about": "/about",
    "filtered": "/?style=flat&kind=picture",
    "nothing like it": "/?kind=comic",
    "tags": "/tags",
    "tag": "/tags/fox",
    "person": "/u/zofia-kossak-szczucka-wojcicka",
    "search": "/search?q=lis",
    "found nothing": "/search?q=turtel",
    "login": "/login",
    "missing": "/nothing",
    "register": "/register",
    "forgot": "/forgot",
    "legal": "/legal",
    "privacy": "/legal/privacy",
    "provenance": "/provenance",
    "interface": "/api/v1/docs",
}

pytestmark = [*NEEDED, pytest.mark.slow, pytest.mark.timeout(900)]  # up to twenty-five pages in four manners


@pytest.fixture(scope="module")
def pages(ground: WebSettings) -> Iterator[dict[str, str]]:
    """The addresses of a running gallery's pages."""
    paths = asyncio.run(_planted(ground))
    with standing(ground, REGISTRATION="open") as origin:
        yield {name: origin + path for name, path in paths.items()}


async def _planted(settings: WebSettings) -> dict[str, str]:
    """Fill a gallery with pictures of every shape and return the paths of its pages."""
    async with rows_of(settings) as database:
        seeds = seeds_of(settings, database)
        zofia = await seeds.person(OWNER)
        gone = await seeds.picture(zofia, deleted=True)
        slugs = await _foxes(seeds, zofia)
        odd = await seeds.picture(
            zofia, visibility=Visibility.UNLISTED, prompt="Donaudampfschiff" * 100, not_drawn=["ship", "harbour"]
        )
        await listed(database)
        return _ALWAYS | {
            "picture": f"/i/{slugs[0]}",
            "tall": f"/i/{slugs[4]}",
            "unlisted": f"/i/{odd.slug}",
            "link": await link_of(database, zofia),
            "gone": f"/i/{gone.slug}",
            "report": f"/i/{slugs[1]}/report",
            "older": f"/?before={cursors.written((NOON - timedelta(minutes=29), gone.id))}",
            "last": f"/?before={cursors.written((NOON - timedelta(days=9), gone.id))}",
        }


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


def _at(pages: dict[str, str], path: str) -> str:
    """Return the address of another page of the same gallery."""
    return pages["login"].removesuffix("/login") + path


async def _sign_in(tab: Tab, pages: dict[str, str], database: Database, user: User) -> None:
    await tab.visit(_at(pages, await link_of(database, user)))
    await tab.press("form button")


async def _judged(browser: Chromium, urls: Sequence[str], *, of: Tab, looks: Sequence[Look] = MANNERS) -> list[str]:
    """Return what is wrong with pages as somebody who is signed in sees them, in several manners."""
    found: list[str] = []
    for look in looks:
        async with browser.tab(look, of=of) as tab:
            found += [f"{look} {what}" for url in urls for what in await judge(tab, url)]
    return found


@pytest.mark.parametrize("look", MANNERS)
async def test_no_page_has_a_fault_that_axe_or_the_browser_sees(pages: dict[str, str], look: Look) -> None:
    faults: list[str] = []
    async with open_tab(look) as tab:
        for name, url in pages.items():
            faults += await judge(tab, url, answers_badly=name in ANSWER_BADLY)
    assert faults == []


async def test_no_page_has_one_where_its_scripts_never_come(pages: dict[str, str]) -> None:
    """G12: what scripts would have changed is whole without them; axe itself needs a page in which scripts may run."""
    faults: list[str] = []
    async with open_tab(Look(*PHONE, "dark", "pl")) as tab:
        await tab.page.route("**/*.js", lambda route: route.abort())
        for name in ("feed", "picture", "search", "tags", "login", "report", "provenance"):
            faults += [fault for fault in await judge(tab, pages[name]) if "ERR_FAILED" not in fault]
            assert any(address.endswith(".js") for address in tab.requests), "one was asked for in vain"
    assert faults == []


async def test_own_pages_have_none_either_and_a_real_button_signs_in(
    pages: dict[str, str], ground: WebSettings
) -> None:
    async with open_browser() as browser, browser.tab() as tab:
        async with rows_of(ground) as database:
            await _sign_in(tab, pages, database, await seeds_of(ground, database).person("Jan"))
        assert tab.page.url == _at(pages, "/me")
        assert await _judged(browser, [_at(pages, path) for path in OWN], of=tab) == []
        await tab.visit(_at(pages, "/me/account"))
        await tab.page.fill("#name", "picture frame")
        await tab.press("form:has(#name) button")
        assert "ink_" in await tab.page.inner_text(".command")
        await tab.press(".tabs button")
        assert tab.page.url == _at(pages, "/")
        await tab.visit(_at(pages, "/me"))
        assert tab.page.url.startswith(pages["login"])


async def test_admins_pages_have_none_either(pages: dict[str, str], ground: WebSettings) -> None:
    async with open_browser() as browser, browser.tab() as tab, rows_of(ground) as database:
        admin = await _admin(database, "Ada")
        async with database.transaction() as session:
            await enter(session, Platform.DISCORD, "1", now=NOON)
            await note_workers(session, [worker()], now=NOON)
            space = await session.scalar(select(Space.id))
        await _sign_in(tab, pages, database, admin)
        urls = [_at(pages, f"/admin{room}") for room in (*ROOMS, f"/people/{admin.id}", f"/spaces/{space}")]
        looks = (Look(*PHONE, "light", "pl"), Look(*DESK, "dark"), Look(*PHONE, "dark"))
        assert await _judged(browser, urls, of=tab, looks=looks) == []


async def test_reports_and_cases_have_none_either(pages: dict[str, str], ground: WebSettings) -> None:
    async with open_browser() as browser, browser.tab() as tab, rows_of(ground) as database:
        await tab.visit(pages["report"])
        await tab.page.check("[name=concern] >> nth=0")
        await tab.press("main form button:not([type=button])")
        receipt = tab.page.url
        await _sign_in(tab, pages, database, await _admin(database, "Mod"))
        cases = _at(pages, "/moderation")
        await tab.visit(cases)
        await tab.press("main a[href*='/moderation/']")
        assert await _judged(browser, [receipt, cases, tab.page.url], of=tab) == []


async def _admin(database: Database, name: str) -> User:
    """Add somebody who runs the place."""
    async with database.transaction() as session:
        user = User(name=name, role_level=Role.ADMIN, created_at=NOON)
        session.add(user)
    return user


async def test_the_first_screen_on_a_phone_is_small(pages: dict[str, str]) -> None:
    received: list[int] = []
    async with open_tab(Look(*PHONE, "light", "pl", scale=2)) as tab:
        network = await tab.page.context.new_cdp_session(tab.page)
        network.on("Network.loadingFinished", lambda one: received.append(int(one["encodedDataLength"])))
        await network.send("Network.enable")
        await tab.visit(pages["feed"])
        await tab.page.wait_for_load_state("networkidle")
    assert 20_000 < sum(received) <= FIRST_SCREEN


async def test_a_keyboard_reaches_the_content_first_and_every_card_after(pages: dict[str, str]) -> None:
    async with open_tab() as tab:
        await tab.visit(pages["feed"])
        reached = []
        for _ in range(16):
            await tab.keys("Tab")
            reached.append(await tab.run("document.activeElement.getAttribute('href')"))
        assert reached[:9] == ["#content", "/", "/", "/tags", "/search", "/studio", "/me", "/about", "/?lang=pl"]
        assert reached[9:13] == ["/", "/?kind=picture", "/?kind=comic", "/?kind=animation"]
        assert reached[13] is None, "what opens the finer filters"
        assert reached[14].startswith("/i/")
        assert reached[15] == "/u/zofia-kossak-szczucka-wojcicka"


async def test_the_wall_grows_while_one_scrolls_moves_no_card_and_is_found_again(pages: dict[str, str]) -> None:
    """G2: real addresses, old cards never move, back restores the place, and all of our script is small."""
    places = "[...document.querySelectorAll('.card')].map(card => [card.offsetLeft, card.offsetTop])"
    grown = "location.pathname === '/' && document.querySelectorAll('.card').length === 34"
    async with open_tab() as tab:
        await tab.visit(pages["feed"])
        before = await tab.run(places)
        assert len(before) == 30
        await tab.run("scrollTo(0, document.body.scrollHeight)")
        await tab.seen(grown)
        await tab.seen("!document.querySelector('a[data-more]')")
        assert (await tab.run(places))[:30] == before
        card = tab.page.locator(".card .card-way").nth(32)
        await card.scroll_into_view_if_needed()
        top = await tab.run("scrollY")
        assert top > 0
        async with tab.page.expect_navigation():
            await card.click()
        await tab.page.go_back()
        await tab.seen(grown)
        await tab.seen(f"Math.abs(scrollY - {top}) < 4")


async def test_everything_is_reached_without_a_script(pages: dict[str, str]) -> None:
    async with open_tab(Look(*PHONE, scripts=False)) as tab:
        for name in ("picture", "search", "tags", "feed"):
            await tab.visit(pages[name])
        for selector, count in ((".card", 30), ("a[rel=next]", 1), (".choice a", 12)):
            assert await tab.page.locator(selector).count() >= count
