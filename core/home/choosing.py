"""A wish that fits several things: kept for a few minutes, until its person has said which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.db import Json
from core.home.models import HomeChoice
from core.home.requests import ActionNotFound, AlreadyAnswered
from core.users.models import User

CHOOSE_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was wished, in the words of the front end, and of which entities."""

    wish: Json
    entity_ids: tuple[str, ...]


async def keep(
    session: AsyncSession, person: User, *, wish: Json, options: Sequence[Sequence[str]], now: datetime
) -> UUID:
    """Keep a wish with the groups of entities that it may mean; older ones go."""
    await session.execute(delete(HomeChoice).where(HomeChoice.created_at < now - CHOOSE_WITHIN))
    row = HomeChoice(
        id=new_id(), user_id=person.id, wish=wish, options=[list(option) for option in options], created_at=now
    )
    session.add(row)
    await session.flush()
    return row.id


async def choose(session: AsyncSession, person: User, choice_id: UUID, *, place: int, now: datetime) -> Chosen:
    """Return what a person meant, once.

    Raises:
        ActionNotFound: it is somebody else's choice.
        AlreadyAnswered: it was made, or is too old.
    """
    row = await session.get(HomeChoice, choice_id, with_for_update=True, populate_existing=True)
    if row is None or row.created_at < now - CHOOSE_WITHIN:
        raise AlreadyAnswered
    if row.user_id != person.id or not 0 <= place < len(row.options):
        raise ActionNotFound
    chosen = Chosen(row.wish, tuple(row.options[place]))
    await session.delete(row)
    await session.flush()
    return chosen
