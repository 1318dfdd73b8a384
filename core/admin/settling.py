"""Everything that a space or a channel has set, changed at once from one form; each change on record by itself."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.admin import places
from core.admin.places import CLOSABLE
from core.errors import DomainError, Refusal
from core.i18n import LOCALES, N_
from core.platforms import Platform
from core.privacy import Visibility
from core.screening.reasons import SWITCHABLE
from core.spaces import service as spaces
from core.spaces.models import ChannelSettings, Space, SpaceSettings
from core.users.models import User

MOST_CHANNELS = 100
LEVELS = range(4)
_CHANNEL = re.compile(r"-?[0-9]{1,20}(:[0-9]{1,20})?|[a-z0-9_-]{1,40}")


class SpaceUnknown(DomainError):
    """There is no such space."""

    refusal = Refusal.NOT_FOUND
    code = "space-unknown"
    msgid = N_("I know no such server or group.")


class SettingUnknown(DomainError):
    """A value that none of our forms offers."""

    refusal = Refusal.INVALID
    code = "setting-unknown"
    msgid = N_("“{value}” can't be set here. Choose one of what is offered.")


class ChannelUnreadable(DomainError):
    """Not what platforms call a channel."""

    refusal = Refusal.INVALID
    code = "channel-unreadable"
    msgid = N_("“{channel}” is no channel's number. Copy it from the platform; digits, on Telegram with a minus.")


class TooManyChannels(DomainError):
    """More than anybody lists."""

    refusal = Refusal.INVALID
    code = "too-many-channels"
    msgid = N_("At most {limit} channels can be listed. Leave the list empty to work in all of them.")


class ChangedMeanwhile(DomainError):
    """Somebody else changed the settings after the form was opened."""

    refusal = Refusal.CONFLICT
    code = "changed-meanwhile"
    msgid = N_("Somebody changed these settings meanwhile. This is how they are now; nothing of yours was saved.")


@dataclass(frozen=True, slots=True)
class Settled:
    """What a space has set; None and nothing stand for the usual. A channel uses the first four."""

    locale: str | None = None
    level: int | None = None
    visibility: str | None = None
    closed: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    announce_channel: str | None = None
    allowed: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Return what a form carries to tell whether it shows what is still so."""
        return sha256(repr(self).encode()).hexdigest()[:16]


_OF_CHANNEL = ("locale", "level", "visibility", "closed")


async def settled(session: AsyncSession, space_id: UUID, channel_id: str | None = None) -> Settled:
    """Return what a space, or one of its channels, has set.

    Raises:
        SpaceUnknown: there is none.
    """
    if await session.get(Space, space_id) is None:
        raise SpaceUnknown
    if channel_id is None:
        return settled_of(await spaces.settings_of(session, space_id))
    return settled_of(await spaces.channel_settings_of(session, space_id, channel_id))


def settled_of(row: SpaceSettings | ChannelSettings) -> Settled:
    """Return a row's settings."""
    names = Settled.__dataclass_fields__ if isinstance(row, SpaceSettings) else _OF_CHANNEL
    values = {name: getattr(row, name) for name in names}  # a fresh row's lists may be None
    return Settled(**{name: _kept(value) for name, value in values.items() if value is not None})


async def settle(
    session: AsyncSession,
    actor: User,
    space_id: UUID,
    wanted: Settled,
    *,
    mark: str,
    channel_id: str | None = None,
    origin: Platform,
    now: datetime,
) -> int:
    """Set what differs; returns how many things did. ``mark`` is that of the settings which the form showed.

    Raises:
        NotAllowed: the actor may not manage spaces.
        SpaceUnknown, ChangedMeanwhile: there is none, or somebody was faster.
        SettingUnknown, ChannelUnreadable, TooManyChannels: what is wrong.
    """
    await session.execute(select(Space.id).where(Space.id == space_id).with_for_update())
    before = await settled(session, space_id, channel_id)
    check(wanted)
    if channel_id is not None:
        check_channel(channel_id)
    old, new = asdict(before), asdict(wanted)
    names = [name for name in (new if channel_id is None else _OF_CHANNEL) if old[name] != new[name]]
    if names and mark != before.mark:
        raise ChangedMeanwhile
    for name in names:
        await places.change(
            session, actor, space_id, name=name, value=new[name], channel_id=channel_id, origin=origin, now=now
        )
    return len(names)


def check(wanted: Settled) -> None:
    """Refuse what can't be set.

    Raises:
        SettingUnknown, ChannelUnreadable, TooManyChannels: what is wrong.
    """
    offered = (
        (wanted.locale, (None, *LOCALES)),
        (wanted.level, (None, *LEVELS)),
        (wanted.visibility, (None, *Visibility)),
        *((each, CLOSABLE) for each in wanted.closed),
        *((each, SWITCHABLE) for each in wanted.allowed),
    )
    for value, known in offered:
        if value not in known:
            raise SettingUnknown(value=str(value)[:60])
    if len(wanted.channels) > MOST_CHANNELS:
        raise TooManyChannels(limit=MOST_CHANNELS)
    for channel in filter(None, (*wanted.channels, wanted.announce_channel)):
        check_channel(channel)


def check_channel(channel_id: str) -> None:
    """Refuse what no platform calls a channel.

    Raises:
        ChannelUnreadable: it is none.
    """
    if not _CHANNEL.fullmatch(channel_id):
        raise ChannelUnreadable(channel=channel_id[:60])


def _kept(value: Any) -> Any:  # noqa: ANN401 - a column's
    return tuple(sorted(str(each) for each in value)) if isinstance(value, list | tuple) else value
