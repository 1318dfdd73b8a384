"""The roles in the database: the whole house works under the narrow one, and what is on record stays as it is."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from core.audit.service import record
from core.audit.verifying import verify
from core.clock import utc_now
from core.db import Database
from core.dumps import dump
from core.tables import Model
from launcher import access
from launcher.configuration import seen_by
from launcher.install import BRIDGE_PYTHON
from launcher.servers.postgres import USER, Postgres
from tests.bots.telegram.people import Person
from tests.bots.telegram.server import TOKEN, BotApi, running_bot_api
from tests.counting import count
from tests.servers import free_port, migrate
from tests.stage import AUDIT_KEY, stage, until

ROLES = (access.APP, access.READER, access.BACKUP)


@pytest.fixture
async def narrow(postgres_server: Postgres, database_url: str) -> AsyncIterator[str]:
    """The address of a migrated, empty database for the processes' own role; its roles are gone afterwards."""
    owner = await asyncpg.connect(host=str(postgres_server.sockets), user=USER, database="test_case")
    for _twice in range(2):
        await owner.execute(access.statements())
    yield of(access.APP, database_url)
    for role in ROLES:
        await owner.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")
    await owner.close()
    await asyncio.sleep(0)


def of(role: str, url: str) -> str:
    return url.replace(f"//{USER}@", f"//{role}@")


async def refused(url: str, statement: str) -> bool:
    """Tell whether a role lacks the right to a statement, rather than a trigger refusing it."""
    address = url.replace("postgresql+asyncpg://", "").partition("?host=")
    connection = await asyncpg.connect(host=address[2], user=address[0].partition("@")[0], database="test_case")
    try:
        await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return True
    finally:
        await connection.close()
        await asyncio.sleep(0)
    return False


FORBIDDEN = (
    "UPDATE audit_log SET action = 'nothing'",
    "DELETE FROM audit_log",
    "TRUNCATE audit_log",
    "ALTER TABLE audit_log DISABLE TRIGGER keep_rows",
    "DROP TRIGGER keep_rows ON audit_log",
    "CREATE OR REPLACE FUNCTION keep_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
    "SET session_replication_role = replica",
    "UPDATE ledger SET credits = 0",
    "TRUNCATE ledger",
    "UPDATE alembic_version SET version_num = '0001'",
    "CREATE TABLE mine (id int)",
    "ALTER TABLE users ADD COLUMN mine int",
    "DROP TABLE users",
    "CREATE ROLE another SUPERUSER",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_read_file('/etc/passwd')",
)


async def test_the_processes_role_cannot_rewrite_the_record_nor_change_a_table(narrow: str) -> None:
    allowed = [statement for statement in FORBIDDEN if not await refused(narrow, statement)]
    assert allowed == []


async def test_what_the_processes_role_puts_on_record_verifies(narrow: str) -> None:
    database = Database(narrow, pool_size=1, audit_key=SecretStr(AUDIT_KEY))
    for _ in range(3):
        async with database.transaction() as session:
            await record(session, None, "role.changed", "user", origin="cli", now=utc_now())
    async with database.transaction() as session:
        verdict = await verify(session, SecretStr(AUDIT_KEY))
    await database.close()
    assert (verdict.entries, verdict.broken) == (3, None)


def _settings(api: BotApi) -> dict[str, str]:
    port = str(free_port())
    return {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api.url,
        "TELEGRAM_FILE_URL": api.file_url,
        "GALLERY_PORT": port,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HA_URL": f"http://127.0.0.1:{free_port()}",
        "HA_TOKEN": "a-token-for-nobody",
    }


async def test_the_whole_house_works_under_the_processes_role(narrow: str, redis_url: str, tmp_path: Path) -> None:
    """Every process as it is run: asked in a chat, drawn, charged, brought, shown; the bridge writes itself down."""
    async with running_bot_api() as api:
        with stage(narrow, redis_url, tmp_path, settings=_settings(api)) as house:
            programs = ("conductor", "worker", "bots", "gallery", *(["bridge"] if BRIDGE_PYTHON.exists() else []))
            for program in programs:
                house.start(program)
            await Person(api, 77).write("/draw a fox")
            await api.until(lambda: api.sent("editMessageMedia"), "the picture is in the chat", within_s=90)
            async with house.database() as database:
                found = await count(database, tmp_path / "store")
                await until(lambda: _bridged(database, "bridge" in programs), "the bridge has written its row")
            async with httpx.AsyncClient(base_url=house.settings["PUBLIC_URL"]) as browser:
                await until(lambda: _answers(browser), "the gallery answers")
                assert (await browser.get("/login")).status_code == 200
            denied = [program for program in programs if "InsufficientPrivilege" in house.log(program)]
    assert denied == []
    assert (found.succeeded, found.charged_wrong, found.pictures_wrong) == (1, 0, 0)


async def _bridged(database: Database, expected: bool) -> bool:  # noqa: FBT001 - whether there is a bridge here at all
    async with database.transaction() as session:
        return bool(await session.scalar(text("SELECT count(*) FROM home_bridge"))) or not expected


async def _answers(browser: httpx.AsyncClient) -> bool:
    try:
        return (await browser.get("/readyz")).status_code == 200
    except httpx.TransportError:
        return False


async def test_the_role_for_metrics_reads_no_row_of_ours(narrow: str, database_url: str) -> None:
    reader = of(access.READER, database_url)
    assert not await refused(reader, "SELECT * FROM pg_stat_activity")
    readable = [name for name in Model.metadata.tables if not await refused(reader, f'SELECT * FROM "{name}"')]  # noqa: S608 - our own tables
    assert readable == []


async def test_the_role_for_backups_dumps_everything_and_writes_nothing(
    narrow: str, database_url: str, tmp_path: Path
) -> None:
    backup = of(access.BACKUP, database_url)
    await asyncio.to_thread(dump, backup, tmp_path / "whole.dump")
    assert (tmp_path / "whole.dump").stat().st_size > 10_000
    assert await refused(backup, "INSERT INTO gone_addresses DEFAULT VALUES")


async def test_tables_of_a_later_version_are_the_processes_too(
    narrow: str, database_url: str, postgres_server: Postgres
) -> None:
    owner = await asyncpg.connect(host=str(postgres_server.sockets), user=USER, database="test_case")
    await owner.execute("CREATE TABLE later (id int)")
    await owner.close()
    assert not await refused(narrow, "INSERT INTO later VALUES (1)")


async def test_who_migrates_is_named_apart_and_no_process_sees_it(narrow: str, database_url: str) -> None:
    await asyncio.to_thread(migrate, narrow, "downgrade", "-1", environment={"OWNER_DATABASE_URL": database_url})
    await asyncio.to_thread(migrate, narrow, environment={"OWNER_DATABASE_URL": database_url})
    for process in ("worker", "conductor", "gallery", "bots", "bridge"):
        assert "secret" not in seen_by(process, {"OWNER_DATABASE_URL": "secret"}).values()
