"""One subscription a process, handed on to every open page: which job has changed, and how far it is."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import ValidationError
from redis.exceptions import RedisError

from core.bus import Bus, owner_channel, progress_channel
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.orders import Progress
from core.stopping import heed_stop

MOST_STREAMS = 8  # of one person: open tabs
MOST_IN_ALL = 1000  # of one process: each holds a socket
_PAUSE_S = 0.5
_OWNERS, _PROGRESS = owner_channel("*"), progress_channel("*")
_log = logging.getLogger(__name__)


class TooManyStreams(DomainError):
    """More pages listen than anybody looks at."""

    refusal = Refusal.EXHAUSTED
    code = "too-many-streams"
    msgid = N_("Too many of your pages are listening at once. Close some of them; this one still works by reloading.")


@dataclass(eq=False, slots=True)
class Listener:
    """One open page: what it has not been told yet.

    ``watched`` are the jobs whose progress it wants. ``stale`` says that something may have been missed, so that the
    rows have to be asked. ``closed`` says that the process stops.
    """

    owner_id: UUID
    changed: set[UUID] = field(default_factory=set)
    progress: dict[UUID, Progress] = field(default_factory=dict)
    watched: set[UUID] = field(default_factory=set)
    stale: bool = True
    closed: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self, seconds: float) -> None:
        """Wait until there is something to tell, at most so long."""
        try:
            await asyncio.wait_for(self.wake.wait(), seconds)
        except TimeoutError:
            return

    def take(self) -> tuple[set[UUID], list[Progress], bool]:
        """Return what is to be told, and forget it: changed jobs, progress, whether the rows have to be asked."""
        told = self.changed, list(self.progress.values()), self.stale
        self.changed, self.progress, self.stale = set(), {}, False
        self.wake.clear()
        return told


class Hub:
    """Hears for everybody; subscribes while somebody listens."""

    def __init__(self, bus: Bus) -> None:
        """Hold the bus; nothing is heard yet."""
        self._bus = bus
        self._listeners: dict[UUID, set[Listener]] = {}
        self._hearing: asyncio.Task[None] | None = None
        self._closed = False

    @contextmanager
    def listening(self, owner_id: UUID) -> Iterator[Listener]:
        """Yield a listener for a person's jobs.

        Raises:
            TooManyStreams: this person, or the process, has too many.
        """
        own = self._listeners.setdefault(owner_id, set())
        if len(own) >= MOST_STREAMS or sum(map(len, self._listeners.values())) >= MOST_IN_ALL:
            raise TooManyStreams
        listener = Listener(owner_id, closed=self._closed)
        own.add(listener)
        if self._hearing is None or self._hearing.done():
            self._hearing = asyncio.create_task(self._hear())
        try:
            yield listener
        finally:
            own.discard(listener)
            if not own:
                self._listeners.pop(owner_id, None)

    def stop(self) -> None:
        """End every stream: the process stops, and browsers come back to its successor."""
        self._closed = True
        for listener in self._everybody():
            listener.closed = True
            listener.wake.set()

    async def close(self) -> None:
        """End every stream and the subscription."""
        self.stop()
        if self._hearing is not None:
            self._hearing.cancel()
            await asyncio.wait([self._hearing])

    async def _hear(self) -> None:
        while self._listeners:
            heed_stop()
            try:
                await self._hear_while_redis_lasts()
            except (RedisError, OSError) as outage:
                _log.warning("open pages hear nothing until Redis is back: %s", outage)
                await asyncio.sleep(_PAUSE_S)

    async def _hear_while_redis_lasts(self) -> None:
        async with self._bus.listen(patterns=(_OWNERS, _PROGRESS)) as subscription:
            for listener in self._everybody():  # what was said while nobody heard is in the rows
                listener.stale = True
                listener.wake.set()
            while self._listeners:
                heed_stop()
                message = await subscription.get_message(timeout=1)
                if message is not None:
                    self._hand_on(message["channel"].decode(errors="replace"), message["data"])

    def _hand_on(self, channel: str, data: bytes) -> None:
        if channel.startswith(_OWNERS[:-1]):
            self._changed(channel.removeprefix(_OWNERS[:-1]), data)
        else:
            self._progressed(data)

    def _changed(self, owner: str, data: bytes) -> None:
        try:
            owner_id, job_id = UUID(owner), UUID(data.decode())
        except ValueError:
            return
        for listener in self._listeners.get(owner_id, ()):
            listener.changed.add(job_id)
            listener.wake.set()

    def _progressed(self, data: bytes) -> None:
        try:
            progress = Progress.model_validate_json(data)
        except ValidationError as error:
            _log.warning("progress is not understood: %s", error)
            return
        for listener in self._everybody():
            if progress.job in listener.watched:
                listener.progress[progress.job] = progress
                listener.wake.set()

    def _everybody(self) -> list[Listener]:
        return [listener for own in self._listeners.values() for listener in own]
