"""A range of the log as lines of JSON, for whoever keeps or checks it elsewhere."""

import json
from collections.abc import AsyncIterator

from core.audit.queries import Filter, Seen, entries
from core.db import Database

MEDIA_TYPE = "application/x-ndjson"
_AT_ONCE = 500


async def lines(database: Database, wanted: Filter) -> AsyncIterator[bytes]:
    """Yield the entries that a filter finds, newest first, one JSON object a line, in constant memory.

    Each part is a transaction of its own, so that a slow reader holds none open.
    """
    before: int | None = None
    while True:
        async with database.transaction() as session:
            found = await entries(session, wanted, limit=_AT_ONCE, before=before)
        if found:
            yield b"".join(_line(seen) for seen in found)
        if len(found) < _AT_ONCE:
            return
        before = found[-1].seq


def _line(seen: Seen) -> bytes:
    told = {
        "seq": seen.seq,
        "at": seen.at.isoformat(),
        "actor": str(seen.user_id) if seen.user_id else None,
        "action": seen.action,
        "resource": seen.resource,
        "old": seen.old,
        "new": seen.new,
        "origin": seen.origin,
    }
    return json.dumps(told, ensure_ascii=False).encode(errors="replace") + b"\n"
