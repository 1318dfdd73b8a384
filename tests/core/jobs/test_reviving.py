"""What failed waits again, as the same job, once and for nothing (issue 7, line 1: retry)."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.errors import DomainError
from core.jobs import outcomes
from core.jobs.families import WAITING
from core.jobs.models import Delivery, Job, Turn
from core.jobs.orders import Event, Failure
from core.jobs.reviving import KEPT, FailedTooLongAgo, NothingFailed, OnlyAPart, OwnerShutOut, revive
from core.jobs.service import JobNotFound
from core.jobs.states import State
from core.platforms import Platform
from core.quotas.models import Entry
from core.users.models import User
from tests.factories import NOON, job, order, person, report, success

DAY = timedelta(days=1)


async def failed(session: AsyncSession) -> Job:
    """Return a job that came to nothing, whose owner was told so."""
    made = await job(session, await person(session), platform=Platform.DISCORD)
    claimed = await order(session)
    assert claimed is not None
    told = report(claimed.items[0], Event.FAILED, error=Failure.ENGINE, passing=False)
    await outcomes.fail(session, told, now=NOON)
    (await session.scalars(select(Delivery))).one().state = "delivered"
    await session.refresh(made)
    assert made.state is State.FAILED
    return made


async def test_a_failed_job_is_drawn_after_all_and_its_owner_pays_nothing_and_is_told(session: AsyncSession) -> None:
    made = await failed(session)
    again = await revive(session, made.id, expiry=DAY, now=NOON + DAY)
    assert (again.id, again.state, again.error, again.expires_at) == (made.id, State.QUEUED, None, NOON + DAY + DAY)
    claimed = await order(session, now=NOON + DAY)
    assert claimed is not None
    assert claimed.items[0].attempt == 2, "an outcome of the first attempt is dropped"
    assert await outcomes.finish(session, success(claimed.items[0]), now=NOON + DAY)
    assert await session.scalar(select(func.sum(Entry.credits))) == 0, "reserved and given back, and not taken again"
    delivery = (await session.scalars(select(Delivery).execution_options(populate_existing=True))).one()
    assert (delivery.state, delivery.renewed_at) == ("due", NOON + DAY)


async def test_two_admins_who_press_at_once_revive_it_once(database: Database) -> None:
    async with database.transaction() as session:
        made = await failed(session)

    async def press() -> str:
        try:
            async with database.transaction() as session:
                await revive(session, made.id, expiry=DAY, now=NOON)
        except NothingFailed as refusal:
            return refusal.code
        return ""

    assert sorted(await asyncio.gather(press(), press(), press())) == ["", "nothing-failed", "nothing-failed"]


async def test_a_comic_takes_its_failed_panels_along(session: AsyncSession) -> None:
    comic, panel, drawn = await failed(session), await job(session, await person(session)), None
    drawn = await job(session, await session.get_one(User, comic.owner_id))
    comic.target = WAITING
    for one, state in ((panel, State.FAILED), (drawn, State.SUCCEEDED)):
        one.parent_id, one.state_name, one.finished_at = comic.id, state.value, NOON
    await session.flush()
    with pytest.raises(OnlyAPart):
        await revive(session, panel.id, expiry=DAY, now=NOON)
    await revive(session, comic.id, expiry=DAY, now=NOON)
    for one, state in ((panel, State.QUEUED), (drawn, State.SUCCEEDED)):
        await session.refresh(one)
        assert one.state is state
    assert (await session.get_one(Turn, comic.owner_id)).waiting


@pytest.mark.parametrize("wrong", [JobNotFound, NothingFailed, FailedTooLongAgo, OwnerShutOut])
async def test_what_can_not_be_revived_stays_as_it_is(wrong: type[DomainError], session: AsyncSession) -> None:
    made = await failed(session)
    which, now = made.id, NOON
    if wrong is JobNotFound:
        which = made.owner_id
    elif wrong is NothingFailed:
        made.state_name = State.CANCELLED.value
    elif wrong is FailedTooLongAgo:
        now = NOON + KEPT + DAY
    else:
        (await session.get_one(User, made.owner_id)).frozen_at = NOON
    await session.flush()
    before = made.state
    with pytest.raises(wrong):
        await revive(session, which, expiry=DAY, now=now)
    await session.refresh(made)
    assert made.state is before
