"""The camera of an animatic: what is near moves more than what is far."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.jobs.motion import Move
from gpu_worker.engines.storyboard.drawing import surface
from gpu_worker.engines.storyboard.drawing.picture import Stagecraft
from gpu_worker.engines.storyboard.drawing.sketch import Shape
from gpu_worker.engines.storyboard.drawing.surface import Gradient, Matrix

_FAR, _GROUND, _FRONT = 0.35, 0.85, 1.15  # how much of the camera's move layers show; things on the ground about 1
_ZOOM, _PAN = 0.14, 0.1  # shares of the width


def filmed(craft: Stagecraft, move: Move, share: float) -> list[Shape]:
    """The shapes as the camera sees them when `share` of the clip (0 to 1) is over; eased in and out."""
    if move is Move.STILL:
        return craft.shapes
    eased = 0.5 - 0.5 * math.cos(math.pi * share)
    return [shape for shapes, near in _layers(craft) for shape in _seen(shapes, _lens(craft, move, eased, near))]


def _layers(craft: Stagecraft) -> Iterator[tuple[Sequence[Shape], float]]:
    yield craft.backdrop[: craft.ground_at], _FAR
    yield craft.backdrop[craft.ground_at :], _GROUND
    for drawn in craft.drawn:
        yield drawn.shapes, _FAR if drawn.piece.depth < 0.1 else _GROUND + 0.25 * max(0.0, drawn.piece.depth - 0.6)  # noqa: PLR2004
    yield craft.foreground, _FRONT


def _lens(craft: Stagecraft, move: Move, eased: float, near: float) -> Matrix:
    width, height = craft.view.width, craft.view.height
    if move is Move.PAN:
        scale = 1 + _PAN * _FRONT  # so that no edge comes into view
        shift = (0.5 - eased) * _PAN * width * near
    else:
        scale, shift = 1 + _ZOOM * near * (eased if move is Move.PUSH else 1 - eased), 0.0
    # Towards a point a little above the middle, where faces are; the sky must not leave the upper edge.
    x, y = width * 0.5, height * 0.55
    return surface.placed(x - x * scale + shift, y - y * scale, scale, scale)


def _seen(shapes: Sequence[Shape], lens: Matrix) -> Iterator[Shape]:
    for shape in shapes:
        color = shape.color
        if isinstance(color, Gradient):
            color = replace(
                color, start=surface.mapped(lens, color.start), end=surface.mapped(lens, color.end),
                radius=color.radius * surface.size_of(lens),
            )  # fmt: skip
        yield replace(shape, path=surface.moved(shape.path, lens), color=color)
