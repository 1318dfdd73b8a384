"""Fixtures for the Telegram front end."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bots.telegram.people import Person
from tests.bots.telegram.server import BotApi, running_bot_api
from tests.bots.telegram.stage import Stage, settings_for, speaking, staged


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server; in the end every request that it got must fit the published schema."""
    async with running_bot_api() as server:
        yield server
        assert server.complaints == []


@pytest.fixture
async def stage(api: BotApi, database_url: str, redis_url: str, data_folder: Path) -> AsyncIterator[Stage]:
    """What a bot stands on, without a bot."""
    settings = settings_for(api, database_url=database_url, redis_url=redis_url, data_folder=data_folder)
    async with staged(api, settings) as ready:
        yield ready


@pytest.fixture
async def bot(stage: Stage) -> AsyncIterator[Stage]:
    """A stage with the front end speaking on it, by polling."""
    async with speaking(stage):
        yield stage


@pytest.fixture
def ada(api: BotApi) -> Person:
    """Somebody who speaks English."""
    return Person(api, 7001)


@pytest.fixture
def jan(api: BotApi) -> Person:
    """Somebody who speaks Polish."""
    return Person(api, 7002, "Jan", "pl")
