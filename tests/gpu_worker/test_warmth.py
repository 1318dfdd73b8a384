"""What a worker says of the models it has in memory."""

from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.engines import STORYBOARD, WorkerCard
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.engine import Engine
from gpu_worker.engines.storyboard_engine import StoryboardEngine
from gpu_worker.warmth import announced, tell_warm, warm_targets
from tests.factories import worker

NOWHERE = Redis(port=1, socket_connect_timeout=0.1, retry=Retry(NoBackoff(), 0))


def engines() -> dict[str, Engine]:
    return {"storyboard": StoryboardEngine(Path("nowhere")), "diffusers": DiffusersEngine(None, ready=None)}


def test_engines_without_weights_are_always_ready_and_models_only_when_loaded() -> None:
    assert warm_targets(engines()) == (STORYBOARD.target,)


def test_what_is_told_is_announced_by_the_same_start_of_the_worker(redis_url: str) -> None:
    redis = Redis.from_url(redis_url)
    card = worker()
    assert announced(redis, card).warm == ()
    tell_warm(redis, engines(), holder=card.holder)
    told = announced(redis, card)
    assert told.warm == (STORYBOARD.target,)
    assert WorkerCard.model_validate_json(told.model_dump_json()) == told
    assert announced(redis, worker(incarnation="2")).warm == ()


def test_a_redis_that_is_away_stops_no_drawing() -> None:
    tell_warm(NOWHERE, engines(), holder="pc#1")
