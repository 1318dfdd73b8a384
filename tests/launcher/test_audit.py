"""./run audit verify says whether the log holds, and where it breaks; what the command line does is in it as well."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from core.audit.checkpoints import Checkpoint, write_checkpoint
from core.audit.queries import entries
from core.audit.service import record
from core.db import Database
from core.roles import Role
from launcher.admin import grant
from launcher.audit import verify
from launcher.folders import Folders
from launcher.sentences import Trouble
from tests.core.conftest import AUDIT_KEY
from tests.factories import NOON, person


@pytest.fixture
def house(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A house whose database is a server of its own, so that it need not run."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", "redis://nowhere")
    monkeypatch.setenv("AUDIT_KEY", AUDIT_KEY.get_secret_value())
    monkeypatch.setenv("INKHEARTH_LOCALE", "en")
    return Folders(tmp_path)


@pytest.fixture
async def database(database_url: str) -> Database:
    """The same database, with three entries."""
    database = Database(database_url, audit_key=AUDIT_KEY)
    for number in range(3):
        async with database.transaction() as session:
            await record(session, None, "a.b", f"c:{number}", origin="cli", now=NOON)
    return database


async def test_a_log_that_holds_is_said_to(
    house: Folders, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asyncio.to_thread(verify, house) == 0
    assert "3 entries verified; the last is number 3." in capsys.readouterr().out
    await database.close()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DELETE FROM audit_log WHERE seq = 2", "entry 2 is missing"),
        ("UPDATE audit_log SET action = 'x' WHERE seq = 2", "entry 2 was altered"),
        ("DELETE FROM audit_log WHERE seq = 3", "cut off from entry 3"),
        ("DELETE FROM audit_log", "cut off from entry 1"),
    ],
)
async def test_the_first_broken_link_is_named(
    house: Folders, database: Database, capsys: pytest.CaptureFixture[str], change: str, told: str
) -> None:
    async with database.transaction() as session:
        digest = await session.scalar(text("SELECT encode(hash, 'hex') FROM audit_log WHERE seq = 3"))
        write_checkpoint(house.data / "audit", Checkpoint(3, str(digest), 3, NOON), key=AUDIT_KEY)
        await session.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        await session.execute(text(change))
    assert await asyncio.to_thread(verify, house) == 1
    assert told in capsys.readouterr().err
    await database.close()


async def test_a_forged_checkpoint_is_a_trouble(house: Folders, database: Database) -> None:
    path = write_checkpoint(house.data / "audit", Checkpoint(3, "00" * 32, 3, NOON), key=AUDIT_KEY)
    path.write_text(path.read_text(encoding="utf-8").replace('"seq":3', '"seq":4'), encoding="utf-8")
    with pytest.raises(Trouble, match="not signed"):
        await asyncio.to_thread(verify, house)
    await database.close()


async def test_a_role_that_the_command_line_gives_is_on_record(house: Folders, database: Database) -> None:
    async with database.transaction() as session:
        await person(session, "ada")
    assert await asyncio.to_thread(grant, house, "ada", "admin") == 0
    async with database.transaction() as session:
        last = (await entries(session, limit=1))[0]
    assert (last.action, last.old, last.new, last.origin, last.user_id) == (
        "role.changed",
        "user",
        "admin",
        "cli",
        None,
    )
    assert Role.ADMIN.name.lower() == last.new
    await database.close()
