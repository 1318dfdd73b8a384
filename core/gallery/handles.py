"""People's addresses in the gallery: made of their names, and theirs alone."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.users.models import User
from core.words import tokens

LONGEST = 40
_NAMELESS = "someone"


async def give_handles(session: AsyncSession, owners: Collection[UUID]) -> None:
    """Give an address to those of some people who have none yet; who comes later to a name gets a number behind it."""
    nameless = await session.scalars(
        select(User).where(User.id.in_(owners), User.handle.is_(None)).order_by(User.id).with_for_update()
    )
    for user in nameless:
        plain = handle_of(user.name)
        taken = set(
            await session.scalars(select(User.handle).where(or_(User.handle == plain, User.handle.like(f"{plain}-%"))))
        )
        user.handle = next(one for one in _numbered(plain, len(taken)) if one not in taken)
        await session.flush()


def handle_of(name: str) -> str:
    """Return a name as a part of an address: "Żółw Franek!" is "zolw-franek"."""
    letters = "-".join(tokens(name)).encode("ascii", "ignore").decode()[:LONGEST]
    return letters.strip("-") or _NAMELESS


def _numbered(plain: str, taken: int) -> list[str]:
    return [plain, *(f"{plain}-{number}" for number in range(2, taken + 3))]
