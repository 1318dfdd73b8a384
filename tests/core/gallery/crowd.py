"""A gallery of any size, written by the database itself; its pictures have no files."""

from uuid import UUID

from sqlalchemy import text

from core.db import Database
from tests.web_gallery.seeds import NOON

AUTHORS = 20
EVERY_S = 20  # between two pictures
STYLES = ("flat", "ink", "noir", "sepia", "pastel", "blueprint", "newsprint")
TARGETS = ("storyboard/storyboard", "diffusers/sdxl", "diffusers/flux")
TAGS = ("fox", "tree", "turtle", "lighthouse", "cat", "bicycle", "book", "beach", "castle", "moon")
# Numbers with a fixed seed of their own: the n-th picture is the same in every crowd.
_DICE = "(hashtextextended(n::text, {salt}) & 1048575)"
_PICK = "(ARRAY[{words}])[1 + {dice} % {count}]"


def _pick(words: tuple[str, ...], salt: int) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return _PICK.format(words=listed, dice=_DICE.format(salt=salt), count=len(words))


_MOMENT = f"CAST(:noon AS timestamptz) - n * interval '{EVERY_S} seconds'"
_ID = "md5(n::text)::uuid"
_SHAPES = (
    f"CASE WHEN {_DICE.format(salt=5)} % 5 < 2 THEN {{}} WHEN {_DICE.format(salt=5)} % 5 < 4 THEN {{}} ELSE {{}} END"
)
_OWNER = f"""CASE WHEN n % {AUTHORS} = 0 THEN CAST(:person AS uuid)
    ELSE md5('u' || (2 + n % ({AUTHORS} - 1)))::uuid END"""
