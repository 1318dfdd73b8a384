"""What a program is told of a thing is what its page shows, to everybody who may come (G5, G6, G9; issue 7, line 3)."""

import html
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from core.auth.tokens import Scope
from core.clock import utc_now
from core.jobs.models import Job
from core.media.models import Media
from core.privacy import Visibility
from tests.core.gallery.conftest import listed
from tests.web_gallery.api.test_creations import token_of
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.scenes import VIEWERS, Scene
from tests.web_gallery.seeds import FOX, NOON, Seeds, drawn
from tests.web_gallery.visitors import browser
from web_gallery.site import Site

ITEMS = "/api/v1/items"
WALLS = (
    ("/", "/api/v1/feed", "pictures"),
    ("/?rated=1", "/api/v1/feed?rated=1", "pictures"),
    ("/?kind=comic", "/api/v1/feed?kind=comic", "pictures"),
    ("/u/ada", "/api/v1/people/ada/pictures", "items"),
    ("/u/ada?kind=picture", "/api/v1/people/ada/pictures?kind=picture", "items"),
    ("/tags/fox", "/api/v1/tags/fox/pictures", "items"),
    ("/search?q=fox", "/api/v1/search?q=fox", "items"),
    ("/search?q=fox&kind=comic", "/api/v1/search?q=fox&kind=comic", "items"),
    ("/search?q=fox+umbrella", "/api/v1/search?q=fox+umbrella", "items"),
)
Asked = Callable[[str, str], Awaitable[tuple[httpx.Response, httpx.Response]]]


@pytest.fixture
def both(app: FastAPI, site: Site, scene: Scene) -> Asked:
    """What asks for a page with a browser, and for the same thing with a token, as one of the people."""

    async def ask(who: str, path: str) -> tuple[httpx.Response, httpx.Response]:
        user = scene.people.get(who)
        kind, slug = ("pictures" if path.startswith("/i/") else "comics"), path.rpartition("/")[2]
        headers = await token_of(site, user, Scope.READ) if user else {}
        async with browser(app, user=user) as visitor, browser(app) as program:
            return await visitor.get(path), await program.get(f"{ITEMS}/{kind}/{slug}", headers=headers)

    return ask


async def _changed(site: Site, media: Media, **values: object) -> None:
    async with site.database.transaction() as session:
        await session.execute(update(Media).where(Media.id == media.id).values(values))


