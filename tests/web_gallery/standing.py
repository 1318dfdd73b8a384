"""A gallery in a process of its own, to look at with a browser: for one test, or for all tests of a file."""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import pytest
import redis

from core.auth import signing_in
from core.clock import utc_now
from core.db import Database
from core.storage import FolderStore
from core.users.models import User
from launcher.folders import REPOSITORY
from tests.servers import free_port, wait_until
from tests.web_gallery.conftest import KEY, settings_of
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_main import environment
from web_gallery.settings import WebSettings

_READY_S, _GONE_S = 120, 120


@pytest.fixture(scope="module")
def ground(shared_database_url: str, redis_server: str, tmp_path_factory: pytest.TempPathFactory) -> WebSettings:
    """Settings of a gallery that all tests of a file share, empty at first."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return settings_of(shared_database_url, redis_server, tmp_path_factory.mktemp("ground"))


@contextmanager
def standing(settings: WebSettings, **more: str) -> Iterator[str]:
    """Yield the origin of a gallery that serves these settings (``more`` are of its environment)."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "web_gallery"], cwd=REPOSITORY, stderr=subprocess.DEVNULL,
        env=environment(settings, port) | {"ASK_CONSENT": "false", **more},
    )  # fmt: skip
    try:
        wait_until(_is_ready(origin), "the gallery is ready", within_s=_READY_S)
        yield origin
    finally:
        process.terminate()
        process.wait(timeout=_GONE_S)


def _is_ready(origin: str) -> Callable[[], bool]:
    def ask() -> bool:
        try:
            return httpx.get(f"{origin}/readyz", timeout=2).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    return ask


@asynccontextmanager
async def rows_of(settings: WebSettings) -> AsyncIterator[Database]:
    """Yield the database of a gallery."""
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


def seeds_of(settings: WebSettings, database: Database) -> Seeds:
    """Return what plants people and pictures in a gallery."""
    return Seeds(database, store_of(settings))


def store_of(settings: WebSettings) -> FolderStore:
    """Return the store of a gallery."""
    return FolderStore(settings.store_folder, base_url="", signing_key=KEY)


async def link_of(database: Database, user: User) -> str:
    """Return the address, within the gallery, by which somebody signs in once."""
    async with database.transaction() as session:
        key = await signing_in.make_link(session, await session.get_one(User, user.id), now=utc_now())
    return f"/login?key={key}"
