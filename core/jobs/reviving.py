"""Trying again what failed, as the same job: its pages, its answer and its comic stay where they are."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.db import after_commit
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs import deliveries, families
from core.jobs.models import Job, Turn
from core.jobs.service import JobNotFound
from core.jobs.states import State
from core.jobs.telling import tell_owner
from core.nudges import Nudge
from core.users.models import User

KEPT = timedelta(days=6)  # after a week nobody knows the words of what failed (core.rights.retention, "deleted-words")
_FAILED = (State.FAILED.value, State.EXPIRED.value)


class NothingFailed(DomainError):
    """The job has not failed, or somebody has tried it again already."""

    refusal = Refusal.CONFLICT
    code = "nothing-failed"
    msgid = N_("Only a job that failed can be tried again. This one did not, or it waits again already.")


class FailedTooLongAgo(DomainError):
    """Its words are not kept any more, or are about to go."""

    refusal = Refusal.CONFLICT
    code = "failed-too-long-ago"
    msgid = N_("This failed too long ago: what was asked for is not kept any more.")


class OnlyAPart(DomainError):
    """A panel's picture, whose comic has been set without it."""

    refusal = Refusal.CONFLICT
    code = "only-a-part"
    msgid = N_("This is a part of a comic. Try the comic again.")


class OwnerShutOut(DomainError):
    """The owner may make nothing at the moment."""

    refusal = Refusal.CONFLICT
    code = "owner-shut-out"
    msgid = N_("The person who asked for this may make nothing new at the moment.")


async def revive(session: AsyncSession, job_id: UUID, *, expiry: timedelta, now: datetime) -> Job:
    """Have a failed job wait again, with its failed parts; it costs nothing, since its credits went back.

    Raises:
        JobNotFound: there is none.
        NothingFailed, FailedTooLongAgo, OnlyAPart, OwnerShutOut: what speaks against it.
    """
    job = await session.scalar(
        select(Job).where(Job.id == job_id).with_for_update().execution_options(populate_existing=True)
    )
    if job is None:
        raise JobNotFound
    await _require_revivable(session, job, now=now)
    await _wait(session, [job.id, *await _failed_parts(session, job)], until=now + expiry)
    await session.execute(
        update(Turn)
        .where(Turn.user_id == job.owner_id)
        .values(waiting=True, since=func.coalesce(Turn.since, now))
        .execution_options(synchronize_session=False)
    )
    await session.refresh(job)
    await deliveries.renew(session, job.id, now=now)
    after_commit(session, Nudge(bus.JOBS))
    tell_owner(session, job.owner_id, job.id)
    return job


async def _require_revivable(session: AsyncSession, job: Job, *, now: datetime) -> None:
    if job.state_name not in _FAILED:
        raise NothingFailed
    if job.parent_id is not None:
        raise OnlyAPart
    if job.finished_at is None or job.finished_at < now - KEPT:
        raise FailedTooLongAgo
    owner = await session.get_one(User, job.owner_id)
    if owner.blocked_at is not None or owner.frozen_at is not None:
        raise OwnerShutOut


async def _failed_parts(session: AsyncSession, job: Job) -> Sequence[UUID]:
    """Return the failed parts that a job still waits for; one that was set into pages needs them no more."""
    if job.target != families.WAITING:
        return ()
    return (
        await session.scalars(
            select(Job.id).where(Job.parent_id == job.id, Job.state_name.in_(_FAILED)).order_by(Job.id)
        )
    ).all()


async def _wait(session: AsyncSession, jobs: Sequence[UUID], *, until: datetime) -> None:
    await session.execute(
        update(Job)
        .where(Job.id.in_(jobs))
        .values(
            state_name=State.QUEUED.value, failures=0, error=None, finished_at=None, started_at=None, not_before=None,
            expires_at=until,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
