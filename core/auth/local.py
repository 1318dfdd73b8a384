"""Local accounts: an e-mail address and a password that sign somebody in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.auth import grants, mails
from core.auth.mails import Mail, Topic
from core.auth.models import LocalAccount
from core.auth.sessions import end_sessions
from core.clock import new_id
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.sealing import Sealing
from core.users.models import User

SEALED = "local account"  # what an address is sealed for
_MARKED = "address"


class SignInWrong(DomainError):
    """The address or the password; which of them is told to nobody."""

    refusal = Refusal.FORBIDDEN
    code = "sign-in-wrong"
    msgid = N_("The address or the password is wrong. Nothing else can be said about it.")


class PasswordWrong(DomainError):
    """Who is signed in does not know the present password."""

    refusal = Refusal.FORBIDDEN
    code = "password-wrong"
    msgid = N_("The present password is wrong, so it was not changed.")


class AddressTaken(DomainError):
    """Somebody else proved meanwhile that the address is theirs, or the person has one already."""

    refusal = Refusal.CONFLICT
    code = "address-taken"
    msgid = N_("This address signs somebody in already. Ask for a new password on the sign-in page.")


def marks_of(address: str, sealing: Sealing) -> list[str]:
    """Return what an address is found by, under the newest key first."""
    return sealing.marks(_MARKED, address)


async def by_address(session: AsyncSession, address: str, *, sealing: Sealing) -> LocalAccount | None:
    """Return the account that a checked address signs in to."""
    found = await session.scalars(select(LocalAccount).where(LocalAccount.mark.in_(marks_of(address, sealing))))
    return found.first()


async def of_person(session: AsyncSession, user: User) -> LocalAccount | None:
    """Return a person's local account."""
    found = await session.scalars(select(LocalAccount).where(LocalAccount.user_id == user.id))
    return found.one_or_none()


def address_of(account: LocalAccount, sealing: Sealing) -> str:
    """Return the address of an account."""
    return sealing.unseal(SEALED, str(account.id), account.address).decode()


async def open_account(
    session: AsyncSession, user: User, *, address: str, kept: str, sealing: Sealing, now: datetime
) -> None:
    """Let an address, proved to be the person's, and the password with the hash ``kept`` sign them in.

    Raises:
        AddressTaken: the address is somebody's, or the person has one.
    """
    if await by_address(session, address, sealing=sealing) is not None:
        raise AddressTaken
    account_id = new_id()
    row = insert(LocalAccount).values(
        id=account_id,
        user_id=user.id,
        mark=marks_of(address, sealing)[0],
        address=sealing.seal(SEALED, str(account_id), address.encode()),
        password=kept,
        created_at=now,
        changed_at=now,
    )
    if await session.scalar(row.on_conflict_do_nothing().returning(LocalAccount.id)) is None:
        raise AddressTaken
    await record(session, user.id, "password.set", f"user:{user.id}", origin="web", now=now)


async def set_password(
    session: AsyncSession, user: User, *, kept: str, sealing: Sealing, now: datetime, but: UUID | None = None
) -> None:
    """Change a password: every browser but one and every program is signed out, and the owner is told by mail."""
    account = await of_person(session, user)
    if account is None:
        raise SignInWrong
    account.password, account.changed_at = kept, now
    await end_sessions(session, user, but=but)
    await grants.end_all(session, user)
    mail = Mail(Topic.CHANGED, address_of(account, sealing))
    await mails.send(session, mail, locale=user.locale or "en", sealing=sealing, now=now, user_id=user.id)
    await record(session, user.id, "password.changed", f"user:{user.id}", origin="web", now=now)


async def renew(session: AsyncSession, account: LocalAccount, *, kept: str) -> None:
    """Keep the same password under today's parameters, unless it was changed meanwhile."""
    same = (LocalAccount.id == account.id, LocalAccount.password == account.password)
    await session.execute(update(LocalAccount).where(*same).values(password=kept))
