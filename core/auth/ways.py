"""The ways into an account: chats and providers it is met on, and a local account; one always remains."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.auth import linking, local
from core.auth.models import LocalAccount
from core.auth.sessions import open_session
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.roles import Role
from core.users import queries as users
from core.users import service as people
from core.users.models import Identity, User
from core.users.service import Face


class LastWayIn(DomainError):
    """Without it nobody could reach the account."""

    refusal = Refusal.CONFLICT
    code = "last-way-in"
    msgid = N_("This is the only way into your account. Connect another one first.")


class NotKnownHere(DomainError):
    """The provider vouches for somebody who has no account, and none can be made."""

    refusal = Refusal.FORBIDDEN
    code = "not-known-here"
    msgid = N_("Nobody is known here by this account. Write to the bot first: then you can sign in with it.")


async def enter(
    session: AsyncSession, face: Face, *, first_role: Role | None, device: str, now: datetime
) -> tuple[User, str]:
    """Sign a browser in as whom a provider vouches for; return them and the secret of the session.

    ``first_role`` is what somebody new is given; None, where nobody can make an account.

    Raises:
        NotKnownHere: there is no such account, and none is made.
    """
    user = await users.by_identity(session, face.platform, face.external_id)
    if user is None and first_role is not None:
        user = await people.meet(session, face, first_role=first_role, now=now)
    if user is None:
        raise NotKnownHere
    opened = await open_session(session, user, device=device, now=now)
    await record(session, user.id, f"login.{face.platform}", f"user:{user.id}", origin="web", now=now)
    return user, opened


async def connect(session: AsyncSession, user: User, face: Face, *, now: datetime) -> User | None:
    """Let a provider's account sign a person in; return whose it is where somebody else has it, and change nothing."""
    owner = await users.by_identity(session, face.platform, face.external_id)
    if owner is None:
        await people.add_identity(session, user, face, now=now)
        await record(
            session, user.id, "identity.connected", f"user:{user.id}", new=face.platform, origin="web", now=now
        )
    return owner if owner is not None and owner.id != user.id else None


async def join(session: AsyncSession, user: User, face: Face, *, now: datetime) -> None:
    """Join the account that a provider's account opens into a person's own; both were proved to be theirs.

    Raises:
        NotKnownHere: nobody has it any more.
        LinkWhileWorking: something is still being drawn for it.
    """
    other = await users.by_identity(session, face.platform, face.external_id)
    if other is None or other.id == user.id:
        raise NotKnownHere
    await linking.join(session, other, into=user.id)
    await record(session, user.id, "identity.joined", f"user:{user.id}", new=face.platform, origin="web", now=now)


async def disconnect(session: AsyncSession, user: User, *, which: UUID, now: datetime) -> None:
    """Take one of a person's own identities away; what is not theirs is left alone.

    Raises:
        LastWayIn: nothing else would let them in.
    """
    await session.execute(select(User.id).where(User.id == user.id).with_for_update())
    left = [identity for identity in await users.identities(session, user.id) if identity.id != which]
    if not left and await local.of_person(session, user) is None:
        raise LastWayIn
    gone = await session.scalar(
        delete(Identity).where(Identity.id == which, Identity.user_id == user.id).returning(Identity.platform_name)
    )
    if gone is not None:
        await record(session, user.id, "identity.disconnected", f"user:{user.id}", old=gone, origin="web", now=now)


async def forget_password(session: AsyncSession, user: User, *, now: datetime) -> None:
    """Take a person's local account away.

    Raises:
        LastWayIn: nothing else would let them in.
    """
    await session.execute(select(User.id).where(User.id == user.id).with_for_update())
    if not await users.identities(session, user.id):
        raise LastWayIn
    gone = await session.scalar(
        delete(LocalAccount).where(LocalAccount.user_id == user.id).returning(LocalAccount.user_id)
    )
    if gone is not None:
        await record(session, user.id, "password.removed", f"user:{user.id}", origin="web", now=now)
