"""What is asked of the database for a page of pictures: each filter, and each pair of them, is one walk of one index.

Nothing counts its way to a page, and every walk begins where the last page ended (gallery.md G1). What has no index of
its own (three filters, a tag or a person with a filter, words) is looked for among the newest of the narrowest walk
there is, and only then asked of the index of words.
"""

from dataclasses import dataclass, replace

from core.gallery.shelves import PAIRS, Cursor, Shelf, Wanted, lexeme
from core.gallery.words import quoted

# So many of a walk's newest are looked through one by one before the index of words is asked: what is often there ends
# there, and of what is rare the index has little to fetch.
_RECENT = 2_000
MARK = "concat_ws('.', m.xmin, u.xmin, v.xmin, c.xmin)"
AROUND = """JOIN users u ON u.id = m.owner_id
LEFT JOIN comic_versions v ON v.job_id = m.job_id LEFT JOIN comics c ON c.id = v.comic_id"""
_SHOWN = "m.visibility = 'public' AND m.deleted_at IS NULL AND m.level {level} AND NOT m.part"
_PLACE = "l.published_at, l.media_id"
# What was published anew is behind its listing until that is renewed. (An equation would say the same; the planner
# takes it for a second condition that hardly any row fulfils, and reads whole tables.)
_JOINED = "l JOIN media m ON m.id = l.media_id AND m.published_at <= l.published_at"
_NEWEST = (
    "(SELECT newest.media_id, newest.published_at FROM (SELECT {columns} FROM {table} WHERE {where} "  # noqa: S608 - our own words
    "ORDER BY {newest} LIMIT {recent}) newest {beside} WHERE {rest}) " + _JOINED
)
# One after the other: left to choose, the planner reads all listings to join them at once.
_LOOKED_UP = "CROSS JOIN LATERAL (SELECT * FROM listings WHERE media_id = newest.media_id LIMIT 1) f"
# Once and for all, so that the planner doesn't walk everything newest first in the hope of an early end. Some more than
# a page shows, because of what is rated or was withdrawn a moment ago.
_INDEXED = (
    "(WITH hits AS MATERIALIZED (SELECT media_id, published_at FROM listings WHERE words @@ {query} AND {bounds}) "  # noqa: S608 - our own words
    "SELECT * FROM hits ORDER BY published_at DESC, media_id DESC LIMIT {some}) " + _JOINED
)
_SLACK = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A statement with the values of its parameters."""

    text: str
    values: tuple[object, ...]


class _Parameters:
    """Values, each with the name that the driver knows it by."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def __call__(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


def questions(
    wanted: Wanted, *, limit: int, before: Cursor | None = None, words: str | None = None
) -> tuple[Question, ...]:
    """Return what is asked for a page, one question after the other until a page is full.

    ``words`` is a ``tsquery`` as ``core.gallery.searching`` writes it.
    """
    shelves = tuple(wanted.shelves)
    if words is None and wanted.tag is None and not shelves:
        return (_one("media m", "m.published_at, m.id", wanted, limit=limit, before=before),)
    if words is None and wanted.person is None:
        alone = wanted.tag is not None and not shelves
        if alone or (wanted.tag is None and (len(shelves) == 1 or shelves in PAIRS)):
            return (_walk(wanted, limit=limit, before=before),)
    return (
        _among_newest(wanted, limit=limit, before=before, words=words),
        _of_index(wanted, limit=limit, before=before, words=words),
    )


def _one(
    source: str, place: str, wanted: Wanted, *, limit: int, before: Cursor | None, given: _Parameters | None = None,
    also: str = "",
) -> Question:  # fmt: skip
    """Return the question that walks one source newest first; ``place`` are the columns of its order."""
    given = given or _Parameters()
    conditions = [
        _SHOWN.format(level="> 0" if wanted.rated else "= 0"),
        *([also] if also else []),
        *([f"m.owner_id = {given(wanted.person)}"] if wanted.person else []),
        *_bounds(place, wanted, before, given),
    ]
    text = (
        f"SELECT m.id, {MARK} AS mark, m.published_at FROM {source} {AROUND} "  # noqa: S608 - our own words
        f"WHERE {' AND '.join(conditions)} ORDER BY {_newest(place)} LIMIT {int(limit)}"
    )
    return Question(text, tuple(given.values))


