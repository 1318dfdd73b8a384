"""Asking for jobs and taking them back."""

import asyncio

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.clock import new_id
from core.db import Database
from core.jobs import outcomes
from core.jobs.models import Delivery, Job
from core.jobs.service import JobEnded, JobNotFound, Policy, Request, TooManyWaiting, cancel, submit
from core.jobs.states import State
from core.nudges import Nudge
from core.platforms import Platform
from core.privacy import Visibility
from core.quotas.models import Entry
from core.quotas.service import OutOfCredits, balance
from core.roles import NotAllowed, NotAllowedHere, Role
from core.screening.reasons import MinorSexual, Sexual
from core.users.service import Blocked
from tests.core.conftest import Overheard
from tests.factories import NOON, POLICY, job, order, person, spec, success


async def left(session: AsyncSession, owner: object, role: Role = Role.USER) -> int:
    """Return the credits that somebody has left today."""
    allowance = POLICY.limits.credits[role]
    return (await balance(session, owner, allowance=allowance, now=NOON)).left  # type: ignore[arg-type]  # an id


async def test_a_job_waits_costs_its_pictures_and_owes_an_answer(database: Database, overheard: Overheard) -> None:
    async with database.transaction() as session:
        anna = await person(session)
        made = await job(session, anna, wanted=spec(count=3), platform=Platform.DISCORD)
        assert made.state is State.QUEUED
        assert await left(session, anna.id) == 97
        delivery = (await session.scalars(select(Delivery))).one()
        assert (delivery.job_id, delivery.platform, delivery.state) == (made.id, "discord", "due")
        assert overheard.nudges == [], "nothing is said before the commit"
    assert overheard.nudges == [Nudge(bus.JOBS), Nudge(bus.owner_channel(anna.id), str(made.id))]


async def test_the_same_event_makes_one_job_and_one_charge_r3(database: Database) -> None:
    async with database.transaction() as session:
        anna = await person(session)
    made = []
    for _ in range(3):
        async with database.transaction() as session:
            made.append((await job(session, anna, key="discord:1")).id)
    async with database.transaction() as session:
        assert len(set(made)) == 1
        assert await session.scalar(select(func.count(Job.id))) == 1
        assert await left(session, anna.id) == 99


async def test_fifty_submits_at_once_never_take_one_credit_too_many(database: Database) -> None:
    async with database.transaction() as session:
        anna = await person(session, role=Role.SUPER_ADMIN)
    policy = Policy(limits=type(POLICY.limits)(credits={**POLICY.limits.credits, Role.SUPER_ADMIN: 20}))

    async def ask(number: int) -> bool:
        try:
            async with database.transaction() as session:
                request = Request(key=f"race:{number}")
                await submit(session, anna, spec=spec(), request=request, policy=policy, now=NOON)
        except OutOfCredits:
            return False
        return True

    accepted = await asyncio.gather(*(ask(number) for number in range(50)))
    assert sum(accepted) == 20
    async with database.transaction() as session:
        assert await session.scalar(select(func.sum(Entry.credits))) == -20


async def test_a_full_queue_refuses_without_charging(session: AsyncSession) -> None:
    anna = await person(session)
    for _ in range(POLICY.limits.waiting[Role.USER]):
        await job(session, anna)
    with pytest.raises(TooManyWaiting) as refusal:
        await job(session, anna)
    assert refusal.value.fields == {"limit": 10}
    assert await left(session, anna.id) == 90


async def test_too_few_credits_refuse_and_leave_nothing_behind(database: Database) -> None:
    async with database.transaction() as session:
        anna = await person(session)
    policy = Policy(limits=type(POLICY.limits)(credits={Role.USER: 3}))
    async with database.transaction() as session:
        with pytest.raises(OutOfCredits) as refusal:
            await submit(session, anna, spec=spec(count=4), request=Request("a"), policy=policy, now=NOON)
        await session.rollback()
    assert refusal.value.fields == {"cost": 4, "left": 3}
    async with database.transaction() as session:
        assert await session.scalar(select(func.count(Job.id))) == 0
        assert await session.scalar(select(func.count(Entry.id))) == 0


