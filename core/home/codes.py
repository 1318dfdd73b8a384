"""The second factor for unlocking, opening and disarming: time-based codes of an authenticator (RFC 6238)."""

import os
from base64 import b32encode
from datetime import datetime, timedelta
from hmac import compare_digest
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import DomainError, Refusal
from core.home.models import HomeCode
from core.i18n import N_
from core.sealing import Sealing
from core.users.models import User

STEP_S, DIGITS = 30, 6
_SECRET_BYTES = 20  # RFC 4226 § 4, R6: 160 bits
_DRIFT = (0, -1, 1)  # steps by which clocks may differ
MOST_FAILURES = 5
LOCKED = timedelta(minutes=15)
_PURPOSE = "home code"
_ISSUER = "Inkhearth"


class CodeWrong(DomainError):
    """The code is wrong, too old or used."""

    refusal = Refusal.FORBIDDEN
    code = "home-code-wrong"
    msgid = N_("This code is wrong or was used already. Wait for the next one in your authenticator.")


class CodeLocked(DomainError):
    """Too many wrong codes."""

    refusal = Refusal.EXHAUSTED
    code = "home-code-locked"
    msgid = N_("Too many wrong codes. Try again in {minutes} minutes.")


class CodeNotEnrolled(DomainError):
    """The person has no authenticator yet."""

    refusal = Refusal.CONFLICT
    code = "home-code-missing"
    msgid = N_("This needs a code from your authenticator, and you have none yet. Set it up with /home code.")


async def is_enrolled(session: AsyncSession, person: User) -> bool:
    """Tell whether a person has an authenticator that has proved itself."""
    row = await session.get(HomeCode, person.id)
    return row is not None and row.confirmed_at is not None


async def enrol(session: AsyncSession, person: User, *, sealing: Sealing, now: datetime) -> str:
    """Return a new secret (base32) for a person's authenticator; it counts once a code of it was given.

    Whoever has one that counts must give one of its codes first (``require_code``).
    """
    secret = os.urandom(_SECRET_BYTES)
    row = await session.get(HomeCode, person.id, with_for_update=True)
    if row is None:
        row = HomeCode(user_id=person.id, created_at=now, last_step=0, failures=0)
        session.add(row)
    row.sealed = sealing.seal(_PURPOSE, str(person.id), secret)
    row.confirmed_at = None
    row.created_at = now
    await session.flush()
    return b32encode(secret).decode()


def address(secret: str, name: str) -> str:
    """Return the address by which an authenticator takes a secret in (Google's Key Uri Format)."""
    label = quote(f"{_ISSUER}:{name}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': _ISSUER})}"


async def require_code(
    session: AsyncSession, person: User, given: str, *, sealing: Sealing, now: datetime, enrolling: bool = False
) -> None:
    """Take a code for its one use; with ``enrolling`` the first one makes the authenticator count.

    What is counted here must be kept even when the code is refused, so the caller commits in either case.

    Raises:
        CodeNotEnrolled: there is nothing to compare with.
        CodeLocked: five were wrong; for fifteen minutes none is looked at.
        CodeWrong: it is wrong or used.
    """
    row = await session.get(HomeCode, person.id, with_for_update=True, populate_existing=True)
    if row is None or (row.confirmed_at is None and not enrolling):
        raise CodeNotEnrolled
    if row.locked_until is not None and row.locked_until > now:
        raise CodeLocked(minutes=-((now - row.locked_until) // timedelta(minutes=1)))
    step = _step_of(given, sealing.unseal(_PURPOSE, str(person.id), row.sealed), now)
    if step is None or step <= row.last_step:
        row.failures += 1
        if row.failures >= MOST_FAILURES:
            row.failures, row.locked_until = 0, now + LOCKED
        await session.flush()
        raise CodeWrong
    row.last_step, row.failures, row.locked_until = step, 0, None
    row.confirmed_at = row.confirmed_at or now
    await session.flush()


def _step_of(given: str, secret: bytes, now: datetime) -> int | None:
    """Return the step whose code was given; every code is compared, so that time tells nothing."""
    digits = "".join(given.split()).encode(errors="replace")
    totp = TOTP(secret, DIGITS, SHA1(), STEP_S, enforce_key_length=False)  # noqa: S303 - what authenticators speak
    here = int(now.timestamp()) // STEP_S
    fitting = [here + by for by in _DRIFT if compare_digest(totp.generate((here + by) * STEP_S), digits)]
    return fitting[0] if fitting else None
