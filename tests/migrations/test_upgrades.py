"""Upgrades: one at a time, and in two steps, so that the version before works with the database of the next."""

import ast
import asyncio
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from core.db import Database
from core.revision import newest_revision
from launcher.folders import REPOSITORY
from launcher.servers.postgres import Postgres
from tests.migrations.released import REVISION, Column, breaches, columns, released
from tests.servers import migrate

VERSIONS = sorted((REPOSITORY / "migrations" / "versions").glob("[0-9]*.py"))
NEWER = [path for path in VERSIONS if path.name[:4] > REVISION]
# What takes something away from code that is still running. A migration that does so because the release before
# no longer uses it says which release that was: ``contract = "unused since 0.2"``.
_TAKING = {"drop_table", "drop_column", "rename_table", "drop_constraint"}
_TAKING_SQL = re.compile(r"\bDROP (?:TABLE|COLUMN|FUNCTION)\b|\bRENAME\b|\bSET NOT NULL\b|\bTYPE\b", re.IGNORECASE)


def takes(source: str) -> list[str]:
    """Name what the upgrade of a migration takes away; nothing where it is marked as the second step."""
    tree = ast.parse(source)
    names = {
        name.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for name in node.targets
        if isinstance(name, ast.Name)
    }
    if "contract" in names:
        return []
    going_back = {"downgrade"}
    bodies = [node for node in tree.body if not (isinstance(node, ast.FunctionDef) and node.name in going_back)]
    return [word for body in bodies for node in ast.walk(body) for word in _taken(node)]


def _taken(node: ast.AST) -> list[str]:
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) if name in _TAKING:
            return [name]
        case ast.Call(func=ast.Attribute(attr="alter_column"), keywords=words):
            changed = {word.arg for word in words} & {"new_column_name", "type_"}
            strict = [
                w for w in words if w.arg == "nullable" and isinstance(w.value, ast.Constant) and not w.value.value
            ]
            return [*sorted(map(str, changed)), *("not null" for _ in strict)]
        case ast.Call(func=ast.Attribute(attr="execute"), args=[ast.Constant(value=str(sql))]) if _TAKING_SQL.search(
            sql
        ):
            return [sql]
    return []


@pytest.mark.parametrize("path", NEWER, ids=lambda path: path.stem)
def test_a_migration_since_the_release_takes_nothing_away(path: Path) -> None:
    assert takes(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ('op.drop_column("jobs", "seed")', ["drop_column"]),
        ('op.alter_column("jobs", "seed", new_column_name="dice")', ["new_column_name"]),
        ('op.alter_column("jobs", "seed", nullable=False)', ["not null"]),
        ('op.alter_column("jobs", "seed", nullable=True)', []),
        ('op.execute("ALTER TABLE jobs RENAME seed TO dice")', ["ALTER TABLE jobs RENAME seed TO dice"]),
        ('op.add_column("jobs", sa.Column("dice", sa.Text(), nullable=True))', []),
    ],
)
def test_what_takes_something_away_is_seen_unless_it_is_the_second_step(line: str, taken: list[str]) -> None:
    source = f"def upgrade():\n    {line}\n\ndef downgrade():\n    op.drop_table('jobs')\n"
    assert takes(source) == taken
    assert takes(f'contract = "unused since 0.2"\n{source}') == []


async def test_the_code_of_the_release_works_with_the_newest_database(database_url: str) -> None:
    """N−1: every column that it reads is there in its form, and none that it doesn't know must be given."""
    database = Database(database_url, pool_size=1)
    found = await columns(database)
    await database.close()
    contracted = any("\ncontract = " in path.read_text(encoding="utf-8") for path in NEWER)
    assert contracted or breaches(released(), found) == []


async def test_the_release_is_written_down_as_it_was(database_url: str) -> None:
    """The file agrees with the migrations up to the release, so that it can't be forgotten or mended by hand."""
    await asyncio.to_thread(migrate, database_url, "downgrade", REVISION)
    database = Database(database_url, pool_size=1)
    found = await columns(database)
    await database.close()
    assert found == released()


def test_a_database_that_is_no_longer_fit_for_the_release_is_seen() -> None:
    old = [Column("jobs", "seed", "int8", nullable=True, filled=False), Column("jobs", "id", "uuid", False, False)]  # noqa: FBT003 - as above
    spare = Column("jobs", "dice", "text", nullable=True, filled=False)
    assert breaches(old, [*old, spare]) == []
    assert breaches(old, old[1:]) == ["jobs.seed is gone"]
    assert breaches(old, [Column("jobs", "seed", "text", nullable=True, filled=False), old[1]]) == [
        "jobs.seed is text and was int8"
    ]
    assert breaches(old, [Column("jobs", "seed", "int8", nullable=False, filled=False), old[1]]) == [
        "jobs.seed must be given now"
    ]
    assert breaches(old, [*old, Column("jobs", "dice", "text", nullable=False, filled=False)]) == [
        "jobs.dice is new and must be given"
    ]
    assert breaches(old, [*old, Column("dice", "id", "text", nullable=False, filled=False)]) == [], "a table of its own"


async def test_two_machines_that_upgrade_at_once_upgrade_once(postgres_server: Postgres) -> None:
    """The second waits for the first (advisory lock inside the transaction) and finds nothing left to do."""
    postgres_server.create_database("upgraded_twice")
    url = postgres_server.url_of("upgraded_twice")
    await asyncio.gather(*(asyncio.to_thread(migrate, url) for _ in range(2)))
    database = Database(url, pool_size=1)
    async with database.transaction() as session:
        found = (await session.scalars(text("SELECT version_num FROM alembic_version"))).all()
    await database.close()
    assert found == [newest_revision()]


async def test_an_upgrade_waits_while_another_holds_the_lock(database_url: str) -> None:
    await asyncio.to_thread(migrate, database_url, "downgrade", "-1")
    database = Database(database_url, pool_size=2)
    async with database.transaction() as session:
        await session.execute(text("SELECT pg_advisory_xact_lock(7301000)"))
        upgrade = asyncio.create_task(asyncio.to_thread(migrate, database_url))
        while not await session.scalar(
            text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        ):
            assert not upgrade.done(), "it did not wait"
            await asyncio.sleep(0.1)
        stands = await session.scalar(text("SELECT version_num FROM alembic_version"))
        assert stands != newest_revision()
    await upgrade
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT version_num FROM alembic_version")) == newest_revision()
    await database.close()
