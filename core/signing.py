"""Signatures for what we hand out and want back unchanged: HMAC-SHA256 over length-prefixed fields."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from pydantic import SecretStr


def signature(key: SecretStr, purpose: str, *fields: str) -> str:
    """Return the signature of some fields for one purpose (43 characters, safe in an address).

    The length before each field keeps ("ab", "c") and ("a", "bc") apart; the purpose keeps a file link from
    serving as anything else.
    """
    message = b"".join(
        len(encoded).to_bytes(4, "big") + encoded for encoded in (field.encode() for field in (purpose, *fields))
    )
    digest = hmac.new(key.get_secret_value().encode(), message, hashlib.sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def signature_fits(given: str, key: SecretStr, purpose: str, *fields: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(errors="replace"), signature(key, purpose, *fields).encode())
