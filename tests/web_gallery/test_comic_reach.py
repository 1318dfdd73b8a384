"""Who sees a comic, its pages and its files (gallery.md G6)."""

import html
import re
from itertools import product

import httpx
import pytest

from core.media.models import Media
from core.privacy import Visibility
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.seeds import NOON, Seeds, drawn
from tests.web_gallery.test_signing_in import signed_in
from web_gallery.site import Site


async def _text(client: httpx.AsyncClient, path: str, **headers: str) -> str:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


REACHES = {Visibility.PUBLIC: (200, 200), Visibility.UNLISTED: (200, 200), Visibility.PRIVATE: (404, 200)}
PATHS = (
    "", "/1", "/2?view=double", "/1?view=scroll",
    "/download/cbz", "/download/epub", "/download/png", "/download/strip",
)  # fmt: skip


@pytest.mark.parametrize(("visibility", "path"), list(product(REACHES, PATHS)))
async def test_who_may_see_a_comic(
    visibility: Visibility, path: str, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    """G6, as for pictures."""
    owner = await seeds.person()
    planted = await comics.comic(owner, visibility=visibility)
    stranger = (await client.get(planted.path + path)).status_code
    await signed_in(site, client, owner)
    own = await client.get(planted.path + path)
    assert (stranger, own.status_code) == REACHES[visibility]
    if visibility is not Visibility.PUBLIC:
        assert own.headers["cache-control"] == "private, no-store"
        assert own.headers["x-robots-tag"] == "noindex"


@pytest.mark.parametrize("path", PATHS)
async def test_a_deleted_comic_is_gone(path: str, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds) -> None:
    gone = await comics.comic(await seeds.person(), deleted=True)
    assert (await client.get(gone.path + path)).status_code == 410


async def test_what_a_moderator_takes_from_one_page_is_taken_from_the_comic(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    owner = await seeds.person()
    planted = await comics.comic(owner)
    await _hide(site, planted.pages[1], quarantined=False)
    assert (await client.get(planted.path)).status_code == 410, "takedowns say so"
    await signed_in(site, client, owner)
    assert (await client.get(planted.path)).status_code == 200
    await _hide(site, planted.pages[1], quarantined=True)
    assert (await client.get(planted.path)).status_code == 404


async def _hide(site: Site, media: Media, *, quarantined: bool) -> None:
    async with site.database.transaction() as session:
        row = await session.get_one(Media, media.id)
        row.visibility_name, row.published_at = Visibility.PRIVATE.value, None
        row.hidden_at, row.quarantined = NOON, quarantined


async def test_an_unlisted_comics_files_are_fetched_by_signed_addresses(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    coded = await seeds.code(drawn(400, 600))
    planted = await comics.comic(await seeds.person(), visibility=Visibility.UNLISTED, pages=[coded])
    text = await _text(client, f"{planted.path}/1")
    assert (await client.get(f"/files/{coded.key}")).status_code == 404
    addresses = {html.unescape(each) for each in re.findall(r"/files/[0-9a-f/]+\.\w+\?[^ \"]+", text)}
    assert len(addresses) == 5
    assert {(await client.get(address)).status_code for address in addresses} == {200}
