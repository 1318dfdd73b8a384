"""Hanging pictures into frames."""

import re
import secrets
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.errors import DomainError, Refusal
from core.frames.models import Frame, FrameJob
from core.i18n import N_
from core.jobs.models import Job
from core.users.models import User

MOST_FRAMES = 20
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_SECRET_BYTES = 16  # 128 bits, as for unlisted pictures (trust.md, § Privacy)


class FrameNameUnfit(DomainError):
    """The name can't stand in an address."""

    refusal = Refusal.INVALID
    code = "frame-name"
    msgid = N_("A frame's name is 1 to 32 small letters, digits and hyphens, such as living-room.")


class TooManyFrames(DomainError):
    """More frames than a house has walls."""

    refusal = Refusal.EXHAUSTED
    code = "frames"
    msgid = N_("You have {limit} frames, which is the most. Take one down first.")


async def hang(session: AsyncSession, owner: User, *, name: str, job: Job, now: datetime) -> Frame:
    """Have the person's frame of that name show what a job draws; the frame is made at its first picture.

    Raises:
        FrameNameUnfit: the name can't stand in an address.
        TooManyFrames: the person has 20.
    """
    frame = await _frame(session, owner, name, now=now)
    await session.execute(insert(FrameJob).values(frame_id=frame.id, job_id=job.id).on_conflict_do_nothing())
    return frame


async def take_down(session: AsyncSession, owner: User, *, name: str) -> bool:
    """Remove a frame; its pictures stay. False where the person has none of that name."""
    gone = await session.scalar(delete(Frame).where(Frame.owner_id == owner.id, Frame.name == name).returning(Frame.id))
    return gone is not None


async def _frame(session: AsyncSession, owner: User, name: str, *, now: datetime) -> Frame:
    if not _NAME.fullmatch(name):
        raise FrameNameUnfit
    await session.execute(select(User.id).where(User.id == owner.id).with_for_update())
    found = await session.scalar(select(Frame).where(Frame.owner_id == owner.id, Frame.name == name))
    if found is not None:
        return found
    if (await session.scalar(select(func.count()).where(Frame.owner_id == owner.id)) or 0) >= MOST_FRAMES:
        raise TooManyFrames(limit=MOST_FRAMES)
    slug = f"{name}-{secrets.token_urlsafe(_SECRET_BYTES)}"
    frame = Frame(id=new_id(), owner_id=owner.id, name=name, slug=slug, created_at=now)
    session.add(frame)
    await session.flush()
    return frame
