"""Keeping the shelves in step with what is public: pictures that became so, or no longer are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, func, null, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.comics.models import ComicVersion
from core.gallery.gathering import gather, listing, taggings
from core.gallery.handles import give_handles
from core.gallery.models import Listing, Tag, Tagging
from core.media.models import Media

AT_ONCE = 200
_STALE = text("listed_at IS DISTINCT FROM published_at")


async def list_next(session: AsyncSession, *, limit: int = AT_ONCE) -> int:
    """Put pictures on the shelves or take them off, as their rows say by now; return how many were out of step.

    Several conductors may do it at once: each takes other pictures.
    """
    stale = list(
        await session.scalars(
            select(Media).where(_STALE).order_by(Media.id).limit(limit).with_for_update(skip_locked=True)
        )
    )
    if not stale:
        return 0
    ids = [media.id for media in stale]
    before = await _shelved(session, ids)
    await session.execute(delete(Listing).where(Listing.media_id.in_(ids)))
    public = [media for media in stale if media.published_at is not None and not media.part]
    await _supersede(session, [media.job_id for media in public])
    fresh = await gather(session, public)
    await give_handles(session, {media.owner_id for media in public})
    rows = [row for one in fresh for row in taggings(one)]
    await _tag(session, ids, rows)
    if fresh:
        await session.execute(insert(Listing), [listing(one) for one in fresh])
    change = Counter(str(row["tag"]) for row in rows)
    change.subtract(before)
    await _count(session, change, {str(row["tag"]): str(row["label"]) for row in rows})
    for media in stale:
        media.listed_at = media.published_at
    await session.flush()
    return len(stale)


async def _tag(session: AsyncSession, ids: Sequence[UUID], rows: Sequence[dict[str, object]]) -> None:
    """Replace what was found out of pictures' tags; their owners' own stay, and are shown as their pictures are."""
    await session.execute(delete(Tagging).where(Tagging.media_id.in_(ids), Tagging.own.is_(False)))
    await session.execute(update(Tagging).where(Tagging.media_id.in_(ids)).values(published_at=None))
    if rows:
        written = insert(Tagging)
        shown = {"published_at": written.excluded.published_at}
        await session.execute(written.on_conflict_do_update(index_elements=["media_id", "tag"], set_=shown), rows)


async def recount(session: AsyncSession) -> None:
    """Count every tag's pictures anew, so that no miscount stays."""
    counted = (
        select(Tagging.tag, func.max(Tagging.label), func.count())
        .where(Tagging.published_at.is_not(None))
        .group_by(Tagging.tag)
    )
    await session.execute(delete(Tag))
    await session.execute(insert(Tag).from_select(["tag", "label", "pictures"], counted))


async def uncount(session: AsyncSession, owner_id: UUID) -> None:
    """Take a person's pictures out of the tags' counts before they go for good; a tag of theirs alone is forgotten."""
    found = await session.execute(
        select(Tagging.tag, func.count())
        .join(Media, Media.id == Tagging.media_id)
        .where(Media.owner_id == owner_id, Tagging.published_at.is_not(None))
        .group_by(Tagging.tag)
    )
    await _count(session, {tag: -pictures for tag, pictures in found}, {})


async def _shelved(session: AsyncSession, ids: Sequence[UUID]) -> Counter[str]:
    tags = await session.scalars(
        select(Tagging.tag).where(Tagging.media_id.in_(ids), Tagging.published_at.is_not(None))
    )
    return Counter(tags)


async def _supersede(session: AsyncSession, jobs: Sequence[UUID]) -> None:
    """Have a comic's newest pages stand for it: the first page of every version before is a part like any other."""
    newer = aliased(ComicVersion)
    older = (
        select(ComicVersion.job_id)
        .join(newer, (newer.comic_id == ComicVersion.comic_id) & (newer.number > ComicVersion.number))
        .where(newer.job_id.in_(jobs))
    )
    await session.execute(
        update(Media)
        .where(Media.job_id.in_(older), Media.part.is_(False))
        .values(part=True, listed_at=null())
        .execution_options(synchronize_session="fetch")
    )


async def _count(session: AsyncSession, change: Mapping[str, int], labels: Mapping[str, str]) -> None:
    """Note how many pictures tags have gained or lost; a tag without any is forgotten."""
    for tag, more in sorted(change.items()):  # in one order, so that two conductors never wait for each other
        if more > 0:
            row = insert(Tag).values(tag=tag, label=labels.get(tag, ""), pictures=more)
            grown = {"pictures": Tag.pictures + more}
            await session.execute(row.on_conflict_do_update(index_elements=["tag"], set_=grown))
        elif more < 0:
            await session.execute(delete(Tag).where(Tag.tag == tag, Tag.pictures + more <= 0))
            await session.execute(update(Tag).where(Tag.tag == tag).values(pictures=Tag.pictures + more))
