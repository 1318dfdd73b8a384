"""Loops that go on for ever, whatever happens to one of them: what the conductor, the bots and the bridge do."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from prometheus_client import Counter
from redis.exceptions import RedisError

from core.db import DATABASE_OUTAGES
from core.stopping import heed_stop

TICK_S = 0.5
FAULT_S = 5.0
PATIENCE_S = 30.0  # no step that is taken every few seconds lasts as long, unless an answer will never come
OUTAGES = (*DATABASE_OUTAGES, RedisError)
FAULTS = Counter("inkhearth_loop_faults", "Steps that failed for a reason nobody foresaw.", ["loop"], registry=None)
Step = Callable[[], Awaitable[None]]
_log = logging.getLogger(__name__)


async def forever(
    step: Step,
    *,
    every_s: float = 0.0,
    within_s: float | None = None,
    outages: tuple[type[Exception], ...] = OUTAGES,
    tick_s: float = TICK_S,
) -> None:
    """Take a step again and again with pauses of ``every_s``, until cancelled.

    One of ``outages`` costs a tick, and so does a step that is not done ``within_s``: a connection may die without a
    word. Any other exception is a fault of ours: it is logged with its trace, counted, and tried again after
    ``FAULT_S``, because the loops beside it have no part in it.
    """
    name = getattr(step, "__name__", type(step).__name__).strip("_")
    faults = FAULTS.labels(name)  # shown as 0 from now on: an increase is seen only from something
    while True:
        heed_stop()
        try:
            async with asyncio.timeout(within_s):
                await step()
            await asyncio.sleep(every_s)
        except outages as outage:
            _log.warning("%s waits for an outage to pass: %s", name, str(outage) or type(outage).__name__)
            await asyncio.sleep(tick_s)
        except Exception:  # noqa: BLE001 - whatever it is, the other loops go on
            faults.inc()
            _log.exception("%s failed and is tried again", name)
            await asyncio.sleep(FAULT_S)
