"""The classifiers, loaded once for all tests."""

from collections.abc import AsyncIterator

import pytest

from core.db import Database
from gpu_worker.safety.judge import Judge


@pytest.fixture(scope="session")
def judge() -> Judge:
    """A judge whose classifiers work."""
    judge = Judge(threads=1)
    assert judge.trouble() is None
    return judge


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty database."""
    opened = Database(database_url)
    yield opened
    await opened.close()
