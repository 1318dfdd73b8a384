"""Who sees what: every way in, for every person who may come, at every reach of a picture (gallery.md G6)."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from itertools import product

import httpx
import pytest

from core.clock import utc_now
from core.media.models import Media
from core.privacy import Visibility
from core.roles import Role
from core.storage.store import LONGEST_LINK
from core.users.models import User
from tests.core.gallery.conftest import listed
from tests.web_gallery.seeds import Coded, Seeds, drawn
from tests.web_gallery.test_signing_in import signed_in
from web_gallery.site import Site


class Viewer(StrEnum):
    """Who asks; people carry a signed link, the last three are signed in as well."""

    ANONYMOUS = "anonymous"
    OWNER = "owner by signed link"
    OTHER = "other with a link to another picture"
    SIGNED_OWNER = "owner, signed in"
    SIGNED_OTHER = "other, signed in"
    MODERATOR = "moderator, signed in"


class Reach(StrEnum):
    """How far the picture reaches."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"
    DELETED = "deleted"


PAGES = {Reach.PUBLIC: 200, Reach.UNLISTED: 200, Reach.PRIVATE: 404, Reach.DELETED: 410}
FILES = {Reach.PUBLIC: 200, Reach.UNLISTED: 404, Reach.PRIVATE: 404, Reach.DELETED: 410}
OWNERS_FILES = FILES | {Reach.UNLISTED: 200, Reach.PRIVATE: 200}
Look = Callable[[httpx.AsyncClient, Media, str], Awaitable[int]]


async def page(client: httpx.AsyncClient, media: Media, query: str) -> int:
    """Return the status of the picture's page."""
    return (await client.get(f"/i/{media.slug}?{query}")).status_code


async def preview(client: httpx.AsyncClient, media: Media, query: str) -> int:
    """Return the status of the picture that Open Graph names, or of the page where it names none."""
    answer = await client.get(f"/i/{media.slug}?{query}")
    before, found, rest = answer.text.partition('<meta property="og:image" content="')
    if not found:
        assert media.key not in before
        return answer.status_code
    return (await client.get(rest.partition('"')[0].replace("&amp;", "&"))).status_code


async def oembed(client: httpx.AsyncClient, media: Media, _query: str) -> int:
    """Return the status of what stands for a link on other sites."""
    return (await client.get("/oembed", params={"url": f"http://gallery.test/i/{media.slug}"})).status_code


def listing(path: str) -> Look:
    """Return a look that is 200 where a list names the picture, else 404."""

    async def look(client: httpx.AsyncClient, media: Media, query: str) -> int:
        answer = await client.get(path)
        assert answer.status_code in {200, 404}, "a person or a tag with nothing to show is no page"
        return 200 if media.slug in answer.text or media.key in answer.text else 404

    return look


LISTED = {Reach.PUBLIC: 200, Reach.UNLISTED: 404, Reach.PRIVATE: 404, Reach.DELETED: 404}
LOOKS: dict[str, tuple[Look, dict[Reach, int]]] = {
    "page": (page, PAGES),
    "preview": (preview, PAGES),
    "feed": (listing("/"), LISTED),
    "sitemap": (listing("/sitemap-2026-11-20.xml"), LISTED),
    "atom": (listing("/feed.atom"), LISTED),
    "api": (listing("/api/v1/feed"), LISTED),
    "oembed": (oembed, LISTED | {Reach.DELETED: 410}),
    "tag": (listing("/tags/fox"), LISTED),
    "atom of the tag": (listing("/tags/fox/feed.atom"), LISTED),
    "person": (listing("/u/ada"), LISTED),
    "atom of the person": (listing("/u/ada/feed.atom"), LISTED),
    "search": (listing("/search?q=fox"), LISTED),
    "filters": (listing("/?style=flat&shape=landscape"), LISTED),
}


async def _plant(seeds: Seeds, reach: Reach, coded: Coded) -> Media:
    owner = await seeds.person()
    visibility = Visibility.PUBLIC if reach is Reach.DELETED else Visibility(reach.value)
    return await seeds.picture(owner, visibility=visibility, coded=coded, deleted=reach is Reach.DELETED)


async def _query(viewer: Viewer, site: Site, key: str, other_key: str) -> str:
    if viewer is Viewer.ANONYMOUS:
        return ""
    link = await site.store.link(key if viewer is Viewer.OWNER else other_key, lifetime=LONGEST_LINK, now=utc_now())
    return link.partition("?")[2]


