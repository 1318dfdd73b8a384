"""Which part of a picture stands in its frame: faces stay in, and the eye's part stays clear of the balloons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from core.comics.geometry import Box, Point
from core.comics.lettering.model import Face

_STEPS = 13  # places that are tried along each axis
_TIGHTEST = 0.87  # the least share of the widest window: pictures are asked for 10–15 % larger (comics.md § 2.5)
_ZOOMS = (1.0, 0.95, _TIGHTEST)
_FACE_ROOM = 0.12  # of a face's height that is kept around it: a chin at the border looks cut
_FACE_COST = 50.0  # a face cut in half outweighs all else
_BODY_COST = 1.5  # heads alone along the bottom edge look cut off
_BODY_HEIGHT = 1.2  # of a face's height, below it
_COVERED_COST = 0.8  # of cutting away: rather under a balloon than out of the picture
_ZOOM_COST = 0.4
_CENTRE_COST = 0.05


@dataclass(frozen=True, slots=True)
class Crop:
    """The window in the picture's pixels, and the faces as they stand in the panel's pixels."""

    window: Box
    faces: tuple[Face, ...] = ()


def crop(
    size: tuple[int, int],
    frame: Box,
    *,
    faces: Sequence[Face] = (),
    saliency: NDArray[np.float32] | None = None,
    room: float = 0.35,
) -> Crop:
    """Choose the window of a picture of that size for a frame.

    Args:
        size: width and height of the picture in pixels.
        frame: the frame on the page; the window has its proportions.
        faces: heads in the picture's pixels.
        saliency: map over the whole picture, any number of cells (see ``saliency``); None looks at faces alone.
        room: share of the panel's height that balloons take from its top; 0 for a silent panel.
    """
    widest = _widest(size, frame)
    windows = [window for zoom in _ZOOMS for window in _windows(size, widest[0] * zoom, widest[1] * zoom)]
    sums = None if saliency is None else _integral(saliency)
    best = min(windows, key=lambda window: _cost(window, size, widest[0], faces=faces, sums=sums, room=room))
    return Crop(best, panel_faces(faces, best, frame))


def panel_faces(faces: Sequence[Face], window: Box, frame: Box) -> tuple[Face, ...]:
    """Return faces of a picture as they stand in a panel that shows ``window``; those cropped away are left out."""
    shown = [face for face in faces if face.box.overlap(window) > 0]
    return tuple(_moved(face, window, frame) for face in shown)


def _moved(face: Face, window: Box, frame: Box) -> Face:
    scale = frame.width / window.width
    low = _in_panel(Point(face.box.left, face.box.top), window, scale)
    high = _in_panel(Point(face.box.right, face.box.bottom), window, scale)
    return replace(face, box=Box(*low, *high), mouth=_in_panel(face.mouth, window, scale))


def _in_panel(point: Point, window: Box, scale: float) -> Point:
    return Point((point.x - window.left) * scale, (point.y - window.top) * scale)


def _widest(size: tuple[int, int], frame: Box) -> tuple[float, float]:
    scale = min(size[0] / frame.width, size[1] / frame.height)
    return frame.width * scale, frame.height * scale


def _windows(size: tuple[int, int], width: float, height: float) -> list[Box]:
    across, down = size[0] - width, size[1] - height
    lefts = np.linspace(0, across, _STEPS) if across > 1 else [max(0.0, across / 2)]
    tops = np.linspace(0, down, _STEPS) if down > 1 else [max(0.0, down / 2)]
    return [Box(float(x), float(y), float(x) + width, float(y) + height) for x, y in product(lefts, tops)]


def _cost(
    window: Box,
    size: tuple[int, int],
    widest: float,
    *,
    faces: Sequence[Face],
    sums: NDArray[np.float64] | None,
    room: float,
) -> float:
    cost = sum(_face_cost(face, window, room) for face in faces)
    cost += _ZOOM_COST * (1 - window.width / widest)
    cost += _CENTRE_COST * abs(window.centre.x / size[0] - 0.5)
    if sums is None:
        return cost + _CENTRE_COST * abs(window.centre.y / size[1] - 0.5)
    head = Box(window.left, window.top, window.right, window.top + window.height * room)
    return cost - _share(sums, window, size) + _COVERED_COST * _share(sums, head, size)


def _face_cost(face: Face, window: Box, room: float) -> float:
    """Return what a face loses: what of it and of its shoulders is cut away, and what stands where balloons go."""
    seen = 1.0 if face.certain else 0.02
    spread = face.box.grown(face.box.height * _FACE_ROOM)
    below = Box(face.box.left, face.box.bottom, face.box.right, face.box.bottom + face.box.height * _BODY_HEIGHT)
    under = Box(window.left, window.top, window.right, window.top + window.height * room)
    lost = _FACE_COST * _cut(spread, window) + _BODY_COST * _cut(below, window)
    return seen * lost + face.box.overlap(under) / max(face.box.area, 1.0)


def _cut(box: Box, window: Box) -> float:
    """Return the share of a box that a window leaves out."""
    return 1 - box.overlap(window) / box.area if box.area else 0.0


def _integral(saliency: NDArray[np.float32]) -> NDArray[np.float64]:
    total = max(float(saliency.sum()), 1e-6)
    return np.pad(saliency.astype(np.float64).cumsum(0).cumsum(1), ((1, 0), (1, 0))) / total


def _share(sums: NDArray[np.float64], box: Box, size: tuple[int, int]) -> float:
    """Return the share of all saliency that lies in a box."""
    rows, columns = sums.shape[0] - 1, sums.shape[1] - 1
    left, right = (min(max(round(x / size[0] * columns), 0), columns) for x in (box.left, box.right))
    top, bottom = (min(max(round(y / size[1] * rows), 0), rows) for y in (box.top, box.bottom))
    return float(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])
