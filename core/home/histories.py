"""The past of one entity, as the bridge writes it into an action's result and a chart is drawn from it."""

from collections.abc import Sequence
from datetime import datetime
from math import isfinite

from pydantic import BaseModel, ConfigDict

from core.db import Json

MOST_POINTS = 2000


class Point(BaseModel):
    """A state and since when it held; ``state`` is Home Assistant's own word or number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    state: str


class History(BaseModel):
    """What an entity was between two moments: oldest first, and the first point is how it was at the beginning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entity_id: str
    since: datetime
    until: datetime
    unit: str | None = None
    points: tuple[Point, ...] = ()

    def written(self) -> Json:
        """Return it as a row holds it; ``History.model_validate`` reads it."""
        return self.model_dump(mode="json")


def thinned(points: Sequence[Point], *, most: int = MOST_POINTS) -> tuple[Point, ...]:
    """Return at most ``most`` points: in each stretch of time the first, the last, the lowest and the highest stay.

    The result is in order and keeps the first and the last of all.
    """
    if len(points) <= most:
        return tuple(points)
    stretch = -(-len(points) * 4 // (most - 6))
    kept = {0, len(points) - 1}
    for begin in range(0, len(points), stretch):
        place = range(begin, min(begin + stretch, len(points)))
        values = {index: _number(points[index].state) for index in place}
        kept |= {place[0], place[-1], min(place, key=values.__getitem__), max(place, key=values.__getitem__)}
    return tuple(points[index] for index in sorted(kept))


def _number(state: str) -> float:
    """Return a state as a number that can be compared; what is none ("off", "nan") counts as nothing."""
    try:
        value = float(state)
    except ValueError:
        return 0.0
    return value if isfinite(value) else 0.0
