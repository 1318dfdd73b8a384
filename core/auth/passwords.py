"""Passwords: what one must be like, how it is kept, and comparing without telling whether anybody has one."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import DomainError, Refusal
from core.i18n import N_

# OWASP ASVS 5.0, 6.2.1 asks for at least 8 characters and recommends more, 6.2.9 for at least 64 to be allowed; no
# rule about kinds of characters (6.2.5). The cap keeps hashing from being handed megabytes.
SHORTEST, LONGEST = 12, 128
_FEWEST_LETTERS = 5  # different characters: "aaaaaaaaaaaa" and "121212121212" are the first that are tried
_WORD = 4  # shorter parts of a name are in many words
# Argon2id (RFC 9106) with 2 passes over 19 MiB in one lane: OWASP's Password Storage Cheat Sheet gives it among equally
# strong choices, and a Raspberry Pi that serves everything else has neither the memory nor the cores for the others.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# What a password is compared with where there is no account: made with the same parameters, of a secret nobody knows.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$aW5raGVhcnRoIG5vYm9keQ$x2s0SYYs1GmcVJ+WVcN0YeCGmhGnEDnxq2mHk6k1mVY"


class PasswordUnfit(DomainError):
    """The password is too short or too long."""

    refusal = Refusal.INVALID
    code = "password-length"
    msgid = N_("A password has {shortest} to {longest} characters. Four or five words that you make up do well.")


class PasswordGuessable(DomainError):
    """The password would be among the first that somebody tries."""

    refusal = Refusal.INVALID
    code = "password-guessable"
    msgid = N_("This password is easy to guess: it repeats itself or holds your name or address. Choose another one.")


def checked_password(password: str, *, about: tuple[str, ...] = ()) -> str:
    """Return a new password in the form in which it is kept; ``about`` are its owner's name and address.

    Raises:
        PasswordUnfit: too short or too long.
        PasswordGuessable: hardly any different characters, or it holds the name or the address.
    """
    kept = _normal(password)
    if not SHORTEST <= len(kept) <= LONGEST:
        raise PasswordUnfit(shortest=SHORTEST, longest=LONGEST)
    folded = kept.casefold()
    words = {word for text in about for word in (text.casefold(), *text.casefold().partition("@")[::2])}
    if len(set(folded)) < _FEWEST_LETTERS or any(word in folded for word in words if len(word) >= _WORD):
        raise PasswordGuessable
    return kept


def hashed(password: str) -> str:
    """Return what is kept of a checked password; takes tens of milliseconds and 19 MiB, so not in the event loop."""
    return _HASHER.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that was kept; None (nobody is there) takes as long as somebody."""
    given = _normal(password)
    if len(given) > LONGEST:
        given = ""  # never right, and no more work than any other
    try:
        _HASHER.verify(kept or _NOBODY, given)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a password was kept with other parameters than today's, so that it should be hashed anew."""
    return _HASHER.check_needs_rehash(kept)


def _normal(password: str) -> str:
    """Return one spelling of what keyboards write in several (NIST SP 800-63B-4 § 3.1.1.2: NFC)."""
    return unicodedata.normalize("NFC", password.encode(errors="replace").decode()[: LONGEST * 8])
