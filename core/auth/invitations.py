"""Invitations: a link with which an admin lets one person register where registration is not open."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.auth.keys import digest_of, new_key
from core.auth.models import Invitation
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.roles import Permission, require
from core.users.models import User

LIFETIME = timedelta(days=7)


class InvitationUnknown(DomainError):
    """The invitation is wrong, used or too old."""

    refusal = Refusal.NOT_FOUND
    code = "invitation"
    msgid = N_("This invitation is wrong, used, or older than {days} days. Ask for a new one.")


async def invite(session: AsyncSession, host: User, *, now: datetime) -> str:
    """Return the secret of a new invitation.

    Raises:
        NotAllowed: the host may not manage people.
    """
    require(host.role, Permission.MANAGE_USERS)
    key = new_key()
    session.add(Invitation(digest=digest_of(key), made_by=host.id, created_at=now))
    await session.flush()
    await record(session, host.id, "invitation.made", "invitation", origin="web", now=now)
    return key


async def require_invitation(session: AsyncSession, key: str, *, now: datetime) -> str:
    """Return the digest of a living invitation.

    Raises:
        InvitationUnknown: there is none with this secret.
    """
    digest = digest_of(key)
    if await session.scalar(select(Invitation.digest).where(*_living(digest, now=now))) is None:
        raise InvitationUnknown(days=LIFETIME.days)
    return digest


async def use_up(session: AsyncSession, digest: str, *, now: datetime) -> None:
    """Let nobody else register with an invitation; two at once are one.

    Raises:
        InvitationUnknown: somebody was faster.
    """
    used = update(Invitation).where(*_living(digest, now=now)).values(used_at=now).returning(Invitation.digest)
    if await session.scalar(used) is None:
        raise InvitationUnknown(days=LIFETIME.days)


def _living(digest: str, *, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Invitation.digest == digest, Invitation.used_at.is_(None), Invitation.created_at > now - LIFETIME