_ONE, _OTHER = _pick(TAGS, 1), _pick(TAGS, 2)
_PEOPLE = f"""
INSERT INTO users (id, name, role, hide_prompts, created_at, handle)
SELECT md5('u' || n)::uuid, 'Person ' || n, 2, false, CAST(:noon AS timestamptz), 'person-' || n
FROM generate_series(2, {AUTHORS}) n
UNION ALL SELECT CAST(:person AS uuid), 'Ada', 2, false, CAST(:noon AS timestamptz), 'ada'
"""  # noqa: S608 - made of our own words
_JOB_ID = "md5('j' || n)::uuid"
_JOBS = f"""
INSERT INTO jobs (id, key, owner_id, kind, state, spec, target, batch_key, pictures, cost, visibility, hide_prompt,
    created_at, expires_at, finished_at, attempt, failures)
SELECT {_JOB_ID}, 'crowd' || n, {_OWNER}, 'image', 'succeeded', '{{}}', '', '', 1, 0, 'public', false,
    {_MOMENT}, {_MOMENT}, {_MOMENT}, 1, 0
FROM generate_series(1, CAST(:count AS int)) n
"""  # noqa: S608 - made of our own words
_IS_COMIC = "n % 10 = 3"
_COMICS = f"""
INSERT INTO comics (id, owner_id, slug, key, title, script, language, size, style, target, seed, visibility, version,
    created_at)
SELECT {_JOB_ID}, {_OWNER}, 'comic' || n, 'crowd' || n, 'Comic ' || n, '', 'en', 'a5', 'ink', '', n, 'public', 1,
    {_MOMENT}
FROM generate_series(1, CAST(:count AS int)) n WHERE {_IS_COMIC}
"""  # noqa: S608 - made of our own words
_VERSIONS = f"""
INSERT INTO comic_versions (comic_id, number, job_id, script, size, style, draft, created_at)
SELECT {_JOB_ID}, 1, {_JOB_ID}, '', 'a5', 'ink', false, {_MOMENT}
FROM generate_series(1, CAST(:count AS int)) n WHERE {_IS_COMIC}
"""  # noqa: S608 - made of our own words
_MEDIA = f"""
INSERT INTO media (id, job_id, owner_id, position, slug, key, media_type, width, height, bytes, seed, prompt,
    prompt_hidden, target, style, thumbhash, alt, not_drawn, visibility, level, judged, quarantined, engine_ms,
    created_at, published_at, listed_at, part)
SELECT {_ID}, {_JOB_ID}, {_OWNER}, 0, 'slug' || n, 'aa/' || md5(n::text) || md5('k' || n) || '.png',
    'image/png',
    {_SHAPES.format(1152, 768, 1024)}, {_SHAPES.format(768, 1152, 1024)}, 100000, n,
    'a ' || {_ONE} || ' and a ' || {_OTHER} || ' number ' || n, false, {_pick(TARGETS, 3)}, {_pick(STYLES, 4)}, '',
    jsonb_build_object('en', 'number ' || n), '{{}}', 'public', CASE WHEN n % 20 = 7 THEN 1 ELSE 0 END, true, false, 0,
    CAST(:noon AS timestamptz), {_MOMENT}, {_MOMENT}, false
FROM generate_series(1, CAST(:count AS int)) n
"""  # noqa: S608 - made of our own words
_TAGGINGS = f"""
INSERT INTO taggings (media_id, tag, label, own, published_at)
SELECT DISTINCT {_ID}, tag, '', false, {_MOMENT}
FROM generate_series(1, CAST(:count AS int)) n, LATERAL (VALUES ({_ONE}), ({_OTHER})) AS two (tag)
"""  # noqa: S608 - made of our own words
_LISTINGS = f"""
INSERT INTO listings (media_id, published_at, kind, style, target, shape, space_id, words)
SELECT id, published_at, kind, style, target, shape, space_id, array_to_tsvector(array_remove(ARRAY['~kind:' || kind,
    '~style:' || style, '~target:' || target, '~shape:' || shape, '~space_id:' || space_id, '~by:' || owner,
    '=' || one, '=' || other, '~tag:' || one, '~tag:' || other, one, other, 'number', number], NULL))
FROM (SELECT {_ID} AS id, {_OWNER} AS owner, n::text AS number, {_MOMENT} AS published_at,
    CASE WHEN {_IS_COMIC} THEN 'comic' WHEN n % 10 = 4 THEN 'animation' ELSE 'picture' END AS kind,
    {_pick(STYLES, 4)} AS style, {_pick(TARGETS, 3)} AS target, {_ONE} AS one, {_OTHER} AS other,
    {_SHAPES.format("'landscape'", "'tall'", "'square'")} AS shape,
    CASE WHEN n % 4 = 0 THEN CAST(:space AS uuid) END AS space_id
FROM generate_series(1, CAST(:count AS int)) n) made
"""  # noqa: S608 - made of our own words
_COPIES = f"""
INSERT INTO derivatives (media_id, key, media_type, width, height, bytes)
SELECT {_ID}, 'aa/' || md5(n || extension || width) || md5(width || extension || n) || '.' || extension,
    'image/' || extension, width, width, 1000
FROM generate_series(1, LEAST(CAST(:count AS int), 50000)) n, (VALUES (320), (640), (960), (1280)) w (width),
    (VALUES ('avif'), ('webp')) e (extension)
"""  # noqa: S608 - made of our own words


# All but those that a constraint needs, which would keep a million rows waiting.
_INDEXES = """
SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS made FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid::regclass::text IN ('jobs', 'comics', 'media', 'taggings', 'listings', 'derivatives')
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
"""


async def crowd(database: Database, count: int, *, space: UUID, person: UUID, copies: bool = False) -> None:
    """Fill empty tables with public pictures, one every 20 seconds back from noon.

    Every twentieth is one person's, every tenth is a comic, every fourth comes from a space, one in twenty is rated;
    the newest 50,000 have ``copies``. Foreign keys aren't checked while it writes, and indexes are made afterwards.
    """
    values = {"noon": NOON, "person": person, "space": space, "count": count}
    statements = (_PEOPLE, _JOBS, _COMICS, _VERSIONS, _MEDIA, _TAGGINGS, _LISTINGS, *((_COPIES,) if copies else ()))
    indexes = await database.ask(_INDEXES)
    async with database.transaction() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        for index in indexes:
            await session.execute(text(f'DROP INDEX "{index["name"]}"'))
        for statement in statements:
            await session.execute(
                text(statement), {name: value for name, value in values.items() if f":{name}" in statement}
            )
        for index in indexes:
            await session.execute(text(index["made"].replace(":", "\\:")))
    await database.ask("VACUUM (ANALYZE)")
