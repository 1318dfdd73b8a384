"""The pages in a real browser: accessible, still, self-contained and small."""

import asyncio

import pytest
from sqlalchemy import select

from core.jobs.sweeps import note_workers
from core.platforms import Platform
from core.roles import Role
from core.spaces.models import Space
from core.spaces.service import enter
from core.users.models import User
from tests.factories import worker
from tests.web_gallery.chromium import open_tab
from tests.web_gallery.judging import DESK, NEEDED, PHONE, judge, pages
from tests.web_gallery.seeds import NOON
from web_gallery.site import Site

__all__ = ["pages"]  # a fixture

FIRST_SCREEN = 400_000  # bytes at 390 px, gallery.md G3
MANNERS = ((PHONE, "light", "en"), (DESK, "dark", "en"), (DESK, "light", "pl"), (PHONE, "dark", "pl"))
OWN = {"mine": "/me", "account": "/me/account", "data": "/me/data", "decisions": "/me/decisions", "studio": "/studio"}

pytestmark = NEEDED


@pytest.mark.slow
@pytest.mark.timeout(900)  # twenty-five pages in four manners
async def test_no_page_has_a_fault_that_axe_or_the_browser_sees(pages: dict[str, str]) -> None:
    faults: list[str] = []
    async with open_tab() as tab:
        for place, scheme, language in MANNERS:
            await tab.look(*place, scheme=scheme, phone=place is PHONE)
            for name, url in pages.items():
                faults += [f"{place} {scheme} {language} {what}" for what in await judge(tab, name, url, language)]
    assert faults == []


@pytest.mark.slow
async def test_own_pages_have_none_either_and_a_real_button_signs_in(pages: dict[str, str]) -> None:
    faults: list[str] = []
    own = {name: pages["login"].replace("/login", path) for name, path in OWN.items()}
    async with open_tab() as tab:
        await tab.visit(pages["link"])
        await tab.press("form button")
        assert await tab.run("location.pathname") == "/me"
        for place, scheme, language in MANNERS:
            await tab.look(*place, scheme=scheme, phone=place is PHONE)
            for name, url in own.items():
                faults += [f"{place} {scheme} {language} {what}" for what in await judge(tab, name, url, language)]
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
                faults += [f"{scheme} {language} {what}" for what in await judge(tab, room, url, language)]
    assert faults == []


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_reports_and_cases_have_none_either(pages: dict[str, str], site: Site) -> None:
    faults: list[str] = []
    async with open_tab() as tab:
        await tab.visit(pages["report"])
        await tab.run("document.querySelector('[name=concern]').click()")
        await tab.press("main form button")
        receipt = await tab.run("location.href")
        async with site.database.transaction() as session:
            (await session.scalars(select(User))).one().role_level = Role.ADMIN.value
        await tab.visit(pages["link"])
        await tab.press("form button")
        cases = pages["login"].replace("/login", "/moderation")
        await tab.visit(cases)
        case = await tab.run("document.querySelector('main a[href*=\"/moderation/\"]').href")
        for place, scheme, language in MANNERS:
            await tab.look(*place, scheme=scheme, phone=place is PHONE)
            for url in (receipt, cases, case):
                faults += [f"{place} {scheme} {language} {what}" for what in await judge(tab, url, url, language)]
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
