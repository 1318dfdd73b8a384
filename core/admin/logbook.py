"""The log as admins use it: verified while they wait, taken along in a range; both on record."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.exporting import lines
from core.audit.guarding import Guard
from core.audit.queries import Filter, Seen, entries
from core.audit.service import record
from core.audit.verifying import Verdict
from core.db import Database
from core.roles import Permission, require
from core.users.models import User

VERIFIED = "audit.verified"


@dataclass(frozen=True, slots=True)
class Verified:
    """When somebody last had the log verified, up to which entry, and what was broken ("" for nothing)."""

    at: datetime
    seq: int
    fault: str


async def verify(guard: Guard, actor: User, *, origin: str, now: datetime) -> Verdict:
    """Go through the whole log; a million entries take seconds.

    Raises:
        NotAllowed: the actor may not look after people.
    """
    require(actor.role, Permission.MANAGE_USERS)
    verdict = await guard.verdict()
    broken = verdict.broken
    told = {"entries": verdict.entries, "seq": broken.seq if broken else verdict.seq}
    async with guard.database.transaction() as session:
        new = {**told, "fault": broken.fault.value if broken else None}
        await record(session, actor.id, VERIFIED, "audit_log", new=new, origin=origin, now=now)
    return verdict


async def last_verified(session: AsyncSession) -> Verified | None:
    """Return what the last verification found that somebody asked for."""
    found = await entries(session, Filter("audit", resource="audit_log"), limit=20)
    return next((_verified(seen) for seen in found if seen.action == VERIFIED), None)


async def taken_along(
    database: Database, actor: User, wanted: Filter, *, origin: str, now: datetime
) -> AsyncIterator[bytes]:
    """Return a range of the log as lines of JSON; that it was taken is on record before the first.

    Raises:
        NotAllowed: the actor may not look after people.
    """
    require(actor.role, Permission.MANAGE_USERS)
    asked = {
        "area": wanted.area,
        "resource": wanted.resource,
        "since": wanted.since.isoformat() if wanted.since else None,
        "until": wanted.until.isoformat() if wanted.until else None,
    }
    async with database.transaction() as session:
        await record(session, actor.id, "audit.exported", "audit_log", new=asked, origin=origin, now=now)
    return lines(database, wanted)


def _verified(seen: Seen) -> Verified:
    told = seen.new if isinstance(seen.new, dict) else {}
    seq = told.get("seq")
    return Verified(seen.at, seq if isinstance(seq, int) else 0, str(told.get("fault") or ""))
