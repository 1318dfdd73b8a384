"""What stands between the horizon and the ground: hills, trees, houses, stands."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import random
from collections.abc import Callable
from dataclasses import replace

from gpu_worker.engines.storyboard.drawing.colors import Color, darker, lighter, mix, rgb
from gpu_worker.engines.storyboard.drawing.outdoors import View, wave_line
from gpu_worker.engines.storyboard.drawing.parts import PARTS
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

Layer = Callable[[Sketch, View, random.Random], None]


def draw_layers(sketch: Sketch, names: tuple[str, ...], view: View, chance: random.Random) -> None:
    """The far layers of a place, back to front."""
    for name in names:
        layer = _LAYERS.get(name)
        if layer is not None:
            layer(sketch, view, chance)


def _ridge(s: Sketch, v: View, color: Color, lift: float, swing: float, phase: float) -> None:
    points = wave_line(v, v.horizon - lift * v.unit, swing * v.unit, phase)
    s.blob([(-v.width * 0.2, v.horizon + 8), *[(x, y) for x, y in points], (v.width * 1.2, v.horizon + 8)], color)


def _hills(s: Sketch, v: View, r: random.Random) -> None:
    _ridge(s, v, v.haze("#6fb35a", 0.55), 0.08, 0.035, r.uniform(0, 6))
    _ridge(s, v, v.haze("#6fb35a", 0.3), 0.035, 0.025, r.uniform(0, 6))


def _hills2(s: Sketch, v: View, r: random.Random) -> None:
    _ridge(s, v, v.haze("#5fae4f", 0.2), 0.05, 0.04, r.uniform(0, 6))


def _candyhills(s: Sketch, v: View, r: random.Random) -> None:
    for color, lift in (("#f7a9c8", 0.16), ("#c9a5f0", 0.1), ("#9fe0d0", 0.04)):
        _ridge(s, v, v.haze(color, 0.15), lift, 0.05, r.uniform(0, 6))


def _dunes(s: Sketch, v: View, r: random.Random) -> None:
    for color, lift in (("#e0b566", 0.09), ("#e8c274", 0.03)):
        _ridge(s, v, v.haze(color, 0.25), lift, 0.04, r.uniform(0, 6))


def _mountains(s: Sketch, v: View, r: random.Random) -> None:
    x = -0.1 * v.width
    while x < v.width * 1.1:
        w, h = v.unit * r.uniform(0.36, 0.6), v.unit * r.uniform(0.2, 0.4)
        base, peak = v.horizon + 4, (x + w * 0.5, v.horizon - h)
        s.poly([(x, base), peak, (x + w, base)], v.haze("#7d8aa5", 0.3))
        s.poly([peak, (x + w, base), (x + w * 0.55, base)], v.haze("#66728f", 0.3), line=False)
        s.poly([peak, (x + w * 0.35, v.horizon - h * 0.68), (x + w * 0.44, v.horizon - h * 0.74), (x + w * 0.52, v.horizon - h * 0.62), (x + w * 0.65, v.horizon - h * 0.7)], "#fbfdff")
        x += w * r.uniform(0.5, 0.8)


def _mesas(s: Sketch, v: View, r: random.Random) -> None:
    x = -0.05 * v.width
    while x < v.width:
        w, h = v.unit * r.uniform(0.18, 0.36), v.unit * r.uniform(0.1, 0.28)
        s.poly([(x, v.horizon + 4), (x + w * 0.12, v.horizon - h), (x + w * 0.85, v.horizon - h), (x + w, v.horizon + 4)], v.haze("#b5653a", 0.25))
        s.box(x + w * 0.1, v.horizon - h * 0.6, w * 0.8, h * 0.12, v.haze("#d9905a", 0.25), line=False)
        x += w * r.uniform(1.1, 1.9)


def _row(part: str, size: tuple[float, float], gap: float, dim: float) -> Layer:
    def layer(s: Sketch, v: View, r: random.Random) -> None:
        x = -0.04 * v.width
        while x < v.width * 1.04:
            h = v.unit * r.uniform(*size)
            tint = {"autumn": r.choice(("#d9762f", "#e0a03a", "#c2512f")), "winter": "#e3ebf2", "spring": "#9fd46a"}.get(v.season, "")
            if part in {"pine", "palm", "deadtree", "reeds"}:
                tint = "#dfe8ef" if v.season == "winter" and part == "pine" else ""
            first = len(s.shapes)
            with s.frame(x, v.horizon + v.unit * r.uniform(0.0, 0.03), h):
                PARTS[part](s, tint)
            _fade(s, first, v, dim)
            x += v.unit * gap * r.uniform(0.7, 1.3)

    return layer


def _fade(s: Sketch, first: int, v: View, dim: float) -> None:
    """Distance: everything drawn since takes some of the sky's colour."""
    for index in range(first, len(s.shapes)):
        shape = s.shapes[index]
        if isinstance(shape.color, tuple):
            s.shapes[index] = replace(shape, color=mix(shape.color, v.air.low, dim))


