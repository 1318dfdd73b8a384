"""A database is dumped before it is changed, and a dump that fails leaves everything as it is."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.db import Database
from core.dumps import DumpFailed, dump_before, load
from launcher.servers.postgres import Postgres
from tests.factories import NOON
from tests.servers import migrate

URL_OF_NOBODY = "postgresql+asyncpg://nobody:secret@127.0.0.1:1/none"


async def _revision(url: str) -> str:
    database = Database(url)
    async with database.transaction() as session:
        found = await session.scalar(text("SELECT version_num FROM alembic_version"))
    await database.close()
    return str(found)


async def test_an_upgrade_dumps_what_it_changes(database_url: str, tmp_path: Path) -> None:
    newest = await _revision(database_url)
    migrate(database_url, "downgrade", "-1")
    older = await _revision(database_url)
    migrate(database_url, "upgrade", "head", environment={"BEFORE_UPGRADE": str(tmp_path / "before")})
    (path,) = (tmp_path / "before").iterdir()
    assert path.name.endswith(f"-{older}.dump")
    assert path.stat().st_mode & 0o077 == 0
    assert await _revision(database_url) == newest


async def test_a_database_that_is_new_or_needs_nothing_is_not_dumped(database_url: str, tmp_path: Path) -> None:
    migrate(database_url, "upgrade", "head", environment={"BEFORE_UPGRADE": str(tmp_path / "before")})
    assert not (tmp_path / "before").exists()


async def test_a_dump_that_fails_stops_the_upgrade(database_url: str, tmp_path: Path) -> None:
    migrate(database_url, "downgrade", "-1")
    older = await _revision(database_url)
    (tmp_path / "a file").touch()
    with pytest.raises(Exception, match="exit status 1"):
        migrate(database_url, "upgrade", "head", environment={"BEFORE_UPGRADE": str(tmp_path / "a file")})
    assert await _revision(database_url) == older


async def test_the_dump_brings_the_older_database_back(
    database_url: str, postgres_server: Postgres, tmp_path: Path
) -> None:
    path = dump_before(database_url, tmp_path, revision="1", now=NOON)
    postgres_server.create_database("brought_back")
    load(postgres_server.url_of("brought_back"), path)
    assert await _revision(postgres_server.url_of("brought_back")) == await _revision(database_url)
    with pytest.raises(DumpFailed, match="already exists"):
        load(postgres_server.url_of("brought_back"), path)


async def test_only_the_newest_three_stay(database_url: str, tmp_path: Path) -> None:
    made = [dump_before(database_url, tmp_path, revision="1", now=NOON + timedelta(days=day)) for day in range(4)]
    assert [path.exists() for path in made] == [False, True, True, True]


def test_what_can_not_be_reached_is_said_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(DumpFailed) as failed:
        dump_before(URL_OF_NOBODY, tmp_path, revision="1", now=NOON)
    assert "secret" not in str(failed.value)
    assert list(tmp_path.glob("*.dump")) == []
