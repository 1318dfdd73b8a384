"""What a public picture is found by: gathered from its own row, its job, its comic and its owner's tags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics.models import Comic, ComicVersion
from core.gallery.models import Tagging
from core.gallery.shelves import ListingKind, Shelf, lexeme, shape_of
from core.gallery.things import things
from core.gallery.words import Vector
from core.jobs.models import Delivery, Job
from core.jobs.states import Kind
from core.media.models import Media

_MOST_THINGS = 12


@dataclass(frozen=True, slots=True)
class Fresh:
    """A public picture on its way to the shelves; ``alts`` are the words of all pages where it begins a comic."""

    media: Media
    kind: ListingKind
    space_id: UUID | None
    title: str
    alts: Sequence[str]
    own: Mapping[str, str]


async def gather(session: AsyncSession, public: Sequence[Media]) -> list[Fresh]:
    """Return the pictures with all that their shelves and words are made of."""
    jobs = [media.job_id for media in public]
    kinds, spaces, titles = await _kinds(session, jobs), await _spaces(session, jobs), await _titles(session, jobs)
    alts = await _alts(session, list(titles))
    own = await _own_tags(session, [media.id for media in public])
    return [
        Fresh(
            media=media,
            kind=_kind_of(media, kinds.get(media.job_id, "")),
            space_id=spaces.get(media.job_id),
            title=titles.get(media.job_id, ""),
            alts=alts.get(media.job_id, ()),
            own=own.get(media.id, {}),
        )
        for media in public
    ]


async def _kinds(session: AsyncSession, jobs: Sequence[UUID]) -> dict[UUID, str]:
    rows = await session.execute(select(Job.id, Job.kind_name).where(Job.id.in_(jobs)))
    return {row.id: row.kind_name for row in rows}


async def _spaces(session: AsyncSession, jobs: Sequence[UUID]) -> dict[UUID, UUID | None]:
    rows = await session.execute(
        select(Delivery.job_id, Delivery.space_id).where(Delivery.job_id.in_(jobs), Delivery.space_id.is_not(None))
    )
    return {row.job_id: row.space_id for row in rows}


async def _titles(session: AsyncSession, jobs: Sequence[UUID]) -> dict[UUID, str]:
    rows = await session.execute(
        select(ComicVersion.job_id, Comic.title)
        .join(Comic, Comic.id == ComicVersion.comic_id)
        .where(ComicVersion.job_id.in_(jobs))
    )
    return {row.job_id: row.title for row in rows}


async def _alts(session: AsyncSession, jobs: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = await session.execute(
        select(Media.job_id, Media.alt)
        .where(Media.job_id.in_(jobs), Media.deleted_at.is_(None), Media.prompt_hidden.is_(False))
        .order_by(Media.position)
    )
    for job_id, alt in rows:
        found.setdefault(job_id, []).extend(str(words) for words in alt.values())
    return found


async def _own_tags(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = {}
    rows = await session.execute(
        select(Tagging.media_id, Tagging.tag, Tagging.label).where(Tagging.media_id.in_(ids), Tagging.own)
    )
    for media_id, tag, label in rows:
        found.setdefault(media_id, {})[tag] = label
    return found


def _kind_of(media: Media, job_kind: str) -> ListingKind:
    if job_kind == Kind.COMIC:
        return ListingKind.COMIC
    moves = media.media_type.startswith("video/") or media.media_type == "image/gif"
    return ListingKind.ANIMATION if moves else ListingKind.PICTURE


def _drawn(one: Fresh) -> list[str]:
    """Return the things that a picture shows: as its scene graph names them, else as its words do; hidden, none."""
    if one.media.prompt_hidden:
        return []
    if one.kind is ListingKind.COMIC:
        return things().found(" ".join((one.title, *one.alts)))[:_MOST_THINGS]
    scene = (one.media.scene or {}).get("scene")
    if not isinstance(scene, dict):
        return things().found(one.media.prompt)[:_MOST_THINGS]
    named = [*_concepts(scene.get("things")), scene.get("place")]
    known = things().concepts
    return list(dict.fromkeys(known[name] for name in named if isinstance(name, str) and name in known))[:_MOST_THINGS]


def _concepts(listed: object) -> list[object]:
    return [thing.get("concept") for thing in listed if isinstance(thing, dict)] if isinstance(listed, list) else []


def taggings(one: Fresh) -> list[dict[str, object]]:
    """Return the rows of a picture's tags: its owner's, and what is drawn in it."""
    common: dict[str, object] = {"media_id": one.media.id, "published_at": one.media.published_at}
    own: list[dict[str, object]] = [
        {**common, "tag": tag, "label": label, "own": True} for tag, label in one.own.items()
    ]
    return own + [{**common, "tag": thing, "label": "", "own": False} for thing in _drawn(one) if thing not in one.own]


def listing(one: Fresh) -> dict[str, object]:
    """Return the row by which a picture is found."""
    media = one.media
    shelves = {
        Shelf.KIND: one.kind.value,
        Shelf.STYLE: media.style,
        Shelf.MODEL: media.target,
        Shelf.SHAPE: shape_of(media.width, media.height).value,
        Shelf.SPACE: one.space_id,
    }
    return {
        "media_id": media.id,
        "published_at": media.published_at,
        **{shelf.value: value for shelf, value in shelves.items()},
        "words": _words(one, shelves),
    }


def _words(one: Fresh, shelves: Mapping[Shelf, object]) -> str:
    """Return everything that a picture is found by; a hidden prompt and what is made of it stay out."""
    vector = Vector()
    drawn = _drawn(one)
    vector.add(one.title, "A")
    for label in one.own.values():
        vector.add(label, "A")
    vector.mark((f"={tag}" for tag in (*one.own, *drawn)), "B")
    if not one.media.prompt_hidden:
        vector.add(one.media.prompt, "B")
    for alt in one.alts:
        vector.add(alt, "C")
    vector.mark(lexeme(shelf.value, value) for shelf, value in shelves.items() if value is not None)
    vector.mark((lexeme("by", one.media.owner_id), *(lexeme("tag", tag) for tag in (*one.own, *drawn))))
    return vector.written()
