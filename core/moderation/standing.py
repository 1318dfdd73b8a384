"""Who may moderate where: admins everywhere, others in the spaces that it was granted for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.moderation.models import Moderator
from core.moderation.refusals import RoleTooLow
from core.roles import Permission, may, require
from core.users.models import User


async def spaces_of(session: AsyncSession, person: User) -> frozenset[UUID] | None:
    """Return the spaces in which somebody may decide; None stands for all."""
    if may(person.role, Permission.MANAGE_OTHERS):
        return None
    if not may(person.role, Permission.MODERATE) or person.blocked_at is not None:
        return frozenset()
    found = await session.scalars(select(Moderator.space_id).where(Moderator.user_id == person.id))
    return frozenset(found)


async def may_moderate(session: AsyncSession, person: User, space_id: UUID | None) -> bool:
    """Tell whether somebody may decide what happens in a space (None: on the web or nowhere we know)."""
    spaces = await spaces_of(session, person)
    return spaces is None or space_id in spaces


async def grant(session: AsyncSession, actor: User, *, to: User, space_id: UUID, origin: str, now: datetime) -> None:
    """Make somebody a moderator of a space; granted twice it is granted once.

    Raises:
        NotAllowed: the actor may not manage people.
        RoleTooLow: the person is no creator.
    """
    require(actor.role, Permission.MANAGE_USERS)
    if not may(to.role, Permission.MODERATE):
        raise RoleTooLow
    row = insert(Moderator).values(space_id=space_id, user_id=to.id, granted_by=actor.id, granted_at=now)
    fresh = await session.execute(row.on_conflict_do_nothing().returning(Moderator.user_id))
    if fresh.first() is not None:
        await record(
            session, actor.id, "moderator.granted", f"user:{to.id}", new=f"space:{space_id}", origin=origin, now=now
        )


async def revoke(session: AsyncSession, actor: User, *, of: User, space_id: UUID, origin: str, now: datetime) -> None:
    """Take the moderation of a space from somebody.

    Raises:
        NotAllowed: the actor may not manage people.
    """
    require(actor.role, Permission.MANAGE_USERS)
    gone = await session.execute(
        delete(Moderator).where(Moderator.space_id == space_id, Moderator.user_id == of.id).returning(Moderator.user_id)
    )
    if gone.first() is not None:
        await record(
            session, actor.id, "moderator.revoked", f"user:{of.id}", old=f"space:{space_id}", origin=origin, now=now
        )