def _sides(part: str, size: float) -> Layer:
    def layer(s: Sketch, v: View, r: random.Random) -> None:
        for x in (0.06, 0.95):
            with s.frame(v.width * x, v.horizon + v.unit * 0.1, v.unit * size * r.uniform(0.9, 1.1)):
                PARTS[part](s, "")

    return layer


def _vines(s: Sketch, v: View, r: random.Random) -> None:
    for _ in range(7):
        x, h = r.uniform(0, 1) * v.width, v.unit * r.uniform(0.12, 0.35)
        s.curve([(x, -5), (x + h * 0.15, h * 0.5), (x - h * 0.05, h)], v.unit * 0.008, "#2f6f48")
        for t in (0.4, 0.7, 1.0):
            s.oval(x + v.unit * 0.012, h * t, v.unit * 0.016, v.unit * 0.009, "#3f8f45")


def _skyline_of(colors: tuple[str, ...], low: float, high: float, dim: float, lights: str) -> Layer:
    def layer(s: Sketch, v: View, r: random.Random) -> None:
        x = -0.03 * v.width
        while x < v.width:
            w, h = v.unit * r.uniform(0.09, 0.16), v.unit * r.uniform(low, high)
            paint = v.haze(r.choice(colors), dim)
            s.box(x, v.horizon - h, w, h + 6, paint)
            if r.random() < 0.4:  # noqa: PLR2004 -- some have a roof house
                s.box(x + w * 0.3, v.horizon - h - w * 0.25, w * 0.4, w * 0.25, darker(paint, 0.1))
            _windows(s, v, (x, v.horizon - h, w, h), paint, lights, r)
            x += w * r.uniform(1.0, 1.25)

    return layer


def _windows(s: Sketch, v: View, box: tuple[float, float, float, float], paint: Color, lights: str, r: random.Random) -> None:
    x, y, w, h = box
    size = v.unit * 0.014
    columns, rows = max(2, int(w / (size * 2.1))), int(h / (size * 2.4))
    for i in range(columns):
        for j in range(rows):
            shining = v.air.dark and r.random() < 0.55 or (lights == "neon" and r.random() < 0.5)  # noqa: PLR2004, RUF021 -- about half
            color = rgb(r.choice(("#ff5fc8", "#5ff0ff", "#ffe36a")) if lights == "neon" else "#ffdc7a") if shining else lighter(paint, 0.3)
            s.box(x + w * (i + 0.28) / columns, y + size * (0.9 + j * 2.4), size * 0.9, size * 1.2, color, line=False, glow=shining)


