"""A copy of one's data is fetched with a link that works once; looking at the link uses nothing up."""

import asyncio
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from sqlalchemy import select, update

from core.audit.models import AuditEntry
from core.clock import utc_now
from core.platforms import Platform
from core.rights import exports
from core.rights.models import Export
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds
from web_gallery.site import Site

OURS = {"origin": ORIGIN}


@pytest.fixture
async def address(site: Site, seeds: Seeds, tmp_path: Path) -> str:
    """The address of a packed copy."""
    ada = await seeds.person("Ada")
    await seeds.picture(ada, prompt="a fox in the fog")
    async with site.database.transaction() as session:
        export = await exports.ask(session, ada, platform=Platform.DISCORD, locale="en", now=utc_now())
    await exports.pack_next(site.database, site.store, tmp_path / "work", sealing=site.identity.sealing, now=utc_now())
    async with site.database.transaction() as session:
        return f"/exports/{await exports.make_link(session, ada, export.id, now=utc_now())}"


async def test_looking_shows_a_button_and_uses_nothing_up(client: httpx.AsyncClient, address: str) -> None:
    for _ in range(3):
        answer = await client.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
        assert answer.headers["x-robots-tag"] == "noindex"
        assert f'action="{address}"' in answer.text
    assert (await client.head(address)).status_code == 200


async def test_the_button_downloads_once(client: httpx.AsyncClient, address: str, site: Site) -> None:
    answer = await client.post(address, headers=OURS)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith('attachment; filename="inkhearth-')
    archive = ZipFile(BytesIO(answer.content))
    assert archive.testzip() is None
    assert b"a fox in the fog" in archive.read("data.json")
    for again in (await client.post(address, headers=OURS), await client.get(address)):
        assert again.status_code == 404
    async with site.database.transaction() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert actions == ["export.asked", "export.fetched"]


async def test_of_two_who_press_at_once_one_gets_it(client: httpx.AsyncClient, address: str) -> None:
    answers = await asyncio.gather(*(client.post(address, headers=OURS) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404, 404]


async def test_a_form_from_another_site_gets_nothing_and_uses_nothing_up(
    client: httpx.AsyncClient, address: str
) -> None:
    for headers in ({}, {"origin": "https://evil.example"}):
        assert (await client.post(address, headers=headers)).status_code == 403
    assert (await client.get(address)).status_code == 200


async def test_a_link_ends_after_a_day(client: httpx.AsyncClient, address: str, site: Site) -> None:
    async with site.database.transaction() as session:
        await session.execute(update(Export).values(ready_at=utc_now() - timedelta(hours=24)))
    assert (await client.get(address)).status_code == 404
    assert (await client.post(address, headers=OURS)).status_code == 404


async def test_a_store_that_lost_the_file_leaves_the_link_as_it_was(
    client: httpx.AsyncClient, address: str, site: Site
) -> None:
    async with site.database.transaction() as session:
        key = (await session.scalars(select(Export.key))).one()
    assert key is not None
    await site.store.delete(key)
    assert (await client.post(address, headers=OURS)).status_code == 503
    assert (await client.get(address)).status_code == 200


@pytest.mark.parametrize("secret", ["x", "ł" * 43, "%00", "a" * 5000, "'; DROP TABLE exports"])
async def test_a_forged_link_finds_nothing(client: httpx.AsyncClient, secret: str) -> None:
    assert (await client.get(f"/exports/{secret}")).status_code == 404
    assert (await client.post(f"/exports/{secret}", headers=OURS)).status_code == 404
