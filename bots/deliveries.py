"""Bringing answers and progress to where they are owed: at least once, results never dropped."""

import asyncio
import logging
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from bots.conversation.assistant import Assistant
from bots.conversation.replies import Reply
from core.bus import Bus, deliveries_channel, progress_channel
from core.clock import utc_now
from core.jobs import deliveries, queries
from core.jobs.deliveries import Due
from core.jobs.models import Delivery, Job
from core.jobs.orders import Progress
from core.logs import about
from core.loops import forever
from core.platforms import Platform
from core.stopping import heed_stop

TICK_S = 1.0
LAST_S = 5.0  # what is being posted at a stop has so long to arrive and be written down
AT_ONCE = 8
PROGRESS_EVERY_S = 3.0  # chat.md: edits only on change and at least three seconds apart
_REMEMBERED = 1000
_log = logging.getLogger(__name__)


class Later(Exception):
    """The platform asks us to wait; ``wait`` is its own word, None is ours to choose."""

    def __init__(self, reason: str, wait: timedelta | None = None) -> None:
        """Keep the reason and the wait."""
        super().__init__(reason)
        self.wait = wait


class Unreachable(Exception):
    """The answer can't arrive: the channel is gone, or we are not allowed to write there."""


class Post(Protocol):
    """What a platform does for deliveries."""

    async def answer(self, channel_id: str, message_id: str | None, reply: Reply) -> str:
        """Edit the message into the answer, or post a new one; return the answer's message id.

        Raises:
            Later: for anything that may pass.
            Unreachable: for what will not.
        """

    async def is_age_restricted(self, channel_id: str) -> bool:
        """Tell whether the platform lets only adults into a channel at this moment; in doubt it does not.

        Raises:
            Later, Unreachable: as in ``answer``.
        """

    async def progress(self, channel_id: str, message_id: str, reply: Reply) -> None:
        """Edit the message to show progress; dropped silently when the platform's budget is spent."""


@dataclass(frozen=True, slots=True)
class _Watched:
    delivery: Delivery
    job: Job
    shown_at: float


class Courier:
    """Delivers one platform's answers and shows progress, until cancelled."""

    def __init__(
        self, platform: Platform, *, assistant: Assistant, bus: Bus, post: Post, channel: str | None = None
    ) -> None:
        """Hold the collaborators; ``channel`` is the only one that is served here, None serves all."""
        self._platform = platform
        self._channel = channel
        self._assistant = assistant
        self._database = assistant.setting.database
        self._bus = bus
        self._post = post
        self._wake = asyncio.Event()
        self._watched: dict[UUID, _Watched | None] = {}
        self._flying: set[asyncio.Task[None]] = set()
        self._put_off: dict[UUID, bool] = {}  # by our own choice of a pause; whether that was shortened already

    async def run(self) -> None:
        """Run until cancelled; survives outages of database and Redis. What is being posted is finished first."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(forever(self._listen, tick_s=TICK_S))
                group.create_task(forever(self._deliver, tick_s=TICK_S))
        finally:
            if self._flying:
                await asyncio.wait(self._flying, timeout=LAST_S)

    async def _deliver(self) -> None:
        async with self._database.transaction() as session:
            due = await deliveries.claim_due(
                session, self._platform, limit=AT_ONCE, now=utc_now(), channel=self._channel
            )
        brought = await asyncio.gather(*(asyncio.shield(self._fly(item)) for item in due), return_exceptions=True)
        _note_faults(brought)
        if len(due) < AT_ONCE:
            await self._nap()

    def _fly(self, due: Due) -> asyncio.Task[None]:
        task = asyncio.create_task(self._bring(due))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)
        return task

    async def _nap(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), TICK_S)
        except TimeoutError:
            return
        self._wake.clear()

    async def _bring(self, due: Due) -> None:
        with about(job=due.job.id):
            await self._deliver_one(due)

    async def _deliver_one(self, due: Due) -> None:
        self._watched.pop(due.job.id, None)
        try:
            restricted = due.space_id is not None and await self._post.is_age_restricted(due.channel_id)
            reply = await self._assistant.outcome(due, self._platform, age_restricted=restricted)
            message_id = await self._post.answer(due.channel_id, due.message_id, reply)
        except Later as later:
            async with self._database.transaction() as session:
                await deliveries.postpone(session, due, error=str(later), wait=later.wait, now=utc_now())
            if later.wait is None:
                self._put_off.setdefault(due.id, False)
            self._count("postponed")
            return
        except Unreachable as reason:
            _log.warning("an answer on %s can't arrive: %s", self._platform, reason)
            async with self._database.transaction() as session:
                await deliveries.abandon(session, due.id, error=str(reason))
            self._put_off.pop(due.id, None)
            self._count("unreachable")
            return
        async with self._database.transaction() as session:
            spare = await deliveries.noted_meanwhile(session, due, message_id=message_id)
            await deliveries.arrived(session, due.id, message_id=message_id, renewed_at=due.renewed_at, now=utc_now())
            self._put_off.pop(due.id, None)
            await self._hasten(session)
        if spare is not None:
            await self._assistant.remove_later(self._platform, due.channel_id, message_id=spare)
        self._count("arrived")

    async def _hasten(self, session: AsyncSession) -> None:
        """Where one answer arrives, others may: bring those soon that wait out a pause of ours, each of them once."""
        if waiting := [number for number, shortened in self._put_off.items() if not shortened]:
            await deliveries.hasten(session, waiting, now=utc_now())
            self._put_off |= dict.fromkeys(waiting, True)

    def _count(self, end: str) -> None:
        self._assistant.metrics.deliveries.labels(self._platform.value, end).inc()

    async def _listen(self) -> None:
        due = deliveries_channel(self._platform)
        async with self._bus.listen(due, patterns=[progress_channel("*")]) as subscription:
            while True:
                heed_stop()
                message = await subscription.get_message(timeout=1)
                if message is None:
                    continue
                if message["channel"] == due.encode():
                    self._wake.set()
                else:
                    await self._show(message["data"])

    async def _show(self, data: bytes) -> None:
        try:
            report = Progress.model_validate_json(data)
        except ValidationError:
            return
        watched = await self._watch(report.job)
        if watched is None or time.monotonic() - watched.shown_at < PROGRESS_EVERY_S:
            return
        self._watched[report.job] = replace(watched, shown_at=time.monotonic())
        delivery = watched.delivery
        reply = await self._assistant.progress(delivery.locale, watched.job, done=report.done, preview=report.preview)
        try:
            await self._post.progress(delivery.channel_id, delivery.message_id or "", reply)
        except (Later, Unreachable) as reason:
            _log.info("progress on %s is dropped: %s", self._platform, reason)

    async def _watch(self, job_id: UUID) -> _Watched | None:
        """Return where a job's progress is shown, looked up once; that it is elsewhere is remembered as well."""
        if job_id not in self._watched:
            async with self._database.transaction() as session:
                delivery = await deliveries.watched(session, self._platform, job_id)
                job = await queries.by_id(session, job_id)
                ours = await deliveries.of_job(session, job_id, self._platform)
            if delivery is None and ours:
                return None  # the message that becomes the answer is not posted yet
            while len(self._watched) >= _REMEMBERED:
                self._watched.pop(next(iter(self._watched)))
            self._watched[job_id] = _Watched(delivery, job, 0.0) if delivery and job else None
        return self._watched[job_id]


def _note_faults(brought: list[BaseException | None]) -> None:
    """Log what one answer ran into; its claim ends in a minute and it is tried again, the others go on."""
    for fault in brought:
        if isinstance(fault, Exception):
            _log.error("an answer could not be brought", exc_info=fault)
