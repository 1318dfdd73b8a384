"""Answers that are owed: claimed by one bot at a time, tried until they arrive or can't."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Text, case, cast, func, null, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.db import after_commit
from core.jobs.models import Delivery, Job
from core.jobs.states import ENDED
from core.nudges import Nudge
from core.platforms import Platform

CLAIM = timedelta(seconds=60)
ORPHANED = timedelta(seconds=30)  # an answer that lies so long is no running terminal's
MOST_TRIES = 30
LONGEST_WAIT = timedelta(minutes=10)
_ENDED_NAMES = [state.value for state in ENDED]


@dataclass(frozen=True, slots=True)
class Due:
    """An answer to give now; ``renewed_at`` is which version of it, ``space_id`` the space that the channel is in."""

    id: UUID
    job: Job
    channel_id: str
    message_id: str | None
    locale: str
    tries: int
    renewed_at: datetime | None = None
    space_id: UUID | None = None


async def claim_due(
    session: AsyncSession, platform: Platform, *, limit: int, now: datetime, channel: str | None = None
) -> list[Due]:
    """Claim answers of finished jobs for a minute; two bots never hold the same one.

    ``channel`` leaves those of other channels to whoever serves them, unless nobody does: a terminal that was closed.
    """
    ours = [] if channel is None else [(Delivery.channel_id == channel) | (Job.finished_at <= now - ORPHANED)]
    rows = await session.execute(
        select(Delivery, Job)
        .join(Job, Job.id == Delivery.job_id)
        .where(
            Delivery.platform == platform.value,
            Delivery.state == "due",
            Job.state_name.in_(_ENDED_NAMES),
            Delivery.not_before.is_(None) | (Delivery.not_before <= now),
            Delivery.claimed_until.is_(None) | (Delivery.claimed_until <= now),
            *ours,
        )
        .order_by(Job.finished_at)
        .limit(limit)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    due = []
    for delivery, job in rows:
        delivery.claimed_until = now + CLAIM
        delivery.tries += 1
        due.append(_due(delivery, job))
    return due


def _due(delivery: Delivery, job: Job) -> Due:
    return Due(
        delivery.id,
        job,
        delivery.channel_id,
        delivery.message_id,
        delivery.locale,
        delivery.tries,
        delivery.renewed_at,
        delivery.space_id,
    )


async def watched(session: AsyncSession, platform: Platform, job_id: UUID) -> Delivery | None:
    """Return where a job's progress may be shown on a platform, once its message is known."""
    found = await session.scalars(
        select(Delivery).where(
            Delivery.job_id == job_id,
            Delivery.platform == platform.value,
            Delivery.state == "due",
            Delivery.message_id.is_not(None),
        )
    )
    return found.first()


async def of_job(session: AsyncSession, job_id: UUID, platform: Platform) -> list[Delivery]:
    """Return where a job's answer goes, or went, on a platform."""
    found = await session.scalars(
        select(Delivery).where(Delivery.job_id == job_id, Delivery.platform == platform.value)
    )
    return list(found)


async def note_message(session: AsyncSession, job_id: UUID, platform: Platform, *, message_id: str) -> bool:
    """Remember the message that becomes the answer; False where another one has become it."""
    await session.execute(
        update(Delivery)
        .where(Delivery.job_id == job_id, Delivery.platform == platform.value, Delivery.message_id.is_(None))
        .values(message_id=message_id)
        .execution_options(synchronize_session=False)
    )
    there = select(func.bool_or(_is_among(message_id)))
    kept = await session.scalar(there.where(Delivery.job_id == job_id, Delivery.platform == platform.value))
    return kept is not False  # None: nothing is owed there


async def noted_meanwhile(session: AsyncSession, due: Due, *, message_id: str) -> str | None:
    """Return a message that was noted as the answer's while it went into another one, ``message_id``."""
    if due.message_id is not None:
        return None
    noted = await session.scalar(select(Delivery.message_id).where(Delivery.id == due.id).with_for_update())
    return None if noted in {None, *message_id.split(",")} else noted


def _is_among(message_id: str) -> ColumnElement[bool]:
    """Tell whether a message is one of those that an answer has become."""
    return func.string_to_array(Delivery.message_id, ",").op("@>")(cast([message_id], ARRAY(Text)))


async def by_message(session: AsyncSession, platform: Platform, channel_id: str, *, message_id: str) -> UUID | None:
    """Return the job whose answer a message is, however old.

    ``channel_id`` is the chat: where a platform parts it into topics, these don't matter ("-100:7" is in "-100").
    """
    return await session.scalar(
        select(Delivery.job_id)
        .where(
            _is_among(message_id),
            Delivery.platform == platform.value,
            func.split_part(Delivery.channel_id, ":", 1) == channel_id.partition(":")[0],
        )
        .limit(1)
    )


async def renew(session: AsyncSession, job_id: UUID, *, now: datetime) -> None:
    """Owe a job's answer anew, since it became another: what had arrived is edited, what is under way comes again."""
    arrived_ = Delivery.state == "delivered"
    platforms = await session.scalars(
        update(Delivery)
        .where(Delivery.job_id == job_id, Delivery.state.in_(("delivered", "due")))
        .values(
            state="due",
            renewed_at=now,
            tries=0,
            not_before=null(),
            claimed_until=case((arrived_, null()), else_=Delivery.claimed_until),
        )
        .returning(Delivery.platform)
        .execution_options(synchronize_session=False)
    )
    for platform in set(platforms):
        after_commit(session, Nudge(bus.deliveries_channel(platform), str(job_id)))


async def arrived(
    session: AsyncSession, delivery_id: UUID, *, message_id: str, renewed_at: datetime | None = None, now: datetime
) -> None:
    """Note that an answer has arrived; it is never given again, unless it became another meanwhile (``renewed_at``)."""
    same = Delivery.renewed_at.is_not_distinct_from(renewed_at)
    await session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id)
        .values(
            state=case((same, "delivered"), else_="due"), delivered_at=now, message_id=message_id, claimed_until=null()
        )
        .execution_options(synchronize_session=False)
    )


async def postpone(session: AsyncSession, due: Due, *, error: str, wait: timedelta | None, now: datetime) -> None:
    """Try an answer again after ``wait`` (the platform's own word) or an exponential pause; give up in the end."""
    if due.tries >= MOST_TRIES:
        await abandon(session, due.id, error=error)
        return
    pause = wait or min(timedelta(seconds=2 ** min(due.tries, 10)), LONGEST_WAIT)
    await _set(session, due.id, not_before=now + pause, claimed_until=None, error=error[:500])


async def hasten(session: AsyncSession, deliveries: Iterable[UUID], *, now: datetime) -> None:
    """Try answers again now that were put off: what kept them away has passed."""
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(list(deliveries)), Delivery.state == "due", Delivery.not_before > now)
        .values(not_before=now)
        .execution_options(synchronize_session=False)
    )


async def abandon(session: AsyncSession, delivery_id: UUID, *, error: str) -> None:
    """Give an answer up: the channel is gone or closed to us; the pictures stay with their owner."""
    await _set(session, delivery_id, state="abandoned", claimed_until=None, error=error[:500])


async def _set(session: AsyncSession, delivery_id: UUID, **values: object) -> None:
    await session.execute(
        update(Delivery).where(Delivery.id == delivery_id).values(**values).execution_options(synchronize_session=False)
    )
