"""Finding spaces and reading what they allow."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.platforms import Platform
from core.roles import Permission
from core.spaces.models import Space, SpaceSettings


@dataclass(frozen=True, slots=True)
class Place:
    """A space as a command meets it."""

    id: UUID
    locale: str | None
    closed: frozenset[str]


async def enter(session: AsyncSession, platform: Platform, external_id: str, *, now: datetime) -> Place:
    """Return a space with its settings, made on the first visit."""
    query = (
        select(Space.id, SpaceSettings.locale, SpaceSettings.closed)
        .outerjoin(SpaceSettings, SpaceSettings.space_id == Space.id)
        .where(Space.platform == platform.value, Space.external_id == external_id)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        fresh = insert(Space).values(id=new_id(), platform=platform.value, external_id=external_id, created_at=now)
        await session.execute(fresh.on_conflict_do_nothing())
        row = (await session.execute(query)).one()
    return Place(row.id, row.locale, frozenset(row.closed or ()))


async def close_permissions(session: AsyncSession, space_id: UUID, *, closed: frozenset[Permission]) -> None:
    """Set the permissions that nobody has in a space."""
    values = sorted(closed)
    change = insert(SpaceSettings).values(space_id=space_id, closed=values)
    await session.execute(
        change.on_conflict_do_update(index_elements=[SpaceSettings.space_id], set_={"closed": values})
    )
