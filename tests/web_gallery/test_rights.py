"""One's rights on the web: a copy and an erasure, by forms that only their owner can send."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select, update

from core.auth.models import WebSession
from core.clock import utc_now
from core.rights import exports
from core.rights.models import Erasure, Export
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_signing_in import FROM_HERE, signed_in
from web_gallery.site import Site


async def _count(site: Site, table: type) -> int:
    async with site.database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def _send(client: httpx.AsyncClient, what: str, csrf: str, **fields: str) -> httpx.Response:
    return await client.post(f"/me/data/{what}", data={"csrf": csrf, **fields}, headers=FROM_HERE)


async def test_a_copy_is_asked_for_packed_and_offered(
    site: Site, client: httpx.AsyncClient, seeds: Seeds, tmp_path: Path
) -> None:
    csrf = await signed_in(site, client, await seeds.person("Ada"))
    assert "Pack a copy" in (await client.get("/me/data")).text
    assert (await _send(client, "export", csrf)).headers["location"] == "/me/data"
    assert "being packed" in (await client.get("/me/data")).text
    await exports.pack_next(site.database, site.store, tmp_path, sealing=site.identity.sealing, now=utc_now())
    assert "To the download" in (await client.get("/me/data")).text
    address = (await _send(client, "export", csrf)).headers["location"]
    assert address.startswith("/exports/")
    assert (await client.get(address)).status_code == 200
    assert await _count(site, Export) == 1


async def test_erasing_is_meant_twice_and_can_be_taken_back(
    site: Site, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    csrf = await signed_in(site, client, await seeds.person("Ada"))
    assert "Tick the box" in (await _send(client, "erase", csrf, when="later")).text
    assert await _count(site, Erasure) == 0
    await _send(client, "erase", csrf, when="later", sure="on")
    assert "will be erased on" in (await client.get("/me/data")).text
    await _send(client, "keep", csrf)
    assert await _count(site, Erasure) == 0


async def test_at_once_asks_for_a_fresh_sign_in(site: Site, client: httpx.AsyncClient, seeds: Seeds) -> None:
    csrf = await signed_in(site, client, await seeds.person("Ada"))
    assert "Erase at once" in (await client.get("/me/data")).text
    async with site.database.transaction() as session:
        await session.execute(update(WebSession).values(created_at=utc_now() - timedelta(hours=1)))
    assert "Erase at once" not in (await client.get("/me/data")).text
    assert "fresh sign-in" in (await _send(client, "erase", csrf, when="now", sure="on")).text
    assert await _count(site, Erasure) == 0
    async with site.database.transaction() as session:
        await session.execute(update(WebSession).values(created_at=utc_now()))
    await _send(client, "erase", csrf, when="now", sure="on")
    async with site.database.transaction() as session:
        wish = (await session.scalars(select(Erasure))).one()
    assert wish.due_at == wish.asked_at


@pytest.mark.parametrize("what", ["export", "erase", "keep"])
async def test_strangers_and_other_sites_change_nothing(
    site: Site, client: httpx.AsyncClient, seeds: Seeds, what: str
) -> None:
    assert (await client.get("/me/data")).headers["location"] == "/login"
    assert (await _send(client, what, "", sure="on")).status_code == 403
    await signed_in(site, client, await seeds.person("Ada"))
    assert (await _send(client, what, "wrong", sure="on")).status_code == 403
    assert await _count(site, Erasure) + await _count(site, Export) == 0
