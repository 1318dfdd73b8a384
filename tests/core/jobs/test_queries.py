"""What people are told of the queue is true: the place is the one the dispatcher gives."""

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.engines import STORYBOARD, ModelCard
from core.jobs import outcomes, queries, sweeps
from core.roles import Role
from tests.factories import LEASE, NOON, job, order, person, success, worker

SECOND = timedelta(seconds=1)
PAINTER = ModelCard(name="painter", engine="diffusers", title="Painter")
ANIMATOR = ModelCard(name="animator", engine="diffusers")


async def drawn_in_order(session: AsyncSession, count: int) -> list[UUID]:
    """Let the real dispatcher serve the whole queue, one job at a time; return the jobs as they were served."""
    served = []
    for number in range(count):
        claimed = await order(session, worker(width=1), now=NOON + (number + 1000) * SECOND)
        assert claimed is not None
        served.append(claimed.items[0].job)
        await outcomes.finish(session, success(claimed.items[0]), now=NOON)
    return served


@pytest.mark.parametrize("seed", range(20))
async def test_the_place_is_the_one_that_the_dispatcher_gives(session: AsyncSession, seed: int) -> None:
    dice = Random(seed)
    roles = [Role.USER, Role.CREATOR, Role.SUPER_ADMIN]
    people = [await person(session, role=dice.choice(roles)) for _ in range(dice.randint(1, 5))]
    for number in range(dice.randint(0, 8)):  # some were served before, at different times
        await job(session, dice.choice(people), now=NOON + number * SECOND)
        claimed = await order(session, worker(width=1), now=NOON + number * SECOND)
        assert claimed is not None
        await outcomes.finish(session, success(claimed.items[0]), now=NOON)
    waiting = [
        await job(session, dice.choice(people), now=NOON + (100 + number) * SECOND)
        for number in range(dice.randint(1, 10))
    ]
    told = {}
    for one in waiting:
        place = await queries.place(session, one, now=NOON)
        assert place is not None
        told[one.id] = place.position
    served = await drawn_in_order(session, len(waiting))
    assert told == {job_id: number for number, job_id in enumerate(served, 1)}


async def test_what_waits_no_longer_has_no_place(session: AsyncSession) -> None:
    made = await job(session, await person(session))
    await order(session)
    assert await queries.place(session, made, now=NOON) is None


async def test_the_expected_time_is_that_of_late_shared_by_the_slots(session: AsyncSession) -> None:
    anna = await person(session)
    made = await job(session, anna)
    asleep = await queries.place(session, made, now=NOON)
    assert asleep is not None
    assert asleep.seconds is None, "nobody is awake to draw it"
    await sweeps.note_workers(session, [worker(slots=2), worker("other", engine="diffusers")], now=NOON)
    awake = await queries.place(session, made, now=NOON)
    assert awake is not None
    assert awake.seconds == 1.0, "two seconds are usual, and two slots draw"
    claimed = await order(session)
    assert claimed is not None
    await outcomes.start(session, made.id, 1, lease=LEASE, now=NOON)
    await outcomes.finish(session, success(claimed.items[0]), now=NOON + 8 * SECOND)
    again = await job(session, anna)
    learnt = await queries.place(session, again, now=NOON + 9 * SECOND)
    assert learnt is not None
    assert learnt.seconds == 4.0
    assert await queries.usual_seconds(session, again.target, now=NOON + timedelta(days=2)) == 2.0, "long ago"


async def test_a_model_can_be_chosen_while_its_worker_sleeps(session: AsyncSession) -> None:
    assert [card.name for card in await queries.models(session, now=NOON)] == ["storyboard"]
    pc = worker("pc").model_copy(update={"models": (ANIMATOR, PAINTER)})
    laptop = worker("laptop")
    await sweeps.note_workers(session, [pc], now=NOON)
    await sweeps.note_workers(session, [laptop], now=NOON + 31 * SECOND)
    now = NOON + 31 * SECOND
    assert [card.name for card in await queries.workers(session, now=now, awake=True)] == ["laptop"]
    assert [card.name for card in await queries.workers(session, now=now, awake=False)] == ["laptop", "pc"]
    assert [card.name for card in await queries.models(session, now=now)] == ["storyboard", "animator", "painter"]
    await sweeps.note_workers(session, [pc], now=now)
    assert [card.name for card in await queries.models(session, now=now)] == ["animator", "painter", "storyboard"]
    assert (await queries.models(session, now=now))[-1] == STORYBOARD.model_copy(update={"batch_width": 4})


async def test_open_jobs_are_ones_own_oldest_first(session: AsyncSession) -> None:
    anna, bert = await person(session), await person(session)
    first, second = await job(session, anna), await job(session, anna)
    await job(session, bert)
    assert [one.id for one in await queries.open_jobs(session, anna.id)] == [first.id, second.id]
    assert await queries.by_id(session, first.id) is first
    assert await queries.by_id(session, new_id()) is None
