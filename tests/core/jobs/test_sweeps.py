"""What time brings: leases end, jobs expire, files that nobody needs go; and nothing else does."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.db import Database
from core.jobs import deliveries, outcomes, sweeps
from core.jobs.models import Job, Turn, Worker
from core.jobs.orders import Event, Item, Rendition
from core.jobs.states import State
from core.media import service as media_service
from core.media.models import Media
from core.platforms import Platform
from core.quotas.models import Entry
from core.storage import FolderStore, Store, key_of
from core.users.models import User
from tests.factories import LEASE, NOON, artefact, finished, job, order, person, report, success, worker

SECOND = timedelta(seconds=1)
PNG = "image/png"


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    """An empty folder store."""
    return FolderStore(tmp_path / "store", base_url="http://x.test", signing_key=SecretStr("k" * 40))


async def sent(session: AsyncSession, *, running: bool = False) -> tuple[Job, Item]:
    """Return a job that a worker holds."""
    made = await job(session, await person(session), platform=Platform.DISCORD)
    claimed = await order(session)
    assert claimed is not None
    if running:
        assert await outcomes.start(session, made.id, 1, lease=LEASE, now=NOON)
    await session.refresh(made)
    return made, claimed.items[0]


async def test_what_was_sent_and_never_begun_just_waits_again(session: AsyncSession) -> None:
    made, _ = await sent(session)
    assert await sweeps.end_leases(session, now=NOON + LEASE - SECOND) == 0
    assert await sweeps.end_leases(session, now=NOON + LEASE) == 1
    await session.refresh(made)
    assert (made.state, made.failures, made.lease_until) == (State.QUEUED, 0, None)
    assert await session.scalar(select(Turn.waiting)) is True
    assert await order(session, now=NOON + LEASE) is not None


async def test_a_lost_worker_counts_as_a_failure_three_times_then_the_credits_return_r1(session: AsyncSession) -> None:
    made, _ = await sent(session, running=True)
    now = NOON
    for failures in (1, 2, 3):
        now += timedelta(minutes=5)
        assert await sweeps.end_leases(session, now=now) == 1
        await session.refresh(made)
        assert made.failures == failures
        if failures < 3:
            now += timedelta(minutes=5)
            again = await order(session, now=now)
            assert again is not None
            await outcomes.start(session, made.id, again.items[0].attempt, lease=LEASE, now=now)
    assert (made.state, made.error) == (State.FAILED, "worker-lost")
    assert await session.scalar(select(func.sum(Entry.credits))) == 0
    (due,) = await deliveries.claim_due(session, Platform.DISCORD, limit=5, now=now)
    assert due.job.id == made.id


async def test_a_worker_that_starts_anew_holds_nothing_of_its_former_life(session: AsyncSession) -> None:
    made, _ = await sent(session, running=True)
    elsewhere, _ = await sent(session)
    await session.execute(update(Job).where(Job.id == elsewhere.id).values(worker="laptop#1"))
    await sweeps.note_workers(session, [worker(incarnation="1")], now=NOON)
    assert await sweeps.end_leases(session, now=NOON) == 0, "the same life"
    await sweeps.note_workers(session, [worker(incarnation="2")], now=NOON + SECOND)
    assert await sweeps.end_leases(session, now=NOON + SECOND) == 1
    await session.refresh(made)
    assert made.state is State.QUEUED
    assert made.failures == 1
    rows = (await session.scalars(select(Worker).execution_options(populate_existing=True))).all()
    assert [(row.name, row.incarnation, row.seen_at) for row in rows] == [("pc", "2", NOON + SECOND)]


async def test_when_the_broker_forgets_what_was_not_begun_is_sent_again_r2(session: AsyncSession) -> None:
    waiting, _ = await sent(session)
    running, _ = await sent(session, running=True)
    assert await sweeps.forget_orders(session) == 1
    await session.refresh(waiting)
    await session.refresh(running)
    assert (waiting.state, running.state) == (State.QUEUED, State.RUNNING)


async def test_a_job_that_waited_too_long_is_given_back_and_its_person_told(session: AsyncSession) -> None:
    made = await job(session, await person(session), platform=Platform.TELEGRAM)
    held, _ = await sent(session)
    late = made.expires_at
    await session.execute(update(Job).where(Job.id == made.id).values(state_name="queued", lease_until=None))
    await session.execute(update(Job).where(Job.id == held.id).values(state_name="dispatched", lease_until=late))
    assert await sweeps.expire(session, now=late - SECOND) == 0
    assert await sweeps.expire(session, now=late) == 1
    await session.refresh(made)
    assert (made.state, made.finished_at) == (State.EXPIRED, late)
    given_back = await session.scalar(select(func.sum(Entry.credits)).where(Entry.job_id == made.id))
    assert given_back == 0
    (due,) = await deliveries.claim_due(session, Platform.TELEGRAM, limit=5, now=late)
    assert due.job.id == made.id


async def _drawn(database: Database, store: Store, content: bytes, owner: User) -> Media:
    """Return a picture whose file is really there."""
    key = await store.put(content, PNG)
    async with database.transaction() as session:
        made = await job(session, owner)
        claimed = await order(session)
        assert claimed is not None
        await outcomes.finish(session, success(claimed.items[0], artefact().model_copy(update={"key": key})), now=NOON)
        return (await session.scalars(select(Media).where(Media.job_id == made.id))).one()


async def _delete(database: Database, owner: User, picture: Media) -> None:
    async with database.transaction() as session:
        await media_service.delete(session, owner, picture.id, now=utc_now())


def _later() -> datetime:
    """Return a moment at which what was just put and deleted may go."""
    return utc_now() + 2 * sweeps.PURGE_AGE


async def test_a_file_that_was_just_put_again_is_not_purged(database: Database, store: FolderStore) -> None:
    async with database.transaction() as session:
        anna = await person(session)
    gone = await _drawn(database, store, b"gone", anna)
    await _delete(database, anna, gone)
    later = _later()
    os.utime(store.path(gone.key), (later.timestamp(), later.timestamp()))
    await sweeps.purge_deleted(database, store, now=later)
    assert await store.exists(gone.key), "a worker may be about to report it for another picture"


async def test_a_deleted_pictures_files_go_with_the_next_sweep(database: Database, store: FolderStore) -> None:
    async with database.transaction() as session:
        anna = await person(session)
    gone, kept = await _drawn(database, store, b"gone", anna), await _drawn(database, store, b"kept", anna)
    copy = await store.put(b"copy", "image/webp")
    async with database.transaction() as session:
        rendition = Rendition(key=copy, media_type="image/webp", width=1, height=1, bytes=4)
        told = artefact().model_copy(update={"key": gone.key, "renditions": (rendition,)})
        row = await session.get_one(Job, gone.job_id)
        item = Item(job=row.id, attempt=row.attempt, kind=row.kind, spec=row.draw)
        await outcomes.add_renditions(session, report(item, Event.RENDITIONS, artefacts=(told,)), now=NOON)
    await _delete(database, anna, gone)
    assert await sweeps.purge_deleted(database, store, now=_later()) == 1
    assert [await store.exists(key) for key in (gone.key, copy, kept.key)] == [False, False, True]
    assert await sweeps.purge_deleted(database, store, now=_later()) == 0


async def test_a_file_that_two_pictures_share_stays_until_both_are_deleted(
    database: Database, store: FolderStore
) -> None:
    async with database.transaction() as session:
        anna, bert = await person(session), await person(session)
    first, second = await _drawn(database, store, b"same", anna), await _drawn(database, store, b"same", bert)
    assert first.key == second.key
    await _delete(database, anna, first)
    assert await sweeps.purge_deleted(database, store, now=_later()) == 1
    assert await store.exists(first.key)
    await _delete(database, bert, second)
    assert await sweeps.purge_deleted(database, store, now=_later()) == 1
    assert not await store.exists(first.key)


async def test_old_files_without_a_picture_go_and_young_or_wanted_ones_stay(
    database: Database, store: FolderStore
) -> None:
    async with database.transaction() as session:
        anna = await person(session)
    wanted = (await _drawn(database, store, b"wanted", anna)).key
    old, young = await store.put(b"old", PNG), await store.put(b"young", PNG)
    before = (utc_now() - timedelta(days=2)).timestamp()
    for key in (wanted, old):
        os.utime(store.path(key), (before, before))
    assert await sweeps.remove_orphans(database, store, now=utc_now()) == 1
    assert [await store.exists(key) for key in (wanted, old, young)] == [True, False, True]


async def test_a_strange_file_in_the_folder_stops_no_sweep(
    database: Database, store: FolderStore, tmp_path: Path
) -> None:
    old = await store.put(b"old", PNG)
    strange = store.path(old).parent / "README"
    strange.write_text("mine", encoding="utf-8")
    before = (utc_now() - timedelta(days=2)).timestamp()
    for path in (store.path(old), strange):
        os.utime(path, (before, before))
    assert await sweeps.remove_orphans(database, store, now=utc_now()) == 1
    assert strange.exists()
    assert not await store.exists(key_of(b"old", PNG))


async def test_copies_that_a_killed_worker_owes_are_asked_for_again_for_a_day(session: AsyncSession) -> None:
    made = await finished(session, await person(session))
    assert await sweeps.missing_renditions(session, now=NOON + 59 * SECOND) == []
    ((item, picture),) = await sweeps.missing_renditions(session, now=NOON + timedelta(minutes=1))
    assert (item.job, item.attempt, item.spec) == (made.id, 1, made.draw)
    assert picture.key == (await session.scalars(select(Media.key))).one()
    assert await sweeps.missing_renditions(session, now=NOON + timedelta(days=1)) == []
    copy = Rendition(key=f"00/{'8' * 64}.webp", media_type="image/webp", width=1, height=1, bytes=1)
    done = report(item, Event.RENDITIONS, artefacts=(picture.model_copy(update={"renditions": (copy,)}),))
    await outcomes.add_renditions(session, done, now=NOON)
    assert await sweeps.missing_renditions(session, now=NOON + timedelta(minutes=1)) == []
