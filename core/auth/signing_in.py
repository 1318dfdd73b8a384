"""Signing a browser in with a link that the bot sent privately: asking for it proves who one is."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.auth.keys import digest_of, new_key
from core.auth.models import SignInLink
from core.auth.sessions import open_session
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.users.models import User

LIFETIME = timedelta(minutes=10)


class SignInLinkUnknown(DomainError):
    """The link is wrong, used or too old."""

    refusal = Refusal.NOT_FOUND
    code = "sign-in-link"
    msgid = N_(
        "This sign-in link is wrong, used, or older than {minutes} minutes. Ask the bot for a new one with /login."
    )


async def make_link(session: AsyncSession, user: User, *, now: datetime) -> str:
    """Return the secret of a new link; the person's earlier links end."""
    await session.execute(delete(SignInLink).where(SignInLink.user_id == user.id))
    key = new_key()
    session.add(SignInLink(digest=digest_of(key), user_id=user.id, created_at=now))
    await session.flush()
    return key


async def owner_of_link(session: AsyncSession, key: str, *, now: datetime) -> User:
    """Return whom a link would sign in, without using it: chat platforms open every link that they see.

    Raises:
        SignInLinkUnknown: no living link has this secret.
    """
    found = await session.scalar(
        select(User).join(SignInLink, SignInLink.user_id == User.id).where(*_living(key, now=now))
    )
    if found is None:
        raise _unknown()
    return found


async def sign_in(session: AsyncSession, key: str, *, device: str, now: datetime) -> tuple[User, str]:
    """Use a link up; return the person and the secret of their new browser session.

    Raises:
        SignInLinkUnknown: no living link has this secret.
    """
    user = await use_up(session, key, now=now)
    opened = await open_session(session, user, device=device, now=now)
    await record(session, user.id, "login.link", f"user:{user.id}", origin="web", now=now)
    return user, opened


async def use_up(session: AsyncSession, key: str, *, now: datetime) -> User:
    """Use a link up and return whom it was for.

    Raises:
        SignInLinkUnknown: no living link has this secret.
    """
    used = update(SignInLink).where(*_living(key, now=now)).values(used_at=now).returning(SignInLink.user_id)
    owner: UUID | None = await session.scalar(used)
    if owner is None:
        raise _unknown()
    return await session.get_one(User, owner)


def _living(key: str, *, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        SignInLink.digest == digest_of(key),
        SignInLink.used_at.is_(None),
        SignInLink.created_at > now - LIFETIME,
    )


def _unknown() -> SignInLinkUnknown:
    return SignInLinkUnknown(minutes=int(LIFETIME.total_seconds() // 60))
