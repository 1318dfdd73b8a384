"""Own buildings and street furniture. Frame: one unit high, standing on y = 0, centred."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.colors import darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

Part = Callable[[Sketch, str], None]


def _pane(s: Sketch, x: float, y: float, w: float, h: float) -> None:
    s.box(x, y, w, h, "#f7f1e2", 0.01)
    s.box(x + w * 0.1, y + h * 0.1, w * 0.8, h * 0.8, "#8fcbea", line=False)
    s.box(x + w * 0.46, y, w * 0.08, h, "#f7f1e2", line=False)


def _house(s: Sketch, c: str) -> None:
    wall = rgb(c or "#f0c98a")
    s.box(0.2, -0.98, 0.12, 0.3, "#a8573f")
    s.box(-0.5, -0.56, 1.0, 0.56, wall)
    s.poly([(-0.6, -0.54), (0, -1.0), (0.6, -0.54)], "#c0503c")
    s.box(-0.1, -0.32, 0.2, 0.32, "#7a4f30", 0.02)
    s.oval(0.06, -0.16, 0.015, 0.015, "#f2d06b", line=False)
    _pane(s, -0.4, -0.4, 0.2, 0.2)
    _pane(s, 0.2, -0.4, 0.2, 0.2)
    s.oval(0, -0.7, 0.07, 0.07, "#8fcbea")


def _cabin(s: Sketch, c: str) -> None:
    wall = rgb(c or "#a5713f")
    s.box(-0.5, -0.5, 1.0, 0.5, wall)
    for y in (-0.4, -0.3, -0.2, -0.1):
        s.limb([(-0.5, y), (0.5, y)], 0.012, darker(wall, 0.25), line=False)
    s.poly([(-0.62, -0.48), (0, -1.0), (0.62, -0.48)], "#6a4a3a")
    s.box(-0.34, -0.34, 0.2, 0.34, "#5a3a28", 0.01)
    _pane(s, 0.1, -0.36, 0.24, 0.2)


def _gingerbread(s: Sketch, c: str) -> None:
    s.box(-0.45, -0.52, 0.9, 0.52, c or "#b5703a")
    s.poly([(-0.58, -0.5), (0, -1.0), (0.58, -0.5)], "#8a4f28")
    s.curve([(-0.58, -0.5), (-0.4, -0.46), (-0.2, -0.52), (0, -0.46), (0.2, -0.52), (0.4, -0.46), (0.58, -0.5)], 0.06, "#fdf6f2")
    s.box(-0.1, -0.3, 0.2, 0.3, "#e2476a", 0.06)
    for x, y, color in ((-0.28, -0.3, "#4ea64b"), (0.28, -0.3, "#f6c92d"), (-0.2, -0.64, "#e2476a"), (0.2, -0.64, "#4a90d9"), (0, -0.8, "#f6c92d")):
        s.oval(x, y, 0.06, 0.06, color)


def _treehouse(s: Sketch, _c: str) -> None:
    s.blob([(-0.14, 0), (-0.07, -0.5), (0.07, -0.5), (0.14, 0)], "#7a5232")
    for x, y, r in ((-0.3, -0.66, 0.2), (0.3, -0.66, 0.2), (0, -0.84, 0.22)):
        s.oval(x, y, r, r, "#4f9a4a")
    with s.frame(0, -0.42, 0.36):
        _cabin(s, "")
    s.box(-0.28, -0.44, 0.56, 0.04, "#8a5f3a")
    for y in (-0.36, -0.26, -0.16, -0.06):
        s.limb([(0.16, y), (0.26, y)], 0.018, "#a5713f")


def _tower(s: Sketch, c: str) -> None:
    wall = rgb(c or "#c9a878")
    s.box(-0.15, -0.72, 0.3, 0.72, wall)
    s.box(-0.19, -0.76, 0.38, 0.06, darker(wall, 0.15))
    s.poly([(-0.2, -0.76), (0, -1.0), (0.2, -0.76)], "#a8483a")
    s.oval(0, -0.6, 0.09, 0.09, "#fbf7ec")
    s.limb([(0, -0.6), (0, -0.66)], 0.014, "#2d2c35")
    s.limb([(0, -0.6), (0.04, -0.58)], 0.014, "#2d2c35")
    s.box(-0.05, -0.14, 0.1, 0.14, "#6a4a30", 0.03)


def _lighthouse(s: Sketch, c: str) -> None:
    s.poly([(-0.17, 0), (-0.1, -0.78), (0.1, -0.78), (0.17, 0)], "#fbfaf6")
    for a, b in ((0.02, 0.16), (0.32, 0.46), (0.6, 0.74)):
        w0, w1 = 0.17 - 0.07 * a / 0.78, 0.17 - 0.07 * b / 0.78
        s.poly([(-w0, -a), (-w1, -b), (w1, -b), (w0, -a)], c or "#d8433a", line=False)
    s.box(-0.14, -0.81, 0.28, 0.04, "#3a3d48")
    s.oval(0, -0.87, 0.2, 0.1, "#ffe9a0", alpha=0.35, line=False, glow=True)
    s.box(-0.075, -0.91, 0.15, 0.1, "#ffe28a", glow=True)
    s.poly([(-0.11, -0.91), (0, -1.0), (0.11, -0.91)], "#a8342c")


def _windmill(s: Sketch, c: str) -> None:
    s.poly([(-0.2, 0), (-0.12, -0.66), (0.12, -0.66), (0.2, 0)], c or "#e9d9b8")
    s.poly([(-0.15, -0.64), (0, -0.8), (0.15, -0.64)], "#a8573f")
    s.box(-0.06, -0.16, 0.12, 0.16, "#6a4a30", 0.02)
    for turn in (20, 110, 200, 290):
        with s.frame(0, -0.64, 1, 1, turn):
            s.limb([(0, 0), (0, -0.4)], 0.02, "#6a4a30")
            s.box(0.0, -0.4, 0.09, 0.28, "#fbf6ea")
    s.oval(0, -0.64, 0.035, 0.035, "#6a4a30")


def _windturbine(s: Sketch, _c: str) -> None:
    s.poly([(-0.025, 0), (-0.012, -0.66), (0.012, -0.66), (0.025, 0)], "#eef1f4")
    for turn in (10, 130, 250):
        with s.frame(0, -0.66, 1, 1, turn):
            s.blob([(-0.015, 0), (-0.02, -0.14), (0, -0.34), (0.015, -0.14), (0.012, 0)], "#fbfcfd")


def _skyscraper(s: Sketch, c: str) -> None:
    wall = rgb(c or "#7f93ad")
    s.box(-0.17, -0.94, 0.34, 0.94, wall)
    s.limb([(0, -0.94), (0, -1.0)], 0.012, "#5a6270")
    for j in range(13):
        for i in range(4):
            s.box(-0.14 + i * 0.073, -0.9 + j * 0.066, 0.05, 0.042, "#d9eefa" if (i + j) % 3 else "#ffe9a8", line=False)


def _shop(s: Sketch, c: str) -> None:
    s.box(-0.55, -0.9, 1.1, 0.9, "#e9d2b0")
    s.box(-0.58, -1.0, 1.16, 0.16, c or "#8a4a5a", 0.03)
    for i in range(7):
        s.poly([(-0.56 + i * 0.16, -0.68), (-0.4 + i * 0.16, -0.68), (-0.4 + i * 0.165, -0.5), (-0.57 + i * 0.16, -0.5)], (c or "#d8433a") if i % 2 == 0 else "#fbfaf6")
    s.box(-0.46, -0.46, 0.56, 0.34, "#a9d9f2", 0.02)
    s.box(0.2, -0.46, 0.24, 0.46, "#7a4f30", 0.02)


def _stall(s: Sketch, c: str) -> None:
    for x in (-0.5, 0.5):
        s.limb([(x, -0.75), (x, 0)], 0.05, "#8a5f3a")
    s.box(-0.56, -0.4, 1.12, 0.4, "#b5844f", 0.02)
    for i, color in enumerate(("#d8392f", "#ef8426", "#f6c92d", "#4ea64b", "#8549b5", "#d8392f", "#ef8426")):
        s.oval(-0.45 + i * 0.15, -0.43, 0.075, 0.06, color)
    for i in range(6):
        s.poly([(-0.48 + i * 0.16, -1.0), (-0.32 + i * 0.16, -1.0), (-0.42 + i * 0.21, -0.72), (-0.63 + i * 0.21, -0.72)], (c or "#d8433a") if i % 2 == 0 else "#fbfaf6")


def _barn(s: Sketch, c: str) -> None:
    s.poly([(-0.55, 0), (-0.55, -0.5), (-0.36, -0.84), (0, -1.0), (0.36, -0.84), (0.55, -0.5), (0.55, 0)], c or "#b5433a")
    s.curve([(-0.58, -0.48), (-0.37, -0.85), (0, -1.0), (0.37, -0.85), (0.58, -0.48)], 0.05, "#6a4a44")
    s.box(-0.2, -0.44, 0.4, 0.44, "#f4ead6")
    s.limb([(-0.18, -0.42), (0.18, -0.02)], 0.04, "#b5433a")
    s.limb([(0.18, -0.42), (-0.18, -0.02)], 0.04, "#b5433a")
    s.box(-0.09, -0.72, 0.18, 0.16, "#f4ead6")


def _greenhouse(s: Sketch, _c: str) -> None:
    s.poly([(-0.6, 0), (-0.6, -0.55), (0, -1.0), (0.6, -0.55), (0.6, 0)], "#cfeef2", alpha=0.92)
    for x in (-0.3, 0.0, 0.3):
        s.limb([(x, 0), (x, -0.55 - 0.44 * (1 - abs(x) / 0.6))], 0.025, "#7fa58f")
    for x in (-0.42, -0.14, 0.16, 0.44):
        s.oval(x, -0.16, 0.13, 0.15, "#5fae5a")
    s.limb([(-0.6, -0.55), (0.6, -0.55)], 0.025, "#7fa58f")


def _garage(s: Sketch, c: str) -> None:
    s.box(-0.6, -0.8, 1.2, 0.8, c or "#cfc3b0")
    s.poly([(-0.68, -0.78), (0, -1.0), (0.68, -0.78)], "#7a6a60")
    s.box(-0.44, -0.6, 0.88, 0.6, "#8f9bab")
    for y in (-0.48, -0.36, -0.24, -0.12):
        s.limb([(-0.44, y), (0.44, y)], 0.015, "#6a7480", line=False)


def _tent(s: Sketch, c: str) -> None:
    s.poly([(-0.85, 0), (0, -1.0), (0.85, 0)], c or "#e8853a")
    s.poly([(-0.3, 0), (0, -0.8), (0.3, 0)], "#5a3a30")
    s.poly([(0, -0.8), (0.3, 0), (0.42, 0)], lighter(rgb(c or "#e8853a"), 0.3))


def _igloo(s: Sketch, _c: str) -> None:
    s.blob([(-0.8, 0), (-0.72, -0.55), (-0.3, -0.94), (0.3, -0.94), (0.72, -0.55), (0.8, 0)], "#eaf4fb")
    for y in (-0.3, -0.6):
        s.limb([(-0.72, y), (0.72, y)], 0.02, "#b9d3e6", line=False)
    s.blob([(-0.3, 0), (-0.28, -0.4), (0, -0.56), (0.28, -0.4), (0.3, 0)], "#cfe2f0")
    s.blob([(-0.2, 0), (-0.18, -0.32), (0, -0.44), (0.18, -0.32), (0.2, 0)], "#3f5a78")


def _pyramid(s: Sketch, c: str) -> None:
    paint = rgb(c or "#e2b85f")
    s.poly([(-0.8, 0), (0, -1.0), (0.8, 0)], paint)
    s.poly([(0, -1.0), (0.8, 0), (0.28, 0)], darker(paint, 0.2), line=False)


def _statue(s: Sketch, c: str) -> None:
    stone = rgb(c or "#a9aeb5")
    s.box(-0.28, -0.3, 0.56, 0.3, darker(stone, 0.15), 0.02)
    s.blob([(-0.13, -0.3), (-0.12, -0.6), (-0.14, -0.74), (0.14, -0.74), (0.12, -0.6), (0.13, -0.3)], stone)
    s.oval(0, -0.85, 0.09, 0.11, stone)
    s.limb([(0.12, -0.7), (0.24, -0.84), (0.22, -0.98)], 0.06, stone)


def _well(s: Sketch, _c: str) -> None:
    for x in (-0.4, 0.4):
        s.limb([(x, -0.75), (x, -0.3)], 0.07, "#8a5f3a")
    s.poly([(-0.62, -0.72), (0, -1.0), (0.62, -0.72)], "#a8483a")
    s.box(-0.5, -0.42, 1.0, 0.42, "#a5a9b0", 0.06)
    s.limb([(0, -0.78), (0, -0.5)], 0.02, "#d9c9a8")
    s.box(-0.09, -0.54, 0.18, 0.14, "#7a5232", 0.02)


def _bridge(s: Sketch, c: str) -> None:
    stone = rgb(c or "#b5a58f")
    s.blob([(-2.0, 0), (-1.6, -0.5), (0, -0.8), (1.6, -0.5), (2.0, 0), (1.3, 0), (0.9, -0.3), (0, -0.46), (-0.9, -0.3), (-1.3, 0)], stone)
    s.curve([(-1.8, -0.6), (0, -0.98), (1.8, -0.6)], 0.08, darker(stone, 0.15))
    for x in (-1.4, -0.7, 0, 0.7, 1.4):
        s.limb([(x, -0.95 + abs(x) * 0.17), (x, -0.72 + abs(x) * 0.14)], 0.07, darker(stone, 0.15))


BUILDINGS: dict[str, Part] = {
    "house": _house, "cabin": _cabin, "gingerbread": _gingerbread, "treehouse": _treehouse, "tower": _tower, "lighthouse": _lighthouse,
    "windmill": _windmill, "windturbine": _windturbine, "skyscraper": _skyscraper, "shop": _shop, "stall": _stall, "barn": _barn,
    "greenhouse": _greenhouse, "garage": _garage, "tent": _tent, "igloo": _igloo, "pyramid": _pyramid, "statue": _statue,
    "well": _well, "bridge": _bridge,
}
