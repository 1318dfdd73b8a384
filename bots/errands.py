"""Running errands on one platform: telling people in private, announcing, taking messages away; at a polite rate."""

import asyncio
import logging
from datetime import timedelta
from typing import Protocol

from bots.conversation.assistant import Assistant
from bots.conversation.replies import Reply
from bots.deliveries import Later, Unreachable
from core.bus import Bus, errands_channel
from core.clock import utc_now
from core.errands import service as errands
from core.errands.models import Errand, Task
from core.loops import forever
from core.platforms import Platform
from core.stopping import heed_stop

TICK_S = 2.0
AT_ONCE = 10
# Between two errands. Answers to people share the platforms' limits and come first: Telegram allows 30 messages a
# second overall and 20 a minute in a group, Discord 50 requests a second and 5 deletions a second in a channel.
PAUSES_S = {Task.TELL: 0.2, Task.ANNOUNCE: 1.0, Task.REMOVE: 0.3}
_log = logging.getLogger(__name__)


class Hands(Protocol):
    """What a platform does for errands, raising ``Later`` for what may pass and ``Unreachable`` for what will not."""

    async def answer(self, channel_id: str, message_id: str | None, reply: Reply) -> str:
        """Post a message and return its id."""

    async def private_channel(self, person: str) -> str:
        """Return the channel of a private talk with somebody."""

    async def remove(self, channel_id: str, message_id: str) -> None:
        """Take a message of ours away; one that is gone already is no trouble."""


class Runner:
    """Runs one platform's errands until cancelled, one after the other."""

    def __init__(self, platform: Platform, *, assistant: Assistant, bus: Bus, hands: Hands) -> None:
        """Hold the collaborators."""
        self._platform = platform
        self._assistant = assistant
        self._database = assistant.setting.database
        self._bus = bus
        self._hands = hands
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled; outages of database and Redis cost a tick."""
        async with asyncio.TaskGroup() as group:
            group.create_task(forever(self._listen, tick_s=TICK_S))
            group.create_task(forever(self._work, tick_s=TICK_S))

    async def run_due(self) -> int:
        """Run what is due, and return how many errands that were."""
        async with self._database.transaction() as session:
            due = await errands.claim_due(session, self._platform, limit=AT_ONCE, now=utc_now())
        for errand in due:
            await self._run(errand)
            await asyncio.sleep(PAUSES_S[errand.task])
        return len(due)

    async def _work(self) -> None:
        if await self.run_due() < AT_ONCE:
            await self._nap()

    async def _nap(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), TICK_S)
        except TimeoutError:
            return
        self._wake.clear()

    async def _listen(self) -> None:
        async with self._bus.listen(errands_channel(self._platform)) as subscription:
            while True:
                heed_stop()
                if await subscription.get_message(timeout=1) is not None:
                    self._wake.set()

    async def _run(self, errand: Errand) -> None:
        wait: timedelta | None = None
        try:
            await self._do(errand)
        except Later as later:
            wait = later.wait
            async with self._database.transaction() as session:
                again = await errands.postpone(session, errand, wait=wait, now=utc_now())
            if not again:
                _log.warning("an errand (%s) on %s is given up", errand.task, self._platform)
            self._count(errand, "postponed" if again else "given up")
            return
        except Unreachable:
            self._count(errand, "unreachable")
            _log.info("an errand (%s) on %s can't be done", errand.task, self._platform)
        else:
            self._count(errand, "done")
        async with self._database.transaction() as session:
            await errands.done(session, [errand.id])

    def _count(self, errand: Errand, end: str) -> None:
        self._assistant.metrics.errands.labels(self._platform.value, errand.task.value, end).inc()

    async def _do(self, errand: Errand) -> None:
        if errand.task is Task.REMOVE:
            await self._hands.remove(errand.place, errand.message_id or "")
            return
        reply = self._assistant.errand(errand)
        if reply is None:
            raise Unreachable(errand.topic)
        is_private = errand.task is Task.TELL
        channel = await self._hands.private_channel(errand.place) if is_private else errand.place
        await self._hands.answer(channel, None, reply)
