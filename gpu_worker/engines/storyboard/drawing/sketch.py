"""A sketch: filled outlines in painting order, drawn through a movable pen frame."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypedDict, Unpack

from gpu_worker.engines.storyboard.drawing import surface
from gpu_worker.engines.storyboard.drawing.colors import Color, rgb
from gpu_worker.engines.storyboard.drawing.surface import Box, Gradient, Matrix, Path, Point


class How(TypedDict, total=False):
    """How a shape is painted, see `Shape`."""

    alpha: float
    glow: bool
    line: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """One filled outline in picture coordinates.

    Attributes:
        glow: keeps its colour at night: it shines by itself.
        line: whether the drawn styles outline it; soft things (shadows, light) are not.
    """

    path: Path
    color: Color | Gradient
    alpha: float = 1.0
    glow: bool = False
    line: bool = True


@dataclass(slots=True)
class Sketch:
    """Collects shapes; coordinates go through the frame, see `frame`."""

    shapes: list[Shape] = field(default_factory=list)
    matrix: Matrix = field(default_factory=Matrix)

    @contextmanager
    def frame(self, x: float, y: float, sx: float = 1.0, sy: float | None = None, turn: float = 0.0) -> Iterator[None]:
        """Draws inside a frame moved to (x, y), scaled, and turned by degrees."""
        outer = self.matrix
        self.matrix = surface.after(outer, surface.placed(x, y, sx, sx if sy is None else sy, turn))
        try:
            yield
        finally:
            self.matrix = outer

    def add(
        self, path: Path, color: str | Color | Gradient, alpha: float = 1.0, *, glow: bool = False, line: bool = True
    ) -> None:
        """A filled outline in the frame's coordinates."""
        paint = rgb(color) if isinstance(color, str) else color
        if isinstance(paint, Gradient):
            paint = self._moved(paint)
        self.shapes.append(Shape(surface.moved(path, self.matrix), paint, alpha, glow, line))

    def _moved(self, gradient: Gradient) -> Gradient:
        return replace(
            gradient,
            start=surface.mapped(self.matrix, gradient.start),
            end=surface.mapped(self.matrix, gradient.end),
            radius=gradient.radius * surface.size_of(self.matrix),
        )

    def oval(self, cx: float, cy: float, rx: float, ry: float, color: str | Color, **how: Unpack[How]) -> None:
        """A filled ellipse; a radius below zero is none."""
        self.add(surface.ellipse(cx, cy, rx, ry), color, **how)

    def box(
        self, left: float, top: float, width: float, height: float, color: str | Color, round_: float = 0.0,
        **how: Unpack[How],
    ) -> None:  # fmt: skip
        """A filled rectangle."""
        self.add(surface.rectangle(left, top, width, height, round_), color, **how)

    def poly(self, points: Sequence[Point], color: str | Color, **how: Unpack[How]) -> None:
        """A filled polygon."""
        self.add(surface.polygon(points), color, **how)

    def blob(self, points: Sequence[Point], color: str | Color, **how: Unpack[How]) -> None:
        """A filled soft shape through some points."""
        self.add(surface.smooth(points, closed=True), color, **how)

    def limb(self, points: Sequence[Point], width: float, color: str | Color, **how: Unpack[How]) -> None:
        """A thick line with round ends."""
        self.add(surface.stroked(surface.polygon(points, closed=False), width), color, **how)

    def curve(self, points: Sequence[Point], width: float, color: str | Color, **how: Unpack[How]) -> None:
        """A thick soft line with round ends."""
        self.add(surface.stroked(surface.smooth(points), width), color, **how)

    def at(self, x: float, y: float) -> Point:
        """Where a point of the frame lies in the picture."""
        return surface.mapped(self.matrix, (x, y))

    def scale(self) -> float:
        """How many pixels one unit of the frame is."""
        return surface.size_of(self.matrix)

    def box_of(self, first: int = 0) -> Box:
        """The box of everything drawn since shape number `first` that is not soft."""
        return surface.bounds([shape.path for shape in self.shapes[first:] if shape.line and shape.alpha > 0.35])  # noqa: PLR2004
