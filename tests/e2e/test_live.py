"""One's jobs told live: over real processes, the real Valkey and a real socket; only the worker is the tests' own."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import httpx
import pytest
from redis.asyncio import Redis

from core.auth import sessions
from core.bus import OUTCOMES, progress_channel
from core.clock import utc_now
from core.db import Database
from core.jobs.orders import Item, Progress
from core.jobs.service import Request as Ask
from core.jobs.service import submit
from core.users.models import User
from tests.factories import POLICY, order, person, spec, success
from tests.servers import free_port, running_valkey
from tests.stage import Stage, stage, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@dataclass
class Heard:
    """What a page has heard so far."""

    events: list[tuple[str, str, dict[str, Any], float]] = field(default_factory=list)
    ended: bool = False

    def of(self, job: UUID, state: str) -> list[float]:
        """Return when it was told that a job is in a state."""
        return [at for _, _, told, at in self.events if told.get("job") == str(job) and told.get("state") == state]

    @property
    def last_id(self) -> str:
        """The id of the last event."""
        return next((id_ for id_, *_ in reversed(self.events) if id_), "")


@asynccontextmanager
async def listening(house: Stage, cookie: str, last_id: str = "") -> AsyncIterator[Heard]:
    """Keep a page open."""
    heard = Heard()
    headers = {"cookie": f"inkhearth={cookie}"} | ({"last-event-id": last_id} if last_id else {})
    begun = asyncio.Event()

    async def listen() -> None:
        async with (
            httpx.AsyncClient(base_url=house.settings["PUBLIC_URL"], timeout=None) as browser,  # noqa: S113 - a stream
            browser.stream("GET", "/events", headers=headers) as answer,
        ):
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
            id_ = kind = ""
            async for line in answer.aiter_lines():
                begun.set()
                name, _, value = line.partition(": ")
                if name == "id":
                    id_ = value
                elif name == "event":
                    kind = value
                elif name == "data":
                    heard.events.append((id_ if kind == "job" else "", kind, json.loads(value), time.monotonic()))
        heard.ended = True

    task = asyncio.create_task(listen())
    try:
        await asyncio.wait_for(begun.wait(), 20)
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def house(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """Conductor and gallery."""
    port = str(free_port())
    settings = {"GALLERY_PORT": port, "GALLERY_METRICS_PORT": "0", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    with stage(database_url, redis_url, tmp_path, lease_s=60, settings=settings) as built:
        for program in ("conductor", "gallery"):
            built.start(program)
        await until(lambda: _serves(built), "the gallery is ready")
        yield built


async def _serves(house: Stage) -> bool:
    async with httpx.AsyncClient(base_url=house.settings["PUBLIC_URL"]) as browser:
        try:
            return (await browser.get("/readyz")).status_code == 200
        except httpx.TransportError:
            return False


async def _somebody(database: Database) -> tuple[User, str]:
    async with database.transaction() as session:
        ada = await person(session, "Ada")
        return ada, await sessions.open_session(session, ada, device="tests", now=utc_now())


async def _asked(database: Database, ada: User, key: str) -> UUID:
    async with database.transaction() as session:
        asked = Ask(key)
        return (await submit(session, ada, spec=spec(), request=asked, policy=POLICY, now=utc_now())).id


async def _taken(database: Database) -> Item:
    async with database.transaction() as session:
        claimed = await order(session, now=utc_now())
    assert claimed is not None
    return claimed.items[0]


async def _seen(heard: Heard, job: UUID, state: str) -> float:
    async def told() -> bool:
        return bool(heard.of(job, state))

    await until(told, f"{state} is told", within_s=20)
    return heard.of(job, state)[0]


async def test_progress_and_ends_are_told_at_once_g16(house: Stage) -> None:
    """G16: pushed, not asked for, over real processes; ≤ 100 ms is a figure and printed."""
    async with house.database() as database, Redis.from_url(house.redis_url) as redis:
        ada, cookie = await _somebody(database)
        async with listening(house, cookie) as heard:
            waits, ends = [], []
            for number in range(8):
                job = await _asked(database, ada, f"live:{number}")
                await _seen(heard, job, "queued")
                item = await _taken(database)
                progress = Progress(job=job, attempt=item.attempt, done=0.5)
                begun, known = time.monotonic(), len(heard.events)
                await redis.publish(progress_channel(job), progress.model_dump_json())
                await until(lambda known=known: _more(heard, known), "progress is told", within_s=45)  # type: ignore[misc]  # bound now
                waits.append(heard.events[-1][3] - begun)
                assert heard.events[-1][1:3] == ("progress", {"job": str(job), "done": 0.5, "preview": ""})
                begun = time.monotonic()
                await redis.xadd(OUTCOMES, {"body": success(item).model_dump_json()})
                ends.append(await _seen(heard, job, "succeeded") - begun)
    print(f"progress after {median(waits) * 1000:.1f} ms, the end after {median(ends) * 1000:.1f} ms (medians of 8)")  # noqa: T201 - figures of G16


async def _more(heard: Heard, known: int) -> bool:
    return len(heard.events) > known


async def test_nothing_is_lost_over_a_reconnect_and_nothing_is_anybody_else_s(house: Stage) -> None:
    """G16: ``Last-Event-ID``; R5: one's own jobs alone."""
    async with house.database() as database, Redis.from_url(house.redis_url) as redis:
        ada, cookie = await _somebody(database)
        bert, his = await _somebody(database)
        async with listening(house, cookie) as heard:
            job = await _asked(database, ada, "live:a")
            await _seen(heard, job, "queued")
        item = await _taken(database)
        await redis.xadd(OUTCOMES, {"body": success(item).model_dump_json()})  # nobody listens
        others = await _asked(database, bert, "live:b")
        async with listening(house, cookie, heard.last_id) as again, listening(house, his) as bert_hears:
            await _seen(again, job, "succeeded")
            await _seen(bert_hears, others, "queued")
        assert str(others) not in str(again.events)
        assert str(job) not in str(bert_hears.events)


async def test_streams_outlive_a_redis_that_starts_again_and_end_when_the_gallery_stops(
    database_url: str, tmp_path: Path
) -> None:
    port = str(free_port())
    settings = {"GALLERY_PORT": port, "GALLERY_METRICS_PORT": "0", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    with running_valkey() as valkey, stage(database_url, valkey.url, tmp_path, settings=settings) as built:
        built.start("gallery")
        await until(lambda: _serves(built), "the gallery is ready")
        async with built.database() as database:
            ada, cookie = await _somebody(database)
            async with listening(built, cookie) as heard:
                await _seen(heard, await _asked(database, ada, "live:before"), "queued")
                async with Redis.from_url(valkey.url) as redis:
                    await redis.client_kill_filter(_type="pubsub", skipme=True)
                    await redis.client_kill_filter(_type="normal", skipme=True)
                await _seen(heard, await _asked(database, ada, "live:after"), "queued")
                built.running["gallery"].terminate()

                async def ended() -> bool:
                    return heard.ended

                await until(ended, "the stream ends", within_s=5)
                assert heard.events[-1][1] == "bye"
        assert await asyncio.to_thread(built.running["gallery"].wait, 5) == 0
