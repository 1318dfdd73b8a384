"""Tags: those that owners give their pictures, and those that pictures bear."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import DomainError, Refusal
from core.gallery.models import Tag, Tagging
from core.gallery.things import things
from core.i18n import N_, NN_
from core.media.service import owned
from core.users.models import User
from core.words import tokens

MOST_TAGS = 12
LONGEST = 40
_AROUND = "#.,;:!?\"'„”“ \t\n"


class TooManyTags(DomainError):
    """More tags than a picture may have."""

    refusal = Refusal.INVALID
    code = "too-many-tags"
    msgid, msgid_plural = NN_(
        "A picture has {limit} tag of yours at most; leave some out.",
        "A picture has {limit} tags of yours at most; leave some out.",
    )
    count = "limit"


class TagWithoutWords(DomainError):
    """Nothing of a tag would be left in an address."""

    refusal = Refusal.INVALID
    code = "tag-without-words"
    msgid = N_("“{tag}” is no tag: write words in Latin letters, 40 letters at most.")


@dataclass(frozen=True, slots=True)
class Borne:
    """A tag as pages show it: ``key`` is its part of an address, ``own`` says that the owner gave it."""

    key: str
    name: str
    own: bool = False
    pictures: int = 0


def key_of(name: str, locale: str = "en") -> str:
    """Return the key of a tag: the thing that it names, else its own words; empty where it has none."""
    meant = things().meant(name, locale)
    return meant or "-".join(tokens(name)).encode("ascii", "ignore").decode().strip("-")


def name_of(key: str, label: str, locale: str) -> str:
    """Return what a tag is called in a language."""
    return things().name(key, locale) or label or key.replace("-", " ")


async def set_own(session: AsyncSession, person: User, media_id: UUID, *, names: Sequence[str], locale: str) -> None:
    """Give a picture its owner's tags, named in a language, in place of those that it had from them.

    Raises:
        PictureNotFound: as ``core.media.service.owned``.
        TooManyTags, TagWithoutWords: these tags can't be given.
    """
    media = await owned(session, person, media_id)
    wanted = _checked(names, locale)
    kept = set(await session.scalars(select(Tagging.tag).where(Tagging.media_id == media_id, Tagging.own)))
    for tag in sorted(kept - set(wanted)):
        await _withdraw(session, media_id, tag)
    for tag, label in wanted.items():
        row = insert(Tagging).values(media_id=media_id, tag=tag, label=label, own=True)
        given = {"own": True, "label": label}
        await session.execute(row.on_conflict_do_update(index_elements=["media_id", "tag"], set_=given))
    if media.published_at is not None:
        media.listed_at = None


async def _withdraw(session: AsyncSession, media_id: UUID, tag: str) -> None:
    """Take an owner's tag away; one that is on a shelf goes with the next listing, which counts it."""
    this = (Tagging.media_id == media_id) & (Tagging.tag == tag)
    await session.execute(delete(Tagging).where(this, Tagging.published_at.is_(None)))
    await session.execute(update(Tagging).where(this).values(own=False))


async def of_picture(session: AsyncSession, media_id: UUID, locale: str) -> list[Borne]:
    """Return a picture's tags, its owner's first."""
    rows = await session.execute(
        select(Tagging.tag, Tagging.label, Tagging.own)
        .where(Tagging.media_id == media_id)
        .order_by(Tagging.own.desc(), Tagging.tag)
    )
    return [Borne(tag, name_of(tag, label, locale), own) for tag, label, own in rows]


async def most_borne(session: AsyncSession, locale: str, *, limit: int) -> list[Borne]:
    """Return the tags that most public pictures bear."""
    rows = await session.execute(select(Tag).order_by(Tag.pictures.desc(), Tag.tag).limit(limit))
    return [Borne(row.tag, name_of(row.tag, row.label, locale), pictures=row.pictures) for row in rows.scalars()]


async def label_of(session: AsyncSession, key: str) -> str:
    """Return how a tag was written, empty where nobody bears it or the vocabulary names it."""
    return await session.scalar(select(Tag.label).where(Tag.tag == key)) or ""


def split(text: str) -> list[str]:
    """Return the tags that somebody wrote in one line: parted by commas, or each behind a #."""
    parts = text.replace("#", ",").replace(";", ",").replace("\n", ",").split(",")
    return [part.strip(_AROUND) for part in parts if part.strip(_AROUND)]


def _checked(names: Sequence[str], locale: str) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for name in names[: MOST_TAGS * 10]:
        key = key_of(name, locale)
        if not key or len(name) > LONGEST:
            raise TagWithoutWords(tag=name[:LONGEST])
        wanted.setdefault(key, "" if things().name(key, "en") else name)
    if len(wanted) > MOST_TAGS:
        raise TooManyTags(limit=MOST_TAGS)
    return wanted
