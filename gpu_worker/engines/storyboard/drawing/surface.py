"""Outlines, transforms and rasters on skia; only this, `svg` and `lettering` know it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import skia
from numpy.typing import NDArray
from skia import Matrix, Path

from gpu_worker.engines.storyboard.drawing.colors import Color

__all__ = ["Box", "Gradient", "Matrix", "Path", "Pixels", "Point", "Raster", "bounds", "joined"]

Pixels: TypeAlias = NDArray[np.uint8]
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Right minus left."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Bottom minus top."""
        return self.bottom - self.top

    @property
    def center(self) -> Point:
        """The middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Gradient:
    """Colours from one point to another, or around the first one when `radius` is set."""

    colors: tuple[Color, ...]
    start: Point
    end: Point = (0.0, 0.0)
    radius: float = 0.0
    alphas: tuple[float, ...] = ()


def bounds(paths: Sequence[Path]) -> Box:
    """The tight box around some outlines."""
    boxes = [path.computeTightBounds() for path in paths if not path.isEmpty()]
    if not boxes:
        return Box(0, 0, 0, 0)
    return Box(
        min(box.left() for box in boxes),
        min(box.top() for box in boxes),
        max(box.right() for box in boxes),
        max(box.bottom() for box in boxes),
    )


def ellipse(cx: float, cy: float, rx: float, ry: float) -> Path:
    """An ellipse by its middle and half axes."""
    return Path.Oval(skia.Rect.MakeLTRB(cx - rx, cy - ry, cx + rx, cy + ry))


def rectangle(left: float, top: float, width: float, height: float, radius: float = 0.0) -> Path:
    """A rectangle, its corners rounded by `radius`."""
    rect = skia.Rect.MakeXYWH(left, top, width, height)
    return Path.RRect(rect, radius, radius) if radius else Path.Rect(rect)


def polygon(points: Sequence[Point], *, closed: bool = True) -> Path:
    """Straight lines from point to point."""
    return Path.Polygon([skia.Point(x, y) for x, y in points], closed)


def smooth(points: Sequence[Point], *, closed: bool = False) -> Path:
    """A soft curve through some points (Catmull-Rom as cubic Béziers)."""
    path = Path()
    count = len(points)
    path.moveTo(*points[0])
    for i in range(count if closed else count - 1):
        p0 = points[i - 1] if i or closed else points[0]
        p1, p2 = points[i], points[(i + 1) % count]
        p3 = points[(i + 2) % count] if closed or i + 2 < count else p2
        path.cubicTo(
            p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6,
            p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6,
            p2[0], p2[1],
        )  # fmt: skip
    if closed:
        path.close()
    return path


def stroked(path: Path, width: float, *, round_ends: bool = True) -> Path:
    """The filled outline of a line of some width."""
    paint = skia.Paint(Style=skia.Paint.kStroke_Style, StrokeWidth=width)
    if round_ends:
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
    outline = Path()
    paint.getFillPath(path, outline)
    return outline


def moved(path: Path, matrix: Matrix) -> Path:
    """A copy of an outline under a transform."""
    copy = Path()
    path.transform(matrix, copy)
    return copy


def joined(paths: Sequence[Path]) -> Path:
    """One outline of several, overlaps merged."""
    builder = skia.OpBuilder()
    for path in paths:
        builder.add(path, skia.PathOp.kUnion_PathOp)
    return builder.resolve() or Path()


def placed(x: float, y: float, scale_x: float, scale_y: float, degrees: float = 0.0) -> Matrix:
    """Scale, then turn, then move."""
    matrix = skia.Matrix()
    matrix.setScale(scale_x, scale_y)
    matrix.postRotate(degrees)
    matrix.postTranslate(x, y)
    return matrix


def after(outer: Matrix, inner: Matrix) -> Matrix:
    """First the inner transform, then the outer."""
    matrix = skia.Matrix()
    matrix.setConcat(outer, inner)
    return matrix


def mapped(matrix: Matrix, point: Point) -> Point:
    """A point under a transform."""
    result = matrix.mapXY(point[0], point[1])
    return float(result.x()), float(result.y())


def size_of(matrix: Matrix) -> float:
    """How much a transform enlarges (mean of both directions)."""
    return math.sqrt(abs(matrix.getScaleX() * matrix.getScaleY() - matrix.getSkewX() * matrix.getSkewY()))


class Raster:
    """A picture being painted, `width` by `height` pixels."""

    def __init__(self, width: int, height: int, background: Color = (255, 255, 255)) -> None:
        """Starts with one plain colour."""
        self._pixels = np.empty((height, width, 4), np.uint8)
        self._pixels[:] = (*background, 255)
        self._surface = skia.Surface(self._pixels, colorType=skia.kRGBA_8888_ColorType)
        self._canvas = self._surface.getCanvas()

    def fill(self, path: Path, color: Color | Gradient, alpha: float = 1.0, *, smooth_edges: bool = True) -> None:
        """Paints the inside of an outline."""
        paint = skia.Paint(AntiAlias=smooth_edges)
        if isinstance(color, Gradient):
            paint.setShader(_shader(color))
            paint.setAlphaf(alpha)
            paint.setDither(False)
        else:
            paint.setColor(skia.Color(*color, round(alpha * 255)))
        self._canvas.drawPath(path, paint)

    def line(self, path: Path, color: Color, width: float, alpha: float = 1.0) -> None:
        """Draws along an outline with round joins."""
        paint = skia.Paint(
            AntiAlias=True,
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=width,
            StrokeJoin=skia.Paint.kRound_Join,
            StrokeCap=skia.Paint.kRound_Cap,
            Color=skia.Color(*color, round(alpha * 255)),
        )
        self._canvas.drawPath(path, paint)

    def pixels(self) -> Pixels:
        """The picture so far: (height, width, 3), sRGB."""
        self._surface.flushAndSubmit()
        return np.ascontiguousarray(self._pixels[:, :, :3])


def _shader(gradient: Gradient) -> object:
    alphas = gradient.alphas or (1.0,) * len(gradient.colors)
    colors = [skia.Color(*color, round(a * 255)) for color, a in zip(gradient.colors, alphas, strict=True)]
    start = skia.Point(*gradient.start)
    if gradient.radius:
        return skia.GradientShader.MakeRadial(start, gradient.radius, colors)
    return skia.GradientShader.MakeLinear([start, skia.Point(*gradient.end)], colors)
