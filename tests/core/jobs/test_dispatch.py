"""Whose turn it is, and what shares a batch."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.engines import WorkerCard
from core.jobs import outcomes
from core.jobs.dispatch import jobs_of, next_batches
from core.jobs.models import Job, Turn
from core.jobs.orders import Event, Failure, RenderOrder
from core.jobs.states import State
from core.roles import Role
from tests.factories import LEASE, NOON, job, order, person, report, spec, success, worker
from tests.stage import until

SECOND = timedelta(seconds=1)


async def serve(session: AsyncSession, by: WorkerCard, *, times: int) -> list[str]:
    """Claim and finish ``times`` orders; return the owners' names in the order they were served."""
    names = []
    for number in range(times):
        claimed = await order(session, by, now=NOON + number * SECOND)
        assert claimed is not None
        for item in claimed.items:
            owner = await session.get_one(Job, item.job)
            names.append(str(owner.owner_id))
            await outcomes.finish(session, success(item), now=NOON)
    return names


async def test_who_was_served_longest_ago_comes_next(session: AsyncSession) -> None:
    anna, bert, cleo = [await person(session, role=Role.SUPER_ADMIN) for _ in range(3)]
    for number, owner in enumerate((anna, anna, anna, bert, bert, cleo)):
        await job(session, owner, now=NOON + number * SECOND)
    names = {str(who.id): name for who, name in ((anna, "anna"), (bert, "bert"), (cleo, "cleo"))}
    served = [names[owner] for owner in await serve(session, worker(width=1), times=6)]
    assert served == ["anna", "bert", "cleo", "anna", "bert", "anna"]


async def test_one_who_asks_once_passes_a_flood_r4(session: AsyncSession) -> None:
    flood, once = await person(session, role=Role.SUPER_ADMIN), await person(session)
    for _ in range(60):
        await job(session, flood)
    await serve(session, worker(width=1), times=2)
    await job(session, once)
    assert str(once.id) in await serve(session, worker(width=1), times=2)


async def test_among_newcomers_the_higher_role_comes_first(session: AsyncSession) -> None:
    user, creator = await person(session), await person(session, role=Role.CREATOR)
    await job(session, user)
    await job(session, creator)
    assert await serve(session, worker(width=1), times=2) == [str(creator.id), str(user.id)]


async def test_a_batch_takes_one_of_each_person_before_a_second_of_anybody(session: AsyncSession) -> None:
    anna, bert, cleo = [await person(session) for _ in range(3)]
    for owner in (anna, anna, anna, bert, cleo):
        await job(session, owner)
    claimed = await order(session, worker(width=4))
    assert claimed is not None
    owners = [(await session.get_one(Job, item.job)).owner_id for item in claimed.items]
    assert sorted(owners, key=str) == sorted([anna.id, anna.id, bert.id, cleo.id], key=str)


async def test_a_batch_holds_no_more_pictures_than_its_width(session: AsyncSession) -> None:
    for _ in range(3):
        await job(session, await person(session), wanted=spec(count=3))
    claimed = await order(session, worker(width=4))
    assert claimed is not None
    assert sum(item.spec.count for item in claimed.items) <= 4


async def test_what_is_wider_than_the_batch_goes_alone(session: AsyncSession) -> None:
    await job(session, await person(session), wanted=spec(count=4))
    claimed = await order(session, worker(width=1))
    assert claimed is not None
    assert [item.spec.count for item in claimed.items] == [4]


async def test_only_what_is_alike_shares_a_batch(session: AsyncSession) -> None:
    await job(session, await person(session))
    other = spec().model_copy(update={"width": 512})
    await job(session, await person(session), wanted=other)
    claimed = await order(session, worker(width=4))
    assert claimed is not None
    assert len(claimed.items) == 1


async def test_an_order_goes_only_to_a_worker_that_has_the_model(session: AsyncSession) -> None:
    await job(session, await person(session))
    assert await order(session, worker(name="video", engine="diffusers")) is None
    assert await order(session, worker()) is not None