async def _arrive(viewer: Viewer, client: httpx.AsyncClient, seeds: Seeds, site: Site, media: Media) -> None:
    """Sign in whoever comes signed in."""
    if viewer not in {Viewer.SIGNED_OWNER, Viewer.SIGNED_OTHER, Viewer.MODERATOR}:
        return
    person = await seeds.person("Ben")
    async with site.database.transaction() as session:
        if viewer is Viewer.SIGNED_OWNER:
            person = await session.get_one(User, media.owner_id)
        elif viewer is Viewer.MODERATOR:
            (await session.get_one(User, person.id)).role_level = Role.ADMIN
    await signed_in(site, client, person)


@pytest.mark.parametrize(("viewer", "reach"), list(product(Viewer, Reach)))
async def test_a_picture_shows_itself_to_nobody_beyond_its_reach(
    viewer: Viewer, reach: Reach, client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    coded = await seeds.code(drawn(400, 300))
    other = await seeds.code(drawn(400, 300, "#123456"), with_copies=False)
    media = await _plant(seeds, reach, coded)
    await listed(site.database)
    await _arrive(viewer, client, seeds, site, media)
    expected = OWNERS_FILES if viewer is Viewer.OWNER else FILES
    seen = {
        name: await look(client, media, await _query(viewer, site, media.key, other.key))
        for name, (look, _) in LOOKS.items()
    }
    seen |= {
        key: (await client.get(f"/files/{key}?{await _query(viewer, site, key, other.key)}")).status_code
        for key in coded.keys
    }
    assert len(coded.copies) == 4
    wanted = {name: statuses[reach] for name, (_, statuses) in LOOKS.items()} | dict.fromkeys(
        coded.keys, expected[reach]
    )
    if viewer is Viewer.SIGNED_OWNER and reach is Reach.PRIVATE:
        wanted |= {"page": 200, "preview": 200}
    assert seen == wanted


async def test_what_becomes_private_is_gone_at_once_and_may_come_back(client: httpx.AsyncClient, seeds: Seeds) -> None:
    media = await seeds.picture(await seeds.person(), visibility=Visibility.PRIVATE)
    seen = []
    for visibility in (Visibility.PRIVATE, Visibility.PUBLIC, Visibility.PRIVATE, Visibility.PUBLIC):
        await seeds.reach(media, visibility)
        answer = await client.get(f"/files/{media.key}")
        seen.append((answer.status_code, answer.headers["cache-control"]))
    hidden, shown = (404, "no-store"), (200, "public, max-age=60, must-revalidate")
    assert seen == [hidden, shown, hidden, shown]


async def test_a_file_that_two_pictures_share_is_open_while_one_of_them_is(
    client: httpx.AsyncClient, seeds: Seeds
) -> None:
    coded = await seeds.code(drawn(400, 300))
    mine = await seeds.picture(await seeds.person(), coded=coded)
    await seeds.picture(await seeds.person("Ben"), coded=coded, visibility=Visibility.PRIVATE)
    assert (await client.get(f"/files/{coded.key}")).status_code == 200
    await seeds.reach(mine, Visibility.UNLISTED)
    assert (await client.get(f"/files/{coded.key}")).status_code == 404


async def test_an_unlisted_page_asks_not_to_be_indexed_or_kept(client: httpx.AsyncClient, seeds: Seeds) -> None:
    media = await seeds.picture(await seeds.person(), visibility=Visibility.UNLISTED)
    answer = await client.get(f"/i/{media.slug}")
    assert '<meta name="robots" content="noindex">' in answer.text
    assert (answer.headers["x-robots-tag"], answer.headers["cache-control"]) == ("noindex", "private, no-store")


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.UNLISTED])
async def test_a_hidden_prompt_is_nowhere(
    visibility: Visibility, client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    media = await seeds.picture(
        await seeds.person("Ada"),
        visibility=visibility,
        prompt="zebra crossing at dawn",
        prompt_hidden=True,
        alt={"en": "A zebra crosses", "pl": "Zebra przechodzi"},
        not_drawn=["zebra"],
        scene={"scene": {"things": [{"concept": "zebra"}]}},
    )
    await listed(site.database)
    for locale in ("en", "pl"):
        paths = ("/", "/feed.atom", "/sitemap-pages.xml", "/api/v1/feed", "/tags", "/search?q=dawn", "/u/ada")
        oembed_path = f"/oembed?url=http://gallery.test/i/{media.slug}"
        for path in (f"/i/{media.slug}", *paths, oembed_path):
            answer = await client.get(path, headers={"accept-language": locale})
            assert "zebra" not in (answer.text + str(answer.headers)).lower(), path
    assert "A picture by Ada" in (await client.get(f"/i/{media.slug}")).text
