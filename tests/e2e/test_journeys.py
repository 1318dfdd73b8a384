"""Journeys through the whole house in a real browser: by each role, without scripts, by keyboard alone.

One house for all of them, so each makes people and words of its own.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from pydantic import SecretStr

from core.auth import signing_in
from core.clock import utc_now
from core.db import Database
from core.roles import Role
from core.storage import FolderStore
from tests.core.gallery.conftest import listed
from tests.e2e.browsing import faults, member, member_of, open_house, settled_faults, tab_to
from tests.factories import person
from tests.stage import SIGNING_KEY, Stage, until
from tests.web_gallery.chromium import Look, Tab, open_browser, open_tab
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.judging import DESK, NEEDED
from tests.web_gallery.seeds import Seeds

pytestmark = [*NEEDED, pytest.mark.slow, pytest.mark.timeout(900)]
Scheme = Literal["light", "dark"]
NARROW: tuple[int, Scheme] = (390, "dark")
WIDE: tuple[int, Scheme] = (1280, "light")
DRAFTED = "document.querySelector('[data-draft-picture]').src.startsWith('data:')"
SCRIPT = "Panel 1: A cat at an empty bowl\nCAT: Breakfast is late."
OWN_PAGES = ("/studio", "/studio/comics", "/studio/comics/new", "/studio/cast", "/api/v1/docs")
PLACE = "document.querySelector('.sheet .frame').id"


@dataclass(frozen=True, slots=True)
class Shelves:
    """What hangs in the house when it opens: the paths of a comic from the right and of a picture to complain of."""

    comic: str
    copied: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house's data folder."""
    return tmp_path_factory.mktemp("journeys")


@pytest.fixture(scope="module")
def shelves(shared_database_url: str, folder: Path) -> Shelves:
    """Pictures and a comic that were there before the house opens, so that nobody can come before they are shelved."""
    return asyncio.run(_planted(shared_database_url, folder))


@pytest.fixture(scope="module")
def house(shared_database_url: str, redis_server: str, folder: Path, shelves: Shelves) -> Iterator[Stage]:
    """Conductor, worker and gallery, for all journeys of this file."""
    assert shelves.comic
    with open_house(shared_database_url, redis_server, folder) as built:
        yield built


def _origin(house: Stage) -> str:
    return house.settings["PUBLIC_URL"]


async def _planted(database_url: str, folder: Path) -> Shelves:
    database = Database(database_url)
    seeds = Seeds(database, FolderStore(folder / "store", base_url="", signing_key=SecretStr(SIGNING_KEY)))
    zofia = await seeds.person("Zofia")
    await seeds.picture(zofia, prompt="a lighthouse in a storm")
    comic = await ComicSeeds(database, seeds).comic(zofia, script="Read: rtl\nA cat\nCAT: Miaow.")
    copied = await seeds.picture(await seeds.person("Copycat"), prompt="a copied cat")
    await listed(database)
    await database.close()
    return Shelves(comic.path, f"/i/{copied.slug}")


async def test_a_visitor_filters_the_feed_opens_a_picture_and_reads_a_comic_from_the_right(
    house: Stage, shelves: Shelves
) -> None:
    """G2, G10: real addresses all the way; in a comic that is read from the right, ← goes on."""
    comic = shelves.comic
    async with open_tab() as tab:
        await tab.visit(f"{_origin(house)}/")
        await tab.press("a[href='/?kind=picture']")
        await tab.press("a[href='/?kind=comic']")
        await tab.press(f".card a[href='{comic}']")
        await tab.press(f"a[href^='{comic}/1']")
        await tab.seen("document.querySelector('.reader.scripted')")
        for key, page in (("ArrowLeft", 2), ("ArrowLeft", 3), ("ArrowRight", 2)):
            await tab.keys(key)
            await tab.seen(f"{PLACE} === 'page-{page}' && location.pathname === '{comic}/{page}'")
        await tab.visit(f"{_origin(house)}/?kind=picture")
        await tab.press(".card:has-text('a lighthouse in a storm') a[href^='/i/']")
        assert "a lighthouse in a storm" in await tab.page.inner_text("main")


