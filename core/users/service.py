"""Meeting people, changing their role and their defaults."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import NotAllowed, Permission, Role, require
from core.users.models import Identity, User
from core.users.queries import by_identity

_NAME_LENGTH = 100


class Blocked(DomainError):
    """An admin has blocked the person."""

    refusal = Refusal.FORBIDDEN
    code = "blocked"
    msgid = N_("An admin has blocked your account. What is kept about you is still yours: /privacy.")


@dataclass(frozen=True, slots=True)
class Face:
    """A person as a platform shows them."""

    platform: Platform
    external_id: str
    name: str
    locale: str | None = None


async def meet(session: AsyncSession, face: Face, *, first_role: Role, now: datetime) -> User:
    """Return the account behind a face, made on the first meeting.

    Two meetings at once make one account: the second waits for the first and finds it.
    """
    known = await by_identity(session, face.platform, face.external_id)
    if known is not None:
        return known
    name = kept_name(face.name)
    user = User(id=new_id(), name=name, role_level=first_role, created_at=now)
    session.add(user)
    await session.flush()
    claim = insert(Identity).values(
        id=new_id(),
        user_id=user.id,
        platform=face.platform.value,
        external_id=face.external_id,
        name=name,
        created_at=now,
    )
    taken = await session.execute(claim.on_conflict_do_nothing().returning(Identity.id))
    if taken.first() is not None:
        return user
    await session.delete(user)
    await session.flush()
    winner = await by_identity(session, face.platform, face.external_id)
    if winner is None:
        raise LookupError(face.external_id)
    return winner


async def add_identity(session: AsyncSession, user: User, face: Face, *, now: datetime) -> None:
    """Note that a known person is met elsewhere as well."""
    name = kept_name(face.name)
    session.add(
        Identity(
            user_id=user.id, platform_name=face.platform.value, external_id=face.external_id, name=name, created_at=now
        )
    )
    await session.flush()


def kept_name(name: str) -> str:
    """Return a name without what no line shows and no database keeps (NUL, lone surrogates)."""
    return "".join(letter for letter in name if letter.isprintable())[:_NAME_LENGTH].strip()


async def grant_role(session: AsyncSession, actor: User, *, to: User, role: Role) -> None:
    """Give a person a role; nobody hands out more than they have or changes their betters.

    Raises:
        NotAllowed: the actor may not manage people, or the role or the person stands above them.
    """
    require(actor.role, Permission.MANAGE_USERS)
    if max(role, to.role) > actor.role:
        raise NotAllowed
    await appoint(session, to, role=role)


async def appoint(session: AsyncSession, user: User, *, role: Role) -> None:
    """Set a role without asking who wants it: for the command line of the machine's owner."""
    locked = await session.scalar(select(User).where(User.id == user.id).with_for_update())
    if locked is not None:
        locked.role_level = role


async def set_locale(session: AsyncSession, user: User, *, locale: str | None) -> None:
    """Remember the language that a person chose; None follows the platform again."""
    user.locale = locale
    await session.flush()


async def set_defaults(
    session: AsyncSession,
    user: User,
    *,
    style: str | None = None,
    model: str | None = None,
    visibility: Visibility | None = None,
    hide_prompts: bool | None = None,
    embed_prompts: bool | None = None,
) -> None:
    """Change those of a person's defaults that are given; they hold for what is made from now on."""
    if style is not None:
        user.default_style = style
    if model is not None:
        user.default_model = model
    if visibility is not None:
        user.default_visibility = visibility.value
    if hide_prompts is not None:
        user.hide_prompts = hide_prompts
    if embed_prompts is not None:
        user.embed_prompts = embed_prompts
    await session.flush()
