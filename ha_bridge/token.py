"""What a long-lived access token says of itself."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime

from pydantic import SecretStr


def ends_at(token: SecretStr) -> datetime | None:
    """Return when a token ends, or None where it does not say.

    A Home Assistant token is a JWT whose ``exp`` counts seconds (RFC 7519 § 4.1.4); only Home Assistant can check
    its signature, so this is for warning, not for trusting.
    """
    parts = token.get_secret_value().split(".")
    if len(parts) != len(("header", "payload", "signature")):
        return None
    try:
        payload = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return datetime.fromtimestamp(payload["exp"], UTC)
    except (ValueError, KeyError, TypeError, OverflowError, OSError, RecursionError):
        return None