def _houses(s: Sketch, v: View, r: random.Random) -> None:
    x = -0.04 * v.width
    while x < v.width:
        w, h = v.unit * r.uniform(0.17, 0.24), v.unit * r.uniform(0.24, 0.38)
        wall = v.haze(r.choice(("#e8b87a", "#d98a6a", "#9fc0c9", "#e2cf9a", "#c99ab0", "#a9c490")), 0.14)
        s.box(x, v.horizon - h, w, h + 6, wall)
        s.poly([(x - w * 0.06, v.horizon - h), (x + w * 0.5, v.horizon - h - w * 0.4), (x + w * 1.06, v.horizon - h)], v.haze(r.choice(("#a8483a", "#8a4a3a", "#7a5560")), 0.12))
        for i in (0.18, 0.6):
            for j in (0.16, 0.5):
                shining = v.air.dark and r.random() < 0.6  # noqa: PLR2004 -- most are at home
                s.box(x + w * i, v.horizon - h * (1 - j), w * 0.22, h * 0.2, "#ffdc7a" if shining else "#5f7f95", glow=shining)
        s.box(x + w * 0.4, v.horizon - h * 0.24, w * 0.22, h * 0.26, darker(wall, 0.4))
        x += w * r.uniform(1.02, 1.1)


def _stalls(s: Sketch, v: View, r: random.Random) -> None:
    for x in (0.1, 0.88):
        with s.frame(v.width * x, v.horizon + v.unit * 0.08, v.unit * 0.32):
            PARTS["stall"](s, r.choice(("#d8433a", "#3f8fb0", "#4ea64b")))


def _seastrip(s: Sketch, v: View, r: random.Random) -> None:
    top, deep = v.horizon - 0.0, v.unit * 0.2
    s.box(0, top - deep * 0.35, v.width, deep * 1.1, v.haze("#3f9fd8", 0.12), line=False)
    for _ in range(18):
        y, long, x = top - deep * 0.3 + deep * r.uniform(0.05, 0.95), v.unit * r.uniform(0.03, 0.07), r.uniform(0, v.width)
        s.curve([(x, y), (x + long / 2, y - long * 0.08), (x + long, y)], max(1.0, long * 0.05), "#e8f6fd", alpha=0.8, line=False)
    shore = top + deep * 0.75
    s.blob([(-20, shore - 4), (v.width * 0.25, shore + 8), (v.width * 0.5, shore - 3), (v.width * 0.75, shore + 8), (v.width + 20, shore - 3), (v.width + 20, shore + 9), (v.width * 0.5, shore + 10), (-20, shore + 9)], "#fbfdfd", alpha=0.8, line=False)


def _lakestrip(s: Sketch, v: View, _r: random.Random) -> None:
    s.oval(v.width * 0.5, v.horizon + v.unit * 0.08, v.width * 0.62, v.unit * 0.085, v.haze("#5fb0e0", 0.15))
    for y in (0.05, 0.09, 0.12):
        s.curve([(v.width * 0.3, v.horizon + v.unit * y), (v.width * 0.5, v.horizon + v.unit * (y - 0.006)), (v.width * 0.7, v.horizon + v.unit * y)], v.unit * 0.004, "#e3f4fc", alpha=0.8, line=False)


def _riverstrip(s: Sketch, v: View, _r: random.Random) -> None:
    h, w = v.horizon, v.width
    s.blob([(w * 0.46, h), (w * 0.54, h), (w * 0.42, h + v.unit * 0.12), (w * 0.75, h + v.unit * 0.25), (w * 0.95, v.height + 20), (w * 0.35, v.height + 20), (w * 0.4, h + v.unit * 0.24), (w * 0.3, h + v.unit * 0.1)], v.haze("#4fa0dc", 0.1), line=False)


def _fence(s: Sketch, v: View, _r: random.Random) -> None:
    y, h = v.horizon + v.unit * 0.03, v.unit * 0.09
    for band in (0.35, 0.7):
        s.box(0, y - h * band, v.width, h * 0.1, "#e9dcc2")
    for i in range(int(v.width / (h * 0.5)) + 1):
        x = i * h * 0.5
        s.poly([(x, y), (x, y - h * 0.85), (x + h * 0.1, y - h), (x + h * 0.2, y - h * 0.85), (x + h * 0.2, y)], "#f4ead6")


def _flowers(s: Sketch, v: View, r: random.Random) -> None:
    for _ in range(12):
        with s.frame(r.uniform(0, 1) * v.width, v.horizon + v.unit * r.uniform(0.06, 0.12), v.unit * 0.07):
            PARTS["flower"](s, r.choice(("#e2574c", "#f6c92d", "#b26fd0", "#f08bb6")))


