"""What a person asked for, told again: newest first page by page, and what has changed of late."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.jobs.models import Job
from core.jobs.states import OPEN, Kind, State
from core.media.models import Media

_OPEN_NAMES = [state.value for state in OPEN]


async def history(
    session: AsyncSession,
    owner_id: UUID,
    *,
    limit: int,
    before: UUID | None = None,
    kinds: Collection[Kind] = (),
    states: Collection[State] = (),
) -> list[Job]:
    """Return a person's jobs, newest first, older than ``before``; a comic once, not panel by panel."""
    query = select(Job).where(Job.owner_id == owner_id, Job.parent_id.is_(None))
    if before is not None:
        query = query.where(Job.id < before)
    if kinds:
        query = query.where(Job.kind_name.in_([kind.value for kind in kinds]))
    if states:
        query = query.where(Job.state_name.in_([state.value for state in states]))
    return list(await session.scalars(query.order_by(Job.id.desc()).limit(limit)))


async def changed(session: AsyncSession, owner_id: UUID, *, since: datetime, limit: int) -> list[Job]:
    """Return what of a person's is under way or ended since a moment, oldest first."""
    moved = Job.state_name.in_(_OPEN_NAMES) | (Job.finished_at >= since)
    found = await session.scalars(
        select(Job)
        .where(Job.owner_id == owner_id, Job.parent_id.is_(None), moved)
        .order_by(Job.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return sorted(found, key=lambda job: job.id)


async def own(session: AsyncSession, owner_id: UUID, job_ids: Collection[UUID]) -> list[Job]:
    """Return those of some jobs that are a person's, oldest first; panels are none of their own."""
    found = await session.scalars(
        select(Job).where(Job.owner_id == owner_id, Job.parent_id.is_(None), Job.id.in_(list(job_ids))).order_by(Job.id)
    )
    return list(found)


async def pictures_of(session: AsyncSession, job_ids: Collection[UUID]) -> dict[UUID, list[Media]]:
    """Return the pictures of some jobs that still exist, in order, by job."""
    found: dict[UUID, list[Media]] = {job_id: [] for job_id in job_ids}
    rows = await session.scalars(
        select(Media).where(Media.job_id.in_(list(found)), Media.deleted_at.is_(None)).order_by(Media.position)
    )
    for media in rows:
        found[media.job_id].append(media)
    return found


async def parts_done(session: AsyncSession, job_ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return how many parts of each of some jobs have ended, and how many there are."""
    ended = func.count().filter(Job.state_name.notin_(_OPEN_NAMES))
    rows = await session.execute(
        select(Job.parent_id, ended, func.count()).where(Job.parent_id.in_(list(job_ids))).group_by(Job.parent_id)
    )
    return {parent_id: (done, total) for parent_id, done, total in rows if parent_id is not None}
