"""What a worker says of an order whose process was killed (R1; with real processes in ``tests/e2e/test_faults.py``)."""

from inspect import getattr_static
from types import SimpleNamespace

import pytest
from celery.concurrency import get_implementation, prefork
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.jobs.orders import Event, Failure
from gpu_worker.app import POOL
from gpu_worker.losing import tell_lost
from tests.gpu_worker.orders import item, order, told

NOWHERE = Redis(port=1, socket_connect_timeout=0.1, retry=Retry(NoBackoff(), 0))


def test_every_job_of_a_lost_order_is_reported_and_may_be_tried_again(redis_url: str) -> None:
    lost = order(item(), item())
    with Redis.from_url(redis_url) as redis:
        tell_lost(redis, [lost.model_dump(mode="json")], holder="pc#1")
    found = told(redis_url)
    assert [one.job for one in found] == [one.job for one in lost.items]
    assert {(one.event, one.error, one.passing, one.worker) for one in found} == {
        (Event.FAILED, Failure.WORKER_LOST, True, "pc#1")
    }


@pytest.mark.parametrize("arguments", [[], ["nonsense"], [{}], [{}, {}]])
def test_what_was_no_order_is_not_reported(redis_url: str, arguments: list[object]) -> None:
    with Redis.from_url(redis_url) as redis:
        tell_lost(redis, arguments, holder="pc#1")
    assert told(redis_url) == []


def test_a_redis_that_is_away_hears_nothing_and_the_worker_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    tell_lost(NOWHERE, [order(item()).model_dump(mode="json")], holder="pc#1")
    assert "nobody hears" in caplog.text


def test_the_pool_that_a_worker_is_told_to_use_looks_at_its_processes_twice_a_second_r1() -> None:
    """Celery's own look comes every five seconds: R1 asks for the lease and one more."""
    pool = get_implementation(POOL)
    assert issubclass(pool, prefork.TaskPool)
    (look,) = getattr_static(pool.Pool, "timers").fget(SimpleNamespace(maintain_pool="the look")).items()
    assert look == ("the look", 0.5)
