"""Saying yes to a plan (H4): bound to what, who, where and until when, for one use."""

import hashlib
import hmac
from base64 import b32encode

from pydantic import SecretStr

from core.home.models import HomeAction
from core.home.plans import told
from core.signing import signature

_PURPOSE = "home confirmation"
_LENGTH = 20  # base32 letters: 100 bits, which fit a button beside the action's id


def mark_of(action: HomeAction, key: SecretStr) -> str:
    """Return the mark that a confirming button carries: an HMAC over entities, services, data, person, chat, expiry."""
    signed = signature(
        key,
        _PURPOSE,
        str(action.id),
        told(action.calls),
        str(action.user_id),
        action.platform,
        action.channel_id,
        action.expires_at.isoformat(),
    )
    return b32encode(hashlib.sha256(signed.encode()).digest()).decode().lower()[:_LENGTH]


def mark_fits(given: str, action: HomeAction, key: SecretStr) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(errors="replace"), mark_of(action, key).encode())
