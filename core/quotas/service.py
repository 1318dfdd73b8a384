"""Reserving, settling and giving back credits, and how many are left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, literal, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import happened
from core.errors import DomainError, Refusal
from core.happenings import Figure, Happening
from core.i18n import N_
from core.quotas.limits import Limits
from core.quotas.models import Entry, RoleQuota
from core.roles import Role
from core.users.models import User

_MOVED = text("""
    SELECT CAST(COALESCE(sum(credits), 0) AS int), CAST(COALESCE(sum(credits) FILTER (WHERE kind = 'grant'), 0) AS int)
    FROM ledger WHERE user_id = :person AND day = :day
""")


class OutOfCredits(DomainError):
    """The day's credits do not cover the job."""

    refusal = Refusal.EXHAUSTED
    code = "out-of-credits"
    msgid = N_("This costs {cost} credits and you have {left} left today. You get new ones at midnight UTC.")


@dataclass(frozen=True, slots=True)
class Balance:
    """A day's credits: what the role gives and grants add, and what is left of them."""

    allowance: int
    left: int
    resets_at: datetime


def allowance_of(person: User, role_credits: int | None, limits: Limits) -> int:
    """Return a person's credits a day: their own, else what admins gave the role, else what the settings say."""
    if person.credits_a_day is not None:
        return person.credits_a_day
    return limits.credits[person.role] if role_credits is None else role_credits


async def allowance_now(session: AsyncSession, person: User, limits: Limits) -> int:
    """Return a person's credits a day, asking what admins gave the role."""
    return allowance_of(person, await credits_of_role(session, person.role), limits)


async def credits_of_role(session: AsyncSession, role: Role) -> int | None:
    """Return the credits a day that admins gave a role, None where they left it to the settings."""
    return await session.scalar(select(RoleQuota.credits_a_day).where(RoleQuota.role == role.value))


async def set_for_role(session: AsyncSession, role: Role, credits_a_day: int | None) -> int | None:
    """Give a role credits a day, or None for what the settings say; returns what it had."""
    before = await credits_of_role(session, role)
    if credits_a_day is None:
        await session.execute(delete(RoleQuota).where(RoleQuota.role == role.value))
        return before
    given = insert(RoleQuota).values(role=role.value, credits_a_day=credits_a_day)
    await session.execute(
        given.on_conflict_do_update(index_elements=[RoleQuota.role], set_={"credits_a_day": credits_a_day})
    )
    return before


async def balance(session: AsyncSession, user_id: UUID, *, allowance: int, now: datetime) -> Balance:
    """Return what a person has left today; ``allowance`` is what their role gives a day."""
    moved = await session.execute(_MOVED, {"person": user_id, "day": now.date()})
    total, granted = moved.one()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Balance(allowance + granted, allowance + total, midnight)


async def reserve(
    session: AsyncSession, user_id: UUID, *, allowance: int, job_id: UUID, cost: int, now: datetime
) -> None:
    """Take the cost of a job from the day's credits; the caller holds the person's lock.

    Raises:
        OutOfCredits: less than ``cost`` is left.
    """
    await require_left(session, user_id, allowance=allowance, cost=cost, now=now)
    take(session, user_id, job_id=job_id, cost=cost, now=now)


async def require_left(session: AsyncSession, user_id: UUID, *, allowance: int, cost: int, now: datetime) -> None:
    """Check that the day's credits cover a cost; the caller holds the person's lock.

    Raises:
        OutOfCredits: less than ``cost`` is left.
    """
    left = (await balance(session, user_id, allowance=allowance, now=now)).left
    if cost > left:
        raise OutOfCredits(cost=cost, left=max(left, 0))


def take(session: AsyncSession, user_id: UUID, *, job_id: UUID, cost: int, now: datetime) -> None:
    """Write down what a job reserves of credits that were found to be there."""
    if cost:
        session.add(_entry(user_id, job_id, "reserve", -cost, now))


async def refund(session: AsyncSession, job_id: UUID, *, now: datetime) -> None:
    """Give back what a job reserved, to the day it was taken from; a second ending changes nothing."""
    columns = ["id", "user_id", "job_id", "kind", "credits", "day", "created_at"]
    reserved = select(
        func.gen_random_uuid(), Entry.user_id, Entry.job_id, literal("refund"), -Entry.credits, Entry.day, literal(now)
    ).where(Entry.job_id == job_id, Entry.kind == "reserve")
    statement = insert(Entry).from_select(columns, reserved).on_conflict_do_nothing().returning(Entry.credits)
    back = await session.scalar(statement)
    if back is not None:
        happened(session, Happening(Figure.REFUNDED, (), float(back)))


async def grant(session: AsyncSession, user_id: UUID, *, credits_: int, now: datetime) -> None:
    """Add credits to a person's present day."""
    session.add(_entry(user_id, None, "grant", credits_, now))


def _entry(user_id: UUID, job_id: UUID | None, kind: str, credits_: int, now: datetime) -> Entry:
    return Entry(user_id=user_id, job_id=job_id, kind=kind, credits=credits_, day=now.date(), created_at=now)
