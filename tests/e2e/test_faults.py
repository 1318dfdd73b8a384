"""Real processes, killed: the short form of ``./run bench faults`` (R1 to R4)."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.clock import utc_now
from core.db import Database
from core.engines import STORYBOARD
from core.jobs.dispatch import ORDERS_AHEAD
from core.jobs.models import Job
from core.jobs.motion import Motion
from core.jobs.orders import Failure
from core.jobs.outcomes import MOST_FAILURES
from core.jobs.states import State
from core.quotas.models import Entry
from core.roles import Role
from core.users.models import User
from tests.counting import count, still_open
from tests.factories import job, person, spec
from tests.restarting import forgetful_valkey, migrated_postgres
from tests.stage import Stage, stage, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def house(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Stage]:
    """A stage with a conductor and a worker."""
    with _drawing(database_url, redis_url, tmp_path, lease_s=2.0) as built:
        yield built


@pytest.fixture
def patient(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The same, with leases of ten minutes."""
    with _drawing(database_url, redis_url, tmp_path, lease_s=600) as built:
        yield built


@contextmanager
def _drawing(database_url: str, redis_url: str, folder: Path, *, lease_s: float) -> Iterator[Stage]:
    with stage(database_url, redis_url, folder, lease_s=lease_s) as built:
        built.start("conductor")
        built.start("worker")
        yield built


async def ask(database: Database, owner: User, number: int, **fields: object) -> None:
    """Submit small jobs, each with pictures of its own."""
    for index in range(number):
        async with database.transaction() as session:
            wanted = spec(f"a fox {index}", seed=index).model_copy(update={"width": 384, "height": 256})
            await job(session, owner, wanted=wanted, now=utc_now(), **fields)  # type: ignore[arg-type]  # passed on


async def met(database: Database, role: Role = Role.SUPER_ADMIN) -> User:
    """Meet somebody."""
    async with database.transaction() as session:
        return await person(session, role=role)


async def all_ended(database: Database, *, within_s: float) -> None:
    """Wait until nothing is open."""

    async def nothing_open() -> bool:
        return await still_open(database) == 0

    await until(nothing_open, "every job ends", within_s=within_s)


async def test_a_worker_killed_again_and_again_loses_and_charges_nothing_twice_r1(house: Stage) -> None:
    dice = random.Random(1)
    async with house.database() as database:
        owner = await met(database)
        await ask(database, owner, 30)
        for _ in range(4):
            await asyncio.sleep(dice.uniform(0.5, 3.0))
            if dice.random() < 0.5:
                house.kill("worker")
                house.start("worker")
            else:
                house.kill_child("worker", dice)
        await all_ended(database, within_s=120)
        found = await count(database, house.folder / "store")
    assert (found.jobs, found.succeeded, found.lost) == (30, 30, 0)
    assert (found.charged_wrong, found.pictures_wrong) == (0, 0)


async def test_a_conductor_killed_in_the_middle_changes_nothing_r1(house: Stage) -> None:
    async with house.database() as database:
        await ask(database, await met(database), 20)
        for _ in range(3):
            await asyncio.sleep(1.0)
            house.kill("conductor")
            house.start("conductor")
        await all_ended(database, within_s=90)
        found = await count(database, house.folder / "store")
    assert found.succeeded == 20
    assert (found.charged_wrong, found.pictures_wrong) == (0, 0)


async def test_redis_killed_and_restarted_empty_loses_nothing_r2(database_url: str, tmp_path: Path) -> None:
    with forgetful_valkey() as redis, stage(database_url, redis.url, tmp_path) as house:
        house.start("conductor")
        house.start("worker")
        async with house.database() as database:
            await ask(database, await met(database), 15)
            await asyncio.sleep(2.0)
            redis.kill()
            await ask(database, await met(database), 5)
            redis.start()
            await all_ended(database, within_s=90)
            found = await count(database, tmp_path / "store")
    assert found.succeeded == 20
    assert (found.charged_wrong, found.pictures_wrong) == (0, 0)


