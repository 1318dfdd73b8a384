"""Public pictures, newest first: which ones a page shows, and everything that a card says of each.

A page is asked for twice. First come its pictures' ids with a mark that changes with any row a card is made of: enough
to answer "nothing has changed", and to take cards that were made before from memory. Then the rest, for new cards only.
Both are asked of the driver itself (``Database.ask``), each one statement, each walking one index (gallery.md G1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from asyncpg import Record

from core.db import Database
from core.gallery.questions import AROUND, MARK, questions
from core.gallery.shelves import Cursor, Wanted
from core.media.queries import Copied, Listed
from core.storage.store import media_type_of

# Everything on the cards of the pictures whose ids are $1.
CARDS = f"""
SELECT m.id, {MARK} AS mark, m.slug, m.key, m.media_type, m.width, m.height,
    CASE WHEN m.prompt_hidden THEN '' ELSE m.prompt END AS prompt, m.prompt_hidden, m.thumbhash, m.alt::text AS alt,
    m.published_at, m.level, u.name AS creator, u.handle, c.slug AS comic, c.title, c.language,
    (SELECT count(*) FROM media p WHERE p.job_id = v.job_id AND p.deleted_at IS NULL) AS pages,
    ARRAY(SELECT d.width || ' ' || d.key FROM derivatives d WHERE d.media_id = m.id ORDER BY d.width, d.key) AS copies
FROM media m {AROUND} WHERE m.id = ANY($1::uuid[])
"""  # noqa: S608 - made of our own words
MOST_TARGETS = 20
_TARGETS = """
WITH RECURSIVE found AS (
    (SELECT target FROM listings ORDER BY target LIMIT 1)
    UNION ALL SELECT (SELECT l.target FROM listings l WHERE l.target > found.target ORDER BY l.target LIMIT 1)
    FROM found WHERE found.target IS NOT NULL
) SELECT target FROM found WHERE target IS NOT NULL LIMIT $1
"""


@dataclass(frozen=True, slots=True)
class Stub:
    """A picture of a page: enough to know whether its card has changed, and where the next page begins."""

    id: UUID
    mark: str
    published_at: datetime

    @property
    def place(self) -> Cursor:
        """Where it stands among all pictures."""
        return self.published_at, self.id


async def stubs(
    database: Database, wanted: Wanted, *, limit: int, before: Cursor | None = None, words: str | None = None
) -> list[Stub]:
    """Return which pictures a page shows; ``words`` is a ``tsquery`` as ``core.gallery.searching`` writes it."""
    rows: list[Record] = []
    for question in questions(wanted, limit=limit, before=before, words=words):
        rows = await database.ask(question.text, *question.values)
        if len(rows) >= limit:
            break
    return [Stub(row["id"], row["mark"], row["published_at"]) for row in rows]


async def cards(database: Database, ids: Sequence[UUID]) -> dict[UUID, Listed]:
    """Return everything that the cards of pictures say, by id."""
    rows = await database.ask(CARDS, list(ids)) if ids else []
    return {row["id"]: _listed(row) for row in rows}


def _listed(row: Record) -> Listed:
    copies = (copy.split(" ", 1) for copy in row["copies"])
    return Listed(
        id=row["id"],
        slug=row["slug"],
        key=row["key"],
        width=row["width"],
        height=row["height"],
        prompt=row["prompt"],
        prompt_hidden=row["prompt_hidden"],
        thumbhash=row["thumbhash"],
        alt=orjson.loads(row["alt"]),
        published_at=row["published_at"],
        creator=row["creator"],
        copies=tuple(Copied(key, media_type_of(key), int(width)) for width, key in copies),
        media_type=row["media_type"],
        level=row["level"],
        handle=row["handle"],
        comic=row["comic"],
        title=row["title"] or "",
        language=row["language"] or "",
        pages=row["pages"] or 1,
        mark=row["mark"],
    )


async def targets(database: Database) -> tuple[str, ...]:
    """Return the models on the shelves, each found by one step into their index, however many pictures it has made."""
    rows = await database.ask(_TARGETS, MOST_TARGETS)
    return tuple(row["target"] for row in rows)
