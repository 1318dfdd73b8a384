"""Credits: a day's worth, taken once, ended once, and counted against the day they were taken from."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.quotas import service as quotas
from core.quotas.limits import Limits, limits_with
from core.quotas.models import Entry
from core.quotas.service import OutOfCredits, balance
from core.roles import Role
from tests.factories import NOON, finished, job, person, spec

LATE = datetime(2026, 11, 21, 23, 59, 59, 999_999, tzinfo=UTC)
MIDNIGHT = LATE + timedelta(microseconds=1)


async def left(session: AsyncSession, owner: object, now: datetime) -> int:
    """Return what somebody has left of a hundred."""
    return (await balance(session, owner, allowance=100, now=now)).left  # type: ignore[arg-type]  # an id


async def test_new_credits_come_at_midnight_utc(session: AsyncSession) -> None:
    anna = await person(session)
    await job(session, anna, wanted=spec(count=4), now=LATE)
    assert await left(session, anna.id, LATE) == 96
    assert await left(session, anna.id, MIDNIGHT) == 100
    assert (await balance(session, anna.id, allowance=100, now=LATE)).resets_at == MIDNIGHT
    assert (await balance(session, anna.id, allowance=100, now=MIDNIGHT)).resets_at == MIDNIGHT + timedelta(days=1)


async def test_what_comes_back_after_midnight_belongs_to_the_day_before(session: AsyncSession) -> None:
    anna = await person(session)
    made = await job(session, anna, wanted=spec(count=4), now=LATE)
    await quotas.refund(session, made.id, now=MIDNIGHT)
    assert await left(session, anna.id, LATE) == 100
    assert await left(session, anna.id, MIDNIGHT) == 100


async def test_a_job_ends_once_on_the_ledger(session: AsyncSession) -> None:
    anna = await person(session)
    made = await finished(session, anna)
    await quotas.refund(session, made.id, now=NOON)
    assert sorted(await session.scalars(select(Entry.kind))) == ["reserve", "settle"]
    assert await left(session, anna.id, NOON) == 99


async def test_a_second_refund_gives_nothing(session: AsyncSession) -> None:
    anna = await person(session)
    made = await job(session, anna)
    for _ in range(2):
        await quotas.refund(session, made.id, now=NOON)
    assert sorted(await session.scalars(select(Entry.kind))) == ["refund", "reserve"]
    assert await left(session, anna.id, NOON) == 100


async def test_a_grant_adds_to_the_present_day_only(session: AsyncSession) -> None:
    anna = await person(session)
    await quotas.grant(session, anna.id, credits_=50, now=NOON)
    await session.flush()
    today = await balance(session, anna.id, allowance=100, now=NOON)
    assert (today.allowance, today.left) == (150, 150)
    assert await left(session, anna.id, MIDNIGHT) == 100


async def test_what_costs_nothing_leaves_no_entry(session: AsyncSession) -> None:
    anna = await person(session)
    await job(session, anna, wanted=spec().model_copy(update={"cost": 0}))
    assert list(await session.scalars(select(Entry))) == []


async def test_a_lowered_allowance_never_shows_less_than_nothing(session: AsyncSession) -> None:
    anna = await person(session)
    await job(session, anna, wanted=spec(count=4))
    other = await job(session, anna)
    with pytest.raises(OutOfCredits) as refusal:
        await quotas.reserve(session, anna.id, allowance=2, job_id=other.id, cost=1, now=NOON)
    assert refusal.value.fields == {"cost": 1, "left": 0}


def test_settings_replace_some_roles_credits_and_leave_the_others() -> None:
    usual = Limits().credits
    changed = limits_with({"user": 7, "super_admin": 9}).credits
    assert (changed[Role.USER], changed[Role.SUPER_ADMIN]) == (7, 9)
    assert changed[Role.ADMIN] == usual[Role.ADMIN]
    with pytest.raises(KeyError):
        limits_with({"king": 1})


@given(st.sampled_from(["credits", "waiting", "running"]))
def test_a_higher_role_never_gets_less(kind: str) -> None:
    by_role = getattr(Limits(), kind)
    values = [by_role[role] for role in Role]
    assert values == sorted(values)
    assert by_role[Role.GUEST] == 0