async def test_a_persons_running_jobs_are_limited(session: AsyncSession) -> None:
    anna = await person(session)
    for _ in range(5):
        await job(session, anna)
    claimed = await order(session, worker(width=4))
    assert claimed is not None
    assert len(claimed.items) == 2, "a user may have two running"
    assert await order(session, worker(width=4)) is None


async def test_a_worker_holds_two_orders_a_slot(session: AsyncSession) -> None:
    for _ in range(8):
        await job(session, await person(session))
    small, large = worker("small", width=1), worker("large", width=1, slots=2)
    batches = await next_batches(session, [small, large], lease=LEASE, now=NOON)
    queues = [batch.queue for batch in batches]
    assert (queues.count("gpu.small"), queues.count("gpu.large")) == (2, 4)
    assert len(jobs_of(batches)) == 6
    assert await next_batches(session, [small, large], lease=LEASE, now=NOON) == []


async def test_nobody_to_draw_means_nothing_is_sent(session: AsyncSession) -> None:
    await job(session, await person(session))
    assert await next_batches(session, [], lease=LEASE, now=NOON) == []


async def test_two_conductors_never_dispatch_at_once(database: Database) -> None:
    async with database.transaction() as session:
        await job(session, await person(session))
    async with database.transaction() as first, database.transaction() as second:
        assert len(await next_batches(first, [worker()], lease=LEASE, now=NOON)) == 1
        assert await next_batches(second, [worker()], lease=LEASE, now=NOON) == []


async def test_what_is_asked_while_a_claim_runs_is_not_left_waiting_for_ever(database: Database) -> None:
    """The claim's snapshot doesn't know the second job, and must not write that its owner has nothing left."""

    async def claim() -> RenderOrder | None:
        async with database.transaction() as session:
            return await order(session, worker(width=1))

    async with database.transaction() as session:
        owner = await person(session)
        await job(session, owner)
    async with database.transaction() as asking:
        second = await job(asking, owner)
        claiming = asyncio.create_task(claim())
        async with database.transaction() as watching:
            query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            await until(lambda: watching.scalar(query), "the claim waits for who asks")
    assert await claiming is not None
    async with database.transaction() as session:
        left = await order(session, worker(width=1))
    assert left is not None
    assert [item.job for item in left.items] == [second.id]


async def test_a_job_waits_until_its_pause_is_over(session: AsyncSession) -> None:
    await job(session, await person(session))
    claimed = await order(session)
    assert claimed is not None
    await outcomes.fail(session, report(claimed.items[0], Event.FAILED, error=Failure.STORE, passing=True), now=NOON)
    assert await order(session, now=NOON + SECOND) is None
    again = await order(session, now=NOON + 2 * SECOND)
    assert again is not None
    assert again.items[0].attempt == 2


async def test_a_claim_writes_lease_attempt_and_holder(session: AsyncSession) -> None:
    made = await job(session, await person(session))
    claimed = await order(session)
    assert claimed is not None
    await session.refresh(made)
    assert made.state is State.DISPATCHED
    assert (made.attempt, made.order_id, made.lease_until) == (1, claimed.id, NOON + LEASE)
    assert made.worker == worker().holder


async def test_a_stale_mark_of_waiting_is_passed_over_and_mended(session: AsyncSession) -> None:
    idle = await person(session)
    await job(session, idle)
    await serve(session, worker(), times=1)
    await session.execute(update(Turn).values(waiting=True))
    anna = await person(session)
    await job(session, anna)
    assert await serve(session, worker(), times=1) == [str(anna.id)]


async def test_the_claim_reads_turns_by_their_index_p3(session: AsyncSession) -> None:
    """With many waiting people the plan must not sort them all."""
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = await session.execute(
        text(
            "EXPLAIN SELECT user_id FROM turns WHERE waiting ORDER BY served_at NULLS FIRST, weight DESC, since LIMIT 1"
        )
    )
    lines: Iterable[str] = [row[0] for row in plan]
    assert any("ix_turns_fair" in line for line in lines)
    assert not any("Sort" in line for line in lines)
