"""Questions about spaces: which there are, and what each has set."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.spaces.models import ChannelSettings, Space, SpaceSettings


@dataclass(frozen=True, slots=True)
class Known:
    """A space with its settings (None where it changed nothing) and how many of its channels have some of their own."""

    space: Space
    settings: SpaceSettings | None
    channels: int


async def by_id(session: AsyncSession, space_id: UUID) -> Space | None:
    """Return one space."""
    return await session.get(Space, space_id)


async def listed(session: AsyncSession, *, limit: int, before: UUID | None = None) -> list[Known]:
    """Return spaces, the newest first, that came before ``before``."""
    own = select(func.count()).where(ChannelSettings.space_id == Space.id).correlate(Space).scalar_subquery()
    query = (
        select(Space, SpaceSettings, own)
        .outerjoin(SpaceSettings, SpaceSettings.space_id == Space.id)
        .order_by(Space.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Space.id < before)
    return [Known(*row) for row in (await session.execute(query)).all()]


async def channels_of(session: AsyncSession, space_id: UUID) -> list[ChannelSettings]:
    """Return the channels of a space that have settings of their own."""
    found = await session.scalars(
        select(ChannelSettings).where(ChannelSettings.space_id == space_id).order_by(ChannelSettings.channel_id)
    )
    return list(found)
