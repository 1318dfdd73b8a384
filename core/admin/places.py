"""Settings of spaces and channels, and announcements to them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.errands import service as errands
from core.errands.service import Told
from core.errors import DomainError, Refusal
from core.i18n import DEFAULT_LOCALE, N_
from core.platforms import Platform
from core.roles import Permission, require
from core.spaces import service as spaces
from core.users.models import User

ANNOUNCEMENT = "announcement"  # the topic of what is told
MOST_WORDS = 1500
CLOSABLE = tuple(permission for permission in Permission if permission is not Permission.LOOK)
Setting = str | int | None | Sequence[str]


class AnnouncementEmpty(DomainError):
    """Nothing is to be said."""

    refusal = Refusal.INVALID
    code = "announcement-empty"
    msgid = N_("Write what to announce.")


class AnnouncementTooLong(DomainError):
    """It does not fit into one message everywhere."""

    refusal = Refusal.INVALID
    code = "announcement-too-long"
    msgid = N_("An announcement has at most {most} characters; this one has {length}.")


class NobodyListens(DomainError):
    """No space has named a channel for announcements."""

    refusal = Refusal.CONFLICT
    code = "nobody-listens"
    msgid = N_("No server or group has a channel for announcements yet. Choose one there with /admin space.")


async def change(
    session: AsyncSession,
    actor: User,
    space_id: UUID,
    *,
    name: str,
    value: Setting,
    channel_id: str | None = None,
    origin: Platform,
    now: datetime,
) -> None:
    """Set one thing in a space, or in one of its channels.

    Raises:
        NotAllowed: the actor may not manage spaces.
    """
    require(actor.role, Permission.MANAGE_SPACES)
    if channel_id is None:
        before: object = getattr(await spaces.settings_of(session, space_id), name)
    else:
        before = getattr(await spaces.channel_settings_of(session, space_id, channel_id), name)
    await spaces.change(session, space_id, {name: value}, channel_id=channel_id)
    resource = f"space:{space_id}" if channel_id is None else f"space:{space_id}/channel"
    old = list(before) if isinstance(before, list) else before
    told = {"setting": name, "value": list(value) if isinstance(value, list | tuple) else value}
    await record(
        session,
        actor.id,
        "space.changed",
        resource,
        old={"setting": name, "value": old if isinstance(old, str | int | list) else None},
        new=told,
        origin=origin,
        now=now,
    )


async def toggle_permission(
    session: AsyncSession,
    actor: User,
    space_id: UUID,
    *,
    permission: Permission,
    channel_id: str | None = None,
    origin: Platform,
    now: datetime,
) -> bool:
    """Close a permission in a space or channel, or open it again; returns whether it is closed now."""
    if channel_id is None:
        closed = set((await spaces.settings_of(session, space_id)).closed)
    else:
        closed = set((await spaces.channel_settings_of(session, space_id, channel_id)).closed)
    closed ^= {permission.value}
    await change(
        session, actor, space_id, name="closed", value=sorted(closed), channel_id=channel_id, origin=origin, now=now
    )
    return permission.value in closed


async def announce(session: AsyncSession, actor: User, *, words: str, origin: Platform, now: datetime) -> int:
    """Have something said in every space that has a channel for it; the bots take their time. Returns in how many.

    Raises:
        NotAllowed: the actor may not announce.
        AnnouncementEmpty, AnnouncementTooLong, NobodyListens: what is wrong.
    """
    require(actor.role, Permission.ANNOUNCE)
    text = words.strip()
    if not text:
        raise AnnouncementEmpty
    if len(text) > MOST_WORDS:
        raise AnnouncementTooLong(most=MOST_WORDS, length=len(text))
    places = await spaces.announced(session)
    if not places:
        raise NobodyListens
    for place in places:
        told = Told(ANNOUNCEMENT, {"words": text})
        locale = place.locale or DEFAULT_LOCALE
        await errands.announce(session, place.platform, place.channel_id, told=told, locale=locale, now=now)
    await record(session, actor.id, "announcement.made", "spaces", new={"places": len(places)}, origin=origin, now=now)
    return len(places)
