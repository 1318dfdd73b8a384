"""A person's comics for their export: the present pages of each as CBZ, which every comic reader opens."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics.export.cbz import cbz
from core.comics.export.model import Book
from core.comics.models import Comic, ComicVersion
from core.media.models import Media
from core.pictures.renditions import Copy
from core.storage import MissingObject, Store


@dataclass(frozen=True, slots=True)
class Volume:
    """One comic with the files of its pages, in order."""

    comic: Comic
    pages: tuple[Media, ...]


async def next_volume(session: AsyncSession, owner_id: UUID, *, after: UUID | None) -> Volume | None:
    """Return the person's next comic that has pages, by id."""
    query = (
        select(Comic, ComicVersion.job_id)
        .join(ComicVersion, and_(ComicVersion.comic_id == Comic.id, ComicVersion.number == Comic.version))
        .where(Comic.owner_id == owner_id, Comic.deleted_at.is_(None))
    )
    if after is not None:
        query = query.where(Comic.id > after)
    row = (await session.execute(query.order_by(Comic.id).limit(1))).one_or_none()
    if row is None:
        return None
    pages = await session.scalars(
        select(Media).where(Media.job_id == row.job_id, Media.deleted_at.is_(None)).order_by(Media.position)
    )
    return Volume(row[0], tuple(pages))


async def bound(volume: Volume, store: Store, *, author: str) -> bytes | None:
    """Return a comic as CBZ; None where no page is left. One comic at a time fits the memory."""
    copies = []
    for page in volume.pages:
        try:
            data = await store.get(page.key)
        except MissingObject:
            continue
        copies.append(Copy(data, page.media_type, page.width, page.height))
    if not copies:
        return None
    comic = volume.comic
    book = Book(
        id=comic.id, title=comic.title, language=comic.language, pages=(), made_at=comic.created_at, author=author
    )
    return cbz(book, copies)