@pytest.mark.parametrize("way", ["killed", "stopped"])
async def test_postgres_restarted_loses_nothing_r2(way: str, redis_url: str, tmp_path: Path) -> None:
    with migrated_postgres() as postgres, stage(postgres.url, redis_url, tmp_path) as house:
        house.start("conductor")
        house.start("worker")
        async with house.database() as database:
            await ask(database, await met(database), 15)
            await asyncio.sleep(2.0)
            postgres.kill() if way == "killed" else postgres.stop()
            await asyncio.sleep(2.0)
            postgres.start()
            await ask(database, await met(database), 5)
            await all_ended(database, within_s=90)
            found = await count(database, tmp_path / "store")
    assert found.succeeded == 20
    assert (found.charged_wrong, found.pictures_wrong) == (0, 0)


async def test_one_job_of_twenty_leases_starts_once_r1(database_url: str, redis_url: str, tmp_path: Path) -> None:
    """A job that outlives twenty leases is drawn once, because beats renew its lease."""
    lease_s = 0.4
    with stage(database_url, redis_url, tmp_path, lease_s=lease_s) as house:
        house.start("conductor")
        house.start("worker")
        async with house.database() as database:
            owner = await met(database)
            async with database.transaction() as session:
                long = spec("a fox running").model_copy(update={"motion": Motion(seconds=10, fps=30), "cost": 10})
                made = await job(session, owner, wanted=long, now=utc_now())
            await all_ended(database, within_s=120)
            async with database.transaction() as session:
                ended = (await session.scalars(select(Job).where(Job.id == made.id))).one()
    assert ended.state is State.SUCCEEDED
    assert ended.failures == 0
    assert ended.started_at is not None
    assert ended.finished_at is not None
    assert (ended.finished_at - ended.started_at).total_seconds() >= 20 * lease_s, "it must outlive what it is to prove"
    assert (tmp_path / "worker.log").read_text(encoding="utf-8").count("drew 1 results") == 1


async def test_one_who_asks_once_starts_within_two_claims_of_a_flood_r4(house: Stage) -> None:
    async with house.database() as database:
        flood, once = await met(database), await met(database, Role.USER)
        await ask(database, flood, 60)
        await asyncio.sleep(1.0)
        await ask(database, once, 1)
        await all_ended(database, within_s=120)
        async with database.transaction() as session:
            mine = (await session.scalars(select(Job).where(Job.owner_id == once.id))).one()
            between = await session.scalar(
                select(func.count(Job.id)).where(
                    Job.owner_id == flood.id,
                    Job.dispatched_at > mine.created_at,
                    Job.dispatched_at < mine.dispatched_at,
                )
            )
    assert between is not None
    assert between <= ORDERS_AHEAD * STORYBOARD.batch_width


async def test_a_crash_of_the_rendering_process_costs_only_its_own_order_r1(patient: Stage) -> None:
    """A segmentation fault in a model's library: the order is tried three times, others are drawn, credits return.

    The worker itself says so: no lease ends within the time of this test.
    """
    house, main = patient, patient.running["worker"].pid
    async with house.database() as database:
        owner, neighbour = await met(database), await met(database)
        long_clip = spec("a fox running").model_copy(update={"motion": Motion(seconds=10, fps=30), "cost": 10})
        async with database.transaction() as session:
            poison = await job(session, owner, wanted=long_clip, now=utc_now())
        for crashes in range(MOST_FAILURES):

            async def drawn_again(crashes: int = crashes) -> bool:
                async with database.transaction() as session:
                    found = await session.get_one(Job, poison.id)
                return found.state is State.RUNNING and found.failures == crashes

            await until(drawn_again, f"it is drawn after {crashes} crashes", within_s=60)
            house.crash_children("worker")
            if not crashes:
                await ask(database, neighbour, 3)
        await all_ended(database, within_s=60)
        async with database.transaction() as session:
            found = await session.get_one(Job, poison.id)
            charged = await session.scalar(select(func.sum(Entry.credits)).where(Entry.job_id == poison.id))
            others = await session.scalars(select(Job.state_name).where(Job.owner_id == neighbour.id))
    assert (found.state, found.error, charged) == (State.FAILED, Failure.WORKER_LOST.value, 0)
    assert list(others) == [State.SUCCEEDED.value] * 3
    assert house.running["worker"].poll() is None, "the worker itself went on"
    assert house.running["worker"].pid == main
