"""Renditions follow the picture (docs/decisions/0003): they are made beside the next order, which need not wait."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from threading import BoundedSemaphore

from core.jobs.orders import Artefact, Item
from core.storage import STORE_OUTAGES, Store
from gpu_worker.keeping import Keeper, Kept

MOST_ORDERS = 2  # whose renditions are under way: their pictures are held in memory as they were drawn
_log = logging.getLogger(__name__)
Tell = Callable[[Item, tuple[Artefact, ...]], None]
"""Reports the artefacts of a job that now have their renditions."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What an item's stored pictures still lack."""

    item: Item
    kept: Sequence[Kept]


class Renditions:
    """Makes the renditions of stored pictures in a thread of its own, order by order."""

    def __init__(self, store: Store, tell: Tell) -> None:
        """Take where they are stored and who is told; the thread starts with the first of them."""
        self._runner = asyncio.Runner()  # used by the thread alone
        self._keeper = Keeper(lambda data, media_type: self._runner.run(store.put(data, media_type)))
        self._tell = tell
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="renditions")
        self._room = BoundedSemaphore(MOST_ORDERS)

    def follow(self, owed: Sequence[Owed]) -> None:
        """Have an order's renditions made soon; waits while those of ``MOST_ORDERS`` others are not finished."""
        lacking = [one for one in owed if any(kept.picture is not None for kept in one.kept)]
        if not lacking:
            return
        self._room.acquire()
        self._thread.submit(copy_context().run, self._make, lacking).add_done_callback(self._ended)

    def close(self) -> None:
        """Finish what is under way."""
        self._thread.shutdown()
        self._runner.close()

    def _make(self, owed: Sequence[Owed]) -> None:
        for one in owed:
            try:
                found = [self._keeper.derived(kept) for kept in one.kept]
            except STORE_OUTAGES as error:
                _log.warning("renditions follow with the next sweep: %s", error)
                continue
            self._tell(one.item, tuple(artefact for artefact in found if artefact is not None))

    def _ended(self, made: Future[None]) -> None:
        """Let the next order's in; what went wrong is said, since nobody asks the thread."""
        self._room.release()
        fault = made.exception()
        if fault is not None:
            _log.error("renditions follow with the next sweep", exc_info=fault)
