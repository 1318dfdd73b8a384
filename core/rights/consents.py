"""The notice on first use: whether a person has seen the present one, and what they asked before they had."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.platforms import Platform
from core.rights.models import Asked, Consent

NOTICE_VERSION = 2  # to be raised when the notice says something new: everybody is asked again
Value = str | int | bool | None


class Manner(StrEnum):
    """How a person took the notice: with a button, or it was shown where nobody else speaks."""

    AGREED = "agreed"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Request:
    """A command that waits for its person's consent."""

    command: str
    options: Mapping[str, Value]


async def has_agreed(session: AsyncSession, user_id: UUID, *, version: int = NOTICE_VERSION) -> bool:
    """Tell whether a person knows the present notice."""
    known = exists().where(Consent.user_id == user_id, Consent.version >= version)
    return bool(await session.scalar(select(known)))


async def agree(
    session: AsyncSession,
    user_id: UUID,
    *,
    platform: Platform,
    locale: str,
    manner: Manner = Manner.AGREED,
    version: int = NOTICE_VERSION,
    now: datetime,
) -> None:
    """Write down that a person knows a version of the notice; a second time changes nothing."""
    consent = insert(Consent).values(
        user_id=user_id,
        version=version,
        manner=manner.value,
        platform=platform.value,
        locale=locale,
        created_at=now,
    )
    await session.execute(consent.on_conflict_do_nothing())


async def put_aside(session: AsyncSession, user_id: UUID, request: Request, *, now: datetime) -> None:
    """Keep what a person asked until they have agreed; only the latest is kept."""
    values = {"command": request.command, "options": dict(request.options), "created_at": now}
    kept = insert(Asked).values(user_id=user_id, **values)
    await session.execute(kept.on_conflict_do_update(index_elements=[Asked.user_id], set_=values))


async def take_up(session: AsyncSession, user_id: UUID) -> Request | None:
    """Return what a person had asked, and forget it."""
    row = await session.execute(delete(Asked).where(Asked.user_id == user_id).returning(Asked.command, Asked.options))
    found = row.one_or_none()
    return Request(found.command, found.options) if found else None
