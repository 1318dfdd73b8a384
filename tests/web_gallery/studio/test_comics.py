"""Comics in the browser: written, checked line by line, made, changed, shown, continued, deleted."""

import re
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from core.comics.models import Character, Comic
from core.jobs.models import Job
from core.jobs.states import Kind
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.studio.conftest import SCRIPT, Desk
from web_gallery.site import Site
from web_gallery.studio.examples import EXAMPLES
from web_gallery.studio.scripts import read

WRONG = "Size: tabloid\n\nPanel 1: A cat\nCAT: Hello"


async def comics(site: Site) -> list[Comic]:
    """Return every comic, oldest first."""
    async with site.database.transaction() as session:
        return list(await session.scalars(select(Comic).order_by(Comic.id)))


async def kinds(site: Site) -> list[str]:
    """Return the kinds of all jobs, oldest first."""
    async with site.database.transaction() as session:
        return list(await session.scalars(select(Job.kind_name).order_by(Job.id)))


def script_in(page: httpx.Response) -> str:
    """Return what the editor holds."""
    found = re.search(r'<textarea id="script"[^>]*>(.*?)</textarea>', page.text, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.key)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_example_can_be_drawn_as_it_is(example: object, language: str) -> None:
    found = next(one for one in EXAMPLES if one == example)
    parsed = read(found.text[language], language)
    assert parsed.diagnostics == ()
    assert parsed.script is not None
    assert parsed.script.language == language


async def test_a_script_with_mistakes_is_shown_line_by_line_and_costs_nothing(desk: Desk, site: Site) -> None:
    desk.client.headers["accept-language"] = "pl"
    answer = await desk.send("/studio/comics", script=WRONG, do="draw")
    assert answer.status_code == 400
    assert "tabloid" in answer.text.split("found-error")[1]
    assert script_in(answer) == WRONG
    assert await comics(site) == []


async def test_without_scripts_the_editor_checks_tidies_up_and_invents(desk: Desk, site: Site) -> None:
    messy = "A cat at an empty bowl | CAT: Breakfast is late. || The bowl"
    checked = await desk.send("/studio/comics", script=messy, do="check")
    assert "2 panels, speakers: CAT." in checked.text
    assert checked.text.count("plan-panel") == 2
    tidy = script_in(await desk.send("/studio/comics", script=messy, do="format"))
    assert tidy.count("PANEL ") == 2
    invented = script_in(await desk.send("/studio/comics", idea="a cat who wants to fly", panels="3", do="idea"))
    assert invented.count("PANEL ") == 3
    refused = await desk.send("/studio/comics", idea="", do="idea")
    assert (refused.status_code, "who it is about" in refused.text) == (400, True)
    strange = await desk.send("/studio/comics", script=SCRIPT, size="tabloid", do="draw")
    assert (strange.status_code, "tabloid" in strange.text) == (400, True)
    assert await comics(site) == []


async def test_the_editor_s_script_is_told_what_is_wrong_as_one_types(desk: Desk) -> None:
    told = (await desk.send("/studio/comics/check", by_script=True, script=WRONG)).json()
    assert (told["ready"], 'data-line="1"' in told["html"]) == (False, True)
    told = (await desk.send("/studio/comics/check", by_script=True, script=SCRIPT, do="format")).json()
    assert (told["ready"], told["script"].startswith("Lang")) == (True, True)
    assert (await desk.send("/studio/comics/check", by_script=True, script="")).json()["html"].strip() == ""
    long = await desk.send("/studio/comics/check", by_script=True, script="x" * 50_000)
    assert "40" in long.json()["html"]
    nothing = await desk.send("/studio/comics/draft", by_script=True, script=WRONG)
    assert nothing.status_code == 204


async def test_a_script_becomes_a_comic_and_its_storyboard_once(desk: Desk, site: Site) -> None:
    for _ in range(2):
        answer = await desk.send(
            "/studio/comics", script=SCRIPT, size="a5", style="ink", visibility="unlisted", key="k"
        )
        assert answer.headers["location"].startswith("/studio/comics/")
    (made,) = await comics(site)
    assert (made.size, made.style, made.visibility_name, made.version) == ("a5", "ink", "unlisted", 1)
    assert await kinds(site) == ["comic"]
    page = await desk.client.get(f"/studio/comics/{made.id}")
    assert 'http-equiv="refresh"' in page.text
    assert "Draw it · 2 credits" in page.text
    assert "A cat at an empty bowl" in (await desk.client.get("/studio/comics")).text


async def _drawn(desk: Desk, site: Site, comics_: ComicSeeds) -> UUID:
    planted = await comics_.comic(desk.user, script=SCRIPT, draft=False)
    async with site.database.transaction() as session:
        own = await session.get_one(Comic, planted.comic.id)
        own.target = "storyboard/storyboard"
    return planted.comic.id


