"""Bringing what the house answered and what it has to tell to where it is owed, beside the answers of jobs."""

import asyncio
import logging
from collections.abc import Awaitable, Coroutine

from sqlalchemy.ext.asyncio import AsyncSession

from bots.conversation.home.outcomes import Surroundings, notice, outcome
from bots.conversation.replies import Reply
from bots.deliveries import LAST_S, Later, Post, Unreachable
from core.bus import Bus, deliveries_channel, snapshot_key
from core.clock import utc_now
from core.db import Database
from core.home import deliveries, sending, watching
from core.home.asking import bridge_of
from core.home.catalogue import read_house
from core.home.deliveries import Due
from core.home.states import Kind
from core.home.watching import Told
from core.i18n import translator
from core.loops import forever
from core.platforms import Platform
from core.stopping import heed_stop

TICK_S = 1.0
AT_ONCE = 8
_log = logging.getLogger(__name__)


class HouseCourier:
    """Delivers one platform's answers of the house, and notices to those who watch, until cancelled."""

    def __init__(self, platform: Platform, *, database: Database, bus: Bus, post: Post) -> None:
        """Hold the collaborators."""
        self._platform = platform
        self._database = database
        self._bus = bus
        self._post = post
        self._wake = asyncio.Event()
        self._flying: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Run until cancelled; outages of database and Redis cost a tick. What is being posted is finished first."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(forever(self._listen, tick_s=TICK_S))
                group.create_task(forever(self._deliver, tick_s=TICK_S))
        finally:
            if self._flying:
                await asyncio.wait(self._flying, timeout=LAST_S)

    async def _listen(self) -> None:
        async with self._bus.listen(deliveries_channel(self._platform)) as subscription:
            while True:
                heed_stop()
                if await subscription.get_message(timeout=1) is not None:
                    self._wake.set()

    async def _deliver(self) -> None:
        async with self._database.transaction() as session:
            await sending.expire(session, now=utc_now())
            due = await deliveries.claim_due(session, self._platform, limit=AT_ONCE, now=utc_now())
            told = await watching.claim_notices(session, self._platform, limit=AT_ONCE, now=utc_now())
        work = [self._fly(step) for step in (*(self._bring(one) for one in due), *(self._tell(one) for one in told))]
        for fault in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(fault, Exception):  # its claim ends in a minute and it is tried again, the others go on
                _log.error("an answer of the house could not be brought", exc_info=fault)
        if len(work) < AT_ONCE:
            await self._nap()

    def _fly(self, step: Coroutine[None, None, None]) -> Awaitable[None]:
        """Begin a step that a stop does not interrupt: what was posted is written down, or it would come twice."""
        task = asyncio.create_task(step)
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)
        return asyncio.shield(task)

    async def _nap(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), TICK_S)
        except TimeoutError:
            return
        self._wake.clear()

    async def _bring(self, due: Due) -> None:
        reply = outcome(translator(due.locale), due.action, await self._around(due))
        message_id, later = await self._put(due.channel_id, due.message_id, reply)
        async with self._database.transaction() as session:
            if message_id is not None:
                await deliveries.arrived(session, due, message_id=message_id)
            elif later is not None:
                await deliveries.postpone(session, due, wait=later.wait, now=utc_now())
            else:
                await deliveries.abandon(session, due)

    async def _tell(self, told: Told) -> None:
        message_id, later = await self._put(told.channel_id, None, notice(translator(told.locale), told))
        async with self._database.transaction() as session:
            if message_id is not None:
                await watching.notice_arrived(session, told, now=utc_now())
            elif later is not None:
                await watching.notice_later(session, told, wait=later.wait, now=utc_now())
            else:
                await watching.notice_lost(session, told)

    async def _put(self, channel_id: str, message_id: str | None, reply: Reply) -> tuple[str | None, Later | None]:
        """Post a message; return its id, or why it must wait, or nothing of both where it can't arrive."""
        try:
            return await self._post.answer(channel_id, message_id, reply), None
        except Later as later:
            return None, later
        except Unreachable as reason:
            _log.warning("the house's answer on %s can't arrive: %s", self._platform, reason)
            return None, None

    async def _around(self, due: Due) -> Surroundings:
        action = due.action
        snapshot = None
        if action.kind is Kind.SNAPSHOT:
            found = await self._bus.redis.get(snapshot_key(action.id))
            snapshot = found if isinstance(found, bytes) else None
        async with self._database.transaction() as session:
            return await _surroundings(session, action.entity_ids[0] if action.entity_ids else "", snapshot)


async def _surroundings(session: AsyncSession, entity_id: str, snapshot: bytes | None) -> Surroundings:
    house = await read_house(session)
    zone = watching.zone_of(await bridge_of(session))
    entity = house.entities.get(entity_id)
    return Surroundings(snapshot, zone, entity.name if entity else entity_id, entity.domain if entity else "")
