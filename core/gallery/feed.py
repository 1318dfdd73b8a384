"""Public pictures, newest first: which ones a page shows, and everything that a card says of each.

A page is asked for twice. First come its pictures' ids with a mark that changes with any row a card is made of: enough
to answer "nothing has changed", and to take cards that were made before from memory. Then the rest, for new cards only.
Both are asked of the driver itself (``Database.ask``), each one statement, each walking one index (gallery.md G1).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import orjson
from asyncpg import Record

from core.db import Database
from core.gallery.shelves import Cursor, Wanted, lexeme
from core.gallery.words import quoted
from core.media.queries import Copied, Listed
from core.storage.store import media_type_of

# So many of the newest listings are looked through one by one before the index of words is asked: words that are
# everywhere end there, and of what is rare the index has little to fetch.
_RECENT = 2_000
_MARK = "concat_ws('.', m.xmin, u.xmin, v.xmin, c.xmin)"
_AROUND = """JOIN users u ON u.id = m.owner_id
LEFT JOIN comic_versions v ON v.job_id = m.job_id LEFT JOIN comics c ON c.id = v.comic_id"""
# Everything on the cards of the pictures whose ids are $1.
CARDS = f"""
SELECT m.id, {_MARK} AS mark, m.slug, m.key, m.media_type, m.width, m.height,
    CASE WHEN m.prompt_hidden THEN '' ELSE m.prompt END AS prompt, m.prompt_hidden, m.thumbhash, m.alt::text AS alt,
    m.published_at, m.level, u.name AS creator, u.handle, c.slug AS comic, c.title, c.language,
    (SELECT count(*) FROM media p WHERE p.job_id = v.job_id AND p.deleted_at IS NULL) AS pages,
    ARRAY(SELECT d.width || ' ' || d.key FROM derivatives d WHERE d.media_id = m.id ORDER BY d.width, d.key) AS copies
FROM media m {_AROUND} WHERE m.id = ANY($1::uuid[])
"""  # noqa: S608 - made of our own words
_PLACE = "l.published_at, l.media_id"
# What was published anew is behind its listing until that is renewed. (An equation would say the same; the planner
# takes it for a second condition that hardly any row fulfils, and reads whole tables.)
_JOINED = "l JOIN media m ON m.id = l.media_id AND m.published_at <= l.published_at"
_NEWEST = (
    "(SELECT media_id, published_at FROM (SELECT media_id, published_at, words FROM listings WHERE {bounds} "  # noqa: S608 - our own words
    "ORDER BY published_at DESC, media_id DESC LIMIT {recent}) newest WHERE words @@ {query}) " + _JOINED
)
# Once and for all, so that the planner doesn't walk everything newest first in the hope of an early end. Some more than
# a page shows, because of what is rated or was withdrawn a moment ago.
_INDEXED = (
    "(WITH hits AS MATERIALIZED (SELECT media_id, published_at FROM listings WHERE words @@ {query} AND {bounds}) "  # noqa: S608 - our own words
    "SELECT * FROM hits ORDER BY published_at DESC, media_id DESC LIMIT {some}) " + _JOINED
)
_SLACK = 4
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


@dataclass(frozen=True, slots=True)
class Question:
    """A statement with the values of its parameters."""

    text: str
    values: tuple[object, ...]


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


def questions(
    wanted: Wanted, *, limit: int, before: Cursor | None = None, words: str | None = None
) -> tuple[Question, ...]:
    """Return what is asked for a page, one question after the other until a page is full."""
    shelves = wanted.shelves
    if words is None and wanted.tag is None and not shelves:
        return (_one("media m", "m.published_at, m.id", wanted, limit=limit, before=before),)
    if words is None and wanted.person is None and len(shelves) + (wanted.tag is not None) == 1:
        return (_shelf(wanted, limit=limit, before=before),)
    return _mixed(wanted, limit=limit, before=before, words=words)


class _Parameters:
    """Values, each with the name that the driver knows it by."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def __call__(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


def _one(
    source: str, place: str, wanted: Wanted, *, limit: int, before: Cursor | None, given: _Parameters | None = None,
    also: str = "",
) -> Question:  # fmt: skip
    """Return the question that walks one source newest first; ``place`` are the columns of its order."""
    given = given or _Parameters()
    level = "> 0" if wanted.rated else "= 0"
    conditions = [
        f"m.visibility = 'public' AND m.deleted_at IS NULL AND m.level {level} AND NOT m.part",
        *([also] if also else []),
        *([f"m.owner_id = {given(wanted.person)}"] if wanted.person else []),
        *_bounds(place, wanted, before, given),
    ]
    newest = ", ".join(f"{column} DESC" for column in place.split(", "))
    text = (
        f"SELECT m.id, {_MARK} AS mark, m.published_at FROM {source} {_AROUND} "  # noqa: S608 - our own words
        f"WHERE {' AND '.join(conditions)} ORDER BY {newest} LIMIT {int(limit)}"
    )
    return Question(text, tuple(given.values))


def _bounds(place: str, wanted: Wanted, before: Cursor | None, given: _Parameters) -> list[str]:
    """Return the conditions that keep the walk to a day, and behind the last picture of the page before."""
    moment = place.partition(",")[0]
    found = []
    if wanted.span is not None:
        begins, ends = wanted.span
        found.append(f"{moment} >= {given(begins)} AND {moment} < {given(ends)}")
    if before is not None:
        found.append(f"({place}) < ({given(before[0])}, {given(before[1])})")
    return found


def _shelf(wanted: Wanted, *, limit: int, before: Cursor | None) -> Question:
    """Return the question for one shelf, or for one tag."""
    given = _Parameters()
    if wanted.tag is not None:
        table, is_there = "taggings", f"l.tag = {given(wanted.tag)}"
    else:
        ((shelf, value),) = wanted.shelves.items()
        table, is_there = "listings", f"l.{shelf.value} = {given(value)}"
    source = f"{table} {_JOINED}"
    return _one(source, _PLACE, wanted, limit=limit, before=before, given=given, also=is_there)


def _mixed(wanted: Wanted, *, limit: int, before: Cursor | None, words: str | None) -> tuple[Question, ...]:
    """Return the questions for several shelves at once, or for words: first to the newest, then to the index."""
    marks = [lexeme(shelf.value, value) for shelf, value in wanted.shelves.items()]
    marks += [lexeme(name, value) for name, value in (("tag", wanted.tag), ("by", wanted.person)) if value is not None]
    query = " & ".join([*(quoted(mark) for mark in marks), *([f"({words})"] if words else [])])
    found = []
    for walk in (_NEWEST, _INDEXED):
        given = _Parameters()
        asked = given(query)
        bounds = " AND ".join(_bounds("published_at, media_id", wanted, before, given)) or "true"
        source = walk.format(query=f"CAST({asked} AS tsquery)", bounds=bounds, recent=_RECENT, some=limit * _SLACK)
        found.append(_one(source, _PLACE, replace(wanted, day=None), limit=limit, before=None, given=given))
    return tuple(found)


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
