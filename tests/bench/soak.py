"""Bounded load without growth: ``./run bench soak`` (an hour; ``python -m tests.bench.soak 10`` takes ten minutes)."""

import asyncio
import contextlib
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import monotonic

import psutil
import redis.asyncio
from sqlalchemy import text

from core.db import Database
from tests.bench._folk import Somebody, Town, town
from tests.bench._table import Row, show
from tests.counting import count

MINUTES, PEOPLE = 60.0, 24
PAUSE_S = (30.0, 90.0)
_EVERY_S = 5.0
_MOST_GROWTH = 1.05
_FEW, _LITTLE = 2, 2 * 1024**2  # less than that isn't worth a percentage
_CONNECTIONS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
_SERVERS = {"connections": "Postgres: connections", "clients": "Redis: clients", "kept": "Redis: memory"}
_MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Use:
    """What a program and its children hold: bytes of memory of their own, open files and sockets, threads."""

    memory: int
    files: int
    threads: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One look: each program's use, Postgres' connections, Redis' clients and bytes."""

    programs: dict[str, Use]
    connections: int
    clients: int
    kept: int


@dataclass(slots=True)
class Tally:
    """What became of the wishes."""

    asked: int = 0
    failed: int = 0


async def live(who: Somebody, number: int, tally: Tally, *, until: float) -> None:
    """Ask for pictures, with a while to look at each, until the time is over."""
    dice = random.Random(number)
    await asyncio.sleep(dice.uniform(0, PAUSE_S[1]))
    while monotonic() < until:
        tally.asked += 1
        try:
            await who.ask(f"a {dice.choice(('fox', 'cat', 'ship', 'robot'))} under a tree, {dice.randrange(10**6)}")
        except (TimeoutError, OSError, ValueError):
            tally.failed += 1
        await asyncio.sleep(dice.uniform(*PAUSE_S))


async def watched(there: Town, *, until: float) -> list[Sample]:
    """Look at every program again and again."""
    samples = []
    async with redis.asyncio.Redis.from_url(there.house.redis_url) as client:
        while monotonic() < until:
            await asyncio.sleep(_EVERY_S)
            told = await client.info()
            programs = {name: await asyncio.to_thread(_use, one.pid) for name, one in there.house.running.items()}
            connections = await _connections(there.database)
            samples.append(Sample(programs, connections, told["connected_clients"], told["used_memory"]))
            there.telegram.requests.clear()  # ours: an hour of pictures
            there.discord.requests.clear()
            there.discord.cdn.clear()
    return samples


def _use(pid: int) -> Use:
    memory = files = threads = 0
    top = psutil.Process(pid)
    for process in (top, *top.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            memory += process.memory_full_info().uss
            files += process.num_fds()
            threads += process.num_threads()
    return Use(memory, files, threads)


async def _connections(database: Database) -> int:
    async with database.transaction() as session:
        return await session.scalar(_CONNECTIONS) or 0


def rows_of(samples: Sequence[Sample]) -> list[Row]:
    """Compare the second quarter of the time, when all is warm, with the last."""
    quarter = len(samples) // 4
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    rows = []
    for name in samples[0].programs:
        for what in ("memory", "files", "threads"):
            before, after = (median(getattr(one.programs[name], what) for one in part) for part in (early, late))
            rows.append(_row(f"{name}: {what}", before, after, in_bytes=what == "memory"))
    for what, said in _SERVERS.items():
        before, after = (median(getattr(one, what) for one in part) for part in (early, late))
        rows.append(_row(said, before, after, in_bytes=what == "kept"))
    return rows


def _row(what: str, before: float, after: float, *, in_bytes: bool) -> Row:
    grown = after > before * _MOST_GROWTH and after - before > (_LITTLE if in_bytes else _FEW)
    figure = f"{before / _MIB:.1f} → {after / _MIB:.1f} MiB" if in_bytes else f"{before:.0f} → {after:.0f}"
    return Row("R", what, figure, f"≤ {_MOST_GROWTH}×", not grown)


async def main_(minutes: float) -> list[Row]:
    """Let people live at a house for some minutes."""
    async with town() as there:
        until, tally = monotonic() + minutes * 60, Tally()
        people = await there.people(PEOPLE)
        lives = asyncio.gather(*(live(who, number, tally, until=until) for number, who in enumerate(people)))
        samples = await watched(there, until=until)
        await lives
        found = await count(there.database, there.house.folder / "store")
        ended = [name for name, one in there.house.running.items() if one.poll() is not None]
    done = f"{tally.asked - tally.failed} of {tally.asked}"
    wrong = found.lost + found.charged_wrong + found.pictures_wrong
    return [
        Row("S1", "pictures that arrived", done, "all", tally.failed == 0),
        Row("R1", "programs that ended; jobs lost or wrong", f"{len(ended)}; {wrong}", "0; 0", not ended and not wrong),
        *rows_of(samples),
    ]


def main() -> None:
    """Print the table."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    title = f"{minutes:.0f} minutes, {PEOPLE} people who ask every {PAUSE_S[0]:.0f} to {PAUSE_S[1]:.0f} s"
    show(f"{title}: the second quarter of the time → the last", asyncio.run(main_(minutes)))


if __name__ == "__main__":
    main()
