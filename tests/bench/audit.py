"""The audit log's figures: append, and verify a million entries (R6 of performance.md); ``./run bench audit``."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

import asyncpg
import psutil
from pydantic import SecretStr
from sqlalchemy import text

from core.audit.chain import BEGINNING, Sealer, microseconds
from core.audit.checkpoints import Checkpoint
from core.audit.service import record
from core.audit.verifying import verify
from core.clock import utc_now
from core.db import Database
from launcher.servers.postgres import DATABASE, USER
from launcher.servers.throwaway import running_postgres
from tests.bench._table import Row, median, percentile, show
from tests.servers import migrate

ENTRIES = 1_000_000
APPENDS = 500
WRITERS = 8
CHANGES = 1_000
_KEY = SecretStr("a key of the benchmark, 32 or more.")
_AT_ONCE = 50_000


async def main_() -> list[Row]:
    """Run all on a server of its own."""
    with running_postgres() as postgres:
        postgres.create_database()
        migrate(postgres.url)
        database = Database(postgres.url, audit_key=_KEY)
        rows = [await appends(database), await crowd(database)]
        async with database.transaction() as session:
            await session.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
            await session.execute(text("DELETE FROM audit_log"))
        known = await fill(postgres.sockets)
        rows += await verified(database, known)
        await database.close()
        return rows


async def appends(database: Database) -> Row:
    """One writer, one entry a transaction."""
    times = []
    for number in range(APPENDS):
        begun = time.perf_counter()
        await _append(database, number)
        times.append((time.perf_counter() - begun) * 1000)
    figure = f"p50 {median(times):.1f} ms, p95 {percentile(times, 95):.1f} ms"
    return Row("R6", "append, a transaction of its own each", figure)


async def crowd(database: Database) -> Row:
    """Eight writers at once, who take turns at the end of the chain."""
    begun = time.perf_counter()

    async def write(writer: int) -> None:
        for number in range(APPENDS // WRITERS):
            await _append(database, writer * APPENDS + number)

    await asyncio.gather(*(write(writer) for writer in range(WRITERS)))
    rate = APPENDS // WRITERS * WRITERS / (time.perf_counter() - begun)
    return Row("R6", f"append by {WRITERS} at once", f"{rate:.0f} a second")


async def fill(sockets: Path) -> Checkpoint:
    """Chain a million entries and copy them in."""
    connection = await asyncpg.connect(host=str(sockets), user=USER, database=DATABASE)
    sealer, previous, actor, begun = Sealer(_KEY), BEGINNING, uuid4(), datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for seq in range(1, ENTRIES + 1):
        at = begun + timedelta(seconds=seq)
        said = (
            "home.intent",
            f"entity:light.{seq % 100}",
            '{"state":"off"}',
            '{"brightness":40,"state":"on"}',
            "discord",
        )
        previous = sealer.link(previous, (seq, microseconds(at), actor, *said))
        rows.append((seq, at, actor, *said, previous))
        if len(rows) == _AT_ONCE:
            await connection.copy_records_to_table("audit_log", records=rows)
            rows.clear()
    await connection.execute("ANALYZE audit_log")
    await connection.close()
    return Checkpoint(ENTRIES, previous.hex(), ENTRIES, utc_now())


async def verified(database: Database, known: Checkpoint) -> list[Row]:
    """Verify all of them, and find a change at a random place of them again and again."""
    times, cpu = [], []
    for _ in range(3):
        async with database.transaction() as session:
            server = psutil.Process(await session.scalar(text("SELECT pg_backend_pid()")))
            begun, used = time.perf_counter(), time.process_time() + _seconds(server)
            verdict = await verify(session, _KEY, checkpoints=[known])
            times.append(time.perf_counter() - begun)
            cpu.append(time.process_time() + _seconds(server) - used)
        if verdict.broken is not None or verdict.entries != ENTRIES:
            raise ValueError(verdict)
    seconds = median(times)
    found = await _changes_found(database, known)
    return [
        Row("R6", "verify a million entries", f"{seconds:.1f} s", "≤ 10 s", seconds <= 10),
        Row("R6", "the same, CPU time of both sides together", f"{median(cpu):.1f} s", "≤ 10 s", median(cpu) <= 10),
        Row("R6", "random changes among the first 1,000 entries, found", f"{found} of 200", "all", found == 200),
    ]


async def _changes_found(database: Database, known: Checkpoint) -> int:
    """Change, find and take back; tests/core/audit/test_verifying.py does a thousand of five kinds."""
    dice, found = Random(1), 0
    for _ in range(200):
        seq = dice.randint(1, CHANGES)
        async with database.transaction() as session:
            await session.execute(text("UPDATE audit_log SET new = new || ' ' WHERE seq = :seq"), {"seq": seq})
            verdict = await verify(session, _KEY, checkpoints=[known])
            found += verdict.broken is not None and verdict.broken.seq == seq
            await session.rollback()
    return found


def _seconds(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


async def _append(database: Database, number: int) -> None:
    async with database.transaction() as session:
        await record(
            session, None, "home.intent", f"entity:light.{number}", new={"state": "on"}, origin="cli", now=utc_now()
        )


def main() -> None:
    """Print the table."""
    show("the audit log", asyncio.run(main_()))


if __name__ == "__main__":
    main()
