"""Places outdoors: far, middle distance and ground, for every backdrop of the lists."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import math
import random
from dataclasses import dataclass

from gpu_worker.engines.storyboard.drawing.atmosphere import Air
from gpu_worker.engines.storyboard.drawing.colors import Color, darker, lighter, mix, rgb
from gpu_worker.engines.storyboard.drawing.lands import Land
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Gradient, Path, ellipse, rectangle, stroked


@dataclass(frozen=True, slots=True)
class View:
    """The canvas a backdrop is drawn on."""

    width: float
    height: float
    horizon: float
    air: Air
    season: str = ""

    @property
    def unit(self) -> float:
        """A length that fits every shape of picture."""
        return min(self.width, self.height)

    def haze(self, color: str, share: float = 0.45) -> Color:
        """A colour seen from far away."""
        return mix(rgb(self.foliage(color)), self.air.low, share)

    def foliage(self, color: str) -> str:
        """Greens of the season."""
        greens = {"#3f8f45", "#4f9a4a", "#5fae4f", "#2f6f48", "#6fb35a", "#79b953"}
        if color in greens:
            return {"autumn": "#d5803a", "winter": "#dfe8f0", "spring": "#8fcf66"}.get(self.season, color)
        return color


def ground_color(land: Land, season: str) -> Color:
    """The near ground, by season and weather."""
    base = rgb(land.ground)
    if season == "winter" and land.kind in {"grass", "crops", "pond", "tiles", "road"}:
        return mix(base, rgb("#f4f8fc"), 0.88)
    if season == "autumn" and land.kind in {"grass", "pond"}:
        return mix(base, rgb("#d9a04a"), 0.5)
    if season == "spring" and land.kind == "grass":
        return mix(base, rgb("#8fd95a"), 0.4)
    return base


def draw_ground(sketch: Sketch, land: Land, view: View, chance: random.Random) -> None:
    """The ground from the horizon to the lower edge, with what lies on it."""
    base = ground_color(land, view.season)
    back = mix(base, view.air.low, 0.3)
    top = view.horizon
    sketch.add(rectangle(0, top, view.width, view.height - top + 2), Gradient((back, base, darker(base, 0.08)), (0, top), (0, view.height)), line=False)
    draw = _GROUNDS.get(land.kind)
    if draw is not None:
        draw(sketch, view, base, chance)


def _grass(s: Sketch, v: View, c: Color, r: random.Random) -> None:
    tone = darker(c, 0.2)
    for _ in range(46):
        y = v.horizon + (v.height - v.horizon) * r.uniform(0.08, 1) ** 0.8
        size = v.unit * 0.02 * (0.4 + (y - v.horizon) / max(1, v.height - v.horizon))
        x = r.uniform(0, v.width)
        for dx in (-0.5, 0.0, 0.5):
            s.poly([(x + dx * size - size * 0.14, y), (x + dx * size * 1.7, y - size * (1.2 - abs(dx) * 0.5)), (x + dx * size + size * 0.14, y)], tone, line=False, alpha=0.8)
    if v.season in {"spring", "summer"}:
        for _ in range(26):
            y = v.horizon + (v.height - v.horizon) * r.uniform(0.1, 1)
            x, q = r.uniform(0, v.width), v.unit * 0.007
            for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                s.oval(x + dx * q, y + dy * q, q * 0.9, q * 0.9, r.choice(("#ffffff", "#f7d64a", "#f29ac0")), line=False)
            s.oval(x, y, q * 0.8, q * 0.8, "#f0a030", line=False)


def _crops(s: Sketch, v: View, c: Color, r: random.Random) -> None:
    for row in range(9):
        y = v.horizon + (v.height - v.horizon) * (row + 0.6) / 9
        size = v.unit * (0.02 + 0.006 * row)
        for i in range(26):
            x = v.width * (i + r.uniform(0, 0.9)) / 26
            s.limb([(x, y), (x + size * 0.1, y - size * 1.6)], size * 0.1, darker(c, 0.25), line=False)
            s.oval(x + size * 0.12, y - size * 1.8, size * 0.16, size * 0.42, lighter(c, 0.2), line=False)


def _waves(s: Sketch, v: View, top: float, bottom: float, c: Color, r: random.Random) -> None:
    for _ in range(36):
        y = top + (bottom - top) * r.uniform(0.03, 1)
        long = v.unit * (0.03 + 0.07 * (y - top) / max(1.0, bottom - top))
        x = r.uniform(-0.05, 1) * v.width
        s.curve([(x, y), (x + long * 0.25, y - long * 0.08), (x + long * 0.5, y), (x + long * 0.75, y - long * 0.08), (x + long, y)], max(1.2, long * 0.035), lighter(c, 0.55), alpha=0.75, line=False)


def _water(s: Sketch, v: View, c: Color, r: random.Random) -> None:
    _waves(s, v, v.horizon, v.height, c, r)


def _pond(s: Sketch, v: View, c: Color, r: random.Random) -> None:
    _grass(s, v, c, r)
    for x, y, w in ((0.25, 0.5, 0.3), (0.8, 0.75, 0.32)):
        s.oval(x * v.width, v.horizon + (v.height - v.horizon) * y, w * v.width * 0.5, v.unit * 0.035, "#5f9aa0", line=False)


def _sand(s: Sketch, v: View, c: Color, r: random.Random) -> None:
    for _ in range(60):
        y = v.horizon + (v.height - v.horizon) * r.uniform(0.15, 1)
        s.oval(r.uniform(0, v.width), y, v.unit * 0.004, v.unit * 0.0024, darker(c, 0.18), line=False, alpha=0.7)


def _road(s: Sketch, v: View, c: Color, _r: random.Random) -> None:
    deep = v.height - v.horizon
    s.box(0, v.horizon, v.width, deep * 0.2, lighter(c, 0.4), line=False)
    s.box(0, v.horizon + deep * 0.2, v.width, deep * 0.03, darker(c, 0.15), line=False)
    long, y = v.unit * 0.13, v.horizon + deep * 0.66
    for i in range(int(v.width / long / 1.7) + 2):
        x = i * long * 1.7 - long * 0.3
        s.poly([(x, y), (x + long, y), (x + long * 0.94, y + deep * 0.03), (x - long * 0.06, y + deep * 0.03)], "#f4efdc", line=False)


def _tiles(s: Sketch, v: View, c: Color, _r: random.Random) -> None:
    deep = v.height - v.horizon
    for i in range(1, 6):
        y = v.horizon + deep * (i / 6) ** 1.5
        s.box(0, y, v.width, max(1.0, v.unit * 0.003), darker(c, 0.14), line=False)
    for i in range(-8, 18):
        x = v.width / 2 + (i - 5) * v.width * 0.09
        x2 = v.width / 2 + (i - 5) * v.width * 0.2
        s.limb([(x, v.horizon), (x2, v.height)], max(1.0, v.unit * 0.003), darker(c, 0.14), line=False)


def _snow(s: Sketch, v: View, _c: Color, r: random.Random) -> None:
    for _ in range(9):
        y = v.horizon + (v.height - v.horizon) * r.uniform(0.1, 1)
        x, w = r.uniform(0, v.width), v.unit * r.uniform(0.1, 0.25)
        s.curve([(x, y), (x + w * 0.5, y - w * 0.06), (x + w, y)], v.unit * 0.006, "#cfdceb", line=False)


def _craters(s: Sketch, v: View, c: Color, r: random.Random) -> None:
    for _ in range(12):
        y = v.horizon + (v.height - v.horizon) * r.uniform(0.1, 0.98)
        size = v.unit * r.uniform(0.02, 0.06) * (0.5 + (y - v.horizon) / (v.height - v.horizon))
        x = r.uniform(0, v.width)
        s.oval(x, y, size, size * 0.34, darker(c, 0.2), line=False)
        s.oval(x, y + size * 0.06, size * 0.84, size * 0.24, darker(c, 0.1), line=False)


def _lava(s: Sketch, v: View, _c: Color, r: random.Random) -> None:
    for _ in range(6):
        y = v.horizon + (v.height - v.horizon) * r.uniform(0.15, 0.95)
        x, w = r.uniform(0, v.width), v.unit * r.uniform(0.1, 0.25)
        s.blob([(x - w, y), (x - w * 0.3, y - w * 0.12), (x + w, y - w * 0.03), (x + w * 0.4, y + w * 0.12)], "#f0702a", line=False, glow=True)
        s.blob([(x - w * 0.7, y), (x, y - w * 0.06), (x + w * 0.6, y), (x, y + w * 0.05)], "#fbc24a", line=False, glow=True)


def _rock(s: Sketch, v: View, c: Color, r: random.Random) -> None:
    for _ in range(10):
        x, y, w = r.uniform(0, v.width), v.horizon + (v.height - v.horizon) * r.uniform(0.1, 1), v.unit * r.uniform(0.02, 0.05)
        s.blob([(x - w, y), (x - w * 0.5, y - w * 0.6), (x + w * 0.4, y - w * 0.7), (x + w, y)], darker(c, 0.2), line=False)


def _pitch(s: Sketch, v: View, c: Color, _r: random.Random) -> None:
    deep = v.height - v.horizon
    for i in range(0, 8, 2):
        y0, y1 = v.horizon + deep * (i / 8) ** 1.3, v.horizon + deep * ((i + 1) / 8) ** 1.3
        s.box(0, y0, v.width, y1 - y0, lighter(c, 0.1), line=False)
    s.box(0, v.horizon + deep * 0.14, v.width, v.unit * 0.008, "#f4f8f0", line=False)
    s.add(_ring(v.width / 2, v.height, v.width * 0.26, deep * 0.4, v.unit * 0.01), "#f4f8f0", line=False)


def _ring(x: float, y: float, rx: float, ry: float, w: float) -> Path:
    return stroked(ellipse(x, y, rx, ry), w)


def _pool(s: Sketch, v: View, c: Color, r: random.Random) -> None:
    deep = v.height - v.horizon
    s.box(0, v.horizon, v.width, deep * 0.12, "#e9e4d6", line=False)
    _waves(s, v, v.horizon + deep * 0.14, v.height, c, r)


def _platform(s: Sketch, v: View, _c: Color, _r: random.Random) -> None:
    deep = v.height - v.horizon
    s.box(0, v.horizon, v.width, deep * 0.22, "#5a5a62", line=False)
    for y in (0.08, 0.15):
        s.box(0, v.horizon + deep * y, v.width, deep * 0.02, "#b8bec6", line=False)
    s.box(0, v.horizon + deep * 0.22, v.width, deep * 0.035, "#f2d04a", line=False)


def _rails(s: Sketch, v: View, _c: Color, _r: random.Random) -> None:
    deep = v.height - v.horizon
    s.box(0, v.horizon + deep * 0.42, v.width, deep * 0.34, "#a89a88", line=False)
    for i in range(int(v.width / v.unit * 9) + 2):
        s.box(i * v.unit * 0.12, v.horizon + deep * 0.45, v.unit * 0.04, deep * 0.28, "#7a5a40", line=False)
    for y in (0.5, 0.66):
        s.box(0, v.horizon + deep * y, v.width, deep * 0.03, "#6a7078", line=False)


def _planks(s: Sketch, v: View, c: Color, _r: random.Random) -> None:
    for i in range(-10, 20):
        x = v.width / 2 + (i - 5) * v.width * 0.1
        x2 = v.width / 2 + (i - 5) * v.width * 0.2
        s.limb([(x, v.horizon), (x2, v.height)], max(1.0, v.unit * 0.004), darker(c, 0.25), line=False)


def _pier(s: Sketch, v: View, c: Color, r: random.Random) -> None:
    deep = v.height - v.horizon
    _waves(s, v, v.horizon, v.height, c, r)
    s.box(0, v.horizon + deep * 0.52, v.width, deep * 0.5, "#b5844f", line=False)
    for i in range(1, 5):
        s.box(0, v.horizon + deep * (0.52 + i * 0.1), v.width, v.unit * 0.004, "#8a5f3a", line=False)


def _deep(s: Sketch, v: View, _c: Color, r: random.Random) -> None:
    s.add(rectangle(0, 0, v.width, v.horizon + 2), Gradient((rgb("#4cc3e6"), rgb("#1c6aa8"), rgb("#134a86")), (0, 0), (0, v.horizon)), line=False)
    for i in range(5):
        x = v.width * (0.1 + 0.2 * i)
        s.poly([(x, 0), (x + v.unit * 0.07, 0), (x - v.unit * 0.12, v.horizon), (x - v.unit * 0.3, v.horizon)], "#ffffff", alpha=0.07, line=False, glow=True)
    for _ in range(22):
        x, y, q = r.uniform(0, v.width), r.uniform(0.05, 0.8) * v.height, v.unit * r.uniform(0.004, 0.012)
        s.oval(x, y, q, q, "#e3f6fd", alpha=0.45, line=False)
    for _ in range(9):
        x, h = r.uniform(0, v.width), v.unit * r.uniform(0.08, 0.2)
        color = r.choice(("#2f9a6a", "#3fb07a", "#e8647c", "#f0944a"))
        s.curve([(x, v.horizon + v.unit * 0.03), (x + h * 0.12, v.horizon - h * 0.4), (x - h * 0.08, v.horizon - h * 0.7), (x + h * 0.1, v.horizon - h)], h * 0.09, color)


def _clouds(s: Sketch, v: View, _c: Color, r: random.Random) -> None:
    for _ in range(26):
        x, y, q = r.uniform(-0.05, 1.05) * v.width, v.horizon + (v.height - v.horizon) * r.uniform(-0.1, 0.9), v.unit * r.uniform(0.07, 0.15)
        s.oval(x, y, q, q * 0.75, mix((255, 255, 255), v.air.low, 0.15), line=False)


def _space(s: Sketch, v: View, _c: Color, r: random.Random) -> None:
    s.add(rectangle(0, 0, v.width, v.height), Gradient((rgb("#120e33"), rgb("#2b1d5c"), rgb("#16224f")), (0, 0), (v.width, v.height)), line=False, glow=True)
    for _ in range(4):
        x, y = r.uniform(0, v.width), r.uniform(0, v.height)
        s.oval(x, y, v.unit * 0.36, v.unit * 0.14, r.choice(("#7a4fb5", "#3f6fc4", "#b5569a")), alpha=0.16, line=False, glow=True)
    for _ in range(130):
        q = v.unit * r.choice((0.0016, 0.0024, 0.004))
        s.oval(r.uniform(0, v.width), r.uniform(0, v.height), q, q, "#fffbe6", line=False, glow=True)
    q = v.unit * 0.11
    x, y = v.width * r.uniform(0.8, 0.9), v.height * 0.2
    s.oval(x, y, q, q, "#d98a5a", glow=True)
    s.oval(x - q * 0.2, y - q * 0.2, q * 0.6, q * 0.3, "#e8b07f", line=False, glow=True)


_GROUNDS = {
    "grass": _grass, "crops": _crops, "water": _water, "pond": _pond, "sand": _sand, "road": _road, "tiles": _tiles,
    "snow": _snow, "craters": _craters, "lava": _lava, "rock": _rock, "pitch": _pitch, "pool": _pool,
    "platform": _platform, "rails": _rails, "planks": _planks, "pier": _pier, "deep": _deep, "clouds": _clouds,
    "space": _space,
}  # fmt: skip


def wave_line(view: View, y: float, swing: float, phase: float, steps: int = 9) -> list[tuple[float, float]]:
    """Points of a soft hill line across the picture, closed below."""
    return [
        (view.width * i / (steps - 1), y + swing * math.sin(phase + i * 1.9) + swing * 0.4 * math.sin(phase * 2 + i * 3.1))
        for i in range(steps)
    ]
