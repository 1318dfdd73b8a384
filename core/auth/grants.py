"""Programs that are signed in: a family of refresh tokens each, of which only the newest works (RFC 9700 § 4.14.2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.auth.keys import digest_of, new_key
from core.auth.models import Grant, RefreshToken
from core.auth.tokens import Scope
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.users.models import User

PREFIX = "inkr_"
LIFETIME = timedelta(days=30)
MOST_GRANTS = 50
_NAME_LENGTH = 60


class RefreshTokenUnknown(DomainError):
    """No refresh token, none that lives, or one that was used before."""

    refusal = Refusal.FORBIDDEN
    code = "refresh-token"
    msgid = N_("This refresh token is wrong, used or too old. Sign in again.")


@dataclass(frozen=True, slots=True)
class Granted:
    """A program's sign-in with its newest refresh token, which is shown this once."""

    grant: Grant
    user: User
    refresh: str


async def grant(session: AsyncSession, user: User, *, name: str, scopes: Collection[Scope], now: datetime) -> Granted:
    """Sign a program in; of more than 50 the one that was seen longest ago is signed out."""
    shown = "".join(letter for letter in " ".join(name.split()) if letter.isprintable())[:_NAME_LENGTH]
    await session.execute(select(User.id).where(User.id == user.id).with_for_update())
    await _make_room(session, user)
    made = Grant(user_id=user.id, name=shown, scopes=sorted(set(scopes)), created_at=now, seen_at=now)
    session.add(made)
    await session.flush()
    refresh = await _next(session, made, now=now)
    await record(session, user.id, "login.program", f"grant:{made.id}", new=made.scopes, origin="web", now=now)
    return Granted(made, user, refresh)


async def refresh(session: AsyncSession, key: str, *, now: datetime) -> Granted | None:
    """Use a refresh token up and return its successor; None where there is none to be had.

    A token that was used before has been stolen, or its thief has used it: the whole family ends, and the caller must
    let this transaction be committed.
    """
    found = (
        await session.execute(
            select(RefreshToken, Grant, User)
            .join(Grant, Grant.id == RefreshToken.grant_id)
            .join(User, User.id == Grant.user_id)
            .where(RefreshToken.digest == digest_of(key), RefreshToken.created_at > now - LIFETIME)
            .with_for_update(of=(RefreshToken, Grant))
        )
    ).one_or_none()
    if found is None:
        return None
    token, family, user = found
    if token.used_at is not None:
        await session.execute(delete(Grant).where(Grant.id == family.id))
        await record(session, user.id, "grant.reused", f"grant:{family.id}", origin="web", now=now)
        return None
    if user.blocked_at is not None:
        return None
    token.used_at = family.seen_at = now
    return Granted(family, user, await _next(session, family, now=now))


async def revoke(session: AsyncSession, key: str, *, now: datetime) -> None:
    """Sign the program of a refresh token out; an unknown one is out already (RFC 7009 § 2.2)."""
    wanted = select(RefreshToken.grant_id).where(RefreshToken.digest == digest_of(key)).scalar_subquery()
    gone = (
        await session.execute(delete(Grant).where(Grant.id == wanted).returning(Grant.id, Grant.user_id))
    ).one_or_none()
    if gone is not None:
        await record(session, gone.user_id, "grant.ended", f"grant:{gone.id}", origin="web", now=now)


async def grants_of(session: AsyncSession, user: User, *, now: datetime) -> list[Grant]:
    """Return the programs that a person is signed in with, the last seen first."""
    living = (Grant.user_id == user.id, Grant.seen_at > now - LIFETIME)
    return list(await session.scalars(select(Grant).where(*living).order_by(Grant.seen_at.desc())))


async def end(session: AsyncSession, user: User, *, which: UUID, now: datetime) -> bool:
    """Sign one of a person's own programs out; False where it is not theirs or gone."""
    gone = await session.scalar(delete(Grant).where(Grant.id == which, Grant.user_id == user.id).returning(Grant.id))
    if gone is not None:
        await record(session, user.id, "grant.ended", f"grant:{which}", origin="web", now=now)
    return gone is not None


async def end_all(session: AsyncSession, user: User) -> None:
    """Sign all of a person's programs out."""
    await session.execute(delete(Grant).where(Grant.user_id == user.id))


async def _make_room(session: AsyncSession, user: User) -> None:
    count = await session.scalar(select(func.count()).where(Grant.user_id == user.id)) or 0
    if count >= MOST_GRANTS:
        oldest = select(Grant.id).where(Grant.user_id == user.id).order_by(Grant.seen_at).limit(count - MOST_GRANTS + 1)
        await session.execute(delete(Grant).where(Grant.id.in_(oldest.scalar_subquery())))


async def _next(session: AsyncSession, family: Grant, *, now: datetime) -> str:
    key = new_key(PREFIX)
    session.add(RefreshToken(digest=digest_of(key), grant_id=family.id, created_at=now))
    await session.flush()
    return key


async def living(session: AsyncSession, grant_id: UUID, *, now: datetime) -> tuple[Grant, User] | None:
    """Return a program's sign-in and its owner, unless it has ended or an admin has blocked the owner."""
    found = await session.execute(
        select(Grant, User)
        .join(User, User.id == Grant.user_id)
        .where(Grant.id == grant_id, Grant.seen_at > now - LIFETIME, User.blocked_at.is_(None))
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else None