def _placed(part: str, where: float, size: float, lift: float = 0.02) -> Layer:
    def layer(s: Sketch, v: View, _r: random.Random) -> None:
        with s.frame(v.width * where, v.horizon + v.unit * lift, v.unit * size):
            PARTS[part](s, "")

    return layer


def _graves(s: Sketch, v: View, r: random.Random) -> None:
    for i in range(9):
        x, y, h = v.width * (i + r.uniform(0.1, 0.9)) / 9, v.horizon + v.unit * r.uniform(0.03, 0.14), v.unit * 0.08
        s.blob([(x - h * 0.4, y), (x - h * 0.4, y - h * 0.8), (x, y - h * 1.15), (x + h * 0.4, y - h * 0.8), (x + h * 0.4, y)], "#8d939c")
        s.box(x - h * 0.04, y - h * 0.85, h * 0.08, h * 0.45, "#6a7079", line=False)
        s.box(x - h * 0.15, y - h * 0.72, h * 0.3, h * 0.08, "#6a7079", line=False)


def _stands(s: Sketch, v: View, r: random.Random) -> None:
    top = v.horizon - v.unit * 0.26
    for row in range(5):
        y = top + row * v.unit * 0.052
        s.box(0, y, v.width, v.unit * 0.056, mix(rgb("#7d8696"), (255, 255, 255), 0.08 * row))
        for i in range(int(v.width / v.unit * 26)):
            if r.random() < 0.72:  # noqa: PLR2004 -- three seats of four are taken
                s.oval(i * v.unit / 26 + v.unit * 0.015, y + v.unit * 0.026, v.unit * 0.011, v.unit * 0.013, r.choice(("#d8574a", "#f2d06b", "#5f9ad0", "#f4f1ea", "#7ab86a", "#c99a6a")), line=False)
    s.box(0, v.horizon - v.unit * 0.02, v.width, v.unit * 0.03, "#f4f6f8")


def _cavewall(s: Sketch, v: View, r: random.Random) -> None:
    s.box(0, 0, v.width, v.horizon + 6, "#4a4258", line=False)
    s.oval(v.width * 0.5, v.horizon * 0.7, v.width * 0.36, v.horizon * 0.55, "#625879", line=False)
    for i in range(11):
        x, w, h = v.width * i / 10, v.unit * r.uniform(0.05, 0.1), v.unit * r.uniform(0.1, 0.3)
        s.poly([(x - w, -4), (x + w, -4), (x + w * 0.1, h)], "#3a3348")
    for _ in range(5):
        x, h = r.uniform(0.05, 0.95) * v.width, v.unit * r.uniform(0.06, 0.12)
        s.poly([(x - h * 0.3, v.horizon + 5), (x, v.horizon - h), (x + h * 0.3, v.horizon + 5)], r.choice(("#6fd0e8", "#b58af0")), glow=True)


def _earthrise(s: Sketch, v: View, r: random.Random) -> None:
    s.box(0, 0, v.width, v.horizon + 4, "#141033", line=False, glow=True)
    for _ in range(90):
        q = v.unit * r.choice((0.0016, 0.0024, 0.0036))
        s.oval(r.uniform(0, v.width), r.uniform(0, v.horizon), q, q, "#fffbe6", line=False, glow=True)
    x, y, q = v.width * 0.8, v.horizon * 0.34, v.unit * 0.11
    s.oval(x, y, q, q, "#4a9ae0", glow=True)
    s.blob([(x - q * 0.6, y - q * 0.4), (x, y - q * 0.6), (x + q * 0.2, y - q * 0.1), (x - q * 0.3, y + q * 0.2)], "#6fc47a", line=False, glow=True)
    s.blob([(x + q * 0.1, y + q * 0.2), (x + q * 0.6, y + q * 0.1), (x + q * 0.4, y + q * 0.6)], "#6fc47a", line=False, glow=True)
    _ridge(s, v, rgb("#8f919c"), 0.03, 0.02, r.uniform(0, 6))


