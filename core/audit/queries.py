"""Questions about what was done."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import QueryableAttribute, aliased

from core.audit.chain import Value
from core.audit.models import PERSON, AuditActor, AuditEntry


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry; ``user_id`` is who the pseudonym stands for, None for the machine and for people who were erased.

    ``resource`` names people by their ids again, for as long as these are known.
    """

    seq: int
    at: datetime
    user_id: UUID | None
    action: str
    resource: str
    old: Value
    new: Value
    origin: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for: actions that begin with a word ("home"), one resource, one person, from when until when."""

    area: str = ""
    resource: str = ""
    user_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


async def entries(
    session: AsyncSession, wanted: Filter = Filter(), *, limit: int, before: int | None = None
) -> list[Seen]:
    """Return entries, newest first; ``before`` is the last number of the page before."""
    subject = aliased(AuditActor)
    query = (
        select(AuditEntry, AuditActor.user_id, subject.user_id)
        .outerjoin(AuditActor, AuditActor.pseudonym == AuditEntry.actor)
        .outerjoin(subject, AuditEntry.resource == _named(subject.pseudonym))
        .order_by(AuditEntry.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    if wanted.area:
        # "/" follows "." in ASCII: all that begins with "area." lies between the two.
        query = query.where(AuditEntry.action.between(f"{wanted.area}.", f"{wanted.area}/"))
    if wanted.resource:
        query = query.where((AuditEntry.resource == wanted.resource) | (_named(subject.user_id) == wanted.resource))
    if wanted.user_id is not None:
        query = query.where(AuditActor.user_id == wanted.user_id)
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    return [_seen(*row) for row in (await session.execute(query)).all()]


def _named(person: ColumnElement[UUID] | QueryableAttribute[UUID]) -> ColumnElement[str]:
    return literal(f"{PERSON}:") + cast(person, Text)


def _seen(entry: AuditEntry, user_id: UUID | None, subject_id: UUID | None) -> Seen:
    resource = f"{PERSON}:{subject_id}" if subject_id else entry.resource
    return Seen(
        entry.seq, entry.at, user_id, entry.action, resource, _value(entry.old), _value(entry.new), entry.origin
    )


def _value(written: str | None) -> Value:
    read: Value = json.loads(written) if written is not None else None
    return read
