"""Personal tokens: what a program of one's own (an automation, a script) shows instead of signing in."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.auth.keys import digest_of, new_key
from core.auth.models import ApiToken
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.users.models import User

PREFIX = "ink_"  # scanners for leaked secrets know a token by its beginning
MOST_TOKENS = 20
_NAME_LENGTH = 60
_USED_STEP = timedelta(minutes=5)


class Scope(StrEnum):
    """What a token may be used for; it never widens what its owner may."""

    READ = "read"
    CREATE = "create"
    PUBLISH = "publish"
    ADMIN = "admin"


SCOPE_NAMES = {
    Scope.READ: N_("read your pictures and jobs"),
    Scope.CREATE: N_("draw in your name"),
    Scope.PUBLISH: N_("make your pictures public"),
    Scope.ADMIN: N_("look after people, the queue and the log"),
}


class TokenUnknown(DomainError):
    """No token, or none that lives."""

    refusal = Refusal.FORBIDDEN
    code = "token-unknown"
    msgid = N_("This token is wrong or was withdrawn. Make a new one in your settings.")


class TokenTooNarrow(DomainError):
    """The token lives and is not for this."""

    refusal = Refusal.FORBIDDEN
    code = "token-scope"
    msgid = N_("This token lacks the scope “{scope}”. Make one that has it.")


class TooManyTokens(DomainError):
    """More than anybody keeps track of."""

    refusal = Refusal.EXHAUSTED
    code = "tokens"
    msgid = N_("You have {limit} tokens, which is the most. Withdraw one that you no longer use.")


class TokenNameless(DomainError):
    """A token without a name can't be told from the others."""

    refusal = Refusal.INVALID
    code = "token-name"
    msgid = N_("Give the token a name of 1 to {limit} characters, such as what will use it.")


async def mint(
    session: AsyncSession, user: User, *, name: str, scopes: Collection[Scope], now: datetime
) -> tuple[ApiToken, str]:
    """Return a new token and its secret, which is shown this once.

    Raises:
        TokenNameless: the name is empty or too long.
        TooManyTokens: the person has 20.
    """
    kept = "".join(letter for letter in " ".join(name.split()) if letter.isprintable())
    if not 1 <= len(kept) <= _NAME_LENGTH:
        raise TokenNameless(limit=_NAME_LENGTH)
    await session.execute(select(User.id).where(User.id == user.id).with_for_update())
    if (await session.scalar(select(func.count()).where(ApiToken.user_id == user.id)) or 0) >= MOST_TOKENS:
        raise TooManyTokens(limit=MOST_TOKENS)
    key = new_key(PREFIX)
    token = ApiToken(digest=digest_of(key), user_id=user.id, name=kept, scopes=sorted(set(scopes)), created_at=now)
    session.add(token)
    await session.flush()
    await record(session, user.id, "token.made", f"token:{token.id}", new=token.scopes, origin="web", now=now)
    return token, key


async def bearer(session: AsyncSession, key: str, *, scope: Scope, now: datetime) -> User:
    """Return whose token a program shows.

    Raises:
        TokenUnknown: no living token has this secret, or an admin has blocked its owner.
        TokenTooNarrow: it may not be used for ``scope``.
    """
    query = select(ApiToken, User).join(User, User.id == ApiToken.user_id)
    living = (ApiToken.digest == digest_of(key), User.blocked_at.is_(None))
    found = (await session.execute(query.where(*living))).one_or_none()
    if found is None:
        raise TokenUnknown
    token, user = found
    if scope not in token.scopes:
        raise TokenTooNarrow(scope=scope)
    if token.used_at is None or token.used_at < now - _USED_STEP:
        await session.execute(update(ApiToken).where(ApiToken.id == token.id).values(used_at=now))
    return user


async def owner_of(session: AsyncSession, key: str) -> User | None:
    """Return whose personal token this is, whatever it may be used for; None for none."""
    found = await session.scalars(
        select(User).join(ApiToken, ApiToken.user_id == User.id).where(ApiToken.digest == digest_of(key))
    )
    return found.one_or_none()


async def tokens_of(session: AsyncSession, user: User) -> list[ApiToken]:
    """Return a person's tokens, the newest first."""
    found = await session.scalars(select(ApiToken).where(ApiToken.user_id == user.id).order_by(ApiToken.id.desc()))
    return list(found)


async def withdraw(session: AsyncSession, user: User, *, which: UUID, now: datetime) -> bool:
    """End one of a person's own tokens; False where it is not theirs or gone."""
    gone = await session.scalar(
        delete(ApiToken).where(ApiToken.id == which, ApiToken.user_id == user.id).returning(ApiToken.id)
    )
    if gone is not None:
        await record(session, user.id, "token.withdrawn", f"token:{which}", origin="web", now=now)
    return gone is not None
