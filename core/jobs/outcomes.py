"""What workers report, written down: started, finished, failed; each fenced by the attempt, each takes effect once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Integer, bindparam, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.clock import new_id
from core.db import after_commit, happened
from core.happenings import Figure, Happening
from core.jobs import falling, families
from core.jobs.models import Job, Turn
from core.jobs.orders import Event, Failure, Outcome
from core.jobs.service import nudge_deliveries
from core.jobs.states import HELD, Kind, State
from core.jobs.telling import tell_owner
from core.media.models import Derivative, Media
from core.nudges import Nudge
from core.privacy import new_slug
from core.quotas import service as quotas

MOST_FAILURES = 3
BACKOFF = timedelta(seconds=2)
_HELD_NAMES = [state.value for state in HELD]
_MOMENT = TIMESTAMP(timezone=True)
_FINISH = text((Path(__file__).parent / "finish.sql").read_text(encoding="utf-8")).bindparams(
    bindparam("pictures", type_=JSONB),
    bindparam("words", type_=JSONB(none_as_null=True)),
    bindparam("now", type_=_MOMENT),
    bindparam("engine_ms", type_=Integer),
)
_SHOWING_THE_SAME = (Kind.UPSCALE, Kind.ANIMATION)
# A larger picture, and one that a camera moves over, show what their own picture shows.
_INHERIT = text("""
    UPDATE media SET alt = shown.alt FROM jobs, media shown
    WHERE jobs.id = :job AND media.job_id = jobs.id AND media.alt = '{}'
      AND shown.key = jobs.spec ->> 'reference' AND shown.owner_id = jobs.owner_id AND shown.alt <> '{}'
      AND shown.deleted_at IS NULL
""")
# A picture that nothing was known of has a text for who can't see it from now on; only its owner's own words count.
_DESCRIBE = text("""
    UPDATE media SET alt = :words FROM jobs
    WHERE jobs.id = :job AND media.key = jobs.spec ->> 'reference' AND media.owner_id = jobs.owner_id
      AND media.alt = '{}' AND media.deleted_at IS NULL
""").bindparams(bindparam("words", type_=JSONB))
_START = text(
    "UPDATE jobs SET state = 'running', started_at = :now, lease_until = :until "
    "WHERE id = :job AND attempt = :attempt AND state = 'dispatched' "
    "RETURNING owner_id, parent_id, kind, target, created_at, not_before"
).bindparams(bindparam("now", type_=_MOMENT), bindparam("until", type_=_MOMENT))


async def apply(session: AsyncSession, outcome: Outcome, *, lease: timedelta, now: datetime) -> bool:
    """Write an outcome down; False means that it came from an attempt that is no longer the job's."""
    match outcome.event:
        case Event.STARTED:
            return await start(session, outcome.job, outcome.attempt, lease=lease, now=now)
        case Event.SUCCEEDED:
            return await finish(session, outcome, now=now)
        case Event.FAILED:
            return await fail(session, outcome, now=now)
        case Event.RENDITIONS:
            return await add_renditions(session, outcome, now=now)


async def start(session: AsyncSession, job_id: UUID, attempt: int, *, lease: timedelta, now: datetime) -> bool:
    """Note that a worker began to draw."""
    values = {"job": job_id, "attempt": attempt, "now": now, "until": now + lease}
    row = (await session.execute(_START, values)).one_or_none()
    if row is not None:
        tell_owner(session, row.owner_id, job_id, parent_id=row.parent_id)
        asked = max(row.created_at, row.not_before or row.created_at)
        waited = (now - asked).total_seconds()
        happened(session, Happening(Figure.WAITED, (row.kind, row.target), waited))
    return row is not None


async def renew(
    session: AsyncSession, items: Sequence[tuple[UUID, int]], workers: Iterable[str], *, until: datetime
) -> None:
    """Renew the leases of what workers draw, and of what waits in the queues of these busy workers."""
    drawn = tuple_(Job.id, Job.attempt).in_(items)
    behind = (Job.state_name == State.DISPATCHED.value) & Job.worker.in_(list(workers))
    await session.execute(
        update(Job)
        .where(Job.state_name.in_(_HELD_NAMES), drawn | behind, Job.lease_until < until)
        .values(lease_until=until)
        .execution_options(synchronize_session=False)
    )


async def finish(session: AsyncSession, outcome: Outcome, *, now: datetime) -> bool:
    """End a job with its pictures: state, media and ledger at once."""
    pictures = [
        {"id": str(new_id()), "position": position, "slug": new_slug(), **artefact.model_dump(exclude={"renditions"})}
        for position, artefact in enumerate(outcome.artefacts)
    ]
    ended = await session.execute(
        _FINISH,
        {
            "job": outcome.job,
            "attempt": outcome.attempt,
            "now": now,
            "engine_ms": outcome.engine_ms,
            "pictures": pictures,
            "words": outcome.words or None,
        },
    )
    row = ended.one_or_none()
    if row and row.parent_id:
        await families.settle(session, row.parent_id, now=now)
    if row is None:
        return False
    _count_end(session, outcome, row.kind, target=row.target, ran=now - (row.started_at or now))
    await _complete(session, outcome, Kind(row.kind), now=now)
    tell_owner(session, row.owner_id, outcome.job, parent_id=row.parent_id)
    for platform in row.platforms or ():
        after_commit(session, Nudge(bus.deliveries_channel(platform), str(outcome.job)))
    return True


