"""A migrated database of one's own for each test of the domain."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.nudges import Nudge

AUDIT_KEY = SecretStr("an audit key of the tests, 32 or more")


class Overheard:
    """A listener that keeps what was announced after each commit."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self.nudges: list[Nudge] = []

    async def __call__(self, nudges: object) -> None:
        """Keep what is announced."""
        assert isinstance(nudges, list)
        self.nudges.extend(nudges)


@pytest.fixture
def overheard() -> Overheard:
    """What was announced."""
    return Overheard()


@pytest.fixture
async def database(database_url: str, overheard: Overheard) -> AsyncIterator[Database]:
    """A real database, empty and migrated."""
    database = Database(database_url, announce=overheard, audit_key=AUDIT_KEY)
    yield database
    await database.close()


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """One open transaction."""
    async with database.transaction() as session:
        yield session
