"""Changing how far a picture reaches, hiding its prompt, deleting it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import DomainError, Refusal
from core.i18n import N_
from core.media.models import Media, Purge
from core.privacy import Visibility
from core.roles import Permission, may, require
from core.users.models import User


class PictureNotFound(DomainError):
    """No such picture, or not this person's."""

    refusal = Refusal.NOT_FOUND
    code = "picture-not-found"
    msgid = N_("I can't find this picture among yours. It may have been deleted.")


class PictureHidden(DomainError):
    """A moderator's decision stands against showing it."""

    refusal = Refusal.CONFLICT
    code = "picture-hidden"
    msgid = N_("A moderator has hidden this picture, so it stays private. The reason is in our private chat.")


class PictureNotJudged(DomainError):
    """No classifier has looked at it, or it failed."""

    refusal = Refusal.CONFLICT
    code = "picture-not-judged"
    msgid = N_(
        "Nothing here could rate this picture by age, so it can't be public. An unlisted link works; admins find the "
        "reason with ./run doctor."
    )


async def owned(session: AsyncSession, person: User, media_id: UUID) -> Media:
    """Return a picture that the person may change, locked.

    Raises:
        PictureNotFound: it does not exist, is deleted, in quarantine, or belongs to somebody else.
    """
    media = await session.scalar(
        select(Media).where(Media.id == media_id, Media.deleted_at.is_(None)).with_for_update()
    )
    if media is None or not (media.owner_id == person.id or may(person.role, Permission.MANAGE_OTHERS)):
        raise PictureNotFound
    if media.quarantined:
        raise PictureNotFound
    return media


async def set_visibility(
    session: AsyncSession,
    person: User,
    media_id: UUID,
    *,
    visibility: Visibility,
    closed: frozenset[str] = frozenset(),
    now: datetime,
) -> Media:
    """Change how far a picture reaches; a new public picture goes to the top of the feed.

    Raises:
        PictureNotFound: as in ``owned``.
        NotAllowed, NotAllowedHere: the person may not publish.
        PictureHidden, PictureNotJudged: the picture may not be published.
    """
    media = await owned(session, person, media_id)
    if visibility is Visibility.PUBLIC:
        require(person.role, Permission.PUBLISH, closed=closed)
        if not media.judged:
            raise PictureNotJudged
    if media.hidden_at is not None and visibility is not Visibility.PRIVATE:
        raise PictureHidden
    if media.visibility is not visibility:
        media.visibility_name = visibility.value
        media.published_at = now if visibility is Visibility.PUBLIC else None
    return media


async def delete(session: AsyncSession, person: User, media_id: UUID, *, now: datetime) -> Media:
    """Take a picture away from everywhere at once; its files follow with the next sweep.

    Raises:
        PictureNotFound: as in ``owned``.
    """
    media = await owned(session, person, media_id)
    media.deleted_at = now
    media.visibility_name = Visibility.PRIVATE.value
    media.published_at = None
    media.prompt = ""
    media.scene = None
    media.alt = {}
    return media


async def bury(session: AsyncSession, which: ColumnElement[bool], *, now: datetime) -> None:
    """Take away for good what moderators deleted, with its words."""
    for picture in await session.scalars(select(Media).where(which, Media.deleted_at.is_(None)).with_for_update()):
        picture.deleted_at = now
        picture.prompt = ""
        picture.scene = None
        picture.alt = {}


async def note_useless(session: AsyncSession, keys: Iterable[str], *, now: datetime) -> None:
    """Have files deleted from the store, unless something turns out to need them."""
    rows = [{"key": key, "since": now} for key in set(keys)]
    if rows:
        await session.execute(insert(Purge).on_conflict_do_nothing(), rows)


async def note_purged(session: AsyncSession, media_ids: Sequence[UUID], *, now: datetime) -> None:
    """Note that the files of deleted pictures are gone."""
    await session.execute(
        update(Media).where(Media.id.in_(media_ids)).values(purged_at=now).execution_options(synchronize_session=False)
    )
