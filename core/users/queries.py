"""Questions about people."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.platforms import Platform
from core.users.models import Identity, User


async def by_identity(session: AsyncSession, platform: Platform, external_id: str) -> User | None:
    """Return the account that an identity belongs to."""
    found = await session.scalars(
        select(User)
        .join(Identity, Identity.user_id == User.id)
        .where(Identity.platform_name == platform.value, Identity.external_id == external_id)
    )
    return found.one_or_none()


async def by_id(session: AsyncSession, user_id: UUID) -> User | None:
    """Return one account."""
    return await session.get(User, user_id)


async def by_name(session: AsyncSession, name: str) -> list[User]:
    """Return the accounts that carry a name on any platform, or whose identity or id it is; letter case is ignored."""
    wanted = name.removeprefix("@").strip().lower()
    found = await session.scalars(
        select(User)
        .outerjoin(Identity, Identity.user_id == User.id)
        .where(
            (func.lower(User.name) == wanted)
            | (func.lower(Identity.name) == wanted)
            | (Identity.external_id == wanted)
            | (cast(User.id, Text) == wanted)
        )
        .distinct()
        .order_by(User.id)
    )
    return list(found)


async def named_like(session: AsyncSession, beginning: str, *, limit: int) -> list[User]:
    """Return people whose name begins with some letters; letter case is ignored."""
    wanted = beginning.removeprefix("@").strip().lower()
    found = await session.scalars(
        select(User)
        .where(func.lower(User.name).startswith(wanted, autoescape=True))
        .order_by(User.name, User.id)
        .limit(limit)
    )
    return list(found)


async def identities(session: AsyncSession, user_id: UUID) -> list[Identity]:
    """Return where a person is met, oldest first."""
    found = await session.scalars(select(Identity).where(Identity.user_id == user_id).order_by(Identity.id))
    return list(found)


async def names(session: AsyncSession, user_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return people's names by id, of those who are still there."""
    rows = await session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}
