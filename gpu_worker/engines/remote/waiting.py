"""Waiting for servers without being held by them: every wait ends when nobody wants the result, or when it is late."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from core.jobs.orders import Failure
from gpu_worker.engines.engine import EngineError, Watch

_LOOK_S = 0.2
_AT_ONCE = 4
_Made = TypeVar("_Made")


def together(calls: Sequence[Callable[[], _Made]], watch: Watch, *, within_s: float) -> list[_Made]:
    """Make some calls at the same time, asking again and again whether anybody still waits; results in order.

    A call that goes on when nobody waits any more is left to its own time limit.

    Raises:
        Cancelled: as raised by the watch.
        EngineError: they did not end in time.
    """
    pool = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="remote")
    try:
        futures = [pool.submit(call) for call in calls]
        _watch(futures, watch, deadline=time.monotonic() + within_s)
        return [future.result() for future in futures]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _watch(futures: Sequence[Future[_Made]], watch: Watch, *, deadline: float) -> None:
    open_ = set(futures)
    while open_:
        ended, open_ = wait(open_, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
        for future in ended:
            future.result()
        if open_:
            watch.step((len(futures) - len(open_)) / len(futures))
        if open_ and time.monotonic() > deadline:
            raise EngineError(Failure.SERVICE, passing=True)
