"""The feed: order, pages, what a browser is told to fetch first."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from core.privacy import Visibility
from tests.web_gallery.seeds import NOON, Seeds, drawn
from tests.web_gallery.visitors import browser
from web_gallery.walls import PAGE_LENGTH

SLUG = re.compile(r'href="/i/([^"]+)"')
OLDER = re.compile(r'rel="next" href="(/\?before=[^"]+)"')


async def _planted(seeds: Seeds, count: int) -> list[str]:
    """Add pictures, the newest first; every three share their moment, so that only the id tells them apart."""
    owner = await seeds.person()
    coded = await seeds.code(drawn(300, 200), with_copies=False)
    made = [await seeds.picture(owner, coded=coded, at=NOON + timedelta(minutes=index // 3)) for index in range(count)]
    return [media.slug for media in sorted(made, key=lambda media: (media.published_at, media.id), reverse=True)]


async def test_paging_neither_repeats_nor_skips_while_others_publish(client: httpx.AsyncClient, seeds: Seeds) -> None:
    expected = await _planted(seeds, 2 * PAGE_LENGTH + 5)
    late = await seeds.person("Late")
    seen: list[str] = []
    path: str | None = "/"
    while path:
        answer = await client.get(path)
        seen += SLUG.findall(answer.text)
        await seeds.picture(late, at=NOON + timedelta(days=1))
        older = OLDER.search(answer.text)
        path = older.group(1) if older else None
    assert seen == expected


async def test_the_last_page_has_no_next(client: httpx.AsyncClient, seeds: Seeds) -> None:
    await _planted(seeds, PAGE_LENGTH)
    assert not OLDER.search((await client.get("/")).text)


async def test_a_place_after_everything_says_so(client: httpx.AsyncClient, seeds: Seeds) -> None:
    slugs = await _planted(seeds, PAGE_LENGTH + 1)
    first = await client.get("/")
    older = OLDER.search(first.text)
    assert older is not None
    last = await client.get(older.group(1))
    assert SLUG.findall(last.text) == slugs[-1:]
    assert "Back to the newest" in last.text


@pytest.mark.parametrize(
    "cursor",
    ["x", "A" * 31, "A" * 33, "!" * 32, "ł" * 32, "_" * 32, "A" * 5000, "%00" * 8, "9" * 32, "-" * 32],
)
async def test_a_damaged_place_is_refused_with_a_sentence(cursor: str, client: httpx.AsyncClient) -> None:
    for path in ("/", "/api/v1/feed"):
        answer = await client.get(path, params={"before": cursor})
        assert answer.status_code in {200, 400}
        assert answer.status_code == 200 or "This address is damaged" in answer.text


async def test_an_empty_gallery_invites(client: httpx.AsyncClient) -> None:
    assert "/draw a fox reading" in (await client.get("/")).text


async def test_only_the_first_row_is_fetched_at_once(client: httpx.AsyncClient, seeds: Seeds) -> None:
    await _planted(seeds, 9)
    text = (await client.get("/")).text
    assert (text.count('fetchpriority="high"'), text.count('loading="lazy"')) == (4, 5)


async def test_a_card_offers_avif_before_webp_at_every_width(client: httpx.AsyncClient, seeds: Seeds) -> None:
    await seeds.picture(await seeds.person(), coded=await seeds.code(drawn(1400, 700)))
    text = (await client.get("/")).text
    offered = re.findall(r'<source type="([^"]+)" srcset="([^"]+)"', text)
    assert [media_type for media_type, _ in offered] == ["image/avif", "image/webp"]
    assert [re.findall(r" (\d+)w", srcset) for _, srcset in offered] == [["320", "640", "960", "1280"]] * 2
    assert 'width="1400" height="700"' in text
    assert 'src="data:image/webp;base64,' in text
    assert 'class="card rows-20 card-wide"' in text


async def test_a_page_that_the_browser_has_is_not_made_again(client: httpx.AsyncClient, seeds: Seeds) -> None:
    await _planted(seeds, 2)
    first = await client.get("/")
    assert first.headers["cache-control"] == "public, max-age=30, must-revalidate"
    known = {"if-none-match": first.headers["etag"]}
    again = await client.get("/", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/", headers=known | {"accept-language": "pl"})).status_code == 200
    await seeds.picture(await seeds.person("Ben"), at=NOON + timedelta(days=1))
    changed = await client.get("/", headers=known)
    for _ in range(600):  # what was told a moment ago is believed for a second (test_revalidating)
        if changed.status_code != 304:
            break
        await asyncio.sleep(0.1)
        changed = await client.get("/", headers=known)
    assert changed.status_code == 200


async def test_who_is_signed_in_sees_what_they_published_with_the_next_look(app: FastAPI, seeds: Seeds) -> None:
    """A browser that may keep a page for half a minute would show the wall without their picture."""
    async with browser(app, user=await seeds.person()) as ada:
        first = await ada.get("/")
        assert first.headers["cache-control"] == "private, no-cache"
        known = {"if-none-match": first.headers["etag"]}
        again = await ada.get("/", headers=known)
        assert (again.status_code, again.headers["cache-control"]) == (304, "private, no-cache")
        await _planted(seeds, 1)
        assert (await ada.get("/", headers=known)).status_code == 200


async def test_programs_read_the_feed_page_by_page(client: httpx.AsyncClient, seeds: Seeds) -> None:
    slugs = await _planted(seeds, 5)
    await seeds.picture(await seeds.person(), visibility=Visibility.UNLISTED)
    seen: list[str] = []
    address: str | None = "/api/v1/feed?limit=2"
    while address:
        page = (await client.get(address)).json()
        seen += [picture["url"].rpartition("/")[2] for picture in page["pictures"]]
        address = page["next"] and page["next"] + "&limit=2"
    assert seen == slugs


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "1e3", "99999999999", "²"])
async def test_programs_are_told_what_is_wrong(limit: str, client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/feed", params={"limit": limit})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["type"] == "urn:inkhearth:address-damaged"
