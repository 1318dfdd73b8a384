"""The conductor carries jobs to a worker and back, whatever nonsense it hears on the way."""

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from core import bus as messages
from core.bus import Bus
from core.clock import new_id
from core.db import Database
from core.jobs.celery import broker_url, make_celery
from core.jobs.conductor import Conductor
from core.jobs.models import Job
from core.jobs.orders import Beat, Event, Item, RenderOrder
from core.jobs.states import State
from core.storage import FolderStore
from tests.factories import job, person, report, success, worker
from tests.stage import until


@pytest.fixture
async def bus(redis_url: str) -> AsyncIterator[Bus]:
    """The messages between processes."""
    bus = Bus(redis_url)
    yield bus
    await bus.close()


@asynccontextmanager
async def conducting(database: Database, bus: Bus, redis_url: str, folder: Path) -> AsyncIterator[None]:
    """Run a conductor until the block ends."""
    store = FolderStore(folder / "store", base_url="http://x.test", signing_key=SecretStr("k" * 40))
    celery = make_celery(redis_url)
    conductor = Conductor(database=database, bus=bus, celery=celery, store=store, lease=timedelta(seconds=30))
    running = asyncio.create_task(conductor.run())
    try:
        yield
        assert not running.done()
    finally:
        running.cancel()
        await asyncio.wait([running])
        celery.close()


async def ordered(bus: Bus) -> Item:
    """Return the next order's first item as a worker takes it from the broker."""
    async with asyncio.timeout(45):
        taken = await bus.redis.brpop(["gpu.pc"], timeout=15)
    assert taken is not None
    envelope = taken[1]
    (order,) = json.loads(b64decode(json.loads(envelope)["body"]))[0]
    return RenderOrder.model_validate(order).items[0]


async def tell(bus: Bus, body: str) -> None:
    """Report an outcome."""
    await bus.redis.xadd(messages.OUTCOMES, {"body": body})


def no_outcomes(item: Item) -> list[dict[str, object]]:
    """Return reports that have the shape of one, with what no row can hold."""
    good = success(item).model_dump(mode="json")
    stranger = good | {"job": str(new_id())}
    picture = good["artefacts"][0]
    return [
        good | {"attempt": 2**40},
        stranger | {"artefacts": [picture | {"key": "\x00"}]},
        stranger | {"artefacts": [picture | {"width": 2**70, "thumbhash": "\x00"}]},
        stranger | {"engine_ms": 2**70},
    ]


async def stands(database: Database, state: State) -> None:
    """Wait until the one job is in a state."""

    async def is_there() -> bool:
        async with database.transaction() as session:
            return (await session.scalars(select(Job))).one().state is state

    await until(is_there, f"the job is {state}", within_s=45)


async def lease(database: Database) -> datetime:
    """Return until when the one job is leased."""
    async with database.transaction() as session:
        until_ = (await session.scalars(select(Job.lease_until))).one()
    assert until_ is not None
    return until_


async def test_a_job_goes_out_and_comes_back_through_nonsense(
    database: Database, bus: Bus, redis_url: str, tmp_path: Path
) -> None:
    async with database.transaction() as session:
        made = await job(session, await person(session))

    async with conducting(database, bus, redis_url, tmp_path):
        await bus.redis.set(messages.worker_key("odd"), b"nonsense")
        await bus.redis.set(messages.worker_key("null"), worker("n\x00ll").model_dump_json())
        await bus.redis.publish(messages.JOBS, b"\xff")
        await bus.redis.set(messages.worker_key("pc"), worker().model_dump_json())
        item = await ordered(bus)
        assert item.job == made.id
        assert await bus.redis.get(messages.attempt_key(made.id)) == b"1"
        await bus.redis.xadd(messages.OUTCOMES, {"nobody": "body"})
        for nonsense in ("nonsense", "[" * 10_000, *(json.dumps(one) for one in no_outcomes(item))):
            await tell(bus, nonsense)
        await tell(bus, report(item, Event.STARTED).model_dump_json())
        await stands(database, State.RUNNING)
        before = await lease(database)
        await bus.redis.publish(messages.BEATS, "nonsense")
        await bus.redis.publish(messages.BEATS, json.dumps({"worker": "pc#1", "items": [[str(item.job), 2**40]]}))
        beat = Beat(worker="pc#1", items=((item.job, item.attempt),))
        await bus.redis.publish(messages.BEATS, beat.model_dump_json())
        await tell(bus, report(item.model_copy(update={"attempt": 7}), Event.FAILED).model_dump_json())
        await asyncio.sleep(0.5)
        assert await lease(database) > before
        await tell(bus, success(item).model_dump_json())
        await stands(database, State.SUCCEEDED)


async def test_an_outcome_that_the_database_never_takes_ends_its_job_and_no_other(
    database: Database, bus: Bus, redis_url: str, tmp_path: Path
) -> None:
    async with database.transaction() as session:
        made = [await job(session, await person(session)) for _ in range(2)]

    async def ended() -> bool:
        async with database.transaction() as session:
            states = [(await session.get_one(Job, one.id)).state for one in made]
        return states == [State.FAILED, State.SUCCEEDED]

    async with conducting(database, bus, redis_url, tmp_path):
        await bus.redis.set(messages.worker_key("pc"), worker(width=1).model_dump_json())
        items = sorted([await ordered(bus), await ordered(bus)], key=lambda item: item.job)
        picture = success(items[0]).artefacts[0].model_copy(update={"thumbhash": "\x00"})
        await tell(bus, success(items[0], picture).model_dump_json())
        await tell(bus, success(items[1]).model_dump_json())
        await until(ended, "both jobs are ended", within_s=45)


@pytest.mark.parametrize(
    ("address", "broker"),
    [("redis://h:1/0", "redis://h:1/0"), ("unix:///run/x.sock", "redis+socket:///run/x.sock")],
)
def test_the_broker_is_redis_in_kombus_spelling(address: str, broker: str) -> None:
    assert broker_url(address) == broker
