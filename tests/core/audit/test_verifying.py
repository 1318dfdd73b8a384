"""R6: whatever is done to the log behind the application's back is found, and named where it begins."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.checkpoints import Checkpoint, CheckpointForged, read_checkpoints, write_checkpoint
from core.audit.service import checkpoint, record
from core.audit.verifying import Fault, Verdict, verify
from core.db import Database
from tests.core.conftest import AUDIT_KEY
from tests.factories import NOON, person

ROWS = 40
_EDITS = (
    "UPDATE audit_log SET actor = gen_random_uuid() WHERE seq = :seq",
    "UPDATE audit_log SET actor = NULL WHERE seq = :seq",
    "UPDATE audit_log SET action = action || 'x' WHERE seq = :seq",
    "UPDATE audit_log SET resource = 'lamp' || resource WHERE seq = :seq",
    "UPDATE audit_log SET old = NULL WHERE seq = :seq",
    "UPDATE audit_log SET old = '' WHERE seq = :seq",
    "UPDATE audit_log SET new = replace(new, '1', '2') WHERE seq = :seq",
    "UPDATE audit_log SET new = new || ' ' WHERE seq = :seq",
    "UPDATE audit_log SET origin = origin || resource, resource = '' WHERE seq = :seq",
    "UPDATE audit_log SET at = at + interval '1 microsecond' WHERE seq = :seq",
    "UPDATE audit_log SET hash = sha256(hash) WHERE seq = :seq",
    "UPDATE audit_log SET seq = seq + 1000 WHERE seq = :seq",
)
_OPEN_GAP = "UPDATE audit_log SET seq = seq - 1000000 WHERE seq >= :seq"
_CLOSE_GAP = "UPDATE audit_log SET seq = seq + :by WHERE seq < 0"
_MOVE = "UPDATE audit_log SET seq = :to WHERE seq = :seq"
_COPY = """
INSERT INTO audit_log
SELECT :seq, at, actor, action, resource, old, new, origin, hash FROM audit_log WHERE seq = :source
"""


async def _fill(database: Database, rows: int = ROWS) -> None:
    async with database.transaction() as session:
        user = await person(session)
        for number in range(1, rows + 1):
            await record(
                session,
                user.id,
                "home.intent",
                f"entity:light.{number}",
                old={"state": "off"},
                new={"state": "on", "brightness": 11, "number": number},
                origin="discord",
                now=NOON + timedelta(seconds=number),
            )


async def _verdict(database: Database, *known: Checkpoint) -> Verdict:
    async with database.transaction() as session:
        return await verify(session, AUDIT_KEY, checkpoints=known)


async def _do(session: AsyncSession, statement: str, **values: object) -> None:
    await session.execute(text(statement), values)


async def _unguarded(session: AsyncSession) -> None:
    """Do what only the owner of the database can: switch the triggers off."""
    await _do(session, "ALTER TABLE audit_log DISABLE TRIGGER ALL")


async def _edit(session: AsyncSession, dice: Random) -> int:
    seq = dice.randint(1, ROWS)
    await _do(session, dice.choice(_EDITS), seq=seq)
    return seq


async def _delete(session: AsyncSession, dice: Random) -> int:
    seq = dice.randint(1, ROWS - 1)
    await _do(session, "DELETE FROM audit_log WHERE seq = :seq", seq=seq)
    if dice.random() < 0.5:
        await _do(session, _OPEN_GAP, seq=seq)
        await _do(session, _CLOSE_GAP, by=999_999)
    return seq


async def _reorder(session: AsyncSession, dice: Random) -> int:
    one, other = dice.sample(range(1, ROWS + 1), 2)
    for seq, to in ((one, -1), (other, one), (-1, other)):
        await _do(session, _MOVE, seq=seq, to=to)
    return min(one, other)


async def _insert(session: AsyncSession, dice: Random) -> int:
    seq = dice.randint(1, ROWS + 1)
    copied = dice.choice([number for number in range(1, ROWS + 1) if number != seq])
    await _do(session, _OPEN_GAP, seq=seq)
    await _do(session, _CLOSE_GAP, by=1_000_001)
    await _do(session, _COPY, seq=seq, source=copied if copied < seq else copied + 1)
    return seq


async def _cut(session: AsyncSession, dice: Random) -> int:
    seq = dice.randint(1, ROWS)
    await _do(session, "DELETE FROM audit_log WHERE seq >= :seq", seq=seq)
    return seq


async def test_a_thousand_random_changes_are_all_found_where_they_begin(database: Database) -> None:
    """R6: edits, deletions, reorderings, insertions and cuts."""
    await _fill(database)
    async with database.transaction() as session:
        known = await checkpoint(session, now=NOON)
    assert known is not None
    dice = Random(6)
    for number in range(1000):
        change = (_edit, _delete, _reorder, _insert, _cut)[number % 5]
        async with database.transaction() as session:
            await _unguarded(session)
            seq = await change(session, dice)
            verdict = await verify(session, AUDIT_KEY, checkpoints=[known])
            assert verdict.broken is not None, (change.__name__, seq)
            assert verdict.broken.seq == seq, (change.__name__, seq, verdict)
            await session.rollback()
    assert (await _verdict(database, known)).broken is None


async def test_what_is_broken_is_named(database: Database) -> None:
    await _fill(database, 9)
    async with database.transaction() as session:
        known = await checkpoint(session, now=NOON)
        assert known is not None
    for change, fault in (
        ("DELETE FROM audit_log WHERE seq = 5", Fault.MISSING),
        ("UPDATE audit_log SET action = 'x' WHERE seq = 5", Fault.ALTERED),
        ("DELETE FROM audit_log WHERE seq >= 5", Fault.CUT),
        ("DELETE FROM audit_log WHERE seq <= 5", Fault.MISSING),
    ):
        async with database.transaction() as session:
            await _unguarded(session)
            await session.execute(text(change))
            verdict = await verify(session, AUDIT_KEY, checkpoints=[known])
            assert verdict.broken is not None
            assert verdict.broken.fault is fault
            await session.rollback()


async def test_a_chain_that_was_written_anew_with_the_key_differs_from_the_checkpoint(database: Database) -> None:
    await _fill(database, 3)
    async with database.transaction() as session:
        known = await checkpoint(session, now=NOON)
    assert known is not None
    async with database.transaction() as session:
        await _unguarded(session)
        await session.execute(text("DELETE FROM audit_log"))
    for _ in range(3):
        async with database.transaction() as session:
            await record(session, None, "home.nothing", "happened", origin="cli", now=NOON)
    assert (await _verdict(database)).broken is None
    broken = (await _verdict(database, known)).broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (3, Fault.REWRITTEN)


async def test_another_key_verifies_nothing(database: Database) -> None:
    await _fill(database, 2)
    async with database.transaction() as session:
        verdict = await verify(session, SecretStr("k" * 40))
    assert verdict.broken is not None
    assert verdict.broken.seq == 1


@pytest.mark.parametrize("told", ["", "{}", '{"through": 2, "hash": "zz"}', "null", '{"through": "x"}'])
async def test_a_forged_pruning_hides_nothing(database: Database, told: str) -> None:
    await _fill(database, 5)
    async with database.transaction() as session:
        await _unguarded(session)
        await session.execute(text("DELETE FROM audit_log WHERE seq <= 2"))
        await session.execute(
            text("INSERT INTO audit_log VALUES (6, now(), NULL, 'audit.pruned', 'x', NULL, :told, 'machine', :hash)"),
            {"told": told, "hash": bytes(32)},
        )
    broken = (await _verdict(database)).broken
    assert broken is not None


async def test_checkpoints_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    points = [Checkpoint(seq, hashlib.sha256(bytes([seq])).hexdigest(), seq, NOON) for seq in (20, 3, 100)]
    for point in points:
        write_checkpoint(tmp_path / "elsewhere", point, key=AUDIT_KEY)
    (tmp_path / "elsewhere" / "notes.txt").write_text("somebody's", encoding="utf-8")
    assert read_checkpoints(tmp_path / "elsewhere", key=AUDIT_KEY) == sorted(points, key=lambda point: point.seq)
    assert read_checkpoints(tmp_path / "nowhere", key=AUDIT_KEY) == []


def _with(name: str, value: object) -> Callable[[str], str]:
    return lambda written: json.dumps(json.loads(written) | {name: value})


@pytest.mark.parametrize(
    "forge",
    [
        _with("seq", 9),
        _with("entries", 9),
        _with("hash", "00" * 32),
        _with("at", "2026-01-01T00:00:00Z"),
        _with("signature", "x" * 43),
        _with("more", 1),
        lambda _written: "",
        lambda _written: "[]",
        lambda written: written[:-9],
    ],
)
def test_a_checkpoint_that_we_did_not_sign_is_refused(tmp_path: Path, forge: Callable[[str], str]) -> None:
    path = write_checkpoint(tmp_path, Checkpoint(1, "ab" * 32, 1, NOON), key=AUDIT_KEY)
    path.write_text(forge(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(CheckpointForged):
        read_checkpoints(tmp_path, key=AUDIT_KEY)
