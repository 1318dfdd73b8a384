"""The log of the house: what was asked of it, by whom, and what came of it, newest first."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.home.models import HomeAction
from core.home.states import State
from core.users.models import User


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: a state, a person, an entity."""

    state: State | None = None
    user_id: UUID | None = None
    entity_id: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An action and who asked for it."""

    action: HomeAction
    person: str


async def entries(
    session: AsyncSession, wanted: Wanted = Wanted(), *, limit: int, before: UUID | None = None
) -> list[Entry]:
    """Return actions, newest first, older than ``before``."""
    query = (
        select(HomeAction, User.name)
        .join(User, User.id == HomeAction.user_id)
        .order_by(HomeAction.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(HomeAction.id < before)
    if wanted.state is not None:
        query = query.where(HomeAction.state_name == wanted.state.value)
    if wanted.user_id is not None:
        query = query.where(HomeAction.user_id == wanted.user_id)
    if wanted.entity_id:
        query = query.where(HomeAction.entity_ids.contains([wanted.entity_id]))
    return [Entry(action, name) for action, name in await session.execute(query)]
