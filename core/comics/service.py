"""Keeping comics: their words, how they look, how far they reach; ``making`` has them drawn."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.comics import queries
from core.comics.layout import usual_size
from core.comics.models import Comic
from core.comics.ordering import name_of
from core.comics.script.model import PageSize, Script
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.specs import LARGEST_SEED
from core.media import service as pictures
from core.media.models import Media
from core.privacy import Visibility
from core.roles import Permission, may, require
from core.users.models import User


class UnknownPageSize(DomainError):
    """No such paper."""

    refusal = Refusal.INVALID
    code = "comic-size"
    msgid = N_("I don't know the page size “{size}”. Choose one of: {known}.")


class ComicNotFound(DomainError):
    """No such comic, or not this person's."""

    refusal = Refusal.NOT_FOUND
    code = "comic-not-found"
    msgid = N_("I can't find this comic among yours. It may have been deleted.")


@dataclass(frozen=True, slots=True)
class Look:
    """What was chosen beside the script; None takes the script's own, else the usual."""

    size: PageSize | None = None
    style: str | None = None
    visibility: Visibility = Visibility.PRIVATE


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote: ``script`` is None while it has mistakes, ``language`` is the writer's."""

    text: str
    script: Script | None
    language: str = "en"


async def begin(
    session: AsyncSession, owner: User, written: Written, *, look: Look, key: str, now: datetime, dice: Random
) -> Comic:
    """Keep a comic's text. The same event (``key``) twice makes one comic."""
    known = await session.scalar(select(Comic).where(Comic.key == key, Comic.owner_id == owner.id))
    if known is not None:
        return known
    comic = Comic(
        id=new_id(),
        owner_id=owner.id,
        key=key,
        title="",
        script=written.text,
        language=written.language,
        size=PageSize.SQUARE.value,
        style=look.style or "",
        target="",
        seed=dice.randint(0, LARGEST_SEED),
        visibility_name=look.visibility.value,
        created_at=now,
    )
    _take(comic, written.script, look)
    session.add(comic)
    await session.flush()
    return comic


def _take(comic: Comic, script: Script | None, look: Look) -> None:
    """Take from a script what the comic is called, its language, size, style and seed."""
    if script is None:
        return
    comic.title = name_of(script)
    comic.language = script.language
    comic.size = (look.size or usual_size(script)).value
    comic.style = look.style or script.style
    comic.seed = comic.seed if script.seed is None else script.seed


async def owned(session: AsyncSession, person: User, comic_id: UUID | None) -> Comic:
    """Return a comic that the person may change, locked.

    Raises:
        ComicNotFound: it does not exist, is deleted, in quarantine, or belongs to somebody else.
    """
    comic = await session.get(Comic, comic_id, with_for_update=True) if comic_id else None
    if comic is None or comic.deleted_at is not None:
        raise ComicNotFound
    if comic.owner_id != person.id and not may(person.role, Permission.MANAGE_OTHERS):
        raise ComicNotFound
    if await queries.is_taken(session, comic.id, quarantined=True):
        raise ComicNotFound
    return comic


async def own(session: AsyncSession, person: User, comic_id: UUID | None) -> Comic:
    """Return a comic of the person's own, locked: on desks of their own even admins see only what is theirs.

    Raises:
        ComicNotFound: it does not exist, is deleted, or belongs to somebody else.
    """
    comic = await owned(session, person, comic_id)
    if comic.owner_id != person.id:
        raise ComicNotFound
    return comic


def rewrite(comic: Comic, written: Written) -> None:
    """Give a comic another text; what was drawn stays, and serves again wherever its panel did not change."""
    size = comic.size
    comic.script = written.text
    _take(comic, written.script, Look(style=comic.style or None))
    if comic.version and written.script is not None and written.script.size is None:
        comic.size = size


async def set_visibility(
    session: AsyncSession, person: User, comic: Comic, *, visibility: Visibility, closed: frozenset[str], now: datetime
) -> None:
    """Change how far a comic reaches, and the pages of its newest version with it.

    Raises:
        NotAllowed, NotAllowedHere: the person may not publish.
        PictureHidden: a moderator's decision stands against it, or against a version before.
        DomainError: as ``core.media.service.set_visibility``.
    """
    if visibility is not Visibility.PRIVATE and await queries.is_taken(session, comic.id):
        raise pictures.PictureHidden
    if visibility is Visibility.PUBLIC:
        require(person.role, Permission.PUBLISH, closed=closed)
    shown = await queries.latest(session, comic)
    for page in shown.pages if shown else ():
        await pictures.set_visibility(session, person, page.id, visibility=visibility, closed=closed, now=now)
    comic.visibility_name = visibility.value


async def delete(session: AsyncSession, person: User, comic: Comic, *, now: datetime) -> None:
    """Take a comic away with every page and panel of all its versions."""
    jobs = await queries.owned_job_ids(session, comic.id)
    found = await session.scalars(select(Media.id).where(Media.job_id.in_(jobs), Media.deleted_at.is_(None)))
    for media_id in found:
        await pictures.delete(session, person, media_id, now=now)
    comic.deleted_at = now
    comic.script, comic.title = "", ""


async def bury(session: AsyncSession, which: ColumnElement[bool], *, now: datetime) -> None:
    """Take away for good what moderators deleted: comics with the pictures and words of every version and panel."""
    for comic in await session.scalars(select(Comic).where(which, Comic.deleted_at.is_(None)).with_for_update()):
        jobs = await queries.owned_job_ids(session, comic.id)
        await pictures.bury(session, Media.job_id.in_(jobs), now=now)
        comic.deleted_at = now
        comic.script, comic.title = "", ""
