"""Public pictures that look like a given one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.pictures.fingerprints import ALIKE

MOST_ALIKE = 3
# Over an index of nothing but public pictures; what is rated, hidden or a comic's part is not in it.
_ALIKE = text("""
    SELECT id, slug, bit_count((fingerprint # CAST(:wanted AS bigint))::bit(64)) AS apart
    FROM media
    WHERE visibility = 'public' AND deleted_at IS NULL AND level = 0 AND NOT part AND fingerprint IS NOT NULL
      AND bit_count((fingerprint # CAST(:wanted AS bigint))::bit(64)) <= :most
    ORDER BY apart, published_at, slug LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Alike:
    """A public picture and by how many bits of its fingerprint it differs."""

    id: UUID
    slug: str
    apart: int


async def alike(session: AsyncSession, fingerprint: int) -> Sequence[Alike]:
    """Return the public pictures that look like it, the likest first, then the oldest; never anything else."""
    rows = await session.execute(_ALIKE, {"wanted": fingerprint, "most": ALIKE, "limit": MOST_ALIKE})
    return [Alike(row.id, row.slug, row.apart) for row in rows]
