"""What time brings: leases that end, jobs that waited too long, files that nobody needs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database, happened
from core.engines import WorkerCard
from core.happenings import Figure, Happening
from core.jobs import families, outcomes
from core.jobs.models import Job, Worker
from core.jobs.orders import Artefact, Event, Failure, Item, Outcome
from core.jobs.service import nudge_deliveries
from core.jobs.states import State
from core.jobs.telling import tell_owner
from core.media import queries as media
from core.media import service as media_service
from core.media.models import Media
from core.quotas import service as quotas
from core.storage import Store

ORPHAN_AGE = timedelta(days=1)
RENDITIONS_DUE = timedelta(minutes=1)
PURGE_AGE = timedelta(minutes=1)
_AT_ONCE = 200
_ABANDONED = text(
    "UPDATE jobs SET lease_until = :now WHERE state IN ('dispatched', 'running') AND lease_until > :now "
    "AND split_part(worker, '#', 1) = :name AND worker <> :holder"
)


async def end_leases(session: AsyncSession, *, now: datetime) -> int:
    """Take back what silent workers held: begun work counts as a failure that may pass, the rest just waits again."""
    rows = await session.execute(
        select(Job.id, Job.attempt, Job.state_name, Job.worker)
        .where(Job.lease_until <= now)
        .order_by(Job.lease_until)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    silent = rows.all()
    never_begun = [(row.id, row.attempt) for row in silent if row.state_name == State.DISPATCHED.value]
    if never_begun:
        await outcomes.requeue(session, never_begun)
    for row in silent:
        happened(session, Happening(Figure.LEASE_LOST, (row.state_name,)))
        if row.state_name == State.RUNNING.value:
            await outcomes.fail(session, _lost(row.id, row.attempt, row.worker), now=now)
    return len(silent)


async def forget_orders(session: AsyncSession) -> int:
    """Put back all that was sent and not begun: the broker has lost its memory."""
    rows = await session.execute(select(Job.id, Job.attempt).where(Job.state_name == State.DISPATCHED.value))
    return await outcomes.requeue(session, [(row.id, row.attempt) for row in rows])


async def note_workers(session: AsyncSession, workers: Sequence[WorkerCard], *, now: datetime) -> None:
    """Write down who is there; what an earlier start of a worker held ends at once."""
    for worker in workers:
        card = worker.model_dump(mode="json")
        row = insert(Worker).values(name=worker.name, incarnation=worker.incarnation, card=card, seen_at=now)
        await session.execute(
            row.on_conflict_do_update(
                index_elements=[Worker.name], set_={"incarnation": worker.incarnation, "card": card, "seen_at": now}
            )
        )
        await session.execute(_ABANDONED, {"now": now, "name": worker.name, "holder": worker.holder})


async def expire(session: AsyncSession, *, now: datetime) -> int:
    """End jobs that waited too long and give their credits back."""
    overdue = (
        select(Job.id)
        .where(Job.state_name == State.QUEUED.value, Job.expires_at <= now)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    ended = await session.execute(
        update(Job)
        .where(Job.id.in_(overdue))
        .values(state_name=State.EXPIRED.value, finished_at=now)
        .returning(Job.id, Job.owner_id, Job.kind_name)
        .execution_options(synchronize_session=False)
    )
    jobs = ended.all()
    for job_id, owner_id, kind in jobs:
        happened(session, Happening(Figure.ENDED, (kind, State.EXPIRED.value)))
        tell_owner(session, owner_id, job_id)
        await quotas.refund(session, job_id, now=now)
        await nudge_deliveries(session, job_id)
    for parent_id in await families.waiting_for_nothing(session, limit=_AT_ONCE):
        await families.settle(session, parent_id, now=now)
    return len(jobs)


async def remove_orphans(database: Database, store: Store, *, now: datetime, age: timedelta = ORPHAN_AGE) -> int:
    """Delete old files that no living picture needs: what deletions and lost attempts left behind."""
    removed = 0
    async for keys in store.older_than(now - age):
        async with database.transaction() as session:
            wanted = await media.wanted_keys(session, keys)
        for key in keys:
            if key not in wanted:
                await store.delete(key, put_before=now - age)
                removed += 1
    return removed


async def purge_deleted(database: Database, store: Store, *, now: datetime) -> int:
    """Delete the files of pictures that people deleted, unless another picture is the same file.

    A worker may just have put the same file again for a picture that is not written down yet, so what is younger than
    ``PURGE_AGE`` stays.
    """
    async with database.transaction() as session:
        gone = await media.unpurged(session, until=now - PURGE_AGE, limit=_AT_ONCE)
        keys = sorted({key for keys in gone.values() for key in keys})
        wanted = await media.wanted_keys(session, keys)
    for key in keys:
        if key not in wanted:
            await store.delete(key, put_before=now - PURGE_AGE)
    async with database.transaction() as session:
        await media_service.note_purged(session, list(gone), now=now)
    return len(gone)


async def missing_renditions(session: AsyncSession, *, now: datetime) -> list[tuple[Item, Artefact]]:
    """Return what a worker needs to make the copies that a killed one owes; after a day nobody tries again."""
    found = await media.underived(session, since=now - ORPHAN_AGE, until=now - RENDITIONS_DUE, limit=_AT_ONCE)
    return [(await _item(session, picture), _artefact(picture)) for picture in found]


async def _item(session: AsyncSession, picture: Media) -> Item:
    job = await session.get_one(Job, picture.job_id)
    return Item(job=job.id, attempt=job.attempt, kind=job.kind, spec=job.draw, embed_prompt=job.embed_prompt)


def _artefact(picture: Media) -> Artefact:
    return Artefact(
        key=picture.key,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        bytes=picture.bytes,
        seed=picture.seed,
    )


def _lost(job_id: UUID, attempt: int, worker: str | None) -> Outcome:
    return Outcome(
        job=job_id, attempt=attempt, worker=worker or "", event=Event.FAILED, error=Failure.WORKER_LOST, passing=True
    )
