"""Questions about jobs, the queue and the workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from core.engines import STORYBOARD, ModelCard, WorkerCard
from core.jobs import pausing
from core.jobs.abilities import makes as can_make
from core.jobs.models import Job, Worker
from core.jobs.states import OPEN, Kind, State

ASLEEP_AFTER = timedelta(seconds=30)
_USUAL_SECONDS = 2.0
# Before a job stand: of everybody else as many of their jobs as I have served by then, one less for who comes after
# me in the round, and my own earlier ones.
_PLACE = text("""
    WITH mine AS (
        SELECT j.id, j.owner_id, t.served_at, t.weight, t.since, (
                   SELECT count(*) FROM jobs e
                   WHERE e.owner_id = j.owner_id AND e.state = 'queued' AND e.id <= j.id) AS nth
        FROM jobs j JOIN turns t ON t.user_id = j.owner_id WHERE j.id = :job AND j.state = 'queued'
    ),
    others AS (
        SELECT j.owner_id, count(*) AS waiting FROM jobs j, mine
        WHERE j.state = 'queued' AND j.owner_id <> mine.owner_id GROUP BY j.owner_id
    )
    SELECT mine.nth + COALESCE((
        SELECT sum(LEAST(o.waiting, mine.nth - CASE
            WHEN (COALESCE(t.served_at, '-infinity'), -t.weight, t.since)
              <= (COALESCE(mine.served_at, '-infinity'), -mine.weight, mine.since) THEN 0 ELSE 1 END))
        FROM others o JOIN turns t ON t.user_id = o.owner_id), 0)
    FROM mine
""")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a waiting job stands: ``position`` 1 is next; ``seconds`` is an estimate, None while nothing draws.

    ``paused`` is why an admin has stopped the queue for it ("" for no reason), None while it goes on.
    """

    position: int
    seconds: float | None
    paused: str | None = None


async def by_id(session: AsyncSession, job_id: UUID) -> Job | None:
    """Return one job."""
    return await session.get(Job, job_id)


async def open_jobs(session: AsyncSession, owner_id: UUID) -> list[Job]:
    """Return what a person has waiting and running, oldest first; a comic once, not panel by panel."""
    found = await session.scalars(
        select(Job)
        .where(
            Job.owner_id == owner_id,
            Job.state_name.in_([state.value for state in OPEN]),
            Job.parent_id.is_(None),
        )
        .order_by(Job.id)
    )
    return list(found)


async def place(session: AsyncSession, job: Job, *, now: datetime) -> Place | None:
    """Return a job's place in the queue, or None when it waits no longer."""
    position = await session.scalar(_PLACE, {"job": job.id})
    if position is None:
        return None
    stopping = await pausing.pauses(session)
    reason = pausing.reason_of(stopping, job.kind)
    if reason is not None:
        return Place(int(position), None, reason)
    going = pausing.going(await workers(session, now=now, awake=True), stopping)
    slots = sum(card.slots for card in going if _draws(card, job.target))
    usual = await usual_seconds(session, job.target, now=now)
    return Place(int(position), usual * int(position) / slots if slots else None)


async def usual_seconds(session: AsyncSession, target: str, *, now: datetime) -> float:
    """Return how long a model's jobs took of late, in seconds."""
    recent = (
        select(func.extract("epoch", Job.finished_at - Job.started_at).label("seconds"))
        .where(Job.target == target, Job.state_name == State.SUCCEEDED.value, Job.finished_at > now - timedelta(days=1))
        .order_by(Job.finished_at.desc())
        .limit(50)
        .subquery()
    )
    seconds = await session.scalar(select(func.avg(recent.c.seconds)))
    return float(seconds) if seconds is not None else _USUAL_SECONDS


async def workers(session: AsyncSession, *, now: datetime, awake: bool) -> list[WorkerCard]:
    """Return the workers heard of, all of them or only those heard of lately."""
    query = select(Worker.card).order_by(Worker.name)
    if awake:
        query = query.where(Worker.seen_at > now - ASLEEP_AFTER)
    return [WorkerCard.model_validate(card) for card in await session.scalars(query)]


async def models(
    session: AsyncSession, *, now: datetime, makes: Kind | None = None, engines: Sequence[str] = ()
) -> list[ModelCard]:
    """Return every model that can be asked for, or those that make something, the everyday one first.

    A model that an awake worker has comes before one whose worker sleeps, then the engines in the house's order; those
    that it does not name come next, and the storyboard, which is always there, last where it is not named. Within an
    engine a worker's own order stays.
    """
    awake = {card.target for worker in await workers(session, now=now, awake=True) for card in worker.models}
    cards = {STORYBOARD.target: STORYBOARD}
    for worker in await workers(session, now=now, awake=False):
        cards |= {card.target: card for card in worker.models}
    known = [card.model_copy(update={"awake": card.target in awake}) for card in cards.values()]
    order = {engine: place for place, engine in enumerate(engines)}
    last = len(order)

    def rank(card: ModelCard) -> tuple[bool, int]:
        usual = last + (card.engine == STORYBOARD.engine)
        return not card.awake, order.get(card.engine, usual)

    return sorted((card for card in known if makes is None or can_make(card, makes)), key=rank)


def _draws(worker: WorkerCard, target: str) -> bool:
    return any(card.target == target for card in worker.models)
