"""Linking a person's accounts: a code made on one side and sent from the other proves both."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth.joining import hand_over
from core.auth.models import LinkCode, MailKey, SignInLink, Trip
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.models import Job
from core.jobs.states import OPEN
from core.users.models import User

LIFETIME = timedelta(minutes=10)
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # no I, L, O, U, 0, 1: they are mistaken for one another
_LENGTH = 10  # 30^10 ≈ 2^49 codes, of which one lives for ten minutes


class LinkCodeUnknown(DomainError):
    """The code is wrong, used or too old."""

    refusal = Refusal.NOT_FOUND
    code = "link-code"
    msgid = N_("This code is wrong, used, or older than {minutes} minutes. Ask for a new one with /link.")


class LinkToItself(DomainError):
    """The code was sent from the account that made it."""

    refusal = Refusal.CONFLICT
    code = "link-itself"
    msgid = N_("This is your own code. Send it from your other account, on the other platform.")


class LinkWhileWorking(DomainError):
    """Something of the person is still being drawn."""

    refusal = Refusal.CONFLICT
    code = "link-while-working"
    msgid = N_("Something of yours is still being drawn. Link the accounts when it is finished.")


async def make_code(session: AsyncSession, user: User, *, now: datetime) -> str:
    """Return a new code; the person's earlier codes end."""
    await session.execute(delete(LinkCode).where(LinkCode.user_id == user.id))
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    session.add(LinkCode(digest=_digest(code), user_id=user.id, created_at=now))
    await session.flush()
    return code


async def redeem(session: AsyncSession, user: User, *, code: str, now: datetime) -> User:
    """Join ``user`` into the account that made the code, and return that account with the higher of both roles.

    Raises:
        LinkCodeUnknown: no living code reads like this.
        LinkToItself: it is the person's own.
        LinkWhileWorking: the joining account has open jobs.
    """
    found = await session.scalar(
        select(LinkCode)
        .where(LinkCode.digest == _digest(code), LinkCode.used_at.is_(None), LinkCode.created_at > now - LIFETIME)
        .with_for_update()
    )
    if found is None:
        raise LinkCodeUnknown(minutes=int(LIFETIME.total_seconds() // 60))
    if found.user_id == user.id:
        raise LinkToItself
    found.used_at = now
    return await join(session, user, into=found.user_id)


async def join(session: AsyncSession, user: User, *, into: UUID) -> User:
    """Join ``user`` into another account and return that with the higher of both roles; both were proved to be theirs.

    Raises:
        LinkWhileWorking: the joining account has open jobs.
    """
    await _require_idle(session, user)
    account = await session.get_one(User, into, with_for_update=True)
    account.role_level = max(account.role_level, user.role_level)
    account.blocked_at = account.blocked_at or user.blocked_at
    account.frozen_at = account.frozen_at or user.frozen_at
    await _move(session, user, account)
    return account


async def _require_idle(session: AsyncSession, user: User) -> None:
    states = [state.value for state in OPEN]
    if await session.scalar(select(Job.id).where(Job.owner_id == user.id, Job.state_name.in_(states)).limit(1)):
        raise LinkWhileWorking


async def _move(session: AsyncSession, source: User, target: User) -> None:
    """Hand all that one account owns to another and remove it."""
    await session.flush()
    for proof in (LinkCode, SignInLink, MailKey, Trip):  # what was made for the account that goes must open nothing
        await session.execute(delete(proof).where(proof.user_id == source.id))
    await hand_over(session, source.id, target.id)
    await session.delete(source)
    await session.flush()


def _digest(code: str) -> str:
    spoken = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(spoken.encode()).hexdigest()
