"""The messages between our processes, on Redis: nudges, flags and progress hurry; the outcomes stream is acknowledged.

Rows are the truth (``docs/decisions/0002``): any message here may be lost and costs a tick or a lease.
"""

import logging
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from core.nudges import Nudge

PREFIX = "inkhearth:"
OUTCOMES = PREFIX + "outcomes"
BEATS = PREFIX + "beats"
JOBS = PREFIX + "jobs"
HOME = PREFIX + "home"
DRAFTS = PREFIX + "drafts"
FLAG_SECONDS = 3600
WORKER_SECONDS = 10
LEFT_BEHIND_S = 2.0
_GROUP = "conductor"
_MARK = PREFIX + "mark"
_LONGEST_STREAM = 100_000
_log = logging.getLogger(__name__)


def deliveries_channel(platform: str) -> str:
    """Name the channel on which a platform's bots hear that something is due."""
    return f"{PREFIX}deliveries:{platform}"


def errands_channel(platform: str) -> str:
    """Name the channel on which a platform's bots hear that there is an errand to run."""
    return f"{PREFIX}errands:{platform}"


def progress_channel(job: object) -> str:
    """Name the channel of one job's progress."""
    return f"{PREFIX}progress:{job}"


def owner_channel(owner: object) -> str:
    """Name the channel on which a person's open pages hear which of their jobs has changed."""
    return f"{PREFIX}owner:{owner}"


def cancel_flag(job: object) -> str:
    """Name the key whose presence tells a worker to drop a job."""
    return f"{PREFIX}cancel:{job}"


def attempt_key(job: object) -> str:
    """Name the key that holds a job's latest attempt, by which a worker knows an order that is no longer wanted."""
    return f"{PREFIX}attempt:{job}"


def draft_answer(draft: object) -> str:
    """Name the list on which whoever asked for a draft waits for it."""
    return f"{PREFIX}draft:{draft}"


def latest_draft(owner: object) -> str:
    """Name the key that holds the last draft somebody asked for: what they asked before is wanted no more."""
    return f"{PREFIX}draft-latest:{owner}"


def snapshot_key(action: object) -> str:
    """Name the key under which a camera's picture lies for a moment, since it is never stored."""
    return f"{PREFIX}snapshot:{action}"


def worker_key(name: str) -> str:
    """Name the key under which a worker announces itself."""
    return f"{PREFIX}worker:{name}"


def load_key(name: str) -> str:
    """Name the key under which a worker says how its machine is."""
    return f"{PREFIX}load:{name}"


def front_key(platform: str) -> str:
    """Name the key under which a platform's bots say what they are called there."""
    return f"{PREFIX}front:{platform}"


@dataclass(frozen=True, slots=True)
class Letter:
    """One entry of the outcomes stream."""

    id: bytes
    body: bytes


class Bus:
    """An asynchronous connection to Redis in the words of this project."""

    def __init__(self, url: str) -> None:
        """Prepare the connection pool; nothing is connected yet."""
        self.redis = Redis.from_url(
            url, socket_timeout=10, socket_connect_timeout=2, retry=Retry(NoBackoff(), 1), health_check_interval=15
        )

        self._looked_behind = 0.0

    async def close(self) -> None:
        """Close all connections."""
        await self.redis.aclose()

    async def announce(self, nudges: Sequence[Nudge]) -> None:
        """Send nudges; a Redis that is away is logged and costs the listeners a tick."""
        try:
            async with self.redis.pipeline(transaction=False) as pipe:
                for nudge in nudges:
                    if nudge.keep_s:
                        pipe.set(nudge.channel, nudge.text, ex=nudge.keep_s)
                    else:
                        pipe.publish(nudge.channel, nudge.text)
                await pipe.execute()
        except (RedisError, OSError) as error:
            _log.warning("nudges lost, the next tick makes up for them: %s", error)

    @asynccontextmanager
    async def listen(self, *channels: str, patterns: Iterable[str] = ()) -> AsyncIterator[PubSub]:
        """Yield a subscription to channels and patterns."""
        async with self.redis.pubsub(ignore_subscribe_messages=True) as subscription:
            if channels:
                await subscription.subscribe(*channels)
            if wanted := list(patterns):
                await subscription.psubscribe(*wanted)
            yield subscription

    async def mark_attempts(self, attempts: Iterable[tuple[object, int]]) -> None:
        """Record the latest attempt of jobs, so that workers drop older orders."""
        async with self.redis.pipeline(transaction=False) as pipe:
            for job, attempt in attempts:
                pipe.set(attempt_key(job), attempt, ex=FLAG_SECONDS)
            await pipe.execute()

    async def is_new(self) -> bool:
        """Tell whether Redis has lost its memory since the last call, and mark it as known."""
        return await self.redis.set(_MARK, "1", nx=True, get=True) is None

    async def announced_workers(self) -> list[bytes]:
        """Return what the living workers last said of themselves."""
        keys = [key async for key in self.redis.scan_iter(match=worker_key("*"), count=500)]
        values = await self.redis.mget(keys) if keys else []
        return [value for value in values if isinstance(value, bytes)]

    async def told_loads(self, workers: Sequence[str]) -> dict[str, bytes]:
        """Return what workers last said of their machines, by their names."""
        values = await self.redis.mget([load_key(name) for name in workers]) if workers else []
        return {name: value for name, value in zip(workers, values, strict=True) if isinstance(value, bytes)}

    async def read_outcomes(self, reader: str, *, block_ms: int = 1000, count: int = 64) -> list[Letter]:
        """Return new entries for ``reader``, and now and then those that a dead reader took and never acknowledged."""
        try:
            entries = await self._left_behind(reader, count=count)
            if not entries:
                answer = await self.redis.xreadgroup(_GROUP, reader, {OUTCOMES: ">"}, count=count, block=block_ms)
                entries = _entries(answer)
        except ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            await self._make_group()
            return []
        return [Letter(entry_id, fields.get(b"body", b"")) for entry_id, fields in entries if fields]

    async def _left_behind(self, reader: str, *, count: int) -> list[tuple[bytes, dict[bytes, bytes]]]:
        if time.monotonic() - self._looked_behind < LEFT_BEHIND_S:
            return []
        claimed = await self.redis.xautoclaim(
            OUTCOMES, _GROUP, reader, min_idle_time=int(LEFT_BEHIND_S * 1000), count=count
        )
        entries: list[tuple[bytes, dict[bytes, bytes]]] = claimed[1]
        if not entries:
            self._looked_behind = time.monotonic()
        return entries

    async def acknowledge(self, letters: Iterable[Letter]) -> None:
        """Forget entries whose effect is committed."""
        if ids := [letter.id for letter in letters]:
            async with self.redis.pipeline(transaction=False) as pipe:
                pipe.xack(OUTCOMES, _GROUP, *ids)
                pipe.xdel(OUTCOMES, *ids)
                await pipe.execute()

    async def _make_group(self) -> None:
        try:
            await self.redis.xgroup_create(OUTCOMES, _GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise


def _entries(answer: object) -> list[tuple[bytes, dict[bytes, bytes]]]:
    """Flatten redis-py's answer, which is a list in RESP2 and a mapping in RESP3."""
    if not answer:
        return []
    streams = answer.values() if isinstance(answer, dict) else [stream[1] for stream in answer]  # type: ignore[attr-defined]  # redis-py types it as Any of both protocols
    flat: list[tuple[bytes, dict[bytes, bytes]]] = []
    for stream in streams:
        for entry in stream:
            flat.extend(entry if isinstance(entry, list) and entry and isinstance(entry[0], tuple) else [entry])
    return flat
