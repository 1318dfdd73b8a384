"""Waiting for what a call should lead to: a change with our context, or the state that was aimed at (H7)."""

import asyncio
import time

from core.home.effects import Snap, Target, is_reached
from core.home.seeing import kept
from ha_bridge.wire import EntityState

# On the way: worth waiting for what comes after, and good enough when time is up. An alarm arms for longer than anybody
# waits, so that it is arming is its answer.
_PASSING = frozenset({"opening", "closing", "locking", "unlocking", "pending", "buffering"})
# States that say it did not work, whatever our context did there.
_BROKEN = frozenset({"jammed", "problem", "error", "triggered", "unavailable"})


class Waiter:
    """Watches one entity from right before a call until its effect is seen."""

    def __init__(self, entity_id: str, target: Target, before: Snap) -> None:
        """Start with the entity as it is before the call."""
        self.entity_id = entity_id
        self.now = before
        self.context: str | None = None  # ours, once Home Assistant has told it
        self.is_answered = False
        self.settled_at: float | None = None  # by time.perf_counter
        self._target = target
        self._causes: list[str] = []
        self._stirred = asyncio.Event()

    def see(self, state: EntityState) -> None:
        """Note how the entity has become, and what caused it."""
        self.now = snap_of(state)
        self._causes += [one for one in (state.context.id, state.context.parent_id) if one]
        self._stirred.set()

    def hear(self, context: str) -> None:
        """Note that Home Assistant has done the call under this context."""
        self.context = context
        self.is_answered = True
        self._stirred.set()

    async def settled(self) -> None:
        """Return when the effect is seen and nothing more is on its way."""
        while not self._is_settled():
            self._stirred.clear()
            await self._stirred.wait()
        self.settled_at = time.perf_counter()

    @property
    def cause(self) -> str | None:
        """Our context, or where its name did not come in time that of the last change."""
        return self.context or (self._causes[-1] if self._causes else None)

    def is_confirmed(self) -> bool:
        """Tell whether the effect was seen, if only on its way, once time is up."""
        return self.now.state not in _BROKEN and (self._is_there() or self._is_ours())

    def _is_settled(self) -> bool:
        if self.now.state in _PASSING:
            return False
        if self.now.state in _BROKEN:
            return self._is_ours()
        return self._is_there() or (self._target == Target() and self._is_ours())

    def _is_there(self) -> bool:
        """An entity that was there before has to wait for the answer, since nothing about it will change."""
        return bool(self.is_answered or self._causes) and is_reached(self._target, self.now)

    def _is_ours(self) -> bool:
        return self.context is not None and self.context in self._causes


def snap_of(state: EntityState) -> Snap:
    """Return how an entity is as core knows it."""
    return Snap(state.state, kept(state.attributes))
