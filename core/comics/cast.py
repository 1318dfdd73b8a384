"""A person's characters: added, changed, removed; they keep their looks over panels and comics."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.comics.models import Character
from core.comics.script.settings import LONGEST_LOOKS
from core.comics.script.statements import LONGEST_NAME, is_name
from core.comics.script.vocabulary import fold
from core.errors import DomainError, Refusal
from core.i18n import N_, NN_
from core.screening.screen import refuse
from core.users.models import User

MOST_CHARACTERS = 50


class NoName(DomainError):
    """Nobody can be called so."""

    refusal = Refusal.INVALID
    code = "character-name"
    msgid = N_("“{name}” is no name that I can use: up to four words and {most} characters, without : = ; ( ).")


class NoLooks(DomainError):
    """Nothing to be seen, or too much."""

    refusal = Refusal.INVALID
    code = "character-looks"
    msgid, msgid_plural = NN_(
        "Say what {name} looks like, in at most {most} character.",
        "Say what {name} looks like, in at most {most} characters.",
    )
    count = "most"


class CastFull(DomainError):
    """No room for another character."""

    refusal = Refusal.EXHAUSTED
    code = "cast-full"
    msgid, msgid_plural = NN_(
        "You have {most} character already. Remove one first.", "You have {most} characters already. Remove one first."
    )
    count = "most"


class CharacterNotFound(DomainError):
    """The person has nobody of this name."""

    refusal = Refusal.NOT_FOUND
    code = "character-not-found"
    msgid = N_("There is no {name} in your cast.")


async def add(
    session: AsyncSession, owner: User, name: str, *, looks: str, picture: str | None = None, now: datetime,
    allowed: frozenset[str] = frozenset(),
) -> Character:  # fmt: skip
    """Add a character, or give one that is there other looks; ``picture`` is a key, None keeps the one that is there.

    Raises:
        NoName, NoLooks, CastFull: what the person can change.
        ScreenedOut: the looks ask for what is not drawn here.
    """
    name, looks = " ".join(name.split()), " ".join(looks.split())
    if not name or not is_name(name):
        raise NoName(name=name[:LONGEST_NAME], most=LONGEST_NAME)
    if not looks or len(looks) > LONGEST_LOOKS or ";" in looks:
        raise NoLooks(name=name, most=LONGEST_LOOKS)
    refuse(looks, allowed=allowed)
    word = fold(name)
    known = await session.scalar(
        select(func.count()).select_from(Character).where(Character.owner_id == owner.id, Character.word != word)
    )
    if (known or 0) >= MOST_CHARACTERS:
        raise CastFull(most=MOST_CHARACTERS)
    values = {"name": name, "looks": looks, **({"picture": picture} if picture else {})}
    row = insert(Character).values(id=new_id(), owner_id=owner.id, word=word, created_at=now, **values)
    kept = row.on_conflict_do_update(index_elements=[Character.owner_id, Character.word], set_=values).returning(
        Character
    )
    return (await session.scalars(kept, execution_options={"populate_existing": True})).one()


async def find(session: AsyncSession, owner: User, name: str) -> Character:
    """Return the person's character of that name.

    Raises:
        CharacterNotFound: there is none.
    """
    found = await session.scalar(select(Character).where(Character.owner_id == owner.id, Character.word == fold(name)))
    if found is None:
        raise CharacterNotFound(name=name.strip()[:LONGEST_NAME])
    return found


async def remove(session: AsyncSession, owner: User, name: str) -> Character:
    """Take a character out of the cast; comics that are drawn keep them.

    Raises:
        CharacterNotFound: there is none.
    """
    found = await find(session, owner, name)
    await session.execute(delete(Character).where(Character.id == found.id))
    return found
