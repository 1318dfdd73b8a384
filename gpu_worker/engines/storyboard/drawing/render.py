"""Paints shapes in a style: plain colours, or lines, tones and dots worked out of them."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.storyboard.drawing.colors import Color, lit
from gpu_worker.engines.storyboard.drawing.sketch import Shape
from gpu_worker.engines.storyboard.drawing.surface import Gradient, Pixels, Raster

STYLES = ("flat", "ink", "noir", "sepia", "pastel", "blueprint", "newsprint")
_Tone = NDArray[np.float32]


def paint(shapes: Sequence[Shape], width: int, height: int, *, style: str, light: Color) -> Pixels:
    """The finished picture: (height, width, 3), sRGB."""
    flat = _colored(shapes, width, height, light)
    finish = _FINISHES.get(style)
    return flat if finish is None else finish(shapes, flat, light)


def _colored(shapes: Sequence[Shape], width: int, height: int, light: Color) -> Pixels:
    raster = Raster(width, height)
    for shape in shapes:
        raster.fill(shape.path, _under(shape, light), shape.alpha)
    return raster.pixels()


def _under(shape: Shape, light: Color) -> Color | Gradient:
    if shape.glow:
        return shape.color
    if isinstance(shape.color, Gradient):
        colors = tuple(lit(color, light) for color in shape.color.colors)
        return Gradient(colors, shape.color.start, shape.color.end, shape.color.radius, shape.color.alphas)
    return lit(shape.color, light)


def _lines(shapes: Sequence[Shape], width: int, height: int, weight: float) -> _Tone:
    """Outlines of everything that has them, hidden parts left out: 0 is line, 1 is paper."""
    raster = Raster(width, height)
    for shape in shapes:
        if shape.line and shape.alpha > 0.6:  # noqa: PLR2004 -- glassy things have no outline
            raster.fill(shape.path, (255, 255, 255))
            raster.line(shape.path, (0, 0, 0), weight)
        elif not shape.line and shape.alpha > 0.9 and isinstance(shape.color, Gradient):  # noqa: PLR2004 -- sky and ground
            raster.fill(shape.path, (255, 255, 255))
    return np.asarray(raster.pixels()[:, :, 0] / 255, np.float32)


def _weight(pixels: Pixels) -> float:
    return max(1.0, float(min(pixels.shape[:2])) / 300)


def _tone(pixels: Pixels) -> _Tone:
    """Lightness 0 to 1 (ITU-R BT.601)."""
    return np.asarray(pixels.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32) / 255, np.float32)


def _stretched(tone: _Tone) -> _Tone:
    """The tones spread over the whole range, so that night scenes keep their shapes."""
    low, high = np.percentile(tone, (2, 96))
    return np.asarray(np.clip(0.08 + (tone - low) / max(0.05, float(high - low)) * 0.86, 0, 1), np.float32)


def _grid(pixels: Pixels) -> tuple[_Tone, _Tone]:
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x, y


def _blend(paper: Color, inked: Color, share: _Tone) -> Pixels:
    """Paper where share is 1, ink where it is 0."""
    low, high = np.array(inked, np.float32), np.array(paper, np.float32)
    return np.asarray(np.clip(low + (high - low) * share[:, :, None], 0, 255), np.uint8)


def _ink(shapes: Sequence[Shape], flat: Pixels, _light: Color) -> Pixels:
    tone, weight = _tone(flat), _weight(flat)
    tone = np.asarray(tone * 0.35 + _stretched(tone) * 0.65, np.float32)  # nights keep their light and dark
    lines = _lines(shapes, flat.shape[1], flat.shape[0], weight * 1.25)
    x, y = _grid(flat)
    gap = weight * 3.4
    hatch = np.ones_like(tone)
    for level, direction in ((0.62, x + y), (0.42, x - y), (0.26, x * 0.4 + y)):
        stroke = np.clip(np.abs((direction % gap) - gap / 2) / weight - 0.15, 0, 1)
        hatch = np.where(tone < level, np.minimum(hatch, stroke), hatch)
    hatch = np.where(tone < 0.14, 0.0, hatch)  # noqa: PLR2004 -- solid black
    return _blend((253, 251, 245), (24, 22, 30), np.minimum(lines, hatch))


def _noir(shapes: Sequence[Shape], flat: Pixels, _light: Color) -> Pixels:
    tone = _stretched(_tone(flat))
    height, width = tone.shape
    x, y = _grid(flat)
    spot = 1.08 - 0.75 * np.sqrt(((x - width * 0.5) / width) ** 2 + ((y - height * 0.55) / height) ** 2)
    steps = np.clip((tone - 0.42) * 1.55 + 0.36, 0, 1) * spot
    steps = np.floor(np.clip(steps, 0, 0.999) * 5) / 4
    lines = _lines(shapes, width, height, _weight(flat) * 0.9)
    return _blend((240, 240, 243), (10, 10, 14), np.asarray(steps * (0.25 + 0.75 * lines), np.float32))


def _sepia(shapes: Sequence[Shape], flat: Pixels, _light: Color) -> Pixels:
    tone = _tone(flat)
    tone = np.asarray(tone * 0.4 + _stretched(tone) * 0.6, np.float32)
    height, width = tone.shape
    x, y = _grid(flat)
    edge = ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * 0.9
    lines = _lines(shapes, width, height, _weight(flat) * 0.6)
    share = np.clip(tone * 1.02 + 0.06, 0, 1) * (0.62 + 0.38 * lines) - edge * 0.55 + _grain(tone.shape, 0.035)
    return _blend((248, 232, 200), (66, 40, 22), np.asarray(np.clip(share, 0, 1), np.float32))


def _grain(shape: tuple[int, ...], strength: float) -> _Tone:
    """Paper grain, always the same for a size."""
    noise = np.random.default_rng(7).random(shape, dtype=np.float32)
    return (noise - 0.5) * 2 * strength


def _pastel(shapes: Sequence[Shape], flat: Pixels, _light: Color) -> Pixels:
    soft = flat.astype(np.float32)
    mean = soft.mean(axis=2, keepdims=True)
    soft = mean + (soft - mean) * 0.8
    soft = 255 - (255 - soft) * 0.66
    lines = _lines(shapes, flat.shape[1], flat.shape[0], _weight(flat) * 0.8)
    soft += (1 - lines)[:, :, None] * np.array([-46, -44, -30], np.float32)
    soft += _grain(flat.shape[:2], 7.0)[:, :, None]
    return np.asarray(np.clip(soft + np.array([4, 0, 4], np.float32), 0, 255), np.uint8)


def _blueprint(shapes: Sequence[Shape], flat: Pixels, _light: Color) -> Pixels:
    height, width = flat.shape[:2]
    weight = _weight(flat)
    lines = _lines(shapes, width, height, weight * 0.85)
    x, y = _grid(flat)
    step = max(12.0, min(height, width) / 24)
    fine = np.minimum(x % step, y % step) < 1
    coarse = np.minimum(x % (step * 4), y % (step * 4)) < 1.6  # noqa: PLR2004 -- pixels
    paper = np.array([24, 74, 140], np.float32) + (_tone(flat)[:, :, None] - 0.5) * np.array([26, 34, 44], np.float32)
    paper = paper + (fine[:, :, None] * 12.0) + (coarse[:, :, None] * 14.0)
    drawn = paper + (1 - lines)[:, :, None] * (np.array([232, 242, 255], np.float32) - paper)
    return np.asarray(np.clip(drawn, 0, 255), np.uint8)


def _newsprint(shapes: Sequence[Shape], flat: Pixels, _light: Color) -> Pixels:
    """Halftone dots for cyan, magenta and yellow at their own angles, black lines over them."""
    height, width = flat.shape[:2]
    x, y = _grid(flat)
    cell = max(4.0, _weight(flat) * 2.6)
    paper = np.array([247, 240, 222], np.float32)
    result = np.ones((height, width, 3), np.float32) * paper
    for channel, degrees in ((0, 15.0), (1, 75.0), (2, 0.0)):
        angle = np.deg2rad(degrees)
        u = (x * np.cos(angle) + y * np.sin(angle)) % cell - cell / 2
        v = (y * np.cos(angle) - x * np.sin(angle)) % cell - cell / 2
        amount = 1 - np.sqrt(flat[:, :, channel].astype(np.float32) / 255) ** 1.5  # ink spreads: print lighter
        radius = np.sqrt(amount * 0.62) * cell * 0.9
        dot = np.clip(radius - np.sqrt(u * u + v * v) + 0.5, 0, 1)
        result[:, :, channel] *= 1 - dot * 0.86
    lines = _lines(shapes, width, height, _weight(flat) * 1.1)
    result = result * (0.12 + 0.88 * lines)[:, :, None]
    return np.asarray(np.clip(result, 0, 255), np.uint8)


_Finish = Callable[[Sequence[Shape], Pixels, Color], Pixels]
_FINISHES: dict[str, _Finish] = {
    "ink": _ink, "noir": _noir, "sepia": _sepia, "pastel": _pastel, "blueprint": _blueprint, "newsprint": _newsprint,
}  # fmt: skip
