"""A process does not work with a database of another form, and says what helps."""

import asyncio

import pytest
from sqlalchemy import text

from core.db import Database
from core.revision import MISCONFIGURED, newest_revision, stop_on_wrong_schema


async def _set(url: str, statement: str) -> None:
    database = Database(url)
    async with database.transaction() as session:
        await session.execute(text(statement))
    await database.close()


def _stopped(url: str) -> int | str | None:
    """Return with what the process would end, None where it goes on."""
    try:
        stop_on_wrong_schema(url)
    except SystemExit as stopped:
        return stopped.code
    return None


async def _asked(url: str) -> int | str | None:
    return await asyncio.to_thread(_stopped, url)


async def test_a_migrated_database_is_worked_with(database_url: str) -> None:
    assert await _asked(database_url) is None


async def test_an_older_database_is_refused_with_the_command(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await _set(database_url, "UPDATE alembic_version SET version_num = '0001'")
    assert await _asked(database_url) == MISCONFIGURED
    assert "alembic upgrade head" in caplog.text
    assert str(newest_revision()) in caplog.text


async def test_an_empty_database_is_refused_with_the_command(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await _set(database_url, "DROP TABLE alembic_version")
    assert await _asked(database_url) == MISCONFIGURED
    assert "alembic upgrade head" in caplog.text


async def test_a_newer_database_is_refused(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    await _set(database_url, "UPDATE alembic_version SET version_num = 'of the future'")
    assert await _asked(database_url) == MISCONFIGURED
    assert "a newer Inkhearth" in caplog.text


async def test_a_database_that_is_away_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    assert await _asked("postgresql+asyncpg://nobody@127.0.0.1:1/none") is None
    assert "does not answer" in caplog.text
