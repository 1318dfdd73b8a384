"""Finding things: search, tags, people, filters; and what hostile questions get."""

import html
import re
from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest

from core.privacy import Visibility
from tests.core.gallery.conftest import listed
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.seeds import NOON, Seeds, drawn
from tests.web_gallery.test_signing_in import FROM_HERE, signed_in
from web_gallery.site import Site

SLUGS = re.compile(r'class="card-way" href="([^"]+)"')
OLDER = re.compile(r'rel="next" href="([^"]+)"')
PROMPTS = {
    "turtle": "Zielony żółw jedzie na rowerze przez las",
    "turtles": "dwa żółwie przy latarni",
    "fox": "a fox reading under a tree",
    "foxes": "two foxes running over a bridge",
}


async def _planted(seeds: Seeds, site: Site) -> dict[str, str]:
    """Add a picture for each prompt and return the paths by name."""
    owner = await seeds.person("Zosia Łoś")
    paths = {}
    for number, (name, prompt) in enumerate(PROMPTS.items()):
        media = await seeds.picture(owner, prompt=prompt, at=NOON - timedelta(minutes=number))
        paths[f"/i/{media.slug}"] = name
    await listed(site.database)
    return paths


async def _found(client: httpx.AsyncClient, path: str) -> list[str]:
    answer = await client.get(path)
    assert answer.status_code == 200
    return SLUGS.findall(answer.text)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("zolw", {"turtle", "turtles"}),
        ("ŻÓŁWIE", {"turtle", "turtles"}),
        ("zolwia na rowerze", {"turtle"}),
        ("turtle", {"turtle", "turtles"}),
        ("lis", {"fox", "foxes"}),
        ("read tree", {"fox"}),
        ("lesie", {"turtle"}),
        ("run", {"foxes"}),
        ("zosia", set()),
    ],
)
async def test_words_find_pictures_whatever_their_marks_endings_and_language(
    question: str, names: set[str], client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    paths = await _planted(seeds, site)
    found = await _found(client, f"/search?q={quote(question)}")
    assert {paths[path] for path in found} == names


async def test_the_words_are_marked_and_people_are_offered(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    await _planted(seeds, site)
    text = (await client.get("/search?q=zolw")).text
    assert "<mark>żółw</mark>" in text
    assert "<mark>żółwie</mark>" in text
    assert '<a href="/u/zosia-los">Zosia Łoś</a>' in (await client.get("/search?q=zosia")).text


async def test_where_nothing_has_all_words_what_comes_near_is_shown_and_said_so(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    paths = await _planted(seeds, site)
    answer = await client.get("/search?q=fox+spaceship")
    assert "No picture has all of these words" in answer.text
    assert {paths[path] for path in SLUGS.findall(answer.text)} == {"fox", "foxes"}
    assert {paths[path] for path in await _found(client, "/search?q=rowe")} == {"turtle"}
    misspelt = (await client.get("/search?q=turtel")).text
    assert '<a href="/tags/turtle">turtle</a>' in misspelt
    assert "Nothing found for “qqqq”" in (await client.get("/search?q=qqqq")).text


async def test_dialogue_and_titles_of_comics_are_found(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    planted = await comics.comic(await seeds.person())
    await listed(site.database)
    for question in ("breakfast late", "empty bowls"):
        assert await _found(client, f"/search?q={question}") == [planted.path]


@pytest.mark.parametrize(
    "question",
    ["'", "''' & | ! :*", "\\", "\0", "a\0b", "(((", "<->", "😀", "%", "ł" * 5000, "' ); DROP TABLE media; --", "а б в",
     "fox & !tree", "x" * 20_000, "a " * 10_000, "=fox", "~kind:comic"],
)  # fmt: skip
async def test_hostile_questions_are_answered(
    question: str, client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    await _planted(seeds, site)
    for path in ("/search", "/tags/x", "/u/x", "/"):
        answer = await client.get(path, params={"q": question, "style": question, "before": ""})
        assert answer.status_code in {200, 400, 404, 414}
    for path in (f"/tags/{quote(question, safe='')}"[:4000], f"/u/{quote(question, safe='')}"[:4000]):
        assert (await client.get(path)).status_code in {200, 307, 400, 404}


async def test_a_question_is_paged_without_repeating(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    owner = await seeds.person()
    coded = await seeds.code(drawn(60, 40), with_copies=False)
    for number in range(35):
        await seeds.picture(owner, coded=coded, prompt="a fox", at=NOON - timedelta(minutes=number))
    await listed(site.database)
    for path in ("/search?q=fox", "/tags/fox", "/u/ada", "/?style=flat", "/?style=flat&kind=picture"):
        first = (await client.get(path)).text
        older = OLDER.search(first)
        assert older is not None, path
        second = await _found(client, html.unescape(older[1]))
        assert len({*SLUGS.findall(first), *second}) == 35


async def test_filters_are_addresses_and_can_be_taken_off(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    owner = await seeds.person()
    noir = await seeds.picture(owner, style="noir")
    await seeds.picture(owner, at=NOON - timedelta(days=1))
    await listed(site.database)
    assert await _found(client, "/?style=noir") == [f"/i/{noir.slug}"]
    assert await _found(client, "/?day=2026-11-20") == [f"/i/{noir.slug}"]
    text = (await client.get("/?style=noir&shape=landscape")).text
    assert 'href="/?shape=landscape" aria-label="Take off: noir"' in text
    assert 'content="noindex, follow"' in text
    assert "Nothing like this" in (await client.get("/?kind=comic")).text
    for odd in ("kind=x", "shape=x", "day=2026-02-30", "space=x", "rated=2", "rated=1&style=ink", "day=0001-01-01"):
        assert (await client.get(f"/?{odd}")).status_code == 400


async def test_rated_pictures_are_in_a_list_of_their_own_as_blurs(client: httpx.AsyncClient, seeds: Seeds) -> None:
    """G9: nothing of the picture but its blur, and none of its words."""
    media = await seeds.picture(await seeds.person(), level=2, prompt="a secret thing")
    assert "/i/" not in (await client.get("/")).text
    text = (await client.get("/?rated=1")).text
    assert SLUGS.findall(text) == [f"/i/{media.slug}"]
    assert media.key not in text
    assert "secret" not in text


async def test_a_tag_has_one_address_and_a_name_in_each_language(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    await _planted(seeds, site)
    answer = await client.get("/tags/lis", headers={"accept-language": "pl"})
    assert (answer.status_code, answer.headers["location"]) == (307, "/tags/fox")
    assert "<h1>lis</h1>" in (await client.get("/tags/fox", headers={"accept-language": "pl"})).text
    assert '<a href="/tags/fox">fox <span class="count">2</span></a>' in (await client.get("/tags")).text
    assert (await client.get("/tags/zebra")).status_code == 404


async def test_owners_tag_their_pictures_and_nobody_else_does(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    ada = await seeds.person()
    media = await seeds.picture(ada)
    other = await seeds.picture(await seeds.person("Ben"))
    await listed(site.database)
    assert (await client.post(f"/i/{media.slug}/tags", headers=FROM_HERE)).status_code == 403
    csrf = await signed_in(site, client, ada)
    form = {"csrf": csrf, "tags": "My Holiday, #lighthouse"}
    assert (await client.post(f"/i/{media.slug}/tags", data=form, headers=FROM_HERE)).status_code == 303
    assert 'value="lighthouse, My Holiday"' in (await client.get(f"/i/{media.slug}")).text
    assert await _found(client, "/tags/my-holiday") == [f"/i/{media.slug}"]
    assert (await client.post(f"/i/{other.slug}/tags", data=form, headers=FROM_HERE)).status_code == 404
    for tags in ("x" * 50, "жук", ",".join(f"tag{number}" for number in range(13))):
        answer = await client.post(f"/i/{media.slug}/tags", data=form | {"tags": tags}, headers=FROM_HERE)
        assert answer.status_code == 400


async def test_people_have_a_page_while_they_show_something(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    ada = await seeds.person("Ada")
    media = await seeds.picture(ada)
    await listed(site.database)
    assert "1 picture or comic" in (await client.get("/u/ada")).text
    assert '<a href="/u/ada">Ada</a>' in (await client.get("/")).text
    await seeds.reach(media, Visibility.UNLISTED)
    assert (await client.get("/u/ada")).status_code == 404


async def test_links_unfold_elsewhere_into_what_everybody_may_see(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    """G7: for Discordbot and TelegramBot as for everybody."""
    owner = await seeds.person()
    media = await seeds.picture(owner, prompt="ł" * 300)
    planted = await comics.comic(owner, pages=(None,) * 6)
    for agent in ("Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", "TelegramBot (like TwitterBot)"):
        page = (await client.get(f"/i/{media.slug}", headers={"user-agent": agent})).text
        found = re.search(r'type="application/json\+oembed"[^>]*href="http://gallery.test([^"]+)"', page)
        assert found is not None
        told = (await client.get(html.unescape(found[1]))).json()
        assert (told["type"], told["width"], told["height"]) == ("photo", 48, 32)
        assert len(told["title"].encode()) <= 70
        titles = re.findall(r'property="og:title" content="([^"]*)"', page)
        assert len(html.unescape(titles[0]).encode()) <= 70
        comic = (await client.get(planted.path, headers={"user-agent": agent})).text
        assert comic.count('property="og:image"') == 4


async def test_oembed_veils_what_is_rated_and_refuses_what_is_not_ours(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    """G7: rated items give a blurred picture, private ones and strangers' addresses nothing."""
    owner = await seeds.person()
    rated = await seeds.picture(owner, level=1)
    planted = await comics.comic(owner, pages=(None,) * 6)
    veiled = (await client.get("/oembed", params={"url": f"http://gallery.test/i/{rated.slug}"})).json()
    assert veiled["url"] == f"http://gallery.test/i/{rated.slug}/veil.webp"
    assert (await client.get("/oembed", params={"url": f"http://gallery.test{planted.path}"})).json()[
        "author_name"
    ] == "Ada"
    for odd in (
        "",
        "x",
        "http://elsewhere.test/i/abc",
        "http://gallery.test/i/",
        "http://[",
        "http://gallery.test/i/%00",
    ):
        assert (await client.get("/oembed", params={"url": odd})).status_code in {400, 404}
    assert (await client.get("/oembed", params={"url": "x", "format": "xml"})).status_code == 400
