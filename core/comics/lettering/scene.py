"""A panel as the letterer sees it: its edges, heads, what must stay clear and what is worth seeing; lengths in em."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.comics.geometry import Box, Point
from core.comics.lettering.model import Face
from core.comics.lettering.supports import Floats, box_reach

_EXPECTED_HEAD = 0.13  # of the panel's smaller side: half a head whose place is only expected
_EXPECTED_AT = 0.62  # how far down the panel an expected mouth is


@dataclass(frozen=True)
class Scene:
    """One panel at one type size.

    Attributes:
        corners: (points, 2) the convex polygon that lettering stays in, clockwise on the page.
        frame: the whole panel, which the map of what is salient covers.
        heads: those that are certain, none of which is covered.
        speakers: where each speaker's tails aim.
        obstacles: boxes that lettering keeps clear of (an inset).
        salient: (rows + 1, columns + 1) the integral of what is worth seeing, 0 to 1 a cell; None when unknown.
    """

    corners: Floats
    frame: Box
    heads: tuple[Face, ...]
    speakers: dict[str, Face]
    obstacles: tuple[Box, ...] = ()
    salient: Floats | None = None
    normals: Floats = field(init=False)
    limits: Floats = field(init=False)
    bounds: Box = field(init=False)

    def __post_init__(self) -> None:
        """Work out the edges' outward normals and where they lie."""
        along = np.roll(self.corners, -1, axis=0) - self.corners
        along = along / np.hypot(*along.T)[:, None]
        normals = np.stack([along[:, 1], -along[:, 0]], axis=-1)
        object.__setattr__(self, "normals", normals)
        object.__setattr__(self, "limits", (normals * self.corners).sum(axis=-1))
        (left, top), (right, bottom) = self.corners.min(axis=0), self.corners.max(axis=0)
        object.__setattr__(self, "bounds", Box(float(left), float(top), float(right), float(bottom)))

    def inside(self, points: Floats) -> Floats:
        """Return how far the outermost of some points stay inside: (…, points, 2) becomes (…,), negative outside."""
        return np.asarray((self.limits - points @ self.normals.T).min(axis=(-1, -2)))

    def head_reaches(self, heads: Sequence[Face]) -> Floats:
        """Return the reach of heads, (heads, 32)."""
        return np.array([box_reach(face.box) for face in heads]).reshape(-1, 32)

    def saliency(self, boxes: Floats) -> Floats:
        """Return how much worth seeing lies under boxes (n, 4), 0 to 1 each."""
        if self.salient is None:
            return np.zeros(len(boxes))
        rows, columns = self.salient.shape[0] - 1, self.salient.shape[1] - 1
        scale = np.array([columns / self.frame.width, rows / self.frame.height] * 2)
        offset = np.array([self.frame.left, self.frame.top] * 2)
        cells = np.rint((boxes - offset) * scale).astype(int)
        left, right = cells[:, 0].clip(0, columns), cells[:, 2].clip(0, columns)
        top, bottom = cells[:, 1].clip(0, rows), cells[:, 3].clip(0, rows)
        total = self.salient[bottom, right] - self.salient[top, right]
        total = total - self.salient[bottom, left] + self.salient[top, left]
        return np.asarray(total / np.maximum(1, (right - left) * (bottom - top)))


def integral(saliency: NDArray[np.float32]) -> Floats:
    """Return the integral of a map of what is worth seeing, 0 to 1, (rows, columns); first row and column are 0."""
    return np.pad(np.cumsum(np.cumsum(saliency.astype(np.float64), axis=0), axis=1), ((1, 0), (1, 0)))


def aims(speakers: Sequence[str], faces: Sequence[Face], bounds: Box, salient: Floats | None) -> dict[str, Face]:
    """Return where each speaker's tails aim: at a face, else at what is salient, else where one would stand."""
    known = {face.speaker: face for face in reversed(faces) if face.speaker}
    lost = [name for name in speakers if name not in known]
    return known | {
        name: _expected(name, _share(at, len(lost), bounds, salient), bounds) for at, name in enumerate(lost)
    }


def _share(at: int, count: int, bounds: Box, salient: Floats | None) -> Point:
    if count == 1 and salient is not None:
        return _blob(salient, bounds)
    return Point(bounds.left + bounds.width * (at + 1) / (count + 1), bounds.top + bounds.height * _EXPECTED_AT)


def _blob(salient: Floats, bounds: Box) -> Point:
    """Return the middle of what is salient in the lower three quarters of the panel, where people stand."""
    cells = np.diff(np.diff(salient, axis=0), axis=1)
    rows, columns = np.indices(cells.shape)
    weights = np.where(rows >= cells.shape[0] / 4, cells, 0) ** 4 + 1e-9
    x = float((weights * (columns + 0.5)).sum() / weights.sum()) / cells.shape[1]
    y = float((weights * (rows + 0.5)).sum() / weights.sum()) / cells.shape[0]
    return Point(bounds.left + bounds.width * x, bounds.top + bounds.height * y)


def _expected(speaker: str, mouth: Point, bounds: Box) -> Face:
    half = _EXPECTED_HEAD * min(bounds.width, bounds.height)
    box = Box(mouth.x - half, mouth.y - 1.5 * half, mouth.x + half, mouth.y + 0.5 * half)
    return Face(box, mouth, speaker, certain=False)