async def test_guests_may_not_draw_and_closed_spaces_refuse(session: AsyncSession) -> None:
    guest = await person(session, role=Role.GUEST)
    with pytest.raises(NotAllowed):
        await job(session, guest)
    anna = await person(session)
    request = Request("a", closed=frozenset({"draw"}))
    with pytest.raises(NotAllowedHere):
        await submit(session, anna, spec=spec(), request=request, policy=POLICY, now=NOON)
    closed = Request("b", Visibility.PUBLIC, closed=frozenset({"publish"}))
    with pytest.raises(NotAllowedHere):
        await submit(session, anna, spec=spec(), request=closed, policy=POLICY, now=NOON)
    picture = spec().model_copy(update={"reference": "00/x.png"})
    start = Request("c", closed=frozenset({"reference"}))
    with pytest.raises(NotAllowedHere):
        await submit(session, anna, spec=picture, request=start, policy=POLICY, now=NOON)


async def test_cancelling_gives_the_credits_back_and_raises_the_workers_flag(
    database: Database, overheard: Overheard
) -> None:
    async with database.transaction() as session:
        anna = await person(session)
        made = await job(session, anna, platform=Platform.TELEGRAM)
        assert await order(session) is not None
    async with database.transaction() as session:
        ended = await cancel(session, anna, made.id, now=NOON)
        assert ended.state is State.CANCELLED
        assert ended.finished_at == NOON
        assert await left(session, anna.id) == 100
    assert Nudge(bus.cancel_flag(made.id), "1", keep_s=bus.FLAG_SECONDS) in overheard.nudges
    assert Nudge(bus.deliveries_channel("telegram"), str(made.id)) in overheard.nudges


async def test_what_is_not_yours_is_not_found_but_an_admin_may_cancel_it(session: AsyncSession) -> None:
    anna, bert, admin = await person(session), await person(session), await person(session, role=Role.ADMIN)
    made = await job(session, anna)
    with pytest.raises(JobNotFound):
        await cancel(session, bert, made.id, now=NOON)
    with pytest.raises(JobNotFound):
        await cancel(session, anna, new_id(), now=NOON)
    assert (await cancel(session, admin, made.id, now=NOON)).state is State.CANCELLED
    with pytest.raises(JobEnded):
        await cancel(session, anna, made.id, now=NOON)


async def test_finish_and_cancel_at_once_end_a_job_once(database: Database) -> None:
    for round_ in range(20):
        async with database.transaction() as session:
            anna = await person(session)
            made = await job(session, anna, key=f"round:{round_}")
            claimed = await order(session)
        assert claimed is not None
        outcome = success(claimed.items[0])

        async def stop(owner: object = anna, target: object = made.id) -> bool:
            try:
                async with database.transaction() as session:
                    await cancel(session, owner, target, now=NOON)  # type: ignore[arg-type]  # bound in the loop
            except JobEnded:
                return False
            return True

        async def end(report: object = outcome) -> bool:
            async with database.transaction() as session:
                return await outcomes.finish(session, report, now=NOON)  # type: ignore[arg-type]  # bound in the loop

        assert sum(await asyncio.gather(stop(), end())) == 1
        async with database.transaction() as session:
            endings = await session.scalars(select(Entry.kind).where(Entry.job_id == made.id))
            assert len(list(endings)) == 2, "one reservation and one end"


@pytest.mark.parametrize("change", ["UPDATE ledger SET credits = 0", "DELETE FROM ledger", "TRUNCATE ledger"])
async def test_the_ledger_can_only_grow(database: Database, change: str) -> None:
    async with database.transaction() as session:
        await job(session, await person(session))
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.transaction() as session:
            await (await session.connection()).exec_driver_sql(change)


async def test_what_is_screened_out_leaves_nothing_behind_and_costs_nothing(session: AsyncSession) -> None:
    """Screening comes before anything is charged (trust.md, § Moderation)."""
    anna = await person(session)
    with pytest.raises(MinorSexual):
        await job(session, anna, wanted=spec("a nude child"))
    assert await left(session, anna.id) == 100
    assert await session.scalar(select(func.count(Job.id))) == 0


async def test_what_a_space_lets_through_is_drawn_there_alone(session: AsyncSession) -> None:
    anna = await person(session)
    wanted = spec("a nude man on a sofa")
    with pytest.raises(Sexual):
        await submit(session, anna, spec=wanted, request=Request("1"), policy=POLICY, now=NOON)
    allowed = Request("2", allowed=frozenset({"sexual"}))
    job = await submit(session, anna, spec=wanted, request=allowed, policy=POLICY, now=NOON)
    assert job.state is State.QUEUED


async def test_who_is_blocked_makes_nothing_by_whatever_way(session: AsyncSession) -> None:
    owner = await person(session)
    owner.blocked_at = NOON
    with pytest.raises(Blocked):
        await job(session, owner)
