"""Which models a worker has in memory: told by the process that draws, announced by the one that speaks for it (P7)."""

import json
import logging
from collections.abc import Mapping

from redis import Redis
from redis.exceptions import RedisError

from core.bus import PREFIX
from core.engines import WorkerCard
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.engine import Engine
from gpu_worker.engines.writing.transformers_text import TransformersEngine

_KEPT_S = 24 * 3600  # a worker that stops is forgotten with its name; this only tidies up after it
_log = logging.getLogger(__name__)


def warm_targets(engines: Mapping[str, Engine]) -> tuple[str, ...]:
    """Return the targets that are loaded, or cost nothing to load: engines without weights are always ready."""
    warm: list[str] = []
    for engine in engines.values():
        if isinstance(engine, DiffusersEngine | TransformersEngine):
            warm += engine.loaded()
        else:
            warm += [card.target for card in engine.cards()]
    return tuple(warm)


def tell_warm(redis: Redis, engines: Mapping[str, Engine], *, holder: str) -> None:
    """Tell what is loaded now; a Redis that is away hears it after the next order."""
    try:
        redis.set(_key(holder), json.dumps(warm_targets(engines)), ex=_KEPT_S)
    except RedisError as error:
        _log.info("nobody hears what is loaded: %s", error)


def announced(redis: Redis, card: WorkerCard) -> WorkerCard:
    """Return a worker's card with what it has loaded.

    Raises:
        RedisError: Redis is away.
    """
    told = redis.get(_key(card.holder))
    if not isinstance(told, bytes):
        return card
    known = {model.target for model in card.models}
    return card.model_copy(update={"warm": tuple(target for target in json.loads(told) if target in known)})


def _key(holder: str) -> str:
    return f"{PREFIX}warm:{holder}"
