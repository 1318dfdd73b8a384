"""How often the house may be switched (H6), counted in the rows of what was asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import DomainError, Refusal
from core.home.models import HomeAction
from core.home.states import Kind, Risk
from core.i18n import N_

A_PERSON, A_HOUSE = 10, 60  # actions a minute
HIGH = 3  # actions of high risk
_MINUTE = timedelta(minutes=1)
_TEN_MINUTES = timedelta(minutes=10)
_ENTITY = timedelta(seconds=2)
_SWITCHING = 7_301_002  # advisory lock: what is counted here is asked for one at a time


class TooFast(DomainError):
    """More actions than the person, the house or the entity takes in a time."""

    refusal = Refusal.EXHAUSTED
    code = "home-too-fast"
    msgid = N_("That is too fast for this house. Try again in {seconds} seconds.")


class TooManyHigh(DomainError):
    """More doors and locks than in ten minutes."""

    refusal = Refusal.EXHAUSTED
    code = "home-too-many-high"
    msgid = N_("Doors, locks and alarms were switched {limit} times in ten minutes, which is the most. Try later.")


async def require_calm(
    session: AsyncSession, user_id: UUID, *, entity_ids: Sequence[str], risk: Risk, dry: bool, now: datetime
) -> None:
    """Refuse what comes too fast; whoever passes holds the house's lock until the end of the transaction.

    What is dry switches nothing and is neither counted nor refused.

    Raises:
        TooFast: ten actions a minute a person, sixty a house, one in two seconds an entity.
        TooManyHigh: three actions of high risk in ten minutes.
    """
    if dry:
        return
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _SWITCHING})
    switched = (HomeAction.kind_name == Kind.CALLS.value, HomeAction.ready_at.is_not(None), HomeAction.dry.is_(False))
    counted = select(
        func.count().filter(HomeAction.user_id == user_id, HomeAction.ready_at > now - _MINUTE),
        func.count().filter(HomeAction.ready_at > now - _MINUTE),
        func.count().filter(HomeAction.risk_level == Risk.HIGH.value),
        func.max(HomeAction.ready_at).filter(HomeAction.entity_ids.overlap(list(entity_ids))),
    ).where(HomeAction.ready_at > now - _TEN_MINUTES, *switched)
    person, house, high, last = (await session.execute(counted)).one()
    if risk is Risk.HIGH and high >= HIGH:
        raise TooManyHigh(limit=HIGH)
    if person >= A_PERSON or house >= A_HOUSE:
        raise TooFast(seconds=int(_MINUTE.total_seconds()))
    if last is not None and now - last < _ENTITY:
        raise TooFast(seconds=int(_ENTITY.total_seconds()))
