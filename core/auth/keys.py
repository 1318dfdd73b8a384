"""Secrets that we hand out once and keep only as their digest: sign-in links, sessions, tokens."""

import hashlib
import secrets

_BYTES = 32  # 256 bits can't be guessed, so the digest needs neither salt nor stretching (trust.md, § Identity)


def new_key(prefix: str = "") -> str:
    """Return a fresh secret of 43 characters that are safe in an address, after ``prefix``."""
    return prefix + secrets.token_urlsafe(_BYTES)


def digest_of(key: str) -> str:
    """Return what is kept of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
