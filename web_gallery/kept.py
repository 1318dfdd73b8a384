"""What was made lately, kept in memory until something newer takes its room."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")
_MOST = 6_000  # cards of some 2 kB each


class Kept:
    """What was made lately, by what it was made of; what nobody asked for goes first."""

    def __init__(self, most: int = _MOST) -> None:
        """Begin with nothing."""
        self._most = most
        self._made: OrderedDict[Hashable, str] = OrderedDict()

    def get(self, key: Hashable) -> str | None:
        """Return what was made, or None."""
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
        return found

    def put(self, key: Hashable, made: str) -> None:
        """Keep something."""
        self._made[key] = made
        if len(self._made) > self._most:
            self._made.popitem(last=False)


class Lately(Generic[T]):
    """One answer that may be some seconds old."""

    def __init__(self, seconds: float) -> None:
        """Begin with nothing; an answer is believed for so many ``seconds``."""
        self._seconds = seconds
        self._found: tuple[float, T] | None = None

    async def get(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Return the answer, asked for anew once it is too old."""
        if self._found is None or monotonic() - self._found[0] >= self._seconds:
            self._found = monotonic(), await ask()
        return self._found[1]
