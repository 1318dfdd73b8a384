"""Answers that the house owes: claimed by one bot at a time, tried until they arrive or can't."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.home.models import HomeAction
from core.platforms import Platform

CLAIM = timedelta(seconds=60)
MOST_TRIES = 12
LONGEST_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Due:
    """An answer to give now."""

    action: HomeAction
    channel_id: str
    message_id: str | None
    locale: str
    tries: int


async def claim_due(session: AsyncSession, platform: Platform, *, limit: int, now: datetime) -> list[Due]:
    """Claim answers of ended actions for a minute; two bots never hold the same one."""
    rows = await session.scalars(
        select(HomeAction)
        .where(
            HomeAction.platform == platform.value,
            HomeAction.delivery == "due",
            HomeAction.not_before.is_(None) | (HomeAction.not_before <= now),
            HomeAction.claimed_until.is_(None) | (HomeAction.claimed_until <= now),
        )
        .order_by(HomeAction.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    due = []
    for action in rows:
        action.claimed_until = now + CLAIM
        action.tries += 1
        due.append(Due(action, action.channel_id, action.message_id, action.locale, action.tries))
    return due


async def note_message(session: AsyncSession, action_id: UUID, *, message_id: str) -> None:
    """Remember the message that becomes the answer."""
    await _set(session, action_id, HomeAction.message_id.is_(None), message_id=message_id)


async def arrived(session: AsyncSession, due: Due, *, message_id: str) -> None:
    """Note that an answer has arrived; it is never given again."""
    await _set(session, due.action.id, delivery="delivered", message_id=message_id, claimed_until=None)


async def postpone(session: AsyncSession, due: Due, *, wait: timedelta | None, now: datetime) -> None:
    """Try an answer again after ``wait`` (the platform's own word) or an exponential pause; give up in the end."""
    if due.tries >= MOST_TRIES:
        await abandon(session, due)
        return
    pause = wait or min(timedelta(seconds=2.0**due.tries), LONGEST_WAIT)
    await _set(session, due.action.id, not_before=now + pause, claimed_until=None)


async def abandon(session: AsyncSession, due: Due) -> None:
    """Give an answer up: the channel is gone or closed to us."""
    await _set(session, due.action.id, delivery="abandoned", claimed_until=None)


async def _set(session: AsyncSession, action_id: UUID, *conditions: object, **values: object) -> None:
    await session.execute(
        update(HomeAction)
        .where(HomeAction.id == action_id, *conditions)  # type: ignore[arg-type]  # column expressions
        .values(**values)
        .execution_options(synchronize_session=False)
    )
