"""Rated comics on the web: a tiny blur first, then all pages at once, without a script (gallery.md G9)."""

import html
import re
from itertools import product

import httpx
import pytest

from core.privacy import Visibility
from core.users.models import User
from tests.web_gallery.comic_seeds import ComicSeeds, Planted
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds, drawn
from tests.web_gallery.test_signing_in import signed_in
from tests.web_gallery.test_veils import OURS, files
from web_gallery.site import Site

FILES = ("cbz", "epub", "png", "strip")


async def planted(
    seeds: Seeds, comics: ComicSeeds, level: int, *, owner: User | None = None, **fields: object
) -> Planted:
    """Add a rated comic of two pages."""
    pages = [await seeds.code(drawn(400, 600, colour)) for colour in ("#c65a2e", "#2e5ac6")]
    maker = owner or await seeds.person("Ada")
    return await comics.comic(maker, level=level, pages=pages, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(("level", "path"), list(product((1, 2, 3), ("", "/1", "/2?view=double", "/1?view=scroll"))))
async def test_a_rated_comic_is_a_blur_without_words_or_files(
    level: int, path: str, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    rated = await planted(seeds, comics, level)
    answer = await client.get(rated.path + path)
    assert answer.status_code == 200
    assert 'src="data:image/webp;base64,' in answer.text
    assert (files(answer.text), "Breakfast" in answer.text, rated.comic.title in answer.text) == (set(), False, False)
    assert (answer.headers["x-robots-tag"], answer.headers["cache-control"]) == ("noindex", "private, no-store")
    (blur,) = re.findall(r'property="og:image" content="([^"]+)"', answer.text)
    assert (await client.get(blur.removeprefix(ORIGIN))).headers["content-type"] == "image/webp"


async def test_no_link_lifts_the_veil_nor_fetches_a_file(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    rated = await planted(seeds, comics, 1)
    assert (await client.get(f"{rated.path}/reveal")).status_code == 404
    for each in FILES:
        assert (await client.get(f"{rated.path}/download/{each}")).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}])
async def test_no_other_site_lifts_the_veil(
    headers: dict[str, str], client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    rated = await planted(seeds, comics, 1)
    for path in ("/reveal", "/download/cbz"):
        assert (await client.post(rated.path + path, headers=headers)).status_code == 403


async def test_what_is_suggestive_is_revealed_whole_with_signed_files_and_downloads(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    rated = await planted(seeds, comics, 1)
    assert f'action="{rated.path}/reveal"' in (await client.get(rated.path)).text
    shown = await client.post(f"{rated.path}/reveal", headers=OURS)
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "private, no-store")
    assert rated.comic.title in shown.text
    addresses = {html.unescape(each) for each in re.findall(r"/files/[0-9a-f/]+\.\w+\?[^ \"]+", shown.text)}
    assert addresses
    assert {(await client.get(address)).status_code for address in addresses} == {200}
    for page in rated.pages:
        assert (await client.get(f"/files/{page.key}")).status_code == 404
    for each in FILES:
        assert f'action="{rated.path}/download/{each}"' in shown.text
        file = await client.post(f"{rated.path}/download/{each}", headers=OURS)
        assert (file.status_code, file.headers["cache-control"]) == (200, "private, no-store")


async def test_what_is_for_adults_asks_for_an_account(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    rated = await planted(seeds, comics, 3)
    assert "/reveal" not in (await client.get(rated.path)).text
    for path in ("/reveal", "/download/cbz"):
        assert (await client.post(rated.path + path, headers=OURS)).status_code == 403
    await signed_in(site, client, await seeds.person("Ben"))
    (csrf,) = set(re.findall(r'name="csrf" value="([^"]+)"', (await client.get(rated.path)).text))
    for path in ("/reveal", "/download/cbz"):
        answer = await client.post(rated.path + path, headers=OURS, data={"csrf": csrf})
        assert answer.status_code == 200
        assert (await client.post(rated.path + path, headers=OURS)).status_code == 403


async def test_the_owner_sees_a_rated_comic_as_any_other_and_no_cache_keeps_it(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    owner = await seeds.person("Ada")
    rated = await planted(seeds, comics, 2, owner=owner)
    await signed_in(site, client, owner)
    for path in ("", "/1", "/download/cbz"):
        answer = await client.get(rated.path + path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")


async def test_a_private_comic_has_no_veil_either(client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds) -> None:
    rated = await planted(seeds, comics, 1, visibility=Visibility.PRIVATE)
    assert (await client.get(rated.path)).status_code == 404
    for path in ("/reveal", "/download/cbz"):
        assert (await client.post(rated.path + path, headers=OURS)).status_code == 404


async def test_other_sites_are_told_of_a_blur(client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds) -> None:
    rated = await planted(seeds, comics, 1)
    told = (await client.get("/oembed", params={"url": f"{ORIGIN}{rated.path}"})).json()
    assert told["url"] == f"{ORIGIN}/i/{rated.pages[0].slug}/veil.webp"
    assert rated.comic.title not in str(told)
