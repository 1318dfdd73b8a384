"""An S3 server that is away, slow, cut off or empty: an error that passes, never a hang."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from minio import Minio
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError

from core.clock import utc_now
from core.settings import ProcessSettings
from core.storage import MissingObject, S3Store, key_of
from core.storage import s3 as s3_store
from tests.core.storage.conftest import s3_settings
from tests.faults import FaultProxy
from tests.servers import S3Server

PNG = "image/png"
PASSING = (OSError, HTTPError, MinioException)  # what rendering and the conductor try again
DATA = b"x" * 200_000
LONGEST_PAUSE_S = 0.2 * 2**4  # urllib3: the factor times two to the number of earlier tries


@asynccontextmanager
async def behind_proxy(s3: S3Server, folder: Path) -> AsyncIterator[tuple[S3Store, FaultProxy]]:
    """Yield a store that reaches its server through a bad network."""
    host, _, port = s3.endpoint.rpartition(":")
    async with FaultProxy((host, int(port)), seed=1).running() as proxy:
        yield S3Store(s3_settings(replace(s3, endpoint=f"127.0.0.1:{proxy.port}"), folder)), proxy


async def test_an_object_survives_a_slow_network_and_a_few_resets(s3: S3Server, tmp_path: Path) -> None:
    async with behind_proxy(s3, tmp_path) as (store, proxy):
        proxy.faults.delay_s = 0.01
        proxy.faults.reset_share = 0.3
        for number in range(10):
            key = await store.put(b"slow %d" % number, PNG)
            assert await store.get(key) == b"slow %d" % number


async def test_a_server_that_refuses_is_an_error_that_passes(s3: S3Server, tmp_path: Path) -> None:
    async with behind_proxy(s3, tmp_path) as (store, proxy):
        key = await store.put(DATA, PNG)
        proxy.faults.refuse = True
        proxy.reset_all()

        async def old() -> list[object]:
            return [group async for group in store.older_than(utc_now())]

        asked = await asyncio.wait_for(
            asyncio.gather(
                *(store.put(DATA, PNG), store.get(key), store.exists(key), store.delete(key), old()),
                return_exceptions=True,
            ),
            60,
        )
        assert all(isinstance(answer, PASSING) for answer in asked), asked
        proxy.faults.refuse = False
        assert await store.get(key) == DATA


async def test_an_answer_that_breaks_off_is_never_taken_for_the_object(s3: S3Server, tmp_path: Path) -> None:
    async with behind_proxy(s3, tmp_path) as (store, proxy):
        key = await store.put(DATA, PNG)
        proxy.reset_all()
        proxy.faults.truncate_after = 50_000
        with pytest.raises(PASSING):
            await store.get(key)


@pytest.mark.slow
async def test_a_silent_server_never_holds_anybody_for_a_minute(
    s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tries are counted, each with a short patience here, and reckoned with the usual one and the longest pause."""
    patience_s = s3_store._READ_S  # noqa: SLF001 - what it waits for one answer
    async with behind_proxy(s3, tmp_path) as (usual, proxy):
        key = await usual.put(DATA, PNG)
        monkeypatch.setattr(s3_store, "_READ_S", 0.5)
        store = S3Store(s3_settings(replace(s3, endpoint=f"127.0.0.1:{proxy.port}"), tmp_path))
        proxy.faults.silent = True
        before = proxy.connections
        asked = await asyncio.gather(store.put(DATA, PNG), store.get(key), store.exists(key), return_exceptions=True)
        assert all(isinstance(answer, PASSING) for answer in asked), asked
        tries = (proxy.connections - before) / len(asked)
        assert tries > 1, "it is tried again"
        assert tries * (patience_s + LONGEST_PAUSE_S) < 60


async def test_a_missing_bucket_holds_nothing_and_is_made_at_the_first_object(s3: S3Server, tmp_path: Path) -> None:
    store = S3Store(s3_settings(s3, tmp_path, s3_bucket="made-when-needed"))
    key = key_of(DATA, PNG)
    assert not await store.exists(key)
    with pytest.raises(MissingObject):
        await store.get(key)
    await store.delete(key)
    assert [group async for group in store.older_than(utc_now())] == []
    assert await store.put(DATA, PNG) == key
    assert await store.get(key) == DATA


async def test_keys_of_somebody_else_in_the_bucket_are_left_alone(s3: S3Server, s3_store: S3Store) -> None:
    client = Minio(s3.endpoint, access_key=s3.access_key, secret_key=s3.secret_key, secure=False)
    client.put_object(s3.bucket, "notes.txt", data=BytesIO(b"mine"), length=4)
    assert [key async for group in s3_store.older_than(utc_now() + timedelta(minutes=1)) for key in group] == []


async def test_a_wrong_secret_is_an_error_and_not_a_missing_object(s3: S3Server, tmp_path: Path) -> None:
    store = S3Store(s3_settings(replace(s3, secret_key="wrong" * 8), tmp_path))
    key = key_of(DATA, PNG)
    for ask in (store.put(DATA, PNG), store.get(key), store.exists(key), store.delete(key)):
        with pytest.raises(S3Error):
            await ask
    with pytest.raises(S3Error):
        _ = [group async for group in store.older_than(utc_now())]


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_links_name_the_address_that_browsers_reach(s3: S3Server, tmp_path: Path, scheme: str) -> None:
    store = S3Store(s3_settings(s3, tmp_path, s3_public_url=f"{scheme}://pictures.test"))
    link = await store.link(key_of(DATA, PNG), lifetime=timedelta(minutes=1), now=utc_now())
    assert link.startswith(f"{scheme}://pictures.test/{s3.bucket}/")


def test_an_s3_store_needs_a_server_and_its_keys(s3: S3Server, tmp_path: Path) -> None:
    settings: ProcessSettings = s3_settings(s3, tmp_path, s3_endpoint=None)
    with pytest.raises(ValueError, match="None"):
        S3Store(settings)