async def test_a_comic_is_drawn_redrawn_set_anew_rewritten_and_shown(
    desk: Desk, site: Site, comics: ComicSeeds
) -> None:
    own = await _drawn(desk, site, comics)
    path = f"/studio/comics/{own}"
    page = (await desk.client.get(path)).text
    assert page.count("page-frame") == 3
    assert "/download/pdf" in page
    for verb, fields in (
        ("draw", {}), ("panel", {"panel": "2"}), ("size", {"size": "a4"}), ("style", {"style": "noir"}),
        ("script", {"script": SCRIPT + "\nPanel 3: A dog\n"}), ("reach", {"visibility": "public"}), ("cancel", {}),
    ):  # fmt: skip
        answer = await desk.send(f"{path}/{verb}", **fields)  # type: ignore[arg-type]  # fields of a form, none of them called as the switches
        assert (answer.status_code, verb) == (303, verb)
    async with site.database.transaction() as session:
        changed = await session.get_one(Comic, own)
        assert (changed.size, changed.style, changed.visibility_name) == ("a4", "noir", "public")
        assert "A dog" in changed.script
        drawn = list(await session.scalars(select(Job.kind_name).where(Job.kind_name == Kind.PANEL.value)))
    assert len(drawn) == 4, "two panels, and both again, for no picture is there yet"


async def test_refusals_are_said_on_the_comic_s_page_with_the_words_kept(
    desk: Desk, site: Site, comics: ComicSeeds
) -> None:
    path = f"/studio/comics/{await _drawn(desk, site, comics)}"
    for verb, fields, said in (
        ("panel", {"panel": "9"}, "panels 1 to 2"),
        ("panel", {"panel": "two"}, "two"),
        ("size", {"size": "tabloid"}, "tabloid"),
        ("style", {"style": "baroque"}, "baroque"),
        ("script", {"script": WRONG}, "still has mistakes"),
        ("reach", {"visibility": "all"}, "all"),
    ):
        answer = await desk.send(f"{path}/{verb}", **fields)  # type: ignore[arg-type]  # fields of a form, none of them called as the switches
        trouble = answer.text.split('role="alert"')[1].split("</p>")[0]
        assert (answer.status_code, said in trouble) == (400, True), verb
    kept = await desk.send(f"{path}/script", script=WRONG)
    assert script_in(kept) == WRONG
    assert (await desk.send(f"{path}/nonsense")).status_code == 404


async def test_a_comic_goes_on_and_is_deleted(desk: Desk, site: Site, comics: ComicSeeds) -> None:
    own = await _drawn(desk, site, comics)
    begun = script_in(await desk.client.get(f"/studio/comics/new?after={own}"))
    assert begun.endswith("PANEL 1: ")
    answer = await desk.send(f"/studio/comics/{own}/delete")
    assert answer.headers["location"] == "/studio/comics"
    assert (await desk.client.get(f"/studio/comics/{own}")).status_code == 404


async def test_nobody_touches_another_s_comic(desk: Desk, seeds: Seeds, comics: ComicSeeds) -> None:
    """R5."""
    planted = await comics.comic(await seeds.person("Bert"))
    path = f"/studio/comics/{planted.comic.id}"
    assert (await desk.client.get(path)).status_code == 404
    for verb in ("draw", "storyboard", "panel", "size", "style", "script", "reach", "cancel", "delete"):
        assert (await desk.send(f"{path}/{verb}", panel="1", size="a4", visibility="private")).status_code == 404
    assert (await desk.client.get("/studio/comics/new?after=" + str(planted.comic.id))).status_code == 404


async def test_characters_are_added_changed_and_removed(desk: Desk, site: Site) -> None:
    assert (await desk.send("/studio/cast", name="Maya", looks="red coat")).status_code == 303
    assert (await desk.send("/studio/cast", name="maya", looks="blue coat")).status_code == 303
    page = await desk.client.get("/studio/cast")
    assert ("blue coat" in page.text, "red coat</p>" in page.text) == (True, False)
    wrong = await desk.send("/studio/cast", name="a:b", looks="<i>coat</i>")
    assert wrong.status_code == 400
    assert 'value="a:b"' in wrong.text
    assert "&lt;i&gt;coat&lt;/i&gt;</textarea>" in wrong.text
    assert (await desk.send("/studio/cast/remove", name="Maya")).status_code == 303
    assert (await desk.send("/studio/cast/remove", name="Maya")).status_code == 404
    async with site.database.transaction() as session:
        assert list(await session.scalars(select(Character))) == []
