"""The bridge at work: one task holds the socket, the others take what was asked and tell what was seen."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from redis.exceptions import RedisError

from core.audit.service import AuditKeyMissing
from core.db import DATABASE_OUTAGES
from core.stopping import heed_stop
from ha_bridge.client import Client
from ha_bridge.taking import TICK_S, Taker
from ha_bridge.telling import Teller

_OUTAGES = (*DATABASE_OUTAGES, RedisError, AuditKeyMissing)
_log = logging.getLogger(__name__)


class Bridge:
    """Runs the loops of one bridge; two may run, the rows keep them apart."""

    def __init__(self, *, client: Client, taker: Taker, teller: Teller) -> None:
        """Hold the collaborators; nothing runs yet."""
        self._client = client
        self._taker = taker
        self._teller = teller

    async def run(self) -> None:
        """Run until cancelled; what is being sent is finished first, and the socket stays until then."""
        socket = asyncio.create_task(self._client.run(welcome=self._teller.welcome, farewell=self._teller.farewell))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._end_with(socket))
                group.create_task(self._forever(self._taker.hear_nudges))
                group.create_task(self._forever(self._taker.take))
                group.create_task(self._forever(self._taker.sweep, every=TICK_S))
                group.create_task(self._forever(self._teller.keep))
                group.create_task(self._forever(self._teller.beat))
                group.create_task(self._forever(self._teller.read_again))
        finally:
            await self._taker.land()
            socket.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await socket
            await self._teller.say_goodbye()

    async def _end_with(self, socket: asyncio.Task[None]) -> None:
        await asyncio.shield(socket)

    async def _forever(self, step: Callable[[], Awaitable[None]], *, every: float = 0.0) -> None:
        while True:
            heed_stop()
            try:
                await step()
                await asyncio.sleep(every)
            except _OUTAGES as outage:
                _log.warning("%s waits for an outage to pass: %s", step.__name__, outage)
                await asyncio.sleep(TICK_S)