async def test_a_member_signs_in_draws_publishes_and_finds_it_again(house: Stage) -> None:
    """Magic link, live draft, progress without a reload, and the shelves within a moment (G16)."""
    async with house.database() as database, database.transaction() as session:
        key = await signing_in.make_link(session, await person(session, "Maja"), now=utc_now())
    async with open_browser() as browser, browser.tab() as tab:
        await tab.visit(f"{_origin(house)}/login?key={key}")
        await tab.press("form button")
        await tab.visit(f"{_origin(house)}/studio")
        await tab.page.fill("#prompt", "a red fox under a tree, zzyzx")
        await tab.seen(DRAFTED)
        await tab.run("window.never = 'reloaded'")
        await tab.page.click("[data-go]")
        await tab.page.wait_for_selector(".job .result img")
        assert await tab.run("window.never") == "reloaded"
        picture = await tab.run("document.querySelector('.job a.result').pathname.split('/').pop()")
        await tab.page.click(".job form[action$=reach] button")
        await tab.page.wait_for_selector(".job:has-text('Make private')")
        await tab.visit(f"{_origin(house)}/search?q=zzyzx")
        await until(partial(_finds_one, tab), "the search finds it", within_s=90)
        rework = f"{_origin(house)}/studio/rework/{picture}"
        for (width, scheme), language in ((NARROW, "pl"), (WIDE, "en")):
            async with browser.tab(Look(width, 844, scheme, language), of=tab) as other:
                await other.visit(rework)
                assert await faults(other) == []
        await tab.visit(rework)
        await tab.press("form[action$=vary] button")
        await tab.page.wait_for_selector(".job .result img")


async def _finds_one(tab: Tab) -> bool:
    await tab.page.reload()  # which asks the house again, whatever the browser still knows
    return await tab.page.locator(".card").count() == 1


async def test_a_comic_is_written_mended_and_made_before_one_s_eyes(house: Stage) -> None:
    """Issue 7, line 5: the mistake is named at its line, the layout follows the words, the pages come by themselves."""
    async with open_browser() as browser, member_of(browser, house, "Ola") as tab:
        await tab.visit(f"{_origin(house)}/studio/comics/new")
        await tab.page.fill("#script", "Size: tabloid\n\n" + SCRIPT)
        await tab.page.click(".found-error [data-line='1']")
        await tab.seen(f"document.activeElement.selectionEnd === {len('Size: tabloid')}")
        await tab.page.fill("#script", SCRIPT)
        await tab.page.wait_for_selector(".plan-panel")
        await tab.page.wait_for_selector("[data-draft-pages] img")
        assert await settled_faults(tab) == []
        await tab.press("button[value=draw]")
        await tab.page.wait_for_selector(".page-frame img")
        assert await settled_faults(tab) == []
        urls = (tab.page.url, *(_origin(house) + path for path in OWN_PAGES))
        wrong = []
        for (width, scheme), language in product((NARROW, WIDE), ("en", "pl")):
            async with browser.tab(Look(width, 844, scheme, language), of=tab) as other:
                for url in urls:
                    await other.visit(url)
                    wrong += [f"{width} {scheme} {language} {url} {what}" for what in await faults(other)]
        assert wrong == []


async def test_a_moderator_hides_what_was_reported_and_takes_it_back(house: Stage, shelves: Shelves) -> None:
    """Issue 6, line 3, by hand: a stranger reports, an admin decides, the picture goes and comes back."""
    address = _origin(house) + shelves.copied
    async with open_browser() as browser:
        async with browser.tab() as tab:
            await tab.visit(f"{address}/report")
            await tab.page.check("input[name=concern][value=copyright]")
            await tab.page.fill("textarea", "This is mine.")
            await tab.press("main form button:not([type=button])")
        async with member_of(browser, house, "Chief", role=Role.ADMIN) as tab:
            await tab.visit(f"{_origin(house)}/moderation")
            await tab.press("main a[href^='/moderation/']")
            case = tab.page.url
            await tab.press("form[action$=take] button")
            await tab.page.check("input[name=verdict][value=hide]")
            await tab.page.fill("#reason", "It is somebody else's.")
            await tab.press("form[action$=decide] button")
            await tab.visit(address)
            assert "a copied cat" not in await tab.page.inner_text("body")
            await tab.visit(case)
            await tab.page.fill("form[action$=reverse] textarea", "It was their own.")
            await tab.press("form[action$=reverse] button")
            await tab.visit(address)
            assert "a copied cat" in await tab.page.inner_text("body")


