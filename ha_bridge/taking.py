"""Taking what was asked of the house, each once, and writing down what came of it."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus as messages
from core.audit.service import AuditKeyMissing
from core.bus import Bus
from core.clock import utc_now
from core.db import DATABASE_OUTAGES, Database
from core.home import pins, sending
from core.home.sending import BRIDGE_AWAY, Order
from core.home.states import Kind
from core.sealing import SealBroken, Sealing
from core.stopping import heed_stop
from ha_bridge.answering import Answerer, NoAnswer
from ha_bridge.calling import Caller
from ha_bridge.client import Client
from ha_bridge.metrics import Metrics

TICK_S = 1.0
AT_ONCE = 8
LONGEST_S = 20.0
LONGEST = timedelta(
    seconds=LONGEST_S
)  # an action that is still being sent after so long was left by a bridge that died
_WRITE_AGAIN_S = 0.2
PIN_LOST = "home-pin-lost"  # SEALING_KEYS of the bridge are not those of the bots
_log = logging.getLogger(__name__)
Write = Callable[[AsyncSession], Awaitable[None]]


class Taker:
    """Carries actions out, some at a time."""

    def __init__(
        self,
        *,
        database: Database,
        bus: Bus,
        client: Client,
        caller: Caller,
        answerer: Answerer,
        sealing: Sealing,
        metrics: Metrics,
    ) -> None:
        """Hold the collaborators; ``sealing`` opens the codes of alarms and locks."""
        self._database = database
        self._bus = bus
        self._client = client
        self._caller = caller
        self._answerer = answerer
        self._sealing = sealing
        self._metrics = metrics
        self._wake = asyncio.Event()
        self._flying: set[asyncio.Task[None]] = set()

    async def hear_nudges(self) -> None:
        """Wake up whenever something was asked for; a lost nudge costs a tick."""
        async with self._bus.listen(messages.HOME) as subscription:
            while True:
                heed_stop()
                if await subscription.get_message(timeout=1) is not None:
                    self._wake.set()

    async def take(self) -> None:
        """Take what is ready, after a nudge or a tick."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), TICK_S)
        self._wake.clear()
        while len(self._flying) < AT_ONCE and (order := await self._next()):
            task = asyncio.create_task(self._carry_out(order))
            self._flying.add(task)
            task.add_done_callback(self._landed)

    async def sweep(self) -> None:
        """End what a dead bridge left behind, and what waited too long."""
        now = utc_now()
        async with self._database.transaction() as session:
            lost = await sending.recover(session, sent_before=now - LONGEST, now=now)
            late = await sending.expire(session, now=now)
        if lost or late:
            _log.warning("%d actions were left by a bridge that died, %d waited too long", lost, late)

    async def land(self) -> None:
        """Wait until what is on its way has been written down."""
        if self._flying:
            await asyncio.wait(self._flying, timeout=LONGEST_S)

    async def _next(self) -> Order | None:
        try:
            async with self._database.transaction() as session:
                return await sending.take(session, now=utc_now())
        except (*DATABASE_OUTAGES, AuditKeyMissing):
            # The intent could not be put on record: the transaction is undone and nothing is sent (H9).
            self._metrics.unrecorded.inc()
            raise

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._wake.set()
        if not task.cancelled() and (fault := task.exception()):
            _log.error("an action broke off and will be called unknown", exc_info=fault)

    async def _carry_out(self, order: Order) -> None:
        if not self._client.is_ready:
            await self._write(lambda session: sending.fail(session, order.action_id, BRIDGE_AWAY, now=utc_now()))
        elif order.kind is Kind.CALLS:
            await self._call(order)
        else:
            await self._answer(order)

    async def _call(self, order: Order) -> None:
        try:
            pin = pins.unsealed(self._sealing, order.action_id, order.sealed_pin) if order.sealed_pin else None
        except SealBroken:
            await self._write(lambda session: sending.fail(session, order.action_id, PIN_LOST, now=utc_now()))
            return
        came = await self._caller.carry_out(order.calls, pin=pin)
        for one in came:
            self._metrics.calls.labels("declined" if one.error else "confirmed" if one.confirmed else "unseen").inc()
            if one.latency_ms is not None:
                self._metrics.seconds.observe(one.latency_ms / 1000)
        await self._write(lambda session: sending.finish(session, order.action_id, came, now=utc_now()))

    async def _answer(self, order: Order) -> None:
        try:
            result = await self._answerer.answer(order, now=utc_now())
        except NoAnswer as no_answer:
            code = no_answer.code
        except (RedisError, OSError) as outage:
            _log.warning("an answer can't be handed over: %s", outage)
            code = BRIDGE_AWAY
        else:
            await self._write(lambda session: sending.answer(session, order.action_id, result, now=utc_now()))
            return
        await self._write(lambda session: sending.fail(session, order.action_id, code, now=utc_now()))

    async def _write(self, write: Write) -> None:
        """Write down what came of an action; what the database can't take in time is swept up as unknown."""
        deadline = time.monotonic() + LONGEST_S
        while True:
            try:
                async with self._database.transaction() as session:
                    await write(session)
            except DATABASE_OUTAGES as outage:
                _log.warning("an outcome waits for an outage to pass: %s", outage)
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(_WRITE_AGAIN_S)
            else:
                return
