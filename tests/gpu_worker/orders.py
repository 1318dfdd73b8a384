"""Orders for a renderer, and what it reports of them."""

import threading
from collections.abc import Callable

from redis import Redis

from core.bus import OUTCOMES
from core.clock import new_id
from core.jobs.orders import Item, Outcome, RenderOrder
from core.jobs.states import Kind
from tests.factories import spec

SMALL = {"width": 384, "height": 256}


def item(*, count: int = 1, seed: int = 1, **changes: object) -> Item:
    """Return one job of an order."""
    wanted = spec(count=count, seed=seed).model_copy(update={**SMALL, **changes})
    return Item(job=new_id(), attempt=1, kind=Kind.IMAGE, spec=wanted)


def order(*items: Item) -> RenderOrder:
    """Return an order."""
    return RenderOrder(id=new_id(), lease_s=2.0, items=items)


def apart(work: Callable[[], None]) -> None:
    """Do something in a thread of its own: a worker's process has no running loop."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def told(redis_url: str) -> list[Outcome]:
    """Return what was reported, in order."""
    with Redis.from_url(redis_url) as redis:
        entries = redis.xrange(OUTCOMES)
    assert isinstance(entries, list)
    return [Outcome.model_validate_json(fields[b"body"]) for _, fields in entries]
