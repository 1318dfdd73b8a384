"""Registering with an e-mail address: an account is made only when a link that went there was opened.

Nothing that is answered tells whether an address is known: the mail says it, to whoever reads it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import local, mails
from core.auth.addresses import checked_address
from core.auth.invitations import require_invitation, use_up
from core.auth.keys import digest_of, new_key
from core.auth.mails import Mail, Topic
from core.auth.models import MailKey
from core.clock import new_id
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.roles import Role
from core.sealing import Sealing
from core.users import queries as users
from core.users.models import User
from core.users.service import kept_name

LIFETIME = timedelta(hours=24)
_NAME_LENGTH = 40
_SEALED = "mail key"


class Registration(StrEnum):
    """Who may make an account on the web: nobody, who has an invitation, everybody."""

    CLOSED = "closed"
    INVITED = "invited"
    OPEN = "open"


class Purpose(StrEnum):
    """What a link in a mail is for: a new account, a password for the account one has, a new password."""

    REGISTER = "register"
    ATTACH = "attach"
    RESET = "reset"


class RegistrationClosed(DomainError):
    """Nobody can register here."""

    refusal = Refusal.FORBIDDEN
    code = "registration-closed"
    msgid = N_("Nobody can register here by themselves. Write to the bot of this place: it knows you at once.")


class NameUnfit(DomainError):
    """No name, or one that fills the page."""

    refusal = Refusal.INVALID
    code = "name"
    msgid = N_("Choose a name of 1 to {limit} characters; others see it beside your pictures.")


class MailKeyUnknown(DomainError):
    """The link is wrong, used or too old."""

    refusal = Refusal.NOT_FOUND
    code = "mail-link"
    msgid = N_("This link is wrong, used, or older than {hours} hours. Ask for a new one on the sign-in page.")


@dataclass(frozen=True, slots=True)
class Applicant:
    """What somebody typed who wants an account."""

    name: str
    address: str
    invitation: str = ""


async def register(
    session: AsyncSession, applicant: Applicant, *, rule: Registration, sealing: Sealing, locale: str, now: datetime
) -> None:
    """Send a link to an address, or word there that it has an account already; which of them is told to nobody here.

    Raises:
        RegistrationClosed: nobody may.
        InvitationUnknown: only who is invited may, and this is no living invitation.
        NameUnfit: there is no name to call them by.
        AddressUnfit: no mail can be sent there.
    """
    if rule is Registration.CLOSED:
        raise RegistrationClosed
    invited = None
    if rule is Registration.INVITED:
        invited = await require_invitation(session, applicant.invitation, now=now)
    name = kept_name(" ".join(applicant.name.split()))
    if not 1 <= len(name) <= _NAME_LENGTH:
        raise NameUnfit(limit=_NAME_LENGTH)
    address = checked_address(applicant.address)
    if await local.by_address(session, address, sealing=sealing) is not None:
        await mails.send(session, Mail(Topic.KNOWN, address), locale=locale, sealing=sealing, now=now)
        return
    key = await _make(session, Purpose.REGISTER, address, name=name, invitation=invited, sealing=sealing, now=now)
    await mails.send(session, Mail(Topic.REGISTER, address, key), locale=locale, sealing=sealing, now=now)


async def attach(
    session: AsyncSession, user: User, *, address: str, sealing: Sealing, locale: str, now: datetime
) -> None:
    """Send a link with which a person who is known from a chat chooses a password.

    Raises:
        AddressUnfit: no mail can be sent there.
    """
    checked = checked_address(address)
    if await local.by_address(session, checked, sealing=sealing) is not None:
        await mails.send(session, Mail(Topic.KNOWN, checked), locale=locale, sealing=sealing, now=now)
        return
    key = await _make(session, Purpose.ATTACH, checked, user=user, sealing=sealing, now=now)
    mail = Mail(Topic.ATTACH, checked, key)
    await mails.send(session, mail, locale=locale, sealing=sealing, now=now, user_id=user.id)


async def forgot(session: AsyncSession, address: str, *, sealing: Sealing, locale: str, now: datetime) -> None:
    """Send a link for a new password; for an address without an account a mail is put down that nobody sends.

    Raises:
        AddressUnfit: no mail can be sent there.
    """
    checked = checked_address(address)
    account = await local.by_address(session, checked, sealing=sealing)
    if account is None:
        await mails.send(session, Mail(Topic.UNKNOWN, checked), locale=locale, sealing=sealing, now=now)
        return
    user = await session.get_one(User, account.user_id)
    key = await _make(session, Purpose.RESET, checked, user=user, sealing=sealing, now=now)
    mail = Mail(Topic.RESET, checked, key)
    await mails.send(session, mail, locale=user.locale or locale, sealing=sealing, now=now, user_id=user.id)


async def look(session: AsyncSession, key: str, *, now: datetime) -> MailKey:
    """Return what a link is for, without using it.

    Raises:
        MailKeyUnknown: no living link has this secret.
    """
    found = await session.scalar(select(MailKey).where(*_living(key, now=now)))
    if found is None:
        raise _unknown()
    return found


async def owner_words(session: AsyncSession, found: MailKey, *, sealing: Sealing) -> tuple[str, ...]:
    """Return what a password for this link may not hold: the person's name and address."""
    user = await users.by_id(session, found.user_id) if found.user_id else None
    return user.name if user else found.name, address_of(found, sealing)


