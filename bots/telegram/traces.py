"""What this process remembers of each job's messages, so that status, progress and answer never cross."""

import asyncio
from typing import Generic, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

_REMEMBERED = 10_000
_K = TypeVar("_K")
_V = TypeVar("_V")


class Recent(Generic[_K, _V]):
    """A mapping that forgets its oldest entries."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        """Keep at most so many."""
        self._most = most
        self._kept: dict[_K, _V] = {}

    def get(self, key: _K) -> _V | None:
        """Return what is kept under a key."""
        return self._kept.get(key)

    def keep(self, key: _K, value: _V) -> None:
        """Keep a value."""
        self._kept.pop(key, None)
        while len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)))
        self._kept[key] = value

    def __contains__(self, key: object) -> bool:
        """Tell whether something is kept under a key."""
        return key in self._kept


class Traces:
    """One lock a job, and what has been shown of it. Losing all this (a restart) costs at most an extra message."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self.status: Recent[UUID, int] = Recent()
        self.answered: Recent[UUID, bool] = Recent()
        self.albums: Recent[UUID, tuple[int, ...]] = Recent()
        self.booked: Recent[UUID, float] = Recent()
        self._locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    def lock(self, job: UUID) -> asyncio.Lock:
        """Return the lock under which a job's messages are sent and edited."""
        lock = self._locks.get(job)
        if lock is None:
            lock = self._locks[job] = asyncio.Lock()
        return lock
