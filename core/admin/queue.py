"""What admins do to the queue: stop it, let it go on, try again, cancel; each on record."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs import pausing, reviving, service
from core.jobs.models import Job, Worker
from core.jobs.pausing import Breadth
from core.jobs.states import Kind
from core.roles import Permission, require
from core.users.models import User

LONGEST_REASON = 200
PAUSABLE = tuple(kind for kind in Kind if kind is not Kind.PANEL)  # panels stand still with their comics


class NothingToPause(DomainError):
    """Neither a kind of job nor a worker has this name."""

    refusal = Refusal.INVALID
    code = "nothing-to-pause"
    msgid = N_("There is no “{name}” to pause. Choose a kind of job or a worker from the list.")


class ReasonTooLong(DomainError):
    """More than who waits would read."""

    refusal = Refusal.INVALID
    code = "pause-reason-too-long"
    msgid = N_("The reason has {length} characters; at most {limit} fit. Who waits reads it.")


async def pause(
    session: AsyncSession, actor: User, breadth: Breadth, *, name: str, reason: str, origin: str, now: datetime
) -> None:
    """Stop the queue, a kind or a worker; what is stopped already only gets the new reason.

    Raises:
        NotAllowed: the actor may not look after other people's jobs.
        NothingToPause, ReasonTooLong: what is wrong.
    """
    require(actor.role, Permission.MANAGE_OTHERS)
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in reason).split())
    if len(words) > LONGEST_REASON:
        raise ReasonTooLong(length=len(words), limit=LONGEST_REASON)
    await _require_known(session, breadth, name)
    before = await pausing.pause(session, breadth, name, reason=words, now=now)
    if before != words:
        old = None if before is None else {"reason": before}
        await record(
            session, actor.id, "queue.paused", _named(breadth, name), old=old, new={"reason": words}, origin=origin,
            now=now,
        )  # fmt: skip


async def resume(
    session: AsyncSession, actor: User, breadth: Breadth, *, name: str, origin: str, now: datetime
) -> bool:
    """Let something go on; False where it was going on already, which is no error.

    Raises:
        NotAllowed: the actor may not look after other people's jobs.
    """
    require(actor.role, Permission.MANAGE_OTHERS)
    before = await pausing.resume(session, breadth, name)
    if before is not None:
        old = {"reason": before}
        await record(session, actor.id, "queue.resumed", _named(breadth, name), old=old, origin=origin, now=now)
    return before is not None


async def retry(
    session: AsyncSession, actor: User, job_id: UUID, *, expiry: timedelta, origin: str, now: datetime
) -> Job:
    """Have a failed job tried again, at no cost to its owner.

    Raises:
        NotAllowed: the actor may not look after other people's jobs.
        JobNotFound, NothingFailed, FailedTooLongAgo, OnlyAPart, OwnerShutOut: what speaks against it.
    """
    require(actor.role, Permission.MANAGE_OTHERS)
    before = await session.scalar(select(Job.error).where(Job.id == job_id))
    job = await reviving.revive(session, job_id, expiry=expiry, now=now)
    await record(session, actor.id, "job.retried", f"job:{job_id}", old={"error": before}, origin=origin, now=now)
    return job


async def cancel(session: AsyncSession, actor: User, job_id: UUID, *, origin: str, now: datetime) -> Job:
    """Cancel anybody's job; their credits go back.

    Raises:
        NotAllowed: the actor may not look after other people's jobs.
        JobNotFound, JobEnded: what speaks against it.
    """
    require(actor.role, Permission.MANAGE_OTHERS)
    before = await session.scalar(select(Job.state_name).where(Job.id == job_id))
    job = await service.cancel(session, actor, job_id, now=now)
    await record(session, actor.id, "job.cancelled", f"job:{job_id}", old={"state": before}, origin=origin, now=now)
    return job


async def _require_known(session: AsyncSession, breadth: Breadth, name: str) -> None:
    known = False
    match breadth:
        case Breadth.QUEUE:
            known = not name
        case Breadth.KIND:
            known = name in PAUSABLE
        case Breadth.WORKER:
            known = "\0" not in name and bool(await session.scalar(select(exists().where(Worker.name == name))))
    if not known:
        raise NothingToPause(name=name[:60])


def _named(breadth: Breadth, name: str) -> str:
    return f"{breadth}:{name}" if name else breadth.value