def _stationroof(s: Sketch, v: View, _r: random.Random) -> None:
    s.box(0, v.horizon - v.unit * 0.36, v.width, v.unit * 0.06, "#7a4a3a")
    for i in range(6):
        x = v.width * (i + 0.5) / 6
        s.box(x - v.unit * 0.01, v.horizon - v.unit * 0.31, v.unit * 0.02, v.unit * 0.33, "#5a6270")
    s.box(v.width * 0.42, v.horizon - v.unit * 0.28, v.width * 0.16, v.unit * 0.07, "#2f5fa8")


def _rail(s: Sketch, v: View, _r: random.Random) -> None:
    h = v.unit * 0.12
    s.box(0, v.horizon - h, v.width, h * 0.14, "#8a5f3a")
    for i in range(int(v.width / (h * 0.7)) + 1):
        s.box(i * h * 0.7, v.horizon - h, h * 0.12, h * 1.05, "#9a6f48")


def _riverfar(s: Sketch, v: View, r: random.Random) -> None:
    _hills(s, v, r)
    s.box(0, v.horizon - v.unit * 0.06, v.width, v.unit * 0.08, v.haze("#4fa0dc", 0.15), line=False)


def _neon(s: Sketch, v: View, r: random.Random) -> None:
    _skyline_of(("#3a2f6a", "#2a3a70", "#4a2f6a"), 0.3, 0.56, 0.2, "neon")(s, v, r)


_LAYERS: dict[str, Layer] = {
    "hills": _hills, "hills2": _hills2, "candyhills": _candyhills, "dunes": _dunes, "mountains": _mountains, "mesas": _mesas,
    "trees": _row("tree", (0.28, 0.42), 0.15, 0.16), "trees_few": _row("tree", (0.22, 0.34), 0.42, 0.2),
    "bushes": _row("bush", (0.07, 0.12), 0.2, 0.18), "pines": _row("pine", (0.26, 0.42), 0.12, 0.16),
    "pines_far": _row("pine", (0.12, 0.2), 0.1, 0.3), "palms": _row("palm", (0.34, 0.5), 0.3, 0.12),
    "palms_side": _sides("palm", 0.62), "bare": _row("deadtree", (0.2, 0.32), 0.5, 0.1), "vines": _vines,
    "reeds": _row("grasstuft", (0.06, 0.1), 0.14, 0.1), "lollies": _row("lollytree", (0.18, 0.3), 0.3, 0.05),
    "mushrooms": _row("bigmushroom", (0.1, 0.18), 0.4, 0.08), "rows": _row("bush", (0.06, 0.07), 0.09, 0.1),
    "skyline": _skyline_of(("#7d8ba5", "#8a94a8", "#6f7f9a", "#9a8fa0"), 0.2, 0.46, 0.35, ""),
    "skyline2": _skyline_of(("#6a7690", "#7a6f85", "#5f7088"), 0.14, 0.3, 0.12, ""),
    "skyline_soft": _skyline_of(("#9fb0c5",), 0.12, 0.26, 0.6, ""), "neon": _neon, "houses": _houses,
    "houses_far": _skyline_of(("#d98a6a", "#e8b87a", "#c9a08a"), 0.07, 0.14, 0.3, ""), "stalls": _stalls,
    "seastrip": _seastrip, "lakestrip": _lakestrip, "riverstrip": _riverstrip, "fence": _fence, "flowers": _flowers,
    "barn": _placed("barn", 0.84, 0.4), "ferris": _placed("ferris", 0.74, 0.5), "play": _placed("swing", 0.86, 0.34, 0.08),
    "volcano": _placed("volcano", 0.72, 0.44, 0.04), "columns": _placed("ruins", 0.5, 0.34), "crane": _placed("crane", 0.8, 0.55),
    "tower_far": _placed("tower", 0.85, 0.3), "graves": _graves, "stands": _stands, "stands_low": _fence, "cavewall": _cavewall,
    "earthrise": _earthrise, "stationroof": _stationroof, "rail": _rail, "riverfar": _riverfar,
}  # fmt: skip
