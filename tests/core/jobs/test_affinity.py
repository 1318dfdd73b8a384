"""Orders go where the model is loaded, as long as that costs nobody their turn (P7, R4)."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.engines import STORYBOARD, ModelCard, WorkerCard
from core.jobs import outcomes
from core.jobs.dispatch import MOST_BYPASSED, Affinity, claim, next_batches
from core.jobs.models import Job, Turn
from core.jobs.specs import DrawSpec
from core.roles import Role
from core.users.models import User
from tests.factories import LEASE, NOON, job, person, spec, success

SECOND = timedelta(seconds=1)
RED, BLUE = (ModelCard(name=name, engine="diffusers", batch_width=1) for name in ("red", "blue"))
ANY = (RED, BLUE, STORYBOARD)


def of(card: ModelCard) -> DrawSpec:
    return spec(cards=[card])


def worker(name: str, *warm: ModelCard, models: tuple[ModelCard, ...] = ANY) -> WorkerCard:
    targets = tuple(card.target for card in warm)
    models = tuple(card.model_copy(update={"batch_width": 1}) for card in models)
    return WorkerCard(name=name, incarnation="1", queue=f"gpu.{name}", slots=1, models=models, warm=targets)


async def crowd(session: AsyncSession, card: ModelCard, number: int, *, jobs: int = 1, since: int = 0) -> list[User]:
    """Return so many people who each want some pictures of one model."""
    people = [await person(session, role=Role.SUPER_ADMIN) for _ in range(number)]
    for _ in range(jobs):
        for one in people:
            await job(session, one, wanted=of(card), now=NOON + since * SECOND)
    return people


async def served(session: AsyncSession, by: WorkerCard, *warm: ModelCard, times: int) -> list[str]:
    """Claim and finish some orders while ``warm`` is loaded; return the models, in order."""
    models = []
    affinity = Affinity(tuple(card.target for card in warm))
    for number in range(times):
        claimed = await claim(session, by, lease=LEASE, now=NOON + (number + 1) * SECOND, affinity=affinity)
        assert claimed is not None
        models.append(claimed.items[0].spec.model)
        await outcomes.finish(session, success(claimed.items[0]), now=NOON)
    return models


async def test_what_is_loaded_goes_before_what_is_not(session: AsyncSession) -> None:
    await crowd(session, RED, 1)
    await crowd(session, BLUE, 3, since=1)
    assert await served(session, worker("pc"), BLUE, times=4) == ["blue", "blue", "blue", "red"]


async def test_nobody_is_passed_more_often_than_the_bound_p7(session: AsyncSession) -> None:
    await crowd(session, RED, 1)
    await crowd(session, BLUE, MOST_BYPASSED + 8, since=1)
    models = await served(session, worker("pc"), BLUE, times=MOST_BYPASSED + 2)
    assert models.index("red") == MOST_BYPASSED


async def test_a_flood_for_the_loaded_model_passes_one_who_asks_once_only_once_r4(session: AsyncSession) -> None:
    await crowd(session, BLUE, 1, jobs=40)
    await served(session, worker("pc"), BLUE, times=5)
    await crowd(session, RED, 1, since=9)
    assert "red" in await served(session, worker("pc"), BLUE, times=2)


async def test_who_was_passed_and_then_served_may_be_passed_anew(session: AsyncSession) -> None:
    (anna,) = await crowd(session, RED, 1, jobs=2)
    await crowd(session, BLUE, 4, since=1)
    assert await served(session, worker("pc"), BLUE, times=2) == ["blue", "blue"]
    turn = await session.get_one(Turn, anna.id, populate_existing=True)
    assert (turn.bypassed, turn.bypassed_at) == (2, NOON + SECOND)
    assert await served(session, worker("pc"), RED, times=1) == ["red"]
    await session.refresh(turn)
    assert (turn.bypassed, turn.bypassed_at) == (0, None)


async def test_what_somebody_asked_for_later_does_not_take_the_place_of_what_was_passed(session: AsyncSession) -> None:
    (anna,) = await crowd(session, RED, 1)
    await job(session, anna, wanted=of(BLUE))
    await crowd(session, BLUE, 1, since=1)
    wide = worker("pc").model_copy(update={"models": tuple(c.model_copy(update={"batch_width": 8}) for c in ANY)})
    claimed = await claim(session, wide, lease=LEASE, now=NOON + SECOND, affinity=Affinity((BLUE.target,)))
    assert claimed is not None
    owners = [(await session.get_one(Job, item.job)).owner_id for item in claimed.items]
    assert anna.id not in owners


async def test_a_busy_worker_leaves_a_job_to_the_one_that_has_its_model(session: AsyncSession) -> None:
    await crowd(session, BLUE, 1)
    red, blue = worker("red", RED), worker("blue", BLUE)
    assert [one.queue for one in await next_batches(session, [red], lease=LEASE, now=NOON)] == ["gpu.red"]
    await crowd(session, BLUE, 4)
    await crowd(session, RED, 4)
    sent = await next_batches(session, [red, blue], lease=LEASE, now=NOON + SECOND)
    assert [(one.queue, one.order.items[0].spec.model) for one in sent if one.queue == "gpu.blue"] == [
        ("gpu.blue", "blue"),
        ("gpu.blue", "blue"),
    ]


async def test_an_idle_worker_changes_its_model_rather_than_wait(session: AsyncSession) -> None:
    await crowd(session, BLUE, 6)
    red, blue = worker("red", RED), worker("blue", BLUE)
    sent = await next_batches(session, [red, blue], lease=LEASE, now=NOON)
    assert sorted(one.queue for one in sent) == ["gpu.blue", "gpu.blue", "gpu.red", "gpu.red"]


async def test_a_job_that_only_a_sleeping_worker_has_loaded_is_not_kept_waiting(session: AsyncSession) -> None:
    await crowd(session, RED, 1)
    await crowd(session, BLUE, 1, since=1)
    sent = await next_batches(session, [worker("red", RED)], lease=LEASE, now=NOON)
    assert [one.order.items[0].spec.model for one in sent] == ["red", "blue"]


async def test_passing_is_on_record_only_when_the_claim_is(database: Database) -> None:
    async with database.transaction() as session:
        (anna,) = await crowd(session, RED, 1)
        await crowd(session, BLUE, 1, since=1)
    async with database.transaction() as session:
        await claim(session, worker("pc"), lease=LEASE, now=NOON, affinity=Affinity((BLUE.target,)))
        await session.rollback()
    async with database.transaction() as session:
        assert (await session.get_one(Turn, anna.id)).bypassed == 0
