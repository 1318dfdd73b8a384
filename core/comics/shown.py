"""A comic as its readers get it: its pages in order, and how far it reaches."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics.models import Comic, ComicVersion
from core.comics.queries import is_taken
from core.comics.script import FILE, parse
from core.comics.script.model import Direction
from core.media.models import Derivative, Media
from core.media.queries import Copied, derivatives
from core.privacy import Visibility
from core.users.models import User

_REACHES = (Visibility.PRIVATE, Visibility.UNLISTED, Visibility.PUBLIC)  # the least first


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A finished page, in the comic's language; ``slug`` is its own address as a picture.

    ``alt`` is its captions and dialogue, ``copies`` are smallest first.
    """

    number: int
    slug: str
    key: str
    media_type: str
    width: int
    height: int
    thumbhash: str
    alt: str
    copies: tuple[Copied, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownComic:
    """A comic with the finished pages of its newest version; ``creator`` is its owner's name.

    ``visibility`` and ``level`` are those of its least shown page: what a moderator took from one page, of whichever
    version, is taken from the whole. ``is_taken``: others could see it until then. ``job_id`` is the job that set the
    pages; a draft's panels are in its pages alone.
    """

    id: UUID
    slug: str
    owner_id: UUID
    creator: str
    title: str
    language: str
    direction: Direction
    size: str
    visibility: Visibility
    level: int
    version: int
    is_draft: bool
    job_id: UUID | None
    seed: int
    created_at: datetime
    deleted_at: datetime | None
    is_taken: bool
    pages: tuple[ShownPage, ...]


async def shown(session: AsyncSession, slug: str) -> ShownComic | None:
    """Return the comic at an address, whoever may see it; one that was never made has no pages."""
    names = select(Comic, User.name).join(User, User.id == Comic.owner_id).where(Comic.slug == slug)
    row = (await session.execute(names)).one_or_none()
    if row is None:
        return None
    comic, creator = row
    version = await _latest(session, comic)
    pages = await _pages(session, version)
    copies = await derivatives(session, [page.id for page in pages])
    taken = await is_taken(session, comic.id)
    return ShownComic(
        id=comic.id,
        slug=comic.slug,
        owner_id=comic.owner_id,
        creator=creator,
        title=comic.title,
        language=comic.language,
        direction=_direction_of(version.script) if version else Direction.LEFT_TO_RIGHT,
        size=version.size if version else comic.size,
        visibility=Visibility.PRIVATE if taken else _least(comic, pages),
        level=max((page.level for page in pages), default=0),
        version=version.number if version else 0,
        is_draft=version is None or version.draft,
        job_id=version.job_id if version else None,
        seed=comic.seed,
        created_at=version.created_at if version else comic.created_at,
        deleted_at=comic.deleted_at,
        is_taken=taken and comic.visibility is not Visibility.PRIVATE,
        pages=tuple(_page(number, page, copies[page.id], comic.language) for number, page in enumerate(pages, 1)),
    )


def _least(comic: Comic, pages: list[Media]) -> Visibility:
    return min((comic.visibility, *(page.visibility for page in pages)), key=_REACHES.index)


async def _latest(session: AsyncSession, comic: Comic) -> ComicVersion | None:
    """Return the newest version that has a page: one that is being made doesn't hide the one before."""
    there = exists().where(Media.job_id == ComicVersion.job_id, Media.deleted_at.is_(None))
    found: ComicVersion | None = await session.scalar(
        select(ComicVersion)
        .where(ComicVersion.comic_id == comic.id, there)
        .order_by(ComicVersion.number.desc())
        .limit(1)
    )
    return found


async def _pages(session: AsyncSession, version: ComicVersion | None) -> list[Media]:
    """Return the pages of a version in order; none while one of them is kept from everybody."""
    if version is None:
        return []
    found = list(
        await session.scalars(
            select(Media).where(Media.job_id == version.job_id, Media.deleted_at.is_(None)).order_by(Media.position)
        )
    )
    return [] if any(page.quarantined for page in found) else found


def _page(number: int, page: Media, copies: list[Derivative], language: str) -> ShownPage:
    return ShownPage(
        number=number,
        slug=page.slug,
        key=page.key,
        media_type=page.media_type,
        width=page.width,
        height=page.height,
        thumbhash=page.thumbhash,
        alt=str(page.alt.get(language) or next(iter(page.alt.values()), "")),
        copies=tuple(Copied(copy.key, copy.media_type, copy.width) for copy in copies),
    )


@lru_cache(maxsize=512)
def _direction_of(script: str) -> Direction:
    """Return which way a script is read; its pages were set from the same text."""
    parsed = parse(script, limits=FILE).script
    return parsed.direction if parsed else Direction.LEFT_TO_RIGHT


async def comic_of_page(session: AsyncSession, media: Media) -> str | None:
    """Return the address of the comic that a picture is a page of, or None for any other picture."""
    slug: str | None = await session.scalar(
        select(Comic.slug)
        .join(ComicVersion, ComicVersion.comic_id == Comic.id)
        .where(ComicVersion.job_id == media.job_id, Comic.deleted_at.is_(None))
    )
    return slug
