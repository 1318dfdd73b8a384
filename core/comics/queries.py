"""Questions about comics: whose, in which state, which pictures its panels have."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics.models import Character, Comic, ComicVersion, PanelDrawing
from core.jobs.models import Job
from core.media import queries as media
from core.media.models import Media


@dataclass(frozen=True, slots=True)
class Shown:
    """A comic as it stands: the version of a job, that job, and the pages that came of it."""

    comic: Comic
    version: ComicVersion
    job: Job
    pages: tuple[Media, ...]


async def by_job(session: AsyncSession, job_id: UUID) -> Shown | None:
    """Return the comic that a job made a version of."""
    rows = await session.execute(
        select(Comic, ComicVersion, Job)
        .join(ComicVersion, ComicVersion.comic_id == Comic.id)
        .join(Job, Job.id == ComicVersion.job_id)
        .where(ComicVersion.job_id == job_id)
    )
    found = rows.one_or_none()
    if found is None:
        return None
    return Shown(found[0], found[1], found[2], tuple(await media.of_job(session, job_id)))


async def by_slug(session: AsyncSession, slug: str) -> Comic | None:
    """Return the comic at an address, whoever may see it."""
    return await session.scalar(select(Comic).where(Comic.slug == slug, Comic.deleted_at.is_(None)))


async def of_job(session: AsyncSession, job_id: UUID) -> Comic | None:
    """Return the comic that a job made a version of, held: nobody asks for a further version meanwhile."""
    made = select(ComicVersion.comic_id).where(ComicVersion.job_id == job_id).scalar_subquery()
    return await session.scalar(select(Comic).where(Comic.id == made).with_for_update())


async def is_taken(session: AsyncSession, comic_id: UUID, *, quarantined: bool = False) -> bool:
    """Tell whether moderators keep anything of any version from others; ``quarantined`` asks for what no one sees."""
    versions_ = select(ComicVersion.job_id).where(ComicVersion.comic_id == comic_id)
    panels = select(PanelDrawing.job_id).where(PanelDrawing.comic_id == comic_id)
    kept = Media.quarantined if quarantined else Media.hidden_at.is_not(None)
    found = select(Media.id).where(Media.job_id.in_(union_all(versions_, panels)), kept)
    return await session.scalar(found.limit(1)) is not None


async def latest(session: AsyncSession, comic: Comic) -> Shown | None:
    """Return the newest version of a comic whose pages are there."""
    rows = await session.scalars(
        select(ComicVersion).where(ComicVersion.comic_id == comic.id).order_by(ComicVersion.number.desc())
    )
    for version in rows:
        shown = await by_job(session, version.job_id)
        if shown is not None and shown.pages:
            return shown
    return None


async def versions(session: AsyncSession, comic_id: UUID) -> list[ComicVersion]:
    """Return every version of a comic, oldest first."""
    found = await session.scalars(
        select(ComicVersion).where(ComicVersion.comic_id == comic_id).order_by(ComicVersion.number)
    )
    return list(found)


async def drawings(session: AsyncSession, comic_id: UUID, marks: Collection[str]) -> dict[str, Media]:
    """Return, by mark, the latest picture that is there for each of some panels."""
    rows = await session.execute(
        select(PanelDrawing.asked, Media)
        .join(Media, Media.job_id == PanelDrawing.job_id)
        .where(PanelDrawing.comic_id == comic_id, PanelDrawing.asked.in_(marks), Media.deleted_at.is_(None))
        .order_by(PanelDrawing.id)
    )
    return {row[0]: row[1] for row in rows}


async def times_drawn(session: AsyncSession, comic_id: UUID, mark: str) -> int:
    """Return how often a panel was asked for."""
    found = await session.scalars(
        select(PanelDrawing.id).where(PanelDrawing.comic_id == comic_id, PanelDrawing.asked == mark)
    )
    return len(list(found))


async def cast(session: AsyncSession, owner_id: UUID) -> list[Character]:
    """Return a person's characters by name."""
    found = await session.scalars(select(Character).where(Character.owner_id == owner_id).order_by(Character.word))
    return list(found)


async def portraits(session: AsyncSession, owner_id: UUID) -> dict[str, str]:
    """Return the keys of the pictures of a person's characters, by folded name; most have none."""
    found = await session.execute(
        select(Character.word, Character.picture).where(Character.owner_id == owner_id, Character.picture.is_not(None))
    )
    return {word: picture for word, picture in found if picture}


async def characters(session: AsyncSession, owner_id: UUID, words: Sequence[str]) -> list[Character]:
    """Return those of a person's characters that are called so; ``words`` are folded names."""
    found = await session.scalars(
        select(Character).where(Character.owner_id == owner_id, Character.word.in_(words)).order_by(Character.word)
    )
    return list(found)


async def owned_job_ids(session: AsyncSession, comic_id: UUID) -> list[UUID]:
    """Return every job whose pictures are a comic's: of all versions and of all panels."""
    versions_ = await session.scalars(select(ComicVersion.job_id).where(ComicVersion.comic_id == comic_id))
    panels = await session.scalars(select(PanelDrawing.job_id).where(PanelDrawing.comic_id == comic_id))
    return [*versions_, *panels]