def _count_end(session: AsyncSession, outcome: Outcome, kind: str, *, target: str, ran: timedelta) -> None:
    happened(session, Happening(Figure.RAN, (kind, target), ran.total_seconds()))
    happened(session, Happening(Figure.DREW, (kind, target), outcome.engine_ms / 1000))
    happened(session, Happening(Figure.ENDED, (kind, State.SUCCEEDED.value)))


async def _complete(session: AsyncSession, outcome: Outcome, kind: Kind, *, now: datetime) -> None:
    """Write down what some results bring along: copies, what they have of their original, words about it."""
    if any(artefact.renditions for artefact in outcome.artefacts):
        await add_renditions(session, outcome, now=now)
    if kind in _SHOWING_THE_SAME:
        await session.execute(_INHERIT, {"job": outcome.job})
    if outcome.words and kind is Kind.CAPTION:
        await session.execute(_DESCRIBE, {"job": outcome.job, "words": outcome.words})


async def fail(session: AsyncSession, outcome: Outcome, *, now: datetime) -> bool:
    """Note a failed attempt: again later and alone if the cause may pass, then by another engine if one is allowed.

    Else it is the end, with the credits back.
    """
    job = await session.scalar(
        select(Job)
        .where(Job.id == outcome.job, Job.attempt == outcome.attempt, Job.state_name.in_(_HELD_NAMES))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if job is None:
        return False
    if outcome.error is Failure.WORKER_LOST and job.state is State.DISPATCHED:
        return bool(await requeue(session, [(job.id, job.attempt)]))  # it was never begun
    job.failures += 1
    job.lease_until = None
    job.error = outcome.error.value if outcome.error else None
    happened(session, Happening(Figure.FAILED, (job.error or Failure.ENGINE.value,)))
    tell_owner(session, job.owner_id, job.id, parent_id=job.parent_id)
    if outcome.passing and job.failures < MOST_FAILURES:
        job.state_name = State.QUEUED.value
        job.not_before = now + _pause(outcome, job.failures)
        job.batch_key = f"alone:{job.id}"
        await _wait_again(session, [job.owner_id])
    elif falling.passes_on(job.kind, outcome.error) and await falling.pass_on(session, job, now=now):
        job.state_name, job.failures, job.not_before = State.QUEUED.value, 0, None
        await _wait_again(session, [job.owner_id])
    else:
        await _give_up(session, job, now=now)
    return True


async def _give_up(session: AsyncSession, job: Job, *, now: datetime) -> None:
    """End a job without pictures; its credits go back."""
    job.state_name = State.FAILED.value
    job.finished_at = now
    happened(session, Happening(Figure.ENDED, (job.kind_name, job.state_name)))
    await session.flush()
    await quotas.refund(session, job.id, now=now)
    if job.parent_id is not None:
        await families.settle(session, job.parent_id, now=now)
    await nudge_deliveries(session, job.id)


def _pause(outcome: Outcome, failures: int) -> timedelta:
    """Return the wait before the next attempt; a lost worker says nothing of the job, so at first there is none."""
    if outcome.error is Failure.WORKER_LOST and failures == 1:
        return timedelta(0)
    return BACKOFF * int(2 ** (failures - 1))


async def requeue(session: AsyncSession, items: Sequence[tuple[UUID, int]]) -> int:
    """Put held jobs back as if they had not been sent: what was never begun is no failure. Returns how many."""
    back = await session.execute(
        update(Job)
        .where(tuple_(Job.id, Job.attempt).in_(items), Job.state_name.in_(_HELD_NAMES))
        .values(state_name=State.QUEUED.value, lease_until=None, started_at=None)
        .returning(Job.owner_id, Job.id, Job.parent_id)
        .execution_options(synchronize_session=False)
    )
    owners = []
    for owner_id, job_id, parent_id in back:
        owners.append(owner_id)
        tell_owner(session, owner_id, job_id, parent_id=parent_id)
    await _wait_again(session, owners)
    return len(owners)


async def add_renditions(session: AsyncSession, outcome: Outcome, *, now: datetime) -> bool:
    """Add placeholders and copies of a job's pictures; heard twice they are added once, for a deleted one never."""
    rows = await session.execute(
        select(Media.key, Media.id, Media.owner_id).where(Media.job_id == outcome.job, Media.deleted_at.is_(None))
    )
    found = rows.all()
    pictures = [
        (media_id, artefact) for key, media_id, _ in found for artefact in outcome.artefacts if artefact.key == key
    ]
    copies = [
        {"media_id": media_id, **rendition.model_dump()}
        for media_id, artefact in pictures
        for rendition in artefact.renditions
    ]
    if not copies:
        return False
    await session.execute(upsert(Derivative).values(copies).on_conflict_do_nothing())
    for media_id, artefact in pictures:
        await session.execute(
            update(Media)
            .where(Media.id == media_id)
            .values(renditions_at=now, thumbhash=artefact.thumbhash, fingerprint=artefact.fingerprint)
            .execution_options(synchronize_session=False)
        )
    tell_owner(session, found[0].owner_id, outcome.job)
    return True


async def _wait_again(session: AsyncSession, owners: Sequence[UUID]) -> None:
    if not owners:
        return
    await session.flush()
    await session.execute(
        update(Turn)
        .where(Turn.user_id.in_(owners))
        .values(waiting=True, since=func.coalesce(Turn.since, func.now()))
        .execution_options(synchronize_session=False)
    )
    after_commit(session, Nudge(bus.JOBS))
