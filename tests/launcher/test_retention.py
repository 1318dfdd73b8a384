"""``./run retention`` and the replay of tombstones, as programs of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from core.db import Database
from core.platforms import Platform
from core.rights.tombstones import bury
from core.roles import Role
from core.users import service as users
from core.users.models import User
from core.users.service import Face
from launcher.__main__ import main
from launcher.folders import REPOSITORY
from tests.factories import NOON

KEY = "k" * 40


@pytest.fixture
def environment(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings of a house whose database runs elsewhere."""
    given = {
        "INKHEARTH_DATA": str(tmp_path),
        "DATA_FOLDER": str(tmp_path),
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1",
        "SIGNING_KEY": KEY,
        "AUDIT_KEY": KEY,
        "SEALING_KEYS": KEY,
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return given


def test_retention_names_each_rule_with_what_it_removes(
    environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert environment
    log = tmp_path / "logs" / "bots.log"
    log.parent.mkdir()
    log.write_text(json.dumps({"time": "2020-01-01T00:00:00+00:00", "message": "old"}) + "\n", encoding="utf-8")
    assert main(["retention", "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "would be removed" in told
    assert "        1  logs" in told
    assert log.read_text(encoding="utf-8")
    assert main(["retention"]) == 0
    assert log.read_text(encoding="utf-8") == ""
    assert main(["retention"]) == 0
    assert "        0  logs" in capsys.readouterr().out.rpartition("was removed")[2]


async def test_a_start_after_a_restored_backup_forgets_again(environment: dict[str, str], tmp_path: Path) -> None:
    database = Database(environment["DATABASE_URL"], audit_key=SecretStr(KEY))
    async with database.transaction() as session:
        face = Face(Platform.DISCORD, "1", "Wanda")
        wanda = await users.meet(session, face, first_role=Role.USER, now=NOON)
        await users.meet(session, Face(Platform.DISCORD, "2", "Friend"), first_role=Role.USER, now=NOON)
    bury(tmp_path, wanda.id, now=NOON)
    argv = [sys.executable, "-m", "core.rights", "replay"]
    done = subprocess.run(  # noqa: ASYNC221 - the test waits for it
        argv, cwd=REPOSITORY, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "1 erased accounts had come back" in done.stderr
    async with database.transaction() as session:
        assert list(await session.scalars(select(User.name))) == ["Friend"]
    await database.close()


def test_the_program_knows_one_word(environment: dict[str, str]) -> None:
    argv = [sys.executable, "-m", "core.rights", "forget"]
    done = subprocess.run(argv, cwd=REPOSITORY, env=os.environ | environment, capture_output=True, check=False)
    assert b"usage" in done.stderr
