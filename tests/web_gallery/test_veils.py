"""Rated pictures on the web: a tiny blur first, revealed without a script (gallery.md G9; issue 6, line 6)."""

import re

import httpx
import pytest

from core.media.models import Media
from core.privacy import Visibility
from core.users.models import User
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds, drawn
from tests.web_gallery.test_signing_in import signed_in
from web_gallery.site import Site

OURS = {"origin": ORIGIN}
WORDS = "a portrait that is not for everybody"


async def planted(seeds: Seeds, level: int, *, visibility: Visibility = Visibility.PUBLIC) -> tuple[User, Media]:
    """Add a rated picture with copies."""
    owner = await seeds.person("Ada")
    coded = await seeds.code(drawn(400, 300))
    return owner, await seeds.picture(owner, coded=coded, level=level, prompt=WORDS, visibility=visibility)


def files(text: str) -> set[str]:
    """Return the addresses of files in a page."""
    return set(re.findall(r"/files/[^\s\"'<>]+", text))


@pytest.mark.parametrize("level", [1, 2, 3])
async def test_a_rated_picture_is_a_blur_without_words_or_files(
    level: int, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    _, media = await planted(seeds, level)
    answer = await client.get(f"/i/{media.slug}")
    assert answer.status_code == 200
    assert 'src="data:image/webp;base64,' in answer.text
    assert (files(answer.text), WORDS in answer.text, media.key in answer.text) == (set(), False, False)
    assert (answer.headers["x-robots-tag"], answer.headers["cache-control"]) == ("noindex", "private, no-store")
    assert (await client.get(f"/files/{media.key}")).status_code == 404
    for listing in ("/", "/feed.atom", "/sitemap.xml", "/api/v1/feed"):
        assert media.slug not in (await client.get(listing)).text


async def test_other_sites_get_a_blur_that_holds_colours_alone(client: httpx.AsyncClient, seeds: Seeds) -> None:
    _, media = await planted(seeds, 2)
    page = (await client.get(f"/i/{media.slug}")).text
    (address,) = re.findall(r'property="og:image" content="([^"]+)"', page)
    assert address == f"{ORIGIN}/i/{media.slug}/veil.webp"
    blur = await client.get(address.removeprefix(ORIGIN))
    assert (blur.status_code, blur.headers["content-type"]) == (200, "image/webp")
    assert 200 < len(blur.content) < 20_000


async def test_what_is_suggestive_is_revealed_by_a_form_and_its_files_are_signed(
    client: httpx.AsyncClient, seeds: Seeds
) -> None:
    _, media = await planted(seeds, 1)
    shown = await client.post(f"/i/{media.slug}/reveal", headers=OURS)
    assert shown.status_code == 200
    assert WORDS in shown.text
    assert shown.headers["cache-control"] == "private, no-store"
    found = {address.replace("&amp;", "&") for address in files(shown.text)}
    assert all("signature=" in address for address in found)
    assert (await client.get(min(found).split(" ")[0])).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}])
async def test_no_other_site_lifts_the_veil(headers: dict[str, str], client: httpx.AsyncClient, seeds: Seeds) -> None:
    _, media = await planted(seeds, 1)
    assert (await client.post(f"/i/{media.slug}/reveal", headers=headers)).status_code == 403


async def test_no_link_lifts_the_veil(client: httpx.AsyncClient, seeds: Seeds) -> None:
    _, media = await planted(seeds, 1)
    assert (await client.get(f"/i/{media.slug}/reveal")).status_code == 405


async def test_what_is_for_adults_asks_for_an_account(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    _, media = await planted(seeds, 2)
    assert "/reveal" not in (await client.get(f"/i/{media.slug}")).text
    assert (await client.post(f"/i/{media.slug}/reveal", headers=OURS)).status_code == 403
    csrf = await signed_in(site, client, await seeds.person("Ben"))
    assert WORDS not in (await client.get(f"/i/{media.slug}")).text
    shown = await client.post(f"/i/{media.slug}/reveal", headers=OURS, data={"csrf": csrf})
    assert WORDS in shown.text


async def test_owners_see_their_own_at_once(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    owner, media = await planted(seeds, 3)
    await signed_in(site, client, owner)
    assert WORDS in (await client.get(f"/i/{media.slug}")).text


async def test_a_private_picture_has_no_veil_either(client: httpx.AsyncClient, seeds: Seeds) -> None:
    _, media = await planted(seeds, 1, visibility=Visibility.PRIVATE)
    for path in (f"/i/{media.slug}", f"/i/{media.slug}/veil.webp", f"/i/{media.slug}/report"):
        assert (await client.get(path)).status_code == 404
    assert (await client.post(f"/i/{media.slug}/reveal", headers=OURS)).status_code == 404
