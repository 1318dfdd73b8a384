"""The bridge at work: one task holds the socket, the others take what was asked and tell what was seen."""

import asyncio
import contextlib
from functools import partial

from core.audit.service import AuditKeyMissing
from core.loops import OUTAGES, forever
from ha_bridge.client import Client
from ha_bridge.taking import TICK_S, Taker
from ha_bridge.telling import Teller

_OUTAGES = (*OUTAGES, AuditKeyMissing)


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
            keep_on = partial(forever, outages=_OUTAGES, tick_s=TICK_S)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._end_with(socket))
                group.create_task(keep_on(self._taker.hear_nudges))
                group.create_task(keep_on(self._taker.take))
                group.create_task(keep_on(self._taker.sweep, every_s=TICK_S))
                group.create_task(keep_on(self._teller.keep))
                group.create_task(keep_on(self._teller.beat))
                group.create_task(keep_on(self._teller.read_again))
        finally:
            await self._taker.land()
            socket.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await socket
            await self._teller.say_goodbye()

    async def _end_with(self, socket: asyncio.Task[None]) -> None:
        await asyncio.shield(socket)
