"""A process that draws was killed: the worker, which goes on, says so at once, so that nobody waits for a lease to end.

The kernel does it when memory is short, and a library's fault does it; only a machine that is lost says nothing.
"""

import logging
from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError
from redis import Redis
from redis.exceptions import RedisError

from core.bus import OUTCOMES
from core.jobs.orders import Event, Failure, Item, Outcome, RenderOrder

_ARGUMENTS = TypeAdapter(tuple[RenderOrder])
_log = logging.getLogger(__name__)


def tell_lost(redis: Redis, arguments: Sequence[object], *, holder: str) -> None:
    """Report each job of an order as lost; a Redis that is away doesn't hear it, and the lease ends as for a machine.

    ``arguments`` are those of Celery's task, ``holder`` how rows name this worker.
    """
    try:
        (order,) = _ARGUMENTS.validate_python(tuple(arguments))
        for item in order.items:
            redis.xadd(OUTCOMES, {"body": _lost(item, holder).model_dump_json()})
    except ValidationError as error:
        _log.warning("what was lost was no order: %s", error)
    except RedisError as error:
        _log.warning("nobody hears that an order was lost: %s", error)


def _lost(item: Item, holder: str) -> Outcome:
    return Outcome(
        job=item.job,
        attempt=item.attempt,
        worker=holder,
        event=Event.FAILED,
        error=Failure.WORKER_LOST,
        passing=True,
    )
