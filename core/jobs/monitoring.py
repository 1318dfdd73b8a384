"""Questions of whoever looks after the queue: what waits, runs and failed, of whom, and who holds what.

Nothing here tells what was asked for: that is private to its owner.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from core.engines import WorkerCard
from core.jobs.models import Job, Worker
from core.jobs.queries import ASLEEP_AFTER
from core.jobs.states import HELD, Kind, State
from core.users.models import User

LATELY = timedelta(days=1)
_LONGEST_WAY = timedelta(days=3)  # what ended lately was asked for hardly longer ago; older jobs are not counted
_LOADS = text("""
    SELECT kind, target, count(*) FILTER (WHERE state = 'queued') AS waiting,
           count(*) FILTER (WHERE state IN ('dispatched', 'running')) AS running,
           count(*) FILTER (WHERE state = 'succeeded') AS done,
           count(*) FILTER (WHERE state IN ('failed', 'expired')) AS failed,
           min(created_at) FILTER (WHERE state = 'queued') AS oldest
    FROM (SELECT kind, target, state, created_at FROM jobs WHERE state = 'queued'
          UNION ALL
          SELECT kind, target, state, created_at FROM jobs WHERE state IN ('dispatched', 'running')
          UNION ALL
          SELECT kind, target, state, created_at FROM jobs
          WHERE created_at > :asked AND finished_at > :ended AND state IN ('succeeded', 'failed', 'expired')) seen
    GROUP BY kind, target ORDER BY waiting DESC, running DESC, failed DESC, done DESC, kind, target
""")


class Standing(StrEnum):
    """How a job stands for whoever looks after the queue."""

    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"
    DONE = "done"
    CANCELLED = "cancelled"


STATES: Mapping[Standing, tuple[State, ...]] = MappingProxyType(
    {
        Standing.WAITING: (State.QUEUED,),
        Standing.RUNNING: HELD,
        Standing.FAILED: (State.FAILED, State.EXPIRED),
        Standing.DONE: (State.SUCCEEDED,),
        Standing.CANCELLED: (State.CANCELLED,),
    }
)


@dataclass(frozen=True, slots=True)
class Load:
    """Jobs of one kind for one model: how many wait and run, and how many were done and failed in the last day."""

    kind: Kind
    target: str
    waiting: int
    running: int
    done: int
    failed: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which jobs to list; a comic's panels only where their kind is asked for."""

    standing: Standing | None = None
    kind: Kind | None = None
    target: str = ""
    owner_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A job and whose it is."""

    job: Job
    owner: str


@dataclass(frozen=True, slots=True)
class Held:
    """A job that a worker was sent."""

    job_id: UUID
    kind: Kind
    target: str
    state: State
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Machine:
    """A worker: what it announced, when it was last heard, and what it holds, the oldest first."""

    card: WorkerCard
    seen_at: datetime
    is_awake: bool
    held: tuple[Held, ...]


async def loads(session: AsyncSession, *, now: datetime) -> list[Load]:
    """Return what there is to do and what was done lately, what waits most first."""
    rows = await session.execute(_LOADS, {"asked": now - LATELY - _LONGEST_WAY, "ended": now - LATELY})
    return [
        Load(Kind(row.kind), row.target, row.waiting, row.running, row.done, row.failed, row.oldest) for row in rows
    ]


async def listed(
    session: AsyncSession, wanted: Wanted = Wanted(), *, limit: int, before: UUID | None = None
) -> list[Listed]:
    """Return jobs, newest first, older than ``before``."""
    query = select(Job, User.name).join(User, User.id == Job.owner_id).order_by(Job.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Job.id < before)
    if wanted.standing is not None:
        query = query.where(Job.state_name.in_([state.value for state in STATES[wanted.standing]]))
    if wanted.kind is not None:
        query = query.where(Job.kind_name == wanted.kind.value)
    if wanted.kind is not Kind.PANEL:
        query = query.where(Job.parent_id.is_(None))
    if wanted.target:
        query = query.where(Job.target == wanted.target)
    if wanted.owner_id is not None:
        query = query.where(Job.owner_id == wanted.owner_id)
    return [Listed(job, name) for job, name in await session.execute(query)]


async def machines(session: AsyncSession, *, now: datetime) -> list[Machine]:
    """Return every worker that was ever heard of, by name."""
    held = await _held(session)
    rows = await session.execute(select(Worker.card, Worker.seen_at).order_by(Worker.name))
    found = [(WorkerCard.model_validate(card), seen_at) for card, seen_at in rows]
    return [
        Machine(card, seen_at, seen_at > now - ASLEEP_AFTER, tuple(held.get(card.holder, ())))
        for card, seen_at in found
    ]


async def _held(session: AsyncSession) -> Mapping[str, Collection[Held]]:
    rows = await session.execute(
        select(Job.worker, Job.id, Job.kind_name, Job.target, Job.state_name, Job.dispatched_at)
        .where(Job.state_name.in_([state.value for state in HELD]))
        .order_by(Job.dispatched_at, Job.id)
    )
    found: dict[str, list[Held]] = {}
    for worker, job_id, kind, target, state, since in rows:
        found.setdefault(worker or "", []).append(Held(job_id, Kind(kind), target, State(state), since))
    return found
