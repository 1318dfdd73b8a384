"""Addresses of what was erased: they say that it is gone, as those of deleted pictures do, and name nobody."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import literal, select, union
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics.models import Comic
from core.media.models import Media
from core.privacy import Visibility
from core.rights.models import GoneAddress

_KNOWN = (Visibility.PUBLIC.value, Visibility.UNLISTED.value)


def digest_of(slug: str) -> str:
    """Return the SHA-256 of a random address; who knows the address finds it, and nobody can go back from it."""
    return hashlib.sha256(slug.encode(errors="replace")).hexdigest()


async def bury_addresses(session: AsyncSession, user_id: UUID, *, now: datetime) -> int:
    """Note the addresses of a person's pictures and comics that others could know, before the rows go."""
    pictures = select(Media.slug).where(Media.owner_id == user_id, Media.visibility_name.in_(_KNOWN))
    hidden = select(Media.slug).where(Media.owner_id == user_id, Media.shown_as.in_(_KNOWN))
    comics = select(Comic.slug).where(Comic.owner_id == user_id, Comic.visibility_name.in_(_KNOWN))
    slugs = list(await session.scalars(union(pictures, hidden, comics)))
    if slugs:
        rows = [{"digest": digest_of(slug), "gone_at": now} for slug in slugs]
        await session.execute(insert(GoneAddress).on_conflict_do_nothing(), rows)
    return len(slugs)


async def was_erased(session: AsyncSession, slug: str) -> bool:
    """Tell whether an address was somebody's who was erased."""
    found = await session.scalar(select(literal(1)).where(GoneAddress.digest == digest_of(slug)))
    return found is not None
