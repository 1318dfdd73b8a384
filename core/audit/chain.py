"""The chain itself, pure: what an entry's hash covers and how it hangs on the entry before."""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Union
from uuid import UUID

from pydantic import SecretStr

BEGINNING = bytes(32)
Value = Union[str, int, float, bool, None, Sequence["Value"], Mapping[str, "Value"]]  # noqa: UP007 - it names itself, which | can't at run time
# What an entry says: seq, microseconds since 1970, actor, action, resource, old and new as canonical JSON, origin.
Fields = tuple[int, int, UUID | None, str, str, str | None, str | None, str]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def canonical(value: Value) -> str | None:
    """Return a value as JSON in the one way that it can be written here: sorted keys, no spaces, ASCII.

    Raises:
        ValueError: a number is not finite.
    """
    if value is None:
        return None
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def microseconds(moment: datetime) -> int:
    """Return an aware time as whole microseconds since 1970, which is what Postgres keeps of it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


class Sealer:
    """Makes links under one key; the key's own blocks are hashed once, since a million links are checked in seconds."""

    __slots__ = ("_fresh",)

    def __init__(self, key: SecretStr) -> None:
        """Prepare for a key."""
        self._fresh = hmac.new(key.get_secret_value().encode(), digestmod="sha256")

    def link(self, previous: bytes, fields: Fields) -> bytes:
        """Return ``HMAC-SHA256(key, length-prefixed fields ‖ previous)``, 32 bytes (trust.md, § Audit)."""
        return self.seal(previous, said(fields).encode())

    def seal(self, previous: bytes, message: bytes) -> bytes:
        """Return the link of fields that are written out already."""
        sealing = self._fresh.copy()
        sealing.update(message + previous)
        return sealing.digest()


def said(fields: Fields) -> str:
    """Return an entry's fields written out, in one way only.

    The length before each text (in characters, as in a netstring) keeps ("ab", "c") and ("a", "bc") apart; a missing
    one is a minus sign. ``verifying`` has Postgres write the same.
    """
    seq, at, actor, action, resource, old, new, origin = fields
    return (
        f"{seq}|{at}|{actor.hex if actor else '-'}|{len(action)}:{action}{len(resource)}:{resource}"
        f"{'-' if old is None else f'{len(old)}:{old}'}{'-' if new is None else f'{len(new)}:{new}'}"
        f"{len(origin)}:{origin}"
    )