async def test_an_admin_pauses_the_queue_lets_it_go_on_and_gives_a_role_and_the_log_says_so(house: Stage) -> None:
    """Issue 7, line 5: whoever waits reads why; both deeds stand in the audit viewer, with what was before."""
    async with house.database() as database, database.transaction() as session:
        boss = await person(session, "Boss", role=Role.SUPER_ADMIN)
        key = await signing_in.make_link(session, boss, now=utc_now())
        newcomer = await person(session, "Newcomer")
    async with open_tab() as tab:
        await tab.visit(f"{_origin(house)}/login?key={key}")
        await tab.press("form button")
        await tab.visit(f"{_origin(house)}/admin")
        await tab.press(".rooms a[href='/admin/queue']")
        await tab.page.fill("#reason", "The card is being changed.")
        await tab.press("form[action='/admin/queue/pause'] button")
        await tab.visit(f"{_origin(house)}/studio")
        await tab.page.fill("#prompt", "a fox that waits")
        await tab.page.click("[data-go]")
        await tab.page.wait_for_selector(".job-state:has-text('The card is being changed.')")
        await tab.visit(f"{_origin(house)}/admin/queue")
        await tab.press("form[action='/admin/queue/resume'] button")
        await tab.visit(f"{_origin(house)}/studio")
        await tab.page.wait_for_selector(".job .result img")
        await tab.visit(f"{_origin(house)}/admin/people/{newcomer.id}")
        await tab.page.select_option("#role", "creator")
        await tab.press("form[action$=role] button")
        await tab.press("section[aria-labelledby=sure] form button")
        await tab.press(".rooms a[href='/admin/audit']")
        rows = await tab.page.locator(".ledger tbody tr").all_inner_texts()
    for words in (("queue.paused", "Boss"), ("queue.resumed", "Boss"), ("role", "Newcomer", "user", "creator")):
        assert any(all(word in row for word in words) for row in rows), (words, rows)


async def test_a_picture_and_a_comic_are_made_without_a_script_and_by_keyboard_alone(house: Stage) -> None:
    """G12: no script, no pointer."""
    async with member(house, "Ewa", look=Look(*DESK, scripts=False)) as tab:
        keyboard = tab.page.keyboard
        await tab.visit(f"{_origin(house)}/studio")
        await tab_to(tab, "#prompt")
        await keyboard.insert_text("a fox in the rain")
        await tab_to(tab, "[data-go]")
        await tab.keys("Enter")
        await tab.page.wait_for_url("**/studio/jobs/*")
        await tab.page.wait_for_selector(".job .result img")  # the page asks again until the picture is there
        await tab.visit(f"{_origin(house)}/studio/comics/new")
        await tab_to(tab, "#script")
        await keyboard.insert_text(SCRIPT)
        await tab_to(tab, "button[value=draw]")
        await tab.keys("Enter")
        await tab.page.wait_for_selector(".page-frame img")
        await tab_to(tab, "a[href^='/c/'][href$='/1']")
        await tab.keys("Enter")
        await tab.page.wait_for_url("**/c/**")


async def test_a_waiting_picture_is_cancelled_by_its_button(house: Stage) -> None:
    """What becomes of a wish while nobody draws: it costs nothing."""
    house.kill("worker")
    async with member(house, "Ada") as tab:
        await tab.visit(f"{_origin(house)}/studio")
        await tab.page.fill("#prompt", "a fox")
        await tab.page.click("[data-go]")
        await tab.page.click(".job form[action$=cancel] button")
        await tab.page.wait_for_selector(".job-failed")
        await tab.page.wait_for_selector("[data-credits]:has-text('100 credits of 100')")
    house.start("worker")
