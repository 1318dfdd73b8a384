"""Which models a worker has in memory (P7), and which have no room there.

The process that draws tells it, the one that speaks for it announces it.
"""

import logging
from collections.abc import Mapping

from pydantic import BaseModel, ValidationError
from redis import Redis
from redis.exceptions import RedisError

from core.bus import PREFIX
from core.engines import WorkerCard
from gpu_worker.engines.diffusers.engine import DiffusersEngine
from gpu_worker.engines.engine import Engine
from gpu_worker.engines.writing.transformers_text import TransformersEngine

_KEPT_S = 24 * 3600  # a worker that stops is forgotten with its name; this only tidies up after it
_log = logging.getLogger(__name__)


class _Told(BaseModel):
    """What the process that draws tells the one that announces it: targets."""

    warm: tuple[str, ...]
    too_large: tuple[str, ...]


def warm_targets(engines: Mapping[str, Engine]) -> tuple[str, ...]:
    """Return the targets that are loaded, or cost nothing to load: engines without weights are always ready."""
    warm: list[str] = []
    for engine in engines.values():
        if isinstance(engine, DiffusersEngine | TransformersEngine):
            warm += engine.loaded()
        else:
            warm += [card.target for card in engine.cards()]
    return tuple(warm)


def too_large(engines: Mapping[str, Engine]) -> tuple[str, ...]:
    """Return the targets that there is no memory for, as far as is known by now."""
    return tuple(
        target for engine in engines.values() if isinstance(engine, DiffusersEngine) for target in engine.too_large()
    )


def tell_warm(redis: Redis, engines: Mapping[str, Engine], *, holder: str) -> None:
    """Tell what is loaded now, and what never can be; a Redis that is away hears it after the next order."""
    try:
        told = _Told(warm=warm_targets(engines), too_large=too_large(engines))
        redis.set(_key(holder), told.model_dump_json(), ex=_KEPT_S)
    except RedisError as error:
        _log.info("nobody hears what is loaded: %s", error)


def announced(redis: Redis, card: WorkerCard) -> WorkerCard:
    """Return a worker's card with what it has loaded, and without promising what has no room in its memory.

    Raises:
        RedisError: Redis is away.
    """
    told = redis.get(_key(card.holder))
    if not isinstance(told, bytes):
        return card
    try:
        heard = _Told.model_validate_json(told)
    except ValidationError as error:
        _log.warning("what is loaded is not understood: %s", error)
        return card
    models = tuple(model.model_copy(update={"fits": model.target not in heard.too_large}) for model in card.models)
    known = {model.target for model in models}
    return card.model_copy(update={"models": models, "warm": tuple(one for one in heard.warm if one in known)})


def _key(holder: str) -> str:
    return f"{PREFIX}warm:{holder}"