def _facts(page: str) -> dict[str, str]:
    """Return what stands in the list of facts, by its English name."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    return {html.unescape(name): html.unescape(re.sub(r"<[^>]+>", "", value)) for name, value in found}


def _same_facts(page: str, told: dict[str, Any]) -> None:
    facts = _facts(page)
    assert html.unescape(re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0]) == told["title"]
    assert (facts["Model"], facts["Seed"]) == (told["model"], str(told["seed"]))
    assert facts["Size"] == f"{told['width']} × {told['height']}"
    assert int(facts.get("Steps", "1")) == told["steps"]
    made = re.findall(r'<time datetime="([^"]+)">', page)[0]
    assert made[:19] == told["created_at"][:19]
    assert f"Asked for by {told['creator']}" in html.unescape(page)
    kin = re.findall(r'<ul class="kin">(.*?)</ul>', page, re.DOTALL)
    linked = [f"{ORIGIN}{path}" for one in kin for path in re.findall(r'href="(/i/[^"]+)"', one)]
    assert sorted(linked) == sorted(told["parents"] + told["children"])
    tags = re.findall(r'<ul class="tags tags-small".*?</ul>', page, re.DOTALL)
    assert re.findall(r"<li><a[^>]*>(.*?)</a>", tags[0]) == told["tags"] if tags else not told["tags"]
    download = re.findall(r'class="button" href="([^"]+)" download', page)[0]
    assert html.unescape(download).partition("?")[0] == told["file"].removeprefix(ORIGIN).partition("?")[0]


async def test_g6_a_picture_answers_programs_as_its_page_answers_people(
    both: Asked, scene: Scene, seeds: Seeds, site: Site
) -> None:
    """Every reach, hidden, deleted, rated, with hidden words: the same status, the same veil, the same words."""
    now = utc_now()
    states: dict[str, dict[str, object]] = {
        "public": {"level": 0},
        "unlisted": {"visibility_name": "unlisted", "published_at": None},
        "private": {"visibility_name": "private", "published_at": None},
        "words hidden": {"prompt_hidden": True},
        "suggestive": {"level": 1},
        "for adults": {"level": 3, "visibility_name": "unlisted", "published_at": None},
        "hidden": {"visibility_name": "private", "published_at": None, "hidden_at": now},
        "deleted": {"visibility_name": "private", "published_at": None, "deleted_at": now},
    }
    coded = await seeds.code(drawn(60, 40), with_copies=False)
    for state, values in states.items():
        media = await seeds.picture(
            scene.people["owner"], alt={"en": "A fox reads."}, not_drawn=["umbrella"], seed=4242, coded=coded
        )
        await _changed(site, media, **values)
        for who in VIEWERS:
            _alike(*await both(who, f"/i/{media.slug}"), media=media, case=f"{state} for {who}")


def _alike(page: httpx.Response, answer: httpx.Response, *, media: Media, case: str) -> None:
    assert answer.status_code == page.status_code, case
    if page.status_code != httpx.codes.OK:
        assert "fox" not in answer.text, case
        return
    told, text = answer.json(), html.unescape(page.text)
    assert told["veiled"] is ('<dl class="facts">' not in page.text), case
    assert told["title"] in text, case
    if told["veiled"]:
        assert "fox" not in answer.text, case
        assert media.key not in answer.text, case
        return
    _same_facts(page.text, told)
    assert (FOX in text) is (told["prompt"] == FOX) is ("words hidden" not in case), case
    assert ("umbrella" in text) is (told["left_out"] == ["umbrella"]), case
    assert told["alt"] in text, case


async def test_g5_a_pictures_parents_and_children_are_told_alike(
    both: Asked, seeds: Seeds, site: Site, scene: Scene
) -> None:
    ada = scene.people["other"]
    first, second, secret = [await seeds.picture(ada, seed=number) for number in range(3)]
    await _changed(site, secret, visibility_name="private", published_at=None)
    for child, key, where in ((second, first.key, "after"), (secret, first.key, "reference")):
        async with site.database.transaction() as session:
            job = await session.get_one(Job, child.job_id)
            job.spec = {**job.spec, where: key, "steps": 20}
    await listed(site.database)
    for media, parents, children in ((first, [], [second]), (second, [first], [])):
        page, answer = await both("anonymous", f"/i/{media.slug}")
        told = answer.json()
        assert told["parents"] == [f"{ORIGIN}/i/{one.slug}" for one in parents]
        assert told["children"] == [f"{ORIGIN}/i/{one.slug}" for one in children]
        _same_facts(page.text, told)
        assert told["handle"] is not None
        assert f'href="/u/{told["handle"]}"' in page.text


async def test_g6_a_comic_answers_programs_as_its_page_answers_people(
    both: Asked, scene: Scene, comics: ComicSeeds
) -> None:
    states: dict[str, dict[str, Any]] = {
        "public": {},
        "unlisted": {"visibility": Visibility.UNLISTED},
        "private": {"visibility": Visibility.PRIVATE},
        "suggestive": {"level": 1},
        "deleted": {"deleted": True},
    }
    for state, fields in states.items():
        planted = await comics.comic(scene.people["owner"], title="Breakfast", **fields)
        for who in VIEWERS:
            _comics_alike(*await both(who, planted.path), case=f"{state} for {who}")
        whole, piece = await both("owner", f"/i/{planted.pages[0].slug}")
        assert (whole.status_code, piece.status_code) == ((410, 410) if state == "deleted" else (307, 404)), state


def _comics_alike(page: httpx.Response, answer: httpx.Response, *, case: str) -> None:
    assert answer.status_code == page.status_code, case
    if page.status_code != httpx.codes.OK:
        assert "Breakfast" not in answer.text, case
        return
    told = answer.json()
    assert told["veiled"] is ("/reveal" in page.text), case
    assert ("Breakfast" in page.text) is (told["title"] == "Breakfast") is not told["veiled"], case
    paths = {html.unescape(path) for path in re.findall(r'href="(/c/[^"]+/\d+[^"]*)"', page.text)}
    assert {one["url"].removeprefix(ORIGIN) for one in told["pages"]} <= paths, case
    assert bool(told["pages"]) is not told["veiled"], case
    assert set(told["formats"]) == set(re.findall(r"/download/([a-z]+)", page.text)), case


def _slugs(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'class="card-way" href="(/[ic]/[^"]+)"', text)))


async def _hang(seeds: Seeds, comics: ComicSeeds, site: Site) -> None:
    """Hang Ada's pictures of every kind on the walls."""
    ada = await seeds.person("Ada")
    await seeds.picture(ada, prompt="a fox and a tree")
    await seeds.picture(ada, prompt="a fox at sea", prompt_hidden=True, alt={"en": "A fox at sea."})
    await seeds.picture(ada, prompt="a fox in a bed", level=1, alt={"en": "A fox in a bed."})
    await seeds.picture(ada, prompt="a fox alone", visibility=Visibility.UNLISTED)
    await comics.comic(ada, title="The fox")
    await listed(site.database)


