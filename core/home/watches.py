"""Which chats are told of which changes."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.errors import DomainError, Refusal
from core.home.catalogue import Entity
from core.home.models import HomeWatch
from core.i18n import N_
from core.platforms import Platform
from core.roles import Permission, require
from core.users.models import User

MOST_WATCHES = 50


class TooManyWatches(DomainError):
    """More than a chat can read."""

    refusal = Refusal.EXHAUSTED
    code = "home-watches"
    msgid = N_("This chat is told about {limit} things already. Stop one of them first.")


@dataclass(frozen=True, slots=True)
class Place:
    """A chat that is told, and in which language."""

    platform: Platform
    channel_id: str
    locale: str


async def begin(
    session: AsyncSession, person: User, entity: Entity, *, place: Place, quiet: tuple[time, time] | None, now: datetime
) -> None:
    """Have a chat told when an entity changes; asked again it changes the quiet hours.

    Raises:
        NotAllowed: the person is no admin.
        TooManyWatches: the chat has fifty.
    """
    require(person.role, Permission.HOME)
    count = select(func.count()).where(
        HomeWatch.platform == place.platform.value, HomeWatch.channel_id == place.channel_id
    )
    if (await session.scalar(count) or 0) >= MOST_WATCHES:
        raise TooManyWatches(limit=MOST_WATCHES)
    hours = {"quiet_from": quiet[0] if quiet else None, "quiet_until": quiet[1] if quiet else None}
    row = insert(HomeWatch).values(
        id=new_id(),
        entity_id=entity.entity_id,
        user_id=person.id,
        platform=place.platform.value,
        channel_id=place.channel_id,
        locale=place.locale,
        told_state=entity.state,
        created_at=now,
        **hours,
    )
    keys = ["entity_id", "platform", "channel_id"]
    await session.execute(row.on_conflict_do_update(index_elements=keys, set_=hours | {"user_id": person.id}))


async def stop(session: AsyncSession, person: User, entity_id: str, *, place: Place) -> None:
    """Have a chat no longer told; one that is not told is no error."""
    require(person.role, Permission.HOME)
    await session.execute(
        delete(HomeWatch).where(
            HomeWatch.entity_id == entity_id,
            HomeWatch.platform == place.platform.value,
            HomeWatch.channel_id == place.channel_id,
        )
    )


async def here(session: AsyncSession, place: Place) -> list[HomeWatch]:
    """Return what a chat is told about."""
    found = await session.scalars(
        select(HomeWatch)
        .where(HomeWatch.platform == place.platform.value, HomeWatch.channel_id == place.channel_id)
        .order_by(HomeWatch.entity_id)
    )
    return list(found)
