"""People as the gallery knows them: a name, an address, and what they chose to show."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.media.models import Media
from core.privacy import Visibility
from core.users.models import User

MOST_COUNTED = 1000
_PUBLIC = (
    (Media.visibility_name == Visibility.PUBLIC.value)
    & Media.deleted_at.is_(None)
    & (Media.level == 0)
    & Media.part.is_(False)
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who shows something here."""

    id: UUID
    name: str
    handle: str


async def by_handle(session: AsyncSession, handle: str) -> Person | None:
    """Return who has an address, if they show anything; else they are nobody's business."""
    found = await people_where(session, User.handle == handle, limit=1)
    return found[0] if found else None


async def people_where(session: AsyncSession, which: ColumnElement[bool], *, limit: int) -> list[Person]:
    """Return those of some people who show something."""
    shows = exists().where(Media.owner_id == User.id, _PUBLIC)
    rows = await session.execute(
        select(User.id, User.name, User.handle).where(which, shows).order_by(User.handle).limit(limit)
    )
    return [Person(id_, name, handle) for id_, name, handle in rows if handle]


async def count_shown(session: AsyncSession, owner_id: UUID) -> int:
    """Return how many public pictures somebody has, at most ``MOST_COUNTED``: counting goes no further."""
    some = select(Media.id).where(Media.owner_id == owner_id, _PUBLIC).limit(MOST_COUNTED).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0
