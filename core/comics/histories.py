"""A person's comics, listed, and which comic a job made a version of."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics.models import Comic, ComicVersion


async def mine(session: AsyncSession, owner_id: UUID, *, limit: int, before: UUID | None = None) -> list[Comic]:
    """Return a person's comics, the newest first, older than ``before``."""
    query = select(Comic).where(Comic.owner_id == owner_id, Comic.deleted_at.is_(None))
    if before is not None:
        query = query.where(Comic.id < before)
    return list(await session.scalars(query.order_by(Comic.id.desc()).limit(limit)))


async def of_jobs(session: AsyncSession, job_ids: Collection[UUID]) -> dict[UUID, Comic]:
    """Return the comic of each of those jobs that made a version of one that is still there."""
    rows = await session.execute(
        select(ComicVersion.job_id, Comic)
        .join(Comic, Comic.id == ComicVersion.comic_id)
        .where(ComicVersion.job_id.in_(list(job_ids)), Comic.deleted_at.is_(None))
    )
    return {row[0]: row[1] for row in rows}


async def newest_jobs(session: AsyncSession, comic_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the job of the newest version of each of some comics, finished or not."""
    rows = await session.execute(
        select(ComicVersion.comic_id, ComicVersion.job_id)
        .where(ComicVersion.comic_id.in_(list(comic_ids)))
        .ext(distinct_on(ComicVersion.comic_id))
        .order_by(ComicVersion.comic_id, ComicVersion.number.desc())
    )
    return {row[0]: row[1] for row in rows}