@pytest.mark.parametrize("locale", ["en", "pl"])
async def test_walls_show_programs_the_same_things_under_the_same_names(
    locale: str, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    """The feed, a person, a tag, a search, with filters: the same things in the same order, titles and all."""
    await _hang(seeds, comics, site)
    headers = {"accept-language": locale}
    for page, api, name in WALLS:
        shown = await client.get(page, headers=headers)
        told = (await client.get(api, headers=headers)).json()[name]
        assert [one["url"].removeprefix(ORIGIN) for one in told] == _slugs(shown.text), page
        text = html.unescape(re.sub(r"</?mark>", "", shown.text))
        for one in told:
            assert f">{one['title']}</a>" in text, page
            veiled = "rated" in page
            assert (one["image"] is None) is veiled
            assert "in a bed" not in str(one)  # one word may lie in a key's digits
            assert "at sea" not in str(one)
            assert one["published"][:10] == NOON.date().isoformat()
        if "rated" not in page:
            assert told, page


@pytest.mark.parametrize(
    ("page", "api"),
    [
        ("/u/nobody", "/api/v1/people/nobody/pictures"),
        ("/tags/unicorn", "/api/v1/tags/unicorn/pictures"),
        ("/?kind=x", "/api/v1/feed?kind=x"),
        ("/tags/fox?rated=1", "/api/v1/tags/fox/pictures?rated=1"),
        ("/search?q=fox&how=x", "/api/v1/search?q=fox&how=x"),
        ("/search?q=fox&style=" + "x" * 200, "/api/v1/search?q=fox&style=" + "x" * 200),
    ],
)
async def test_what_is_no_page_is_nothing_for_programs_either(page: str, api: str, client: httpx.AsyncClient) -> None:
    assert (await client.get(page)).status_code == (await client.get(api)).status_code != 200


async def test_the_owners_shelf_tells_programs_what_the_page_shows(
    app: FastAPI, site: Site, seeds: Seeds, client: httpx.AsyncClient
) -> None:
    """One's own things, whoever else may see them; what is deleted is on neither."""
    ada = await seeds.person("Ada")
    kept = [await seeds.picture(ada, visibility=one) for one in Visibility]
    gone = await seeds.picture(ada, deleted=True)
    told = (await client.get("/api/v1/pictures", headers=await token_of(site, ada, Scope.READ))).json()["items"]
    async with browser(app, user=ada) as visitor:
        page = (await visitor.get("/me")).text
    assert {one["url"].rpartition("/")[2] for one in told} == {one.slug for one in kept}
    for one in kept:
        assert one.slug in page
    assert gone.slug not in page
