"""What is committed is counted, once, under labels that are bounded."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database, happened
from core.figures.counting import MOST_MODELS, OTHER, Counting
from core.happenings import Figure, Happening
from core.jobs import outcomes, service, sweeps
from core.jobs.orders import Event, Failure, RenderOrder
from tests.factories import LEASE, NOON, job, order, person, report, success

SECOND = timedelta(seconds=1)


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def counting(registry: CollectorRegistry) -> Counting:
    made = Counting(registry)
    made.know(["storyboard/storyboard"])
    return made


async def _claimed(session: AsyncSession) -> RenderOrder:
    claimed = await order(session)
    assert claimed is not None
    return claimed


def _value(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    return registry.get_sample_value(f"inkhearth_{name}", labels)


async def test_a_job_s_wait_run_and_end_are_counted_when_they_are_committed(
    database_url: str, counting: Counting, registry: CollectorRegistry
) -> None:
    database = Database(database_url, count=counting)
    labels = {"kind": "image", "model": "storyboard/storyboard"}
    try:
        async with database.transaction() as session:
            await job(session, await person(session))
            claimed = await _claimed(session)
        item = claimed.items[0]
        async with database.transaction() as session:
            await outcomes.start(session, item.job, item.attempt, lease=LEASE, now=NOON + 3 * SECOND)
            assert _value(registry, "job_wait_seconds_count", **labels) is None, "not yet committed"
        async with database.transaction() as session:
            done = success(item).model_copy(update={"engine_ms": 1500})
            await outcomes.finish(session, done, now=NOON + 5 * SECOND)
            await outcomes.finish(session, done, now=NOON + 6 * SECOND)
    finally:
        await database.close()
    assert _value(registry, "job_wait_seconds_sum", **labels) == 3
    assert _value(registry, "job_run_seconds_sum", **labels) == 2
    assert _value(registry, "job_run_seconds_count", **labels) == 1
    assert _value(registry, "job_engine_seconds_total", **labels) == 1.5
    assert _value(registry, "jobs_ended_total", kind="image", end="succeeded") == 1


async def test_failures_leases_and_refunds_are_counted(
    database_url: str, counting: Counting, registry: CollectorRegistry
) -> None:
    database = Database(database_url, count=counting)
    try:
        async with database.transaction() as session:
            anna = await person(session)
            await job(session, anna)
            claimed = await _claimed(session)
            failed = report(claimed.items[0], Event.FAILED, error=Failure.MODEL_MISSING)
            await outcomes.fail(session, failed, now=NOON)
            late = await job(session, anna)
            await service.cancel(session, anna, late.id, now=NOON)
            await job(session, anna)
            await _claimed(session)
            await sweeps.end_leases(session, now=NOON + LEASE)
    finally:
        await database.close()
    assert _value(registry, "job_failures_total", cause="model-missing") == 1
    assert _value(registry, "jobs_ended_total", kind="image", end="failed") == 1
    assert _value(registry, "jobs_ended_total", kind="image", end="cancelled") == 1
    assert _value(registry, "job_leases_lost_total", state="dispatched") == 1
    assert (_value(registry, "credits_refunded_total") or 0) > 0


async def test_what_is_rolled_back_is_not_counted(
    database_url: str, counting: Counting, registry: CollectorRegistry
) -> None:
    database = Database(database_url, count=counting)

    async def break_off(session: AsyncSession) -> None:
        happened(session, Happening(Figure.REFUNDED, (), 3.0))
        raise LookupError

    try:
        with pytest.raises(LookupError):
            async with database.transaction() as session:
                await break_off(session)
    finally:
        await database.close()
    assert _value(registry, "credits_refunded_total") == 0


def test_models_that_nobody_announced_share_one_label(counting: Counting, registry: CollectorRegistry) -> None:
    counting([Happening(Figure.WAITED, ("image", f"made-up/{n}"), 1.0) for n in range(100)])
    assert _value(registry, "job_wait_seconds_count", kind="image", model=OTHER) == 100
    counting.know(f"comfyui/{n:03}" for n in range(1000))
    assert {counting.model(f"comfyui/{n:03}") for n in range(1000)} == {
        OTHER,
        *(f"comfyui/{n:03}" for n in range(MOST_MODELS)),
    }


def test_a_clock_that_went_back_does_not_break_a_counter(counting: Counting, registry: CollectorRegistry) -> None:
    counting([Happening(Figure.DREW, ("image", "x"), -5.0), Happening(Figure.RAN, ("image", "x"), -5.0)])
    assert _value(registry, "job_engine_seconds_total", kind="image", model=OTHER) == 0
    assert _value(registry, "job_run_seconds_sum", kind="image", model=OTHER) == 0
