"""Questions about pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select, union, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from core.media.models import Derivative, Media
from core.privacy import Visibility
from core.users.models import User


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy of a picture as a page needs it."""

    key: str
    media_type: str
    width: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A public picture as the feed shows it: ``creator`` is its owner's name, ``copies`` come smallest first.

    ``handle`` is the owner's address in the gallery. Where it begins a comic, ``comic`` is that one's address, with its
    title, language and number of pages. ``mark`` changes with any of this.
    """

    id: UUID
    slug: str
    key: str
    width: int
    height: int
    prompt: str
    prompt_hidden: bool
    thumbhash: str
    alt: dict[str, Any]
    published_at: datetime | None
    creator: str
    copies: tuple[Copied, ...]
    media_type: str = "image/png"
    level: int = 0
    handle: str | None = None
    comic: str | None = None
    title: str = ""
    language: str = ""
    pages: int = 1
    mark: str = ""

    @property
    def moves(self) -> bool:
        """Whether it is a clip."""
        return self.media_type.startswith("video/") or self.media_type == "image/gif"


class FileReach(StrEnum):
    """How far a stored file reaches, judged by all pictures that it belongs to."""

    OPEN = "open"
    HELD = "held"
    GONE = "gone"
    UNKNOWN = "unknown"


async def of_job(session: AsyncSession, job_id: UUID) -> list[Media]:
    """Return the pictures of a job that still exist, in order."""
    found = await session.scalars(
        select(Media).where(Media.job_id == job_id, Media.deleted_at.is_(None)).order_by(Media.position)
    )
    return list(found)


async def by_slug(session: AsyncSession, slug: str) -> Media | None:
    """Return the picture at an address, whoever may see it."""
    found = await session.scalars(select(Media).where(Media.slug == slug))
    return found.one_or_none()


async def mine(session: AsyncSession, owner_id: UUID, *, limit: int, before: UUID | None = None) -> list[Media]:
    """Return a person's pictures, newest first, older than ``before``."""
    query = select(Media).where(
        Media.owner_id == owner_id, Media.deleted_at.is_(None), Media.quarantined.is_(False), Media.part.is_(False)
    )
    if before is not None:
        query = query.where(Media.id < before)
    return list(await session.scalars(query.order_by(Media.id.desc()).limit(limit)))


async def shown(session: AsyncSession, slug: str) -> tuple[Media, str] | None:
    """Return the picture at an address with its owner's name, whoever may see it."""
    rows = await session.execute(
        select(Media, User.name).join(User, User.id == Media.owner_id).where(Media.slug == slug)
    )
    found = rows.one_or_none()
    return None if found is None else (found[0], found[1])


async def file_reach(session: AsyncSession, key: str) -> FileReach:
    """Tell how far a file reaches at this moment.

    Equal pictures share one file: it is open as soon as one of them is public and harmless, and gone only when
    all of them are deleted or hidden. What one of them has in quarantine is gone for all.
    """
    open_to_all = (Media.visibility_name == Visibility.PUBLIC.value) & (Media.level == 0)
    facts = (Media.deleted_at.is_not(None) | Media.hidden_at.is_not(None), open_to_all, Media.quarantined)
    pictures = select(*facts).where(Media.key == key)
    copies = select(*facts).join(Derivative, Derivative.media_id == Media.id).where(Derivative.key == key)
    rows = list(await session.execute(union_all(pictures, copies)))
    if not rows:
        return FileReach.UNKNOWN
    if all(gone for gone, _, _ in rows) or any(quarantined for _, _, quarantined in rows):
        return FileReach.GONE
    return FileReach.OPEN if any(is_open for gone, is_open, _ in rows if not gone) else FileReach.HELD


async def derivatives(session: AsyncSession, media_ids: Sequence[UUID]) -> dict[UUID, list[Derivative]]:
    """Return the copies of pictures, smallest first."""
    found: dict[UUID, list[Derivative]] = {media_id: [] for media_id in media_ids}
    rows = await session.scalars(
        select(Derivative).where(Derivative.media_id.in_(media_ids)).order_by(Derivative.width, Derivative.key)
    )
    for row in rows:
        found[row.media_id].append(row)
    return found


async def wanted_keys(session: AsyncSession, keys: Sequence[str]) -> set[str]:
    """Return those store keys that a living picture, or a copy of one, still needs."""
    pictures = select(Media.key).where(Media.key.in_(keys), Media.deleted_at.is_(None))
    copies = (
        select(Derivative.key)
        .join(Media, Media.id == Derivative.media_id)
        .where(Derivative.key.in_(keys), Media.deleted_at.is_(None))
    )
    return set(await session.scalars(union(pictures, copies)))


async def unpurged(session: AsyncSession, *, until: datetime, limit: int) -> dict[UUID, list[str]]:
    """Return pictures deleted until a moment whose files still lie in the store, with the keys of these files."""
    rows = await session.execute(
        select(Media.id, Media.key)
        .where(Media.deleted_at <= until, Media.purged_at.is_(None))
        .order_by(Media.deleted_at)
        .limit(limit)
    )
    keys = {media_id: [key] for media_id, key in rows}
    copies = await session.execute(
        select(Derivative.media_id, Derivative.key).where(Derivative.media_id.in_(list(keys)))
    )
    for media_id, key in copies:
        keys[media_id].append(key)
    return keys


async def underived(session: AsyncSession, *, since: datetime, until: datetime, limit: int) -> list[Media]:
    """Return pictures made in a span of time whose renditions never came, oldest first."""
    found = await session.scalars(
        select(Media)
        .where(
            Media.renditions_at.is_(None),
            Media.deleted_at.is_(None),
            Media.created_at > since,
            Media.created_at <= until,
        )
        .order_by(Media.created_at)
        .limit(limit)
    )
    return list(found)
