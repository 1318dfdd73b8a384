"""Which messages show whose pictures, beside the answers to jobs: what erasing takes away."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.media.models import Media
from core.platforms import Platform
from core.rights.models import ShownMessage


async def note_shown(
    session: AsyncSession,
    keys: Collection[str],
    *,
    platform: Platform,
    channel_id: str,
    message_id: str,
    locale: str,
    now: datetime,
) -> int:
    """Remember a message for each person whose pictures (by their files' keys) it shows; returns for how many."""
    owners = set(await session.scalars(select(Media.owner_id).where(Media.key.in_(keys)))) if keys else set()
    for owner in owners:
        row = insert(ShownMessage).values(
            platform=platform.value,
            channel_id=channel_id,
            message_id=message_id,
            user_id=owner,
            locale=locale,
            shown_at=now,
        )
        await session.execute(row.on_conflict_do_nothing())
    return len(owners)
