"""A long-lived access token: what it says of itself, and that its owner may put a new one in its place."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr


class Token:
    """A token, which may be renewed in its file while we run."""

    def __init__(self, first: SecretStr, file: Path | None = None) -> None:
        """Start with a token, and name the file in which a newer one may come to lie."""
        self._known = first
        self._file = file

    def now(self) -> SecretStr:
        """Return what the file holds now; while it holds nothing, since it is just being written, what it held."""
        if self._file is not None:
            try:
                found = self._file.read_text(encoding="utf-8").strip()
            except (OSError, ValueError):
                found = ""
            if found and found != self._known.get_secret_value():
                self._known = SecretStr(found)
        return self._known


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
