"""Journeys through the whole house in a real browser: by each role, without scripts, by keyboard alone.

One house for all of them, so each makes people and words of its own.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from pydantic import SecretStr

from core.auth import signing_in
from core.clock import utc_now
from core.roles import Role
from core.storage import FolderStore
from launcher.servers.postgres import Postgres
from tests.e2e.browsing import click, faults, member, open_house, press, seen, tab_to, visitor, write
from tests.factories import person
from tests.servers import migrate
from tests.stage import SIGNING_KEY, Stage, until
from tests.web_gallery.chromium import PROGRAM
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.judging import AXE
from tests.web_gallery.seeds import Seeds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (npm ci)"),
]
DRAFTED = "document.querySelector('[data-draft-picture]').src.startsWith('data:')"
SCRIPT = "Panel 1: A cat at an empty bowl\nCAT: Breakfast is late."
OWN_PAGES = ("/studio", "/studio/comics", "/studio/comics/new", "/studio/cast", "/api/v1/docs")
PAUSED = "document.querySelector('.job-state').textContent.includes('The card is being changed.')"
PLACE = "document.querySelector('.sheet .frame').id"


@pytest.fixture(scope="module")
def house(postgres_server: Postgres, redis_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Conductor, worker and gallery, for all journeys of this file."""
    name = "journeys"
    folder = tmp_path_factory.mktemp("journeys")
    postgres_server.create_database(name)
    migrate(postgres_server.url_of(name))
    with open_house(postgres_server.url_of(name), redis_server, folder) as built:
        yield built


def _origin(house: Stage) -> str:
    return house.settings["PUBLIC_URL"]


async def _planted(house: Stage) -> str:
    """Add a public picture and a public comic that is read from the right; return the comic's address."""
    store = FolderStore(house.folder, base_url="", signing_key=SecretStr(SIGNING_KEY))
    async with house.database() as database:
        seeds = Seeds(database, store)
        zofia = await seeds.person("Zofia")
        await seeds.picture(zofia, prompt="a lighthouse in a storm")
        comic = await ComicSeeds(database, seeds).comic(zofia, script="Read: rtl\nA cat\nCAT: Miaow.")
    return comic.path


async def test_a_visitor_filters_the_feed_opens_a_picture_and_reads_a_comic_from_the_right(house: Stage) -> None:
    """G2, G10: real addresses all the way; in a comic that is read from the right, ← goes on."""
    path = await _planted(house)
    async with visitor() as tab:
        await tab.visit(f"{_origin(house)}/")
        await tab.press("a[href='/?kind=picture']")
        await tab.press("a[href='/?kind=comic']")
        await tab.press(f".card a[href='{path}']")
        await tab.press(f"a[href^='{path}/1']")
        await seen(tab, "document.querySelector('.reader.scripted')", "the reader listens")
        for key, page in (("ArrowLeft", "page-2"), ("ArrowLeft", "page-3"), ("ArrowRight", "page-2")):
            await press(tab, key)
            await seen(tab, f"{PLACE} === '{page}'", f"{key} turns to {page}")
        assert await tab.run("location.pathname") == f"{path}/2"
        await tab.visit(f"{_origin(house)}/?kind=picture")
        await tab.press(".card a[href^='/i/']")
        assert "a lighthouse in a storm" in await tab.run("document.body.textContent")


async def test_a_member_signs_in_draws_publishes_and_finds_it_again(house: Stage) -> None:
    """Magic link, live draft, progress without a reload, and the shelves within a moment (G16)."""
    async with house.database() as database, database.transaction() as session:
        key = await signing_in.make_link(session, await person(session, "Maja"), now=utc_now())
    async with visitor() as tab:
        await tab.visit(f"{_origin(house)}/login?key={key}")
        await tab.press("form button")
        await tab.visit(f"{_origin(house)}/studio")
        await write(tab, "#prompt", "a red fox under a tree, zzyzx")
        await seen(tab, DRAFTED, "the draft is there")
        await click(tab, "[data-go]")
        await seen(tab, "document.querySelector('.job .result img')", "the picture is there, without a reload")
        assert await tab.run("location.pathname") == "/studio"
        picture = await tab.run("document.querySelector('.job a.result').pathname.split('/').pop()")
        await click(tab, ".job form[action$=reach] button")
        await seen(tab, "document.querySelector('.job').textContent.includes('Make private')", "it is public")

        async def found() -> bool:
            await tab.visit(f"{_origin(house)}/search?q=zzyzx")
            return bool(await tab.run("document.querySelectorAll('.card').length === 1"))

        await until(found, "the search finds it", within_s=60)
        for width, scheme, language in ((390, "dark", "pl"), (1280, "light", "en")):
            await tab.look(width, 844, scheme=scheme, phone=width < 500)
            await tab.visit(f"{_origin(house)}/studio/rework/{picture}", language=language)
            assert await faults(tab) == []
        await tab.press("form[action$=vary] button")
        await seen(tab, "document.querySelector('.job .result img')", "another one is there, without a reload")


