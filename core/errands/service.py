"""Sending bots on errands, and what comes of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.db import after_commit
from core.errands.models import Errand, Task
from core.nudges import Nudge
from core.platforms import Platform
from core.users import queries as users

CLAIM = timedelta(seconds=60)
MOST_TRIES = 12
LONGEST_WAIT = timedelta(hours=1)
_SPEAKING = (Platform.DISCORD, Platform.TELEGRAM)  # the console hears only who sits at it, the web has no messages


@dataclass(frozen=True, slots=True)
class Told:
    """Something to say: ``topic`` is the front end's name for the sentence, ``body`` what fills it."""

    topic: str
    body: Mapping[str, str | int]


async def tell(session: AsyncSession, user_id: UUID, told: Told, *, locale: str, now: datetime) -> int:
    """Have a person told something in private on each platform where we can reach them; returns on how many."""
    known = await users.identities(session, user_id)
    places = [identity for identity in known if identity.platform in _SPEAKING]
    for identity in places:
        _send(
            session,
            _errand(
                Task.TELL, identity.platform, identity.external_id, told=told, locale=locale, user_id=user_id, now=now
            ),
        )
    return len(places)


async def announce(
    session: AsyncSession, platform: Platform, channel_id: str, *, told: Told, locale: str, now: datetime
) -> None:
    """Have something said in a channel."""
    _send(session, _errand(Task.ANNOUNCE, platform, channel_id, told=told, locale=locale, now=now))


async def remove(
    session: AsyncSession, platform: Platform, channel_id: str, *, message_id: str, locale: str, now: datetime
) -> None:
    """Have a message of ours taken away."""
    errand = _errand(Task.REMOVE, platform, channel_id, locale=locale, now=now)
    errand.message_id = message_id
    _send(session, errand)


async def claim_due(session: AsyncSession, platform: Platform, *, limit: int, now: datetime) -> list[Errand]:
    """Claim errands for a minute, oldest first; two bots never run the same one."""
    found = await session.scalars(
        select(Errand)
        .where(
            Errand.platform == platform.value,
            Errand.not_before <= now,
            Errand.claimed_until.is_(None) | (Errand.claimed_until <= now),
        )
        .order_by(Errand.not_before, Errand.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    errands = list(found)
    for errand in errands:
        errand.claimed_until = now + CLAIM
        errand.tries += 1
    return errands


async def done(session: AsyncSession, ids: Iterable[UUID]) -> None:
    """Forget errands that are done, or that nobody can do."""
    await session.execute(delete(Errand).where(Errand.id.in_(list(ids))).execution_options(synchronize_session=False))


async def postpone(session: AsyncSession, errand: Errand, *, wait: timedelta | None, now: datetime) -> bool:
    """Try an errand again after ``wait`` (the platform's own) or an exponential pause; False when it is given up."""
    if errand.tries >= MOST_TRIES:
        await done(session, [errand.id])
        return False
    pause = wait or min(timedelta(seconds=2.0**errand.tries), LONGEST_WAIT)
    await session.execute(
        update(Errand)
        .where(Errand.id == errand.id)
        .values(not_before=now + pause, claimed_until=None)
        .execution_options(synchronize_session=False)
    )
    return True


def _errand(
    task: Task,
    platform: Platform,
    place: str,
    *,
    locale: str,
    now: datetime,
    told: Told | None = None,
    user_id: UUID | None = None,
) -> Errand:
    return Errand(
        platform=platform.value,
        task_name=task.value,
        place=place,
        user_id=user_id,
        locale=locale,
        topic=told.topic if told else "",
        body=dict(told.body) if told else {},
        created_at=now,
        not_before=now,
    )


def _send(session: AsyncSession, errand: Errand) -> None:
    session.add(errand)
    after_commit(session, Nudge(bus.errands_channel(errand.platform)))
