"""The language of a page: what was asked for before what is remembered before what the browser prefers."""

import re

import httpx
import pytest

from core.privacy import Visibility
from tests.web_gallery.seeds import Seeds

LANG = re.compile(r'<html lang="([^"]+)">')


async def _language(client: httpx.AsyncClient, path: str, accepted: str = "", cookie: str = "") -> str:
    headers = [
        (b"accept-language", accepted.encode("latin-1")),
        *([(b"cookie", f"lang={cookie}".encode())] * bool(cookie)),
    ]
    answer = await client.get(path, headers=headers)
    found = LANG.search(answer.text)
    assert found is not None
    assert answer.headers["content-language"] == found.group(1)
    return found.group(1)


@pytest.mark.parametrize(
    ("path", "accepted", "cookie", "expected"),
    [
        ("/", "", "", "en"),
        ("/", "pl", "", "pl"),
        ("/", "pl-PL,pl;q=0.9,en;q=0.8", "", "pl"),
        ("/", "de-AT, de;q=0.9", "", "en"),
        ("/", "de-AT, pl;q=0.2", "", "pl"),
        ("/", "en;q=0.1, pl;q=0.9", "", "pl"),
        ("/", "*", "", "en"),
        ("/", "pl;q=0", "", "en"),
        ("/", ";;;,,,q=;pl;q=x,\x80", "", "en"),
        ("/", "p" * 20_000, "", "en"),
        ("/", "en", "pl", "pl"),
        ("/", "pl", "xx", "pl"),
        ("/", "pl", "en; path=/", "en"),
        ("/?lang=pl", "en", "en", "pl"),
        ("/?lang=PL_pl", "en", "", "pl"),
        ("/?lang=xx", "pl", "", "pl"),
        ("/?lang=%00", "pl", "", "pl"),
        ("/?lang=pl&lang=en", "", "", "en"),
        ("/nothing?lang=pl", "", "", "pl"),
        ("/about", "pl", "", "pl"),
    ],
)
async def test_the_language_is_the_one_most_clearly_wanted(
    path: str, accepted: str, cookie: str, expected: str, client: httpx.AsyncClient
) -> None:
    assert await _language(client, path, accepted, cookie) == expected


async def test_a_chosen_language_is_remembered_and_that_answer_is_kept_by_no_cache(
    client: httpx.AsyncClient,
) -> None:
    chosen = await client.get("/?lang=pl")
    assert chosen.headers["set-cookie"].startswith("lang=pl; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")
    assert chosen.headers["cache-control"] == "private, no-store"
    assert await _language(client, "/") == "pl"
    again = await client.get("/?lang=pl")
    assert "set-cookie" not in again.headers
    assert again.headers["cache-control"].startswith("public")


async def test_an_unlisted_page_remembers_a_chosen_language_too(client: httpx.AsyncClient, seeds: Seeds) -> None:
    media = await seeds.picture(await seeds.person(), visibility=Visibility.UNLISTED)
    assert (await client.get(f"/i/{media.slug}?lang=pl")).headers["set-cookie"].startswith("lang=pl;")


async def test_each_page_names_itself_in_every_language(client: httpx.AsyncClient, seeds: Seeds) -> None:
    media = await seeds.picture(await seeds.person())
    for path in ("/", "/about", f"/i/{media.slug}"):
        text = (await client.get(path)).text
        alternates = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', text))
        address = f"http://gallery.test{path}"
        assert alternates == {"en": f"{address}?lang=en", "pl": f"{address}?lang=pl", "x-default": address}


async def test_the_switcher_keeps_the_place_in_the_feed(client: httpx.AsyncClient, seeds: Seeds) -> None:
    owner = await seeds.person()
    for _ in range(2):
        await seeds.picture(owner)
    following = (await client.get("/api/v1/feed?limit=1")).json()["next"]
    before = following.partition("before=")[2]
    text = (await client.get(f"/?before={before}")).text
    assert f'href="/?before={before}&amp;lang=pl" lang="pl"' in text.replace("%3D", "=")