async def test_a_comic_is_written_mended_and_made_before_one_s_eyes(house: Stage) -> None:
    """Issue 7, line 5: the mistake is named at its line, the layout follows the words, the pages come by themselves."""
    async with member(house, "Ola") as tab:
        await tab.visit(f"{_origin(house)}/studio/comics/new")
        await write(tab, "#script", "Size: tabloid\n\n" + SCRIPT)
        await seen(tab, "document.querySelector('.found-error [data-line=\"1\"]')", "the mistake is named")
        await click(tab, ".found-error [data-line]")
        assert await tab.run("document.activeElement.selectionEnd") == len("Size: tabloid")
        await write(tab, "#script", SCRIPT)
        await seen(tab, "document.querySelector('.plan-panel')", "the layout is shown")
        await seen(tab, "document.querySelector('[data-draft-pages] img')", "the draft is there")
        assert await faults(tab) == []
        await tab.press("button[value=draw]")
        await seen(tab, "document.querySelector('.page-frame img')", "the pages are there, without a reload")
        assert await faults(tab) == []
        desk = await tab.run("location.href")
        wrong = []
        for (width, scheme), language in product(((390, "dark"), (1280, "light")), ("en", "pl")):
            await tab.look(width, 844, scheme=scheme, phone=width < 500)
            for url in (desk, *(_origin(house) + path for path in OWN_PAGES)):
                await tab.visit(url, language=language)
                wrong += [f"{width} {scheme} {language} {url} {what}" for what in await faults(tab)]
        assert wrong == []


async def test_a_moderator_hides_what_was_reported_and_takes_it_back(house: Stage) -> None:
    """Issue 6, line 3, by hand: a stranger reports, an admin decides, the picture goes and comes back."""
    store = FolderStore(house.folder, base_url="", signing_key=SecretStr(SIGNING_KEY))
    async with house.database() as database:
        seeds = Seeds(database, store)
        picture = await seeds.picture(await seeds.person("Copycat"), prompt="a copied cat")
    address = f"{_origin(house)}/i/{picture.slug}"
    async with visitor() as tab:
        await tab.visit(f"{address}/report")
        await click(tab, "input[name=concern][value=copyright]")
        await write(tab, "textarea", "This is mine.")
        await tab.press("main form button:not([type=button])")
    async with member(house, "Chief", role=Role.ADMIN) as tab:
        await tab.visit(f"{_origin(house)}/moderation")
        await tab.press("main a[href^='/moderation/']")
        case = await tab.run("location.href")
        await tab.press("form[action$=take] button")
        await click(tab, "input[name=verdict][value=hide]")
        await write(tab, "#reason", "It is somebody else's.")
        await tab.press("form[action$=decide] button")
        await tab.visit(address)
        assert "a copied cat" not in await tab.run("document.body.textContent")
        await tab.visit(case)
        await write(tab, "form[action$=reverse] textarea", "It was their own.")
        await tab.press("form[action$=reverse] button")
        await tab.visit(address)
        assert "a copied cat" in await tab.run("document.body.textContent")


async def test_an_admin_pauses_the_queue_lets_it_go_on_and_gives_a_role_and_the_log_says_so(house: Stage) -> None:
    """Issue 7, line 5: whoever waits reads why; both deeds stand in the audit viewer, with what was before."""
    async with house.database() as database, database.transaction() as session:
        boss = await person(session, "Boss", role=Role.SUPER_ADMIN)
        key = await signing_in.make_link(session, boss, now=utc_now())
        newcomer = await person(session, "Newcomer")
    async with visitor() as tab:
        await tab.visit(f"{_origin(house)}/login?key={key}")
        await tab.press("form button")
        await tab.visit(f"{_origin(house)}/admin")
        await tab.press(".rooms a[href='/admin/queue']")
        await write(tab, "#reason", "The card is being changed.")
        await tab.press("form[action='/admin/queue/pause'] button")
        await tab.visit(f"{_origin(house)}/studio")
        await write(tab, "#prompt", "a fox that waits")
        await click(tab, "[data-go]")
        await seen(tab, PAUSED, "the studio says why nothing is drawn")
        await tab.visit(f"{_origin(house)}/admin/queue")
        await tab.press("form[action='/admin/queue/resume'] button")
        await tab.visit(f"{_origin(house)}/studio")
        await seen(tab, "document.querySelector('.job .result img')", "it is drawn after all")
        await tab.visit(f"{_origin(house)}/admin/people/{newcomer.id}")
        await write(tab, "#role", "creator")
        await tab.press("form[action$=role] button")
        await tab.press("section[aria-labelledby=sure] form button")
        await tab.press(".rooms a[href='/admin/audit']")
        rows = await tab.run("[...document.querySelectorAll('.ledger tbody tr')].map(row => row.innerText)")
    for words in (("queue.paused", "Boss"), ("queue.resumed", "Boss"), ("role", "Newcomer", "user", "creator")):
        assert any(all(word in row for word in words) for row in rows), (words, rows)


async def test_a_picture_and_a_comic_are_made_without_a_script_and_by_keyboard_alone(house: Stage) -> None:
    """G12: no script, no pointer."""
    async with member(house, "Ewa", scripts=False) as tab:
        await tab.visit(f"{_origin(house)}/studio")
        await tab_to(tab, "#prompt")
        await tab.ask("Input.insertText", text="a fox in the rain")
        await tab_to(tab, "[data-go]")
        await press(tab, "Enter")
        await seen(tab, "location.pathname.startsWith('/studio/jobs/')", "the job's page")
        await seen(tab, "document.querySelector('.job .result img')", "the page asks again until the picture is there")
        await tab.visit(f"{_origin(house)}/studio/comics/new")
        await tab_to(tab, "#script")
        await tab.ask("Input.insertText", text=SCRIPT)
        await tab_to(tab, "button[value=draw]")
        await press(tab, "Enter")
        await seen(tab, "document.querySelector('.page-frame img')", "the page asks again until the comic is there")
        await tab_to(tab, "a[href^='/c/'][href$='/1']")
        await press(tab, "Enter")
        await seen(tab, "location.pathname.startsWith('/c/')", "it can be read")
