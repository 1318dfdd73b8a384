"""Finding spaces, reading what they allow, and changing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Permission
from core.spaces.models import ChannelSettings, Space, SpaceSettings

USUAL_LEVEL = 1  # the highest rating that is shown where nobody said otherwise


@dataclass(frozen=True, slots=True)
class Place:
    """A space as a command meets it in one of its channels: what the channel has not set is as in the space.

    ``level`` is the highest rating shown here, ``visibility`` how far results reach unless somebody says otherwise;
    ``is_open`` is whether we work in this channel. ``chosen_level`` is the level where admins chose one, ``allowed``
    are the screened categories that pass here.
    """

    id: UUID
    locale: str | None
    closed: frozenset[str]
    level: int = USUAL_LEVEL
    visibility: Visibility | None = None
    is_open: bool = True
    chosen_level: int | None = None
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Announced:
    """A channel that hears announcements, and the language it speaks."""

    platform: Platform
    channel_id: str
    locale: str | None


async def enter(
    session: AsyncSession, platform: Platform, external_id: str, *, channel_id: str = "", now: datetime
) -> Place:
    """Return a space with its settings as they hold in a channel, made on the first visit."""
    query = (
        select(Space.id, SpaceSettings, ChannelSettings)
        .outerjoin(SpaceSettings, SpaceSettings.space_id == Space.id)
        .outerjoin(
            ChannelSettings, and_(ChannelSettings.space_id == Space.id, ChannelSettings.channel_id == channel_id)
        )
        .where(Space.platform == platform.value, Space.external_id == external_id)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        fresh = insert(Space).values(id=new_id(), platform=platform.value, external_id=external_id, created_at=now)
        await session.execute(fresh.on_conflict_do_nothing())
        row = (await session.execute(query)).one()
    return _place(row[0], row[1], row[2], channel_id)


def _place(space_id: UUID, space: SpaceSettings | None, channel: ChannelSettings | None, channel_id: str) -> Place:
    settings = [each for each in (channel, space) if each is not None]
    chosen = next((each.level for each in settings if each.level is not None), None)
    reach = next((each.visibility for each in settings if each.visibility), None)
    return Place(
        id=space_id,
        locale=next((each.locale for each in settings if each.locale), None),
        closed=frozenset(permission for each in settings for permission in each.closed),
        level=USUAL_LEVEL if chosen is None else chosen,
        visibility=Visibility(reach) if reach else None,
        is_open=not (space and space.channels) or channel_id in space.channels,
        chosen_level=chosen,
        allowed=frozenset(space.allowed if space else ()),
    )


async def chosen_level(session: AsyncSession, space_id: UUID, channel_id: str) -> int | None:
    """Return the highest rating that admins chose for a channel or its space; None where nobody did."""
    channel = await session.scalar(
        select(ChannelSettings.level).where(
            ChannelSettings.space_id == space_id, ChannelSettings.channel_id == channel_id
        )
    )
    if channel is not None:
        return channel
    return await session.scalar(select(SpaceSettings.level).where(SpaceSettings.space_id == space_id))


async def close_permissions(
    session: AsyncSession, space_id: UUID, *, closed: frozenset[Permission], channel_id: str | None = None
) -> None:
    """Set the permissions that nobody has in a space, or in one channel of it as well."""
    await change(session, space_id, {"closed": sorted(closed)}, channel_id=channel_id)


async def change(
    session: AsyncSession, space_id: UUID, values: Mapping[str, object], *, channel_id: str | None = None
) -> None:
    """Set columns of a space's settings, or of one channel's."""
    if channel_id is None:
        row = insert(SpaceSettings).values(**{"space_id": space_id, "closed": [], **values})
        await session.execute(row.on_conflict_do_update(index_elements=[SpaceSettings.space_id], set_=dict(values)))
        return
    key = {"space_id": space_id, "channel_id": channel_id}
    kept = insert(ChannelSettings).values(**{**key, "closed": [], **values})
    await session.execute(
        kept.on_conflict_do_update(
            index_elements=[ChannelSettings.space_id, ChannelSettings.channel_id], set_=dict(values)
        )
    )


async def settings_of(session: AsyncSession, space_id: UUID) -> SpaceSettings:
    """Return what a space has changed; a fresh, unsaved row where it has changed nothing."""
    found = await session.get(SpaceSettings, space_id, populate_existing=True)
    return found or SpaceSettings(space_id=space_id, closed=[], channels=[])


async def channel_settings_of(session: AsyncSession, space_id: UUID, channel_id: str) -> ChannelSettings:
    """Return what a channel has changed; a fresh, unsaved row where it has changed nothing."""
    found = await session.get(ChannelSettings, (space_id, channel_id), populate_existing=True)
    return found or ChannelSettings(space_id=space_id, channel_id=channel_id, closed=[])


async def announced(session: AsyncSession) -> list[Announced]:
    """Return the channels that hear announcements."""
    rows = await session.execute(
        select(Space.platform, SpaceSettings.announce_channel, SpaceSettings.locale)
        .join(SpaceSettings, SpaceSettings.space_id == Space.id)
        .where(SpaceSettings.announce_channel.is_not(None))
        .order_by(Space.id)
    )
    return [Announced(Platform(platform), channel or "", locale) for platform, channel, locale in rows]
