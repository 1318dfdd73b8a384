"""What workers report takes effect once, and only for the attempt that the job is at."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.db import Database
from core.jobs import outcomes
from core.jobs.models import Job
from core.jobs.orders import Event, Failure, Item, Rendition
from core.jobs.scaling import Upscale
from core.jobs.specs import LARGEST_SEED
from core.jobs.states import State
from core.media import service as media_service
from core.media.models import Derivative, Media
from core.nudges import Nudge
from core.platforms import Platform
from core.privacy import Visibility
from core.quotas.models import Entry
from tests.core.conftest import Overheard
from tests.factories import LEASE, NOON, artefact, job, order, person, report, spec, success, worker


async def claimed_item(session: AsyncSession, **fields: object) -> Item:
    """Return one job as it lies in an order."""
    await job(session, await person(session), **fields)  # type: ignore[arg-type]  # passed on as given
    claimed = await order(session)
    assert claimed is not None
    return claimed.items[0]


async def test_a_finished_job_has_pictures_and_is_charged_once_r3(session: AsyncSession) -> None:
    item = await claimed_item(session, wanted=spec(count=2))
    applied = [await outcomes.apply(session, success(item), lease=LEASE, now=NOON) for _ in range(3)]
    assert applied == [True, False, False]
    pictures = (await session.scalars(select(Media).order_by(Media.position))).all()
    assert [(picture.position, picture.seed) for picture in pictures] == [(0, 1), (1, 2)]
    assert all(picture.visibility is Visibility.PRIVATE and picture.published_at is None for picture in pictures)
    kinds = sorted(await session.scalars(select(Entry.kind)))
    assert kinds == ["reserve", "settle"]
    made = await session.get_one(Job, item.job, populate_existing=True)
    assert (made.state, made.finished_at, made.lease_until) == (State.SUCCEEDED, NOON, None)


async def test_the_largest_seed_fits(session: AsyncSession) -> None:
    item = await claimed_item(session, wanted=spec(seed=LARGEST_SEED))
    assert await outcomes.finish(session, success(item), now=NOON)
    assert (await session.scalars(select(Media.seed))).one() == LARGEST_SEED


async def test_public_pictures_are_published_when_they_are_there(session: AsyncSession) -> None:
    item = await claimed_item(session, visibility=Visibility.PUBLIC)
    await outcomes.finish(session, success(item), now=NOON)
    assert (await session.scalars(select(Media.published_at))).one() == NOON


async def test_the_bots_that_owe_an_answer_are_nudged(database: Database, overheard: Overheard) -> None:
    async with database.transaction() as session:
        item = await claimed_item(session, platform=Platform.DISCORD)
        await outcomes.finish(session, success(item), now=NOON)
    assert Nudge(bus.deliveries_channel("discord"), str(item.job)) in overheard.nudges


async def test_an_old_attempts_outcome_is_dropped(session: AsyncSession) -> None:
    item = await claimed_item(session)
    assert await outcomes.requeue(session, [(item.job, item.attempt)]) == 1
    again = await order(session)
    assert again is not None
    for event in (Event.STARTED, Event.SUCCEEDED, Event.FAILED):
        late = success(item) if event is Event.SUCCEEDED else report(item, event, error=Failure.ENGINE)
        assert not await outcomes.apply(session, late, lease=LEASE, now=NOON)
    assert await outcomes.apply(session, success(again.items[0]), lease=LEASE, now=NOON)


async def test_starting_twice_counts_once(session: AsyncSession) -> None:
    item = await claimed_item(session)
    started = report(item, Event.STARTED)
    assert await outcomes.apply(session, started, lease=LEASE, now=NOON)
    assert not await outcomes.apply(session, started, lease=LEASE, now=NOON)


async def test_a_cause_that_may_pass_is_tried_three_times_alone_then_refunded(session: AsyncSession) -> None:
    item = await claimed_item(session)
    now = NOON
    made = await session.get_one(Job, item.job)
    for failures in (1, 2, 3):
        failed = report(item, Event.FAILED, error=Failure.STORE, passing=True)
        assert await outcomes.apply(session, failed, lease=LEASE, now=now)
        await session.refresh(made)
        assert made.failures == failures
        if failures < 3:
            assert made.not_before == now + timedelta(seconds=2**failures)
            assert made.batch_key == f"alone:{made.id}"
            now = made.not_before
            again = await order(session, now=now)
            assert again is not None
            item = again.items[0]
    assert (made.state, made.error) == (State.FAILED, "store")
    assert await session.scalar(select(func.sum(Entry.credits))) == 0


async def test_a_lost_workers_job_is_drawn_again_at_once_the_first_time_r1(session: AsyncSession) -> None:
    item = await claimed_item(session)
    lost = report(item, Event.FAILED, error=Failure.WORKER_LOST, passing=True)
    await outcomes.start(session, item.job, 1, lease=LEASE, now=NOON)
    await outcomes.fail(session, lost, now=NOON)
    again = await order(session, now=NOON)
    assert again is not None
    await outcomes.start(session, item.job, 2, lease=LEASE, now=NOON)
    await outcomes.fail(session, lost.model_copy(update={"attempt": 2}), now=NOON)
    assert await order(session, now=NOON + timedelta(seconds=3)) is None


async def test_what_was_lost_before_it_was_begun_is_no_failure_r1(session: AsyncSession) -> None:
    item = await claimed_item(session)
    lost = report(item, Event.FAILED, error=Failure.WORKER_LOST, passing=True)
    for attempt in range(1, 6):
        assert await outcomes.fail(session, lost.model_copy(update={"attempt": attempt}), now=NOON)
        assert await order(session, now=NOON) is not None
    assert not await outcomes.fail(session, lost, now=NOON), "an old attempt says nothing"
    assert (await session.get_one(Job, item.job, populate_existing=True)).failures == 0


async def test_a_cause_that_stays_fails_at_once(session: AsyncSession) -> None:
    item = await claimed_item(session)
    await outcomes.fail(session, report(item, Event.FAILED, error=Failure.MODEL_MISSING), now=NOON)
    made = await session.get_one(Job, item.job, populate_existing=True)
    assert (made.state, made.error) == (State.FAILED, "model-missing")


async def test_beats_renew_what_is_drawn_and_what_waits_behind_it(session: AsyncSession) -> None:
    first = await claimed_item(session)
    second = await claimed_item(session)
    elsewhere = await claimed_item(session)
    other = await session.get_one(Job, elsewhere.job)
    other.worker = "laptop#1"
    await outcomes.start(session, first.job, first.attempt, lease=LEASE, now=NOON)
    later = NOON + 3 * LEASE
    holder = (await session.get_one(Job, first.job, populate_existing=True)).worker
    await session.flush()
    await outcomes.renew(session, [(first.job, first.attempt)], [str(holder)], until=later)
    leases = {row.id: row.lease_until for row in await session.execute(select(Job.id, Job.lease_until))}
    assert leases == {first.job: later, second.job: later, elsewhere.job: NOON + LEASE}


async def test_putting_back_nothing_changes_nothing(session: AsyncSession) -> None:
    item = await claimed_item(session)
    assert await outcomes.requeue(session, [(item.job, item.attempt + 1)]) == 0


async def test_renditions_follow_and_are_added_once(session: AsyncSession) -> None:
    item = await claimed_item(session)
    picture = artefact("7")
    await outcomes.finish(session, success(item, picture), now=NOON)
    copy = Rendition(key=f"00/{'8' * 64}.webp", media_type="image/webp", width=32, height=24, bytes=9)
    told = report(item, Event.RENDITIONS, artefacts=(picture.model_copy(update={"renditions": (copy,)}),))
    for _ in range(2):
        assert await outcomes.apply(session, told, lease=LEASE, now=NOON)
    assert [row.key for row in await session.scalars(select(Derivative))] == [copy.key]


async def test_renditions_of_a_deleted_picture_are_not_kept(session: AsyncSession) -> None:
    anna = await person(session)
    made = await job(session, anna)
    claimed = await order(session, worker())
    assert claimed is not None
    await outcomes.finish(session, success(claimed.items[0]), now=NOON)
    picture = (await session.scalars(select(Media).where(Media.job_id == made.id))).one()
    await media_service.delete(session, anna, picture.id, now=NOON)
    await session.flush()
    assert not await outcomes.add_renditions(session, report(claimed.items[0], Event.RENDITIONS), now=NOON)


async def test_a_job_without_pictures_can_end_well(session: AsyncSession) -> None:
    item = await claimed_item(session)
    assert await outcomes.finish(session, report(item, Event.SUCCEEDED), now=NOON)


@pytest.mark.parametrize("failure", list(Failure))
async def test_every_failure_is_kept_by_its_code(session: AsyncSession, failure: Failure) -> None:
    item = await claimed_item(session)
    await outcomes.start(session, item.job, 1, lease=LEASE, now=NOON)
    await outcomes.fail(session, report(item, Event.FAILED, error=failure), now=NOON)
    assert (await session.get_one(Job, item.job, populate_existing=True)).error == failure.value


async def test_a_clip_brings_its_poster_and_gif_along(session: AsyncSession) -> None:
    made = await job(session, await person(session))
    claimed = await order(session)
    assert claimed is not None
    still = Rendition(key="00/poster.webp", media_type="image/webp", width=64, height=48, bytes=5)
    moving = still.model_copy(update={"key": "00/clip.gif", "media_type": "image/gif"})
    changes = {"media_type": "video/mp4", "seconds": 2.5, "renditions": (still, moving), "thumbhash": "aGFzaA=="}
    clip = artefact().model_copy(update=changes)
    assert await outcomes.finish(session, success(claimed.items[0], clip), now=NOON)
    media = (await session.scalars(select(Media).where(Media.job_id == made.id))).one()
    assert (media.is_clip, media.seconds, media.renditions_at, media.thumbhash) == (True, 2.5, NOON, "aGFzaA==")
    keys = await session.scalars(select(Derivative.key).where(Derivative.media_id == media.id))
    assert set(keys) == {"00/poster.webp", "00/clip.gif"}


async def test_words_are_kept_with_their_job(session: AsyncSession) -> None:
    made = await job(session, await person(session))
    plain = await job(session, await person(session))
    claimed = await order(session)
    assert claimed is not None
    words = {"en": "A fox.", "pl": "Lis."}
    told = report(claimed.items[0], Event.SUCCEEDED, words=words)
    assert await outcomes.finish(session, told, now=NOON)
    await outcomes.finish(session, report(claimed.items[1], Event.SUCCEEDED), now=NOON)
    await session.refresh(made)
    await session.refresh(plain)
    assert (made.state, made.words, plain.words) == (State.SUCCEEDED, words, None)
    assert await session.scalar(select(func.count()).where(Media.job_id == made.id)) == 0


@pytest.mark.parametrize(
    ("judged", "level", "expected"), [(True, 1, (True, 1)), (True, 0, (True, 0)), (False, 0, (False, 0))]
)
async def test_an_enlarged_picture_that_nobody_could_rate_keeps_the_rating_of_its_own_original(
    session: AsyncSession, *, judged: bool, level: int, expected: tuple[bool, int]
) -> None:
    """Without classifiers: an enlargement shows what its original shows."""
    owner = await person(session)
    await job(session, owner)
    first = await order(session)
    assert first is not None
    original = artefact("7").model_copy(update={"level": level if judged else None})
    await outcomes.finish(session, success(first.items[0], original), now=NOON)
    await job(
        session, owner, wanted=spec().model_copy(update={"reference": original.key, "upscale": Upscale(factor=2)})
    )
    second = await order(session)
    assert second is not None
    large = artefact("8").model_copy(update={"level": None})
    assert await outcomes.finish(session, success(second.items[0], large), now=NOON)
    media = (await session.scalars(select(Media).where(Media.key == large.key))).one()
    assert (media.judged, media.level) == expected
