"""The log is verified and checkpointed once a day, and a broken one is shouted about."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.audit.checkpoints import read_checkpoints
from core.audit.guarding import Guard
from core.audit.service import record
from core.audit.verifying import Fault
from core.db import Database
from tests.core.conftest import AUDIT_KEY
from tests.factories import NOON


async def _note(database: Database) -> None:
    async with database.transaction() as session:
        await record(session, None, "a.b", "c", origin="cli", now=NOON)


async def test_a_day_leaves_one_checkpoint(database: Database, tmp_path: Path) -> None:
    guard = Guard(database, AUDIT_KEY, tmp_path / "elsewhere")
    assert (await guard.look(now=NOON)).entries == 0
    assert read_checkpoints(guard.folder, key=AUDIT_KEY) == []
    for hours in (0, 12, 23, 24, 25, 49):
        await _note(database)
        assert (await guard.look(now=NOON + timedelta(hours=hours))).broken is None
    assert [point.seq for point in read_checkpoints(guard.folder, key=AUDIT_KEY)] == [1, 4, 6]


async def test_a_cut_log_is_shouted_about_and_gets_no_new_checkpoint(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    guard = Guard(database, AUDIT_KEY, tmp_path)
    for _ in range(3):
        await _note(database)
    await guard.look(now=NOON)
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        await session.execute(text("DELETE FROM audit_log WHERE seq > 1"))
    with caplog.at_level(logging.ERROR):
        verdict = await guard.look(now=NOON + timedelta(days=2))
    assert verdict.broken is not None
    assert (verdict.broken.seq, verdict.broken.fault) == (2, Fault.CUT)
    assert "broken at entry 2" in caplog.text
    assert len(read_checkpoints(tmp_path, key=AUDIT_KEY)) == 1


async def test_a_forged_checkpoint_is_shouted_about(database: Database, tmp_path: Path) -> None:
    (tmp_path / "audit-20261121-1.json").write_text("{}", encoding="utf-8")
    verdict = await Guard(database, AUDIT_KEY, tmp_path).look(now=NOON)
    assert verdict.broken is not None
    assert verdict.broken.fault is Fault.FORGED
