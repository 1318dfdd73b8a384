"""These tests run in the bridge's own environment: ``./run test tests/ha_bridge``."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.bus import Bus
from core.db import Database
from tests.ha_bridge.fake import FakeHome
from tests.home_assistant import HomeAssistant, NotHere, running_home_assistant
from tests.stage import AUDIT_KEY

if find_spec("homeassistant_api") is None:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture
async def fake() -> AsyncIterator[FakeHome]:
    """A running Home Assistant that can be made to misbehave."""
    async with FakeHome().running() as home:
        yield home


@pytest.fixture(scope="session")
def home_assistant() -> Iterator[HomeAssistant]:
    """A real Home Assistant of this test process."""
    with tempfile.TemporaryDirectory(prefix="inkhearth-home-") as folder:
        try:
            with running_home_assistant(Path(folder)) as house:
                yield house
        except NotHere as reason:
            pytest.skip(str(reason))


@pytest.fixture
async def bus(redis_url: str) -> AsyncIterator[Bus]:
    """An empty Redis."""
    bus = Bus(redis_url)
    yield bus
    await bus.close()


@pytest.fixture
async def database(database_url: str, bus: Bus) -> AsyncIterator[Database]:
    """A real database, empty and migrated, whose commits nudge the bridge."""
    database = Database(database_url, announce=bus.announce, audit_key=SecretStr(AUDIT_KEY))
    yield database
    await database.close()
