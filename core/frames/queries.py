"""Questions about frames."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.frames.models import Frame, FrameJob
from core.media.models import Media


async def by_slug(session: AsyncSession, slug: str) -> Frame | None:
    """Return the frame at an address."""
    found: Frame | None = await session.scalar(select(Frame).where(Frame.slug == slug))
    return found


async def newest(session: AsyncSession, frame_id: UUID) -> Media | None:
    """Return the newest picture that was drawn for a frame, unless it is rated, hidden or gone."""
    found: Media | None = await session.scalar(
        select(Media)
        .join(FrameJob, FrameJob.job_id == Media.job_id)
        .where(FrameJob.frame_id == frame_id, Media.deleted_at.is_(None), Media.hidden_at.is_(None), Media.level == 0)
        .order_by(Media.created_at.desc(), Media.id.desc())
        .limit(1)
    )
    return found


async def of_owner(session: AsyncSession, owner_id: UUID) -> list[Frame]:
    """Return a person's frames by name."""
    return list(await session.scalars(select(Frame).where(Frame.owner_id == owner_id).order_by(Frame.name)))
