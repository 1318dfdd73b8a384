"""What a space lets through of what is screened; sexualised minors and undressed people pass nowhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.moderation.refusals import NotSwitchable
from core.roles import Permission, require
from core.screening.reasons import SWITCHABLE, Category
from core.spaces import service as spaces
from core.users.models import User


async def set_allowed(
    session: AsyncSession,
    actor: User,
    space_id: UUID,
    *,
    category: Category,
    passes: bool,
    origin: str,
    now: datetime,
) -> frozenset[Category]:
    """Have a screened category pass in a space, or screen it again; returns all that pass there.

    Raises:
        NotAllowed: the actor may not change spaces.
        NotSwitchable: the category is screened everywhere.
    """
    require(actor.role, Permission.MANAGE_SPACES)
    if category not in SWITCHABLE:
        raise NotSwitchable
    old = sorted((await spaces.settings_of(session, space_id)).allowed or ())
    new = sorted({*old, category.value} if passes else set(old) - {category.value})
    if new != old:
        await spaces.change(session, space_id, {"allowed": new})
        await record(
            session, actor.id, "space.screening", f"space:{space_id}", old=old, new=new, origin=origin, now=now
        )
    return frozenset(Category(name) for name in new)
