"""One look at the house: what waits, who is awake, what is upset; nothing of anybody."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from pydantic import SecretStr
from sqlalchemy import text

from core import bus as messages
from core.audit.guarding import Guard
from core.audit.service import record
from core.bus import Bus
from core.db import Database
from core.errands import service as errands
from core.figures.counting import Counting
from core.figures.watching import LAST_BACKUP, Watch
from core.jobs import sweeps
from core.loads import GpuLoad, Load
from core.platforms import Platform
from core.rights.retention import sweep
from tests.factories import NOON, finished, job, person, worker

KEY = SecretStr("an-audit-key-for-tests-of-forty-letters.")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def house(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[SimpleNamespace]:
    """A watch on an empty house."""
    registry = CollectorRegistry()
    counting = Counting(registry)
    bus = Bus(redis_url)
    database = Database(database_url, announce=bus.announce, count=counting, audit_key=KEY)
    guard = Guard(database, KEY, tmp_path / "audit")
    watch = Watch(database=database, bus=bus, guard=guard, folder=tmp_path, counting=counting, registry=registry)
    yield SimpleNamespace(watch=watch, registry=registry, bus=bus, database=database, folder=tmp_path)
    await database.close()
    await bus.close()


def _value(house: SimpleNamespace, name: str, **labels: str) -> float | None:
    found: float | None = house.registry.get_sample_value(f"inkhearth_{name}", labels)
    return found


async def test_before_the_first_look_nothing_is_claimed(house: SimpleNamespace) -> None:
    assert b"inkhearth_audit" not in generate_latest(house.registry)


async def test_what_waits_is_told_by_kind_model_and_age(house: SimpleNamespace) -> None:
    async with house.database.transaction() as session:
        anna = await person(session, "Anna Nowak")
        await job(session, anna)
        await job(session, anna)
        await sweeps.note_workers(session, [worker()], now=NOON)
    await house.watch.look(now=NOON + MINUTE)
    labels = {"kind": "image", "model": "storyboard/storyboard"}
    assert _value(house, "jobs_open", **labels, state="queued") == 2
    assert _value(house, "jobs_oldest_wait_seconds", **labels) == 60
    exposed = generate_latest(house.registry).decode()
    assert "Anna" not in exposed
    assert str(anna.id) not in exposed


async def test_a_worker_s_own_figures_come_through_the_conductor(house: SimpleNamespace) -> None:
    """L1 with Pi and PC: the worker says them, and nobody dials it."""
    card = worker("pc")
    load = Load(
        memory_bytes=5, gpus=(GpuLoad(index=0, memory_used_bytes=3, memory_bytes=9, busy=0.5, celsius=60, watts=None),)
    )
    await house.bus.redis.set(messages.worker_key("pc"), card.model_dump_json())
    await house.bus.redis.set(messages.load_key("pc"), load.model_dump_json())
    async with house.database.transaction() as session:
        await sweeps.note_workers(session, [card, worker("asleep")], now=NOON)
    await house.watch.look(now=NOON + MINUTE)
    assert _value(house, "worker_awake", worker="pc") == 1
    assert _value(house, "worker_awake", worker="asleep") == 0
    assert _value(house, "worker_memory_bytes", worker="pc") == 5
    assert _value(house, "gpu_memory_used_bytes", worker="pc", gpu="0") == 3
    assert _value(house, "gpu_busy_ratio", worker="pc", gpu="0") == 0.5
    assert _value(house, "gpu_watts", worker="pc", gpu="0") is None
    await house.bus.redis.delete(messages.worker_key("pc"))
    await house.bus.redis.set(messages.load_key("pc"), "{nonsense")
    await house.watch.look(now=NOON + MINUTE)
    assert _value(house, "worker_awake", worker="pc") == 0
    assert _value(house, "gpu_memory_used_bytes", worker="pc", gpu="0") is None


async def test_a_load_that_is_not_understood_costs_only_itself(house: SimpleNamespace) -> None:
    await house.bus.redis.set(messages.worker_key("pc"), worker("pc").model_dump_json())
    await house.bus.redis.set(messages.worker_key("bad"), "{}")
    await house.bus.redis.set(messages.load_key("pc"), '{"memory_bytes": -1}')
    await house.watch.look(now=NOON)
    assert house.watch.house.last.awake == {"pc"}


async def test_answers_and_messages_that_are_owed_are_told(house: SimpleNamespace) -> None:
    async with house.database.transaction() as session:
        anna = await person(session)
        await finished(session, anna, platform=Platform.DISCORD)
        await errands.remove(session, Platform.TELEGRAM, "7", message_id="8", locale="en", now=NOON)
    await house.watch.look(now=NOON + MINUTE)
    assert _value(house, "deliveries_due", platform="discord") == 1
    assert _value(house, "errands_due", platform="telegram", task="remove") == 1
    assert _value(house, "errands_oldest_seconds", platform="telegram", task="remove") == 60


async def test_the_audit_log_is_told_sound_until_it_is_not(house: SimpleNamespace) -> None:
    async with house.database.transaction() as session:
        for _ in range(3):
            await record(session, None, "a.b", "c", origin="cli", now=NOON)
    await house.watch.verify(now=NOON + MINUTE)
    await house.watch.look(now=NOON + MINUTE)
    assert _value(house, "audit_broken") == 0
    assert _value(house, "audit_entries") == 3
    assert _value(house, "audit_appended_timestamp_seconds") == NOON.timestamp()
    assert _value(house, "audit_checkpoint_timestamp_seconds") == (NOON + MINUTE).timestamp()
    async with house.database.transaction() as session:
        await session.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        await session.execute(text("UPDATE audit_log SET action = 'x.y' WHERE seq = 2"))
    await house.watch.verify(now=NOON + 2 * MINUTE)
    await house.watch.look(now=NOON + 2 * MINUTE)
    assert _value(house, "audit_broken") == 1
    assert _value(house, "audit_checkpoint_timestamp_seconds") is None


async def test_upkeep_is_told(house: SimpleNamespace) -> None:
    async with house.database.transaction() as session:
        await job(session, await person(session))
        await session.execute(text("INSERT INTO home_bridge (id, mode, connected, time_zone, token_is_admin, beat_at) "
                                   "VALUES (1, 'off', true, 'UTC', false, :now)"), {"now": NOON})  # fmt: skip
    await sweep(house.database, house.folder, now=NOON)
    (house.folder / LAST_BACKUP).write_text(NOON.isoformat(), encoding="utf-8")
    await house.watch.count_ledger(now=NOON)
    await house.watch.look(now=NOON + MINUTE)
    assert _value(house, "retention_ran_timestamp_seconds", rule="logs") == NOON.timestamp()
    assert _value(house, "retention_removed", rule="logs") == 0
    assert _value(house, "ledger_entries", kind="reserve") == 1
    assert (_value(house, "ledger_credits", kind="reserve") or 0) < 0
    assert _value(house, "backup_timestamp_seconds") == NOON.timestamp()
    assert _value(house, "home_bridge_connected") == 1
    assert (_value(house, "data_free_bytes") or 0) > 0
    (house.folder / LAST_BACKUP).write_text("yesterday", encoding="utf-8")
    await house.watch.look(now=NOON + MINUTE)
    assert _value(house, "backup_timestamp_seconds") is None
