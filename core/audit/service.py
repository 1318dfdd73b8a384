"""Writing to the audit log, and forgetting who somebody was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.chain import BEGINNING, Fields, Sealer, Value, canonical, microseconds
from core.audit.checkpoints import Checkpoint
from core.audit.models import PERSON, AuditActor, AuditEntry
from core.audit.verifying import PRUNED
from core.clock import new_id
from core.db import AUDIT_KEY, before_commit
from core.users.models import User

_WRITING = 7_301_001  # advisory lock: one writer at a time over all machines
KEEP = timedelta(days=400)  # trust.md, § Data rights: the retention table
_ENTRIES = "audit entries"


class AuditKeyMissing(LookupError):
    """The database was opened without the key that seals entries, so nothing that must be on record can happen."""


@dataclass(frozen=True, slots=True)
class _Said:
    """An entry before it has its place in the chain."""

    actor: UUID | None
    action: str
    resource: str
    old: str | None
    new: str | None
    origin: str
    at: datetime


async def record(
    session: AsyncSession,
    actor: UUID | None,
    action: str,
    resource: str,
    *,
    old: Value = None,
    new: Value = None,
    origin: str,
    now: datetime,
) -> None:
    """Put on record what somebody does; the entry is written with this transaction or neither is.

    Entries are chained as the transaction's last step, so that the one writer's lock is held for a moment and is
    always taken after all others. Nothing in them may be personal: ``resource`` and values name things by id.

    Args:
        session: The transaction.
        actor: The person's user id, kept as a pseudonym; None for the machine itself.
        action: What is done: noun and verb as in "role.changed" or "home.intent".
        resource: What it is done to: kind and id as in "entity:light.hall". Of "user:0195…" the pseudonym is kept.
        old: The value before, where something changes.
        new: The value after.
        origin: Through what it came: a platform's name, "web", "cli", "bridge", "conductor".
        now: The moment.

    Raises:
        AuditKeyMissing: the database was opened without a key.
        ValueError: a value can't be written as JSON.
    """
    _key(session)
    said = _Said(actor, _kept(action), _kept(resource), canonical(old), canonical(new), _kept(origin), at=now)
    session.info.setdefault(_ENTRIES, []).append(said)
    before_commit(session, _write)


async def checkpoint(session: AsyncSession, *, now: datetime) -> Checkpoint | None:
    """Return where the log stands, to be signed and kept elsewhere; None while it is empty."""
    seq, digest = await tail(session)
    if not seq:
        return None
    entries = await session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    return Checkpoint(seq, digest.hex(), entries, now)


async def prune(session: AsyncSession, *, now: datetime, keep: timedelta = KEEP) -> int:
    """Delete the entries that are older than they are kept, and put on record where the log now begins.

    Returns how many; the database itself refuses to delete anything younger than ``KEEP``.
    """
    young = select(func.min(AuditEntry.seq)).where(AuditEntry.at >= now - keep)
    newest = select(func.max(AuditEntry.seq)).scalar_subquery()
    through = await session.scalar(select(func.coalesce(young.scalar_subquery(), newest) - 1))
    last = await session.get(AuditEntry, through) if through else None
    if last is None:
        return 0
    await record(
        session,
        None,
        PRUNED,
        "audit_log",
        new={"through": last.seq, "hash": last.hash.hex()},
        origin="machine",
        now=now,
    )
    return await session.scalar(select(func.prune_audit_log(last.seq))) or 0


async def forget_actor(session: AsyncSession, user_id: UUID) -> int:
    """Delete whom the pseudonyms of a person stand for; the entries stay and still verify. Returns how many."""
    gone = await session.execute(
        delete(AuditActor).where(AuditActor.user_id == user_id).returning(AuditActor.pseudonym)
    )
    return len(gone.all())


async def _write(session: AsyncSession) -> None:
    """Chain what was recorded in this transaction."""
    sealer = Sealer(_key(session))
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITING})
    # A statement of its own: its snapshot is taken after the lock, so it sees what the last writer committed.
    seq, previous = await tail(session)
    for said in session.info.pop(_ENTRIES):
        seq += 1
        actor = await _pseudonym(session, said.actor, now=said.at) if said.actor else None
        resource = await _unnamed(session, said.resource, now=said.at)
        fields = (seq, microseconds(said.at), actor, said.action, resource, said.old, said.new, said.origin)
        previous = sealer.link(previous, fields)
        session.add(_entry(fields, said.at, previous))
    await session.flush()


async def tail(session: AsyncSession) -> tuple[int, bytes]:
    """Return the last entry's number and hash; 0 and the beginning's where there is none."""
    last = await session.execute(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1))
    found = last.one_or_none()
    return (found.seq, found.hash) if found else (0, BEGINNING)


def _entry(fields: Fields, at: datetime, digest: bytes) -> AuditEntry:
    seq, _, actor, action, resource, old, new, origin = fields
    return AuditEntry(
        seq=seq, at=at, actor=actor, action=action, resource=resource, old=old, new=new, origin=origin, hash=digest
    )


async def _unnamed(session: AsyncSession, resource: str, *, now: datetime) -> str:
    """Return a resource with a person's id ("user:0195…") replaced by their pseudonym, which erasing makes nobody's."""
    kind, _, name = resource.partition(":")
    if kind != PERSON or not name:
        return resource
    try:
        user_id = UUID(name)
    except ValueError:
        return resource
    exists = await session.scalar(select(User.id).where(User.id == user_id))
    return f"{PERSON}:{await _pseudonym(session, user_id, now=now) if exists else 'gone'}"


async def _pseudonym(session: AsyncSession, user_id: UUID, *, now: datetime) -> UUID:
    """Return a person's pseudonym, made at their first entry; the writer's lock keeps two from making one each."""
    known = await session.scalar(
        select(AuditActor.pseudonym).where(AuditActor.user_id == user_id).order_by(AuditActor.pseudonym).limit(1)
    )
    if known is not None:
        return known
    made = AuditActor(pseudonym=new_id(), user_id=user_id, created_at=now)
    session.add(made)
    await session.flush()
    return made.pseudonym


def _key(session: AsyncSession) -> SecretStr:
    key = session.info.get(AUDIT_KEY)
    if not isinstance(key, SecretStr):
        raise AuditKeyMissing
    return key


def _kept(words: str) -> str:
    """Return words without what the database can't keep (NUL, lone surrogates)."""
    return words.encode(errors="replace").decode().replace("\0", "")