async def complete(
    session: AsyncSession, key: str, *, kept: str, sealing: Sealing, first_role: Role, now: datetime
) -> User:
    """Use a link up and return whose account it was for; ``kept`` is the hash of the chosen password.

    Raises:
        MailKeyUnknown: no living link has this secret.
        InvitationUnknown: somebody else has used the invitation meanwhile.
        AddressTaken: the address belongs to somebody by now.
    """
    used = update(MailKey).where(*_living(key, now=now)).values(used_at=now).returning(MailKey)
    found = await session.scalar(used)
    if found is None:
        raise _unknown()
    address = address_of(found, sealing)
    if found.purpose == Purpose.RESET:
        user = await session.get_one(User, found.user_id)
        await local.set_password(session, user, kept=kept, sealing=sealing, now=now)
    else:
        user = await _owner(session, found, first_role=first_role, now=now)
        await local.open_account(session, user, address=address, kept=kept, sealing=sealing, now=now)
    await session.execute(delete(MailKey).where(MailKey.mark == found.mark, MailKey.digest != found.digest))
    return user


def address_of(found: MailKey, sealing: Sealing) -> str:
    """Return the address that a link went to."""
    return sealing.unseal(_SEALED, found.digest, found.address).decode()


async def _owner(session: AsyncSession, found: MailKey, *, first_role: Role, now: datetime) -> User:
    if found.user_id is not None:
        return await session.get_one(User, found.user_id)
    if found.invitation is not None:
        await use_up(session, found.invitation, now=now)
    user = User(id=new_id(), name=found.name, role_level=first_role, created_at=now)
    session.add(user)
    await session.flush()
    return user


async def _make(
    session: AsyncSession,
    purpose: Purpose,
    address: str,
    *,
    sealing: Sealing,
    now: datetime,
    user: User | None = None,
    name: str = "",
    invitation: str | None = None,
) -> str:
    key = new_key()
    digest = digest_of(key)
    session.add(
        MailKey(
            digest=digest,
            purpose=purpose.value,
            user_id=user.id if user else None,
            name=name,
            mark=local.marks_of(address, sealing)[0],
            address=sealing.seal(_SEALED, digest, address.encode()),
            invitation=invitation,
            created_at=now,
        )
    )
    await session.flush()
    return key


def _living(key: str, *, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return MailKey.digest == digest_of(key), MailKey.used_at.is_(None), MailKey.created_at > now - LIFETIME


def _unknown() -> MailKeyUnknown:
    return MailKeyUnknown(hours=int(LIFETIME.total_seconds() // 3600))
