"""Convex shapes as their reach in 32 directions: the separating-axis test for thousands of places at once.

The reach of a shape along u is the largest p·u of its points. Two shapes are at least d apart when, along some
direction, one ends d before the other begins. With 32 directions the test errs to the safe side only: it may call
round shapes that pass closely too near, by less than half a percent of their size.
"""

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.comics.geometry import Box

Floats: TypeAlias = NDArray[np.float64]
COUNT = 32
_ANGLES = np.arange(COUNT) * 2 * np.pi / COUNT
DIRECTIONS: Floats = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=-1)
_OPPOSITE = (np.arange(COUNT) + COUNT // 2) % COUNT


def reach(points: Floats) -> Floats:
    """Return the reach of shapes: (…, points, 2) becomes (…, 32)."""
    return np.asarray((points @ DIRECTIONS.T).max(axis=-2))


@lru_cache(maxsize=1024)
def box_reach(box: Box) -> Floats:
    """Return the reach of an upright box; the answer is kept, and not to be written to."""
    found = reach(
        np.array([(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)])
    )
    found.flags.writeable = False
    return found


def gaps(ones: Floats, others: Floats) -> Floats:
    """Return how far apart shapes are from others at least; 0 and less where they may touch.

    Args:
        ones: (shapes, 32, n), directions before places: so the reduction runs along whole rows.
        others: (others, 32).

    Returns:
        (others, shapes, n).
    """
    found = np.empty((len(others), len(ones), ones.shape[-1]))
    for at, other in enumerate(others[:, _OPPOSITE, None]):
        for index, one in enumerate(ones):
            np.minimum.reduce(one + other, axis=0, out=found[at, index])
    return np.negative(found, out=found)


def gap(one: Floats, other: Floats) -> float:
    """Return how far apart two shapes are at least."""
    return float(-(one + other[_OPPOSITE]).min())


def shift_until(one: Floats, other: Floats, way: Floats, *, distance: float) -> float:
    """Return how far the other shape must move along a unit vector to be so far apart; a negative one overlaps.

    Along each direction the gap grows evenly with the way; the first direction to reach the distance decides.
    """
    missing = distance + one + other[_OPPOSITE]
    speed = DIRECTIONS @ way
    if (missing <= 0).any():
        return 0.0
    ahead = speed > 1e-9  # noqa: PLR2004 - across the way nothing changes
    return float((missing[ahead] / speed[ahead]).min())
