"""Lists of all that is public, for programs: the pages of comics, days on which something appeared, addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import orjson

from core.db import Database
from core.gallery.shelves import Wanted

MOST_ADDRESSES = 50_000  # of one sitemap, and of sitemaps in an index (sitemaps.org)
_LISTED = "visibility = 'public' AND deleted_at IS NULL AND level = 0"
_PAGES = """
SELECT cover.id, p.key, p.media_type, p.width, p.height, p.alt::text AS alt, c.language,
    (SELECT d.key FROM derivatives d WHERE d.media_id = p.id AND d.media_type = 'image/webp'
     ORDER BY abs(d.width - 960) LIMIT 1) AS copy
FROM media cover JOIN media p ON p.job_id = cover.job_id
JOIN comic_versions v ON v.job_id = cover.job_id JOIN comics c ON c.id = v.comic_id
WHERE cover.id = ANY($1::uuid[]) AND p.visibility = 'public' AND p.deleted_at IS NULL AND p.level = 0
ORDER BY p.job_id, p.position
"""
# One step into the index for each day that has anything.
_DAYS = f"""
WITH RECURSIVE found AS (
    (SELECT (published_at AT TIME ZONE 'UTC')::date AS day FROM media WHERE {_LISTED} AND NOT part
     ORDER BY published_at DESC, id DESC LIMIT 1)
    UNION ALL SELECT (SELECT (m.published_at AT TIME ZONE 'UTC')::date FROM media m
        WHERE m.visibility = 'public' AND m.deleted_at IS NULL AND m.level = 0 AND NOT m.part
        AND m.published_at < (found.day::timestamp AT TIME ZONE 'UTC')
        ORDER BY m.published_at DESC, m.id DESC LIMIT 1)
    FROM found WHERE found.day IS NOT NULL
) SELECT day FROM found WHERE day IS NOT NULL LIMIT {MOST_ADDRESSES}
"""  # noqa: S608 - made of our own words
_OF_DAY = f"""
SELECT CASE WHEN c.id IS NULL THEN '/i/' || m.slug ELSE '/c/' || c.slug END AS path, m.published_at
FROM media m LEFT JOIN comic_versions v ON v.job_id = m.job_id LEFT JOIN comics c ON c.id = v.comic_id
WHERE m.visibility = 'public' AND m.deleted_at IS NULL AND m.level = 0 AND NOT m.part
    AND m.published_at >= $1 AND m.published_at < $2
ORDER BY m.published_at DESC, m.id DESC LIMIT {MOST_ADDRESSES}
"""  # noqa: S608 - made of our own words
_GATHERED = f"""
(SELECT '/u/' || handle AS path FROM users u WHERE handle IS NOT NULL
    AND EXISTS (SELECT FROM media WHERE owner_id = u.id AND {_LISTED} AND NOT part) ORDER BY handle LIMIT 20000)
UNION ALL (SELECT '/tags/' || tag FROM tags ORDER BY pictures DESC, tag LIMIT 20000)
"""  # noqa: S608 - made of our own words


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a comic: ``key`` is a file that every reader can show."""

    key: str
    width: int
    height: int
    alt: str


async def of_comics(database: Database, covers: Sequence[UUID]) -> dict[UUID, list[Sheet]]:
    """Return the pages of comics, by the picture that stands for each."""
    found: dict[UUID, list[Sheet]] = {}
    for row in await database.ask(_PAGES, list(covers)) if covers else []:
        alts = orjson.loads(row["alt"])
        alt = str(alts.get(row["language"]) or next(iter(alts.values()), ""))
        sheet = Sheet(row["copy"] or row["key"], row["width"], row["height"], alt)
        found.setdefault(row["id"], []).append(sheet)
    return found


async def days(database: Database) -> list[date]:
    """Return the days (UTC) on which something became public that still is, newest first."""
    return [row["day"] for row in await database.ask(_DAYS)]


async def of_day(database: Database, day: date) -> list[tuple[str, datetime]]:
    """Return the addresses of what became public on a day, with the moment of each."""
    begins, ends = Wanted(day=day).span or (None, None)
    return [(row["path"], row["published_at"]) for row in await database.ask(_OF_DAY, begins, ends)]


async def gathered_paths(database: Database) -> list[str]:
    """Return the addresses of people who show something, and of tags."""
    return [row["path"] for row in await database.ask(_GATHERED)]
