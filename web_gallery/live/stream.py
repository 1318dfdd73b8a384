"""A person's jobs as server-sent events (WHATWG HTML § 9.2): whole states that may be told twice, and progress.

Nothing is lost over a reconnect: an event's id is the moment of its reading, and whoever comes back with one is told
everything that has changed since, from the rows.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.db import Database
from core.jobs import histories
from core.jobs.models import Job
from core.jobs.orders import Progress
from core.jobs.states import OPEN
from web_gallery.live.hub import Listener
from web_gallery.reading import reading
from web_gallery.refusals import StoreAway

MEDIA_TYPE = "text/event-stream"
HEADERS = {"cache-control": "private, no-store", "x-accel-buffering": "no"}
TICK_S = 5.0  # what a lost message costs whoever has something under way
HEARTBEAT_S = 10.0  # proxies close what is silent for 30 or 60 seconds
ASK_AGAIN_S = 30.0  # how soon somebody who signed out elsewhere hears no more
_RETRY_MS = 2000
_MARGIN = timedelta(seconds=10)  # clocks of two of our machines may differ by this much
_LONGEST_AWAY = timedelta(days=1)
_MOST = 100
_log = logging.getLogger(__name__)


class Teller(Protocol):
    """How jobs are told: as fragments of a page, or as the API writes them."""

    async def may_listen(self, session: AsyncSession) -> bool:
        """Tell whether the listener is still who it was."""

    async def told(self, session: AsyncSession, jobs: Sequence[Job]) -> list["Told"]:
        """Return each job as JSON can say it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A job as it is told; ``mark`` is what decides whether it has been told already."""

    mark: object
    data: object


@dataclass(slots=True)
class Stream:
    """One open stream."""

    database: Database
    listener: Listener
    teller: Teller
    since: datetime
    _said: dict[UUID, bytes] = field(default_factory=dict)
    _spoke: datetime = field(default_factory=utc_now)
    _asked: datetime = field(default_factory=utc_now)

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield the stream until its listener is closed."""
        yield b"retry: %d\n\n" % _RETRY_MS
        while not self.listener.closed:
            try:
                async for frame in self._due():
                    self._spoke = utc_now()
                    yield frame
            except StoreAway:
                self.listener.stale = True
            if utc_now() - self._spoke >= timedelta(seconds=HEARTBEAT_S):
                self._spoke = utc_now()
                yield b": still here\n\n"
            await self.listener.wait(TICK_S)
        yield b"event: bye\ndata: {}\n\n"

    async def _due(self) -> AsyncIterator[bytes]:
        changed, progress, stale = self.listener.take()
        now = utc_now()
        ticking = bool(self.listener.watched) and not (changed or progress)
        if stale or changed or ticking or now - self._asked >= timedelta(seconds=ASK_AGAIN_S):
            self._asked = now
            for frame in await self._read(changed, everything=stale or ticking, now=now):
                yield frame
        for each in progress:
            if each.job in self.listener.watched:
                yield _progress(each)

    async def _read(self, changed: set[UUID], *, everything: bool, now: datetime) -> list[bytes]:
        """Return what is new of the rows."""
        owner_id = self.listener.owner_id
        async with reading(self.database) as session:
            if not await self.teller.may_listen(session):
                self.listener.closed = True
                return []
            if everything:
                jobs = await histories.changed(session, owner_id, since=self.since - _MARGIN, limit=_MOST)
            else:
                jobs = await histories.own(session, owner_id, changed)
            told = await self.teller.told(session, jobs)
        self.since = now
        self._watch(jobs)
        frames = [self._frame(job.id, one, now) for job, one in zip(jobs, told, strict=True)]
        full = [b"event: reload\ndata: {}\n\n"] if everything and len(jobs) == _MOST else []
        return [*full, *(frame for frame in frames if frame)]

    def _watch(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            (self.listener.watched.add if job.state in OPEN else self.listener.watched.discard)(job.id)

    def _frame(self, job_id: UUID, told: Told, now: datetime) -> bytes:
        """Return the event of a job, or nothing where this stream has said the same of it."""
        mark = orjson.dumps(told.mark, default=str)
        if self._said.get(job_id) == mark:
            return b""
        self._said[job_id] = mark
        return b"id: %d\nevent: job\ndata: %s\n\n" % (int(now.timestamp() * 1000), orjson.dumps(told.data, default=str))


def since_of(last_event_id: str, now: datetime) -> datetime:
    """Return the moment that an event's id names; now where there is none, never more than a day ago."""
    if not (last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) <= len("9999999999999")):
        return now
    moment = datetime.fromtimestamp(int(last_event_id) / 1000, UTC)
    return min(max(moment, now - _LONGEST_AWAY), now)


def _progress(progress: Progress) -> bytes:
    told = {"job": str(progress.job), "done": round(progress.done, 3), "preview": progress.preview}
    return b"event: progress\ndata: %s\n\n" % orjson.dumps(told)