def _newest(place: str) -> str:
    return ", ".join(f"{column} DESC" for column in place.split(", "))


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


def _walk(wanted: Wanted, *, limit: int, before: Cursor | None) -> Question:
    """Return the question for one shelf, for a pair of them, or for one tag."""
    given = _Parameters()
    if wanted.tag is not None:
        table, is_there = "taggings", f"l.tag = {given(wanted.tag)}"
    else:
        table = "listings"
        is_there = " AND ".join(f"l.{shelf.value} = {given(value)}" for shelf, value in wanted.shelves.items())
    source = f"{table} {_JOINED}"
    return _one(source, _PLACE, wanted, limit=limit, before=before, given=given, also=is_there)


@dataclass(frozen=True, slots=True)
class _Driver:
    """What is walked newest first where several things are asked for; ``place`` are the columns of its order.

    ``listing`` is the name by which each picture's listing is known beside it.
    """

    table: str
    columns: str = "*"
    place: str = "published_at, media_id"
    listing: str = "f"


_LISTINGS = _Driver("listings", listing="newest")
_TAGGINGS = _Driver("taggings")
_OF_PERSON = _Driver("media m", "id AS media_id, published_at", "published_at, id")


def _among_newest(wanted: Wanted, *, limit: int, before: Cursor | None, words: str | None) -> Question:
    """Return the question that looks through the newest of the narrowest walk for all that is asked besides."""
    given = _Parameters()
    shelves = dict(wanted.shelves)
    driver, walked = _LISTINGS, [f"{one.value} = {given(shelves.pop(one))}" for one in _narrowest(wanted)]
    if wanted.tag is not None:
        driver, walked = _TAGGINGS, [f"tag = {given(wanted.tag)} AND published_at IS NOT NULL"]
    elif wanted.person is not None:
        driver, walked = _OF_PERSON, [_SHOWN.format(level="= 0"), f"m.owner_id = {given(wanted.person)}"]
    walked += _bounds(driver.place, wanted, before, given)
    rest = [f"{driver.listing}.{shelf.value} = {given(value)}" for shelf, value in shelves.items()]
    if words is not None:
        rest.append(f"{driver.listing}.words @@ CAST({given(words)} AS tsquery)")
    source = _NEWEST.format(
        columns=driver.columns, table=driver.table, where=" AND ".join(walked) or "true", newest=_newest(driver.place),
        beside="" if driver is _LISTINGS else _LOOKED_UP, rest=" AND ".join(rest) or "true", recent=_RECENT,
    )  # fmt: skip
    # What the walk has seen to already is not asked again: the planner would read all pictures of a person at once.
    left = replace(wanted, day=None, person=None if driver is _OF_PERSON else wanted.person)
    return _one(source, _PLACE, left, limit=limit, before=None, given=given)


def _narrowest(wanted: Wanted) -> tuple[Shelf, ...]:
    """Return the shelves whose own index is walked: the pair that divides most finely, or the one there is, or none."""
    if wanted.tag is not None or wanted.person is not None:
        return ()
    shelves = tuple(wanted.shelves)
    return next((pair for pair in PAIRS if set(pair) <= set(shelves)), shelves[:1])


def _of_index(wanted: Wanted, *, limit: int, before: Cursor | None, words: str | None) -> Question:
    """Return the question to the index of words, which knows shelves, tags and people too."""
    marks = [lexeme(shelf.value, value) for shelf, value in wanted.shelves.items()]
    marks += [lexeme(name, value) for name, value in (("tag", wanted.tag), ("by", wanted.person)) if value is not None]
    query = " & ".join([*(quoted(mark) for mark in marks), *([f"({words})"] if words else [])])
    given = _Parameters()
    asked = given(query)
    bounds = " AND ".join(_bounds("published_at, media_id", wanted, before, given)) or "true"
    source = _INDEXED.format(query=f"CAST({asked} AS tsquery)", bounds=bounds, some=limit * _SLACK)
    return _one(source, _PLACE, replace(wanted, day=None), limit=limit, before=None, given=given)
