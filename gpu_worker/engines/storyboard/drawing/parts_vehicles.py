"""Own vehicles, and what hangs in the sky. Frame: one unit high, standing on y = 0, centred, facing right."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import math
from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.colors import darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import ellipse, stroked

Part = Callable[[Sketch, str], None]


def _wheel(s: Sketch, x: float, y: float, r: float) -> None:
    s.oval(x, y, r, r, "#2d2c35")
    s.oval(x, y, r * 0.5, r * 0.5, "#b8c0c8")


def _tram(s: Sketch, c: str) -> None:
    p = rgb(c or "#d8433a")
    s.limb([(-0.3, -0.84), (0.0, -1.0), (0.3, -0.84)], 0.02, "#4a4f5a")
    s.box(-1.2, -0.86, 2.4, 0.76, p, 0.1)
    s.box(-1.2, -0.36, 2.4, 0.1, "#fbfaf6", line=False)
    for i in range(6):
        s.box(-1.1 + i * 0.36, -0.76, 0.3, 0.32, "#bfe3f5", 0.04)
    s.box(0.3, -0.76, 0.28, 0.64, darker(p, 0.15), 0.03)
    s.oval(1.12, -0.26, 0.05, 0.05, "#ffe9a0", glow=True)
    for x in (-0.85, -0.55, 0.55, 0.85):
        _wheel(s, x, -0.09, 0.09)


def _bicycle(s: Sketch, c: str) -> None:
    p = c or "#d8433a"
    for x in (-0.52, 0.52):
        s.add(stroked(ellipse(x, -0.34, 0.31, 0.31), 0.06), "#2d2c35")
        for i in range(4):
            a = i * math.pi / 4
            s.limb([(x - math.cos(a) * 0.3, -0.34 - math.sin(a) * 0.3), (x + math.cos(a) * 0.3, -0.34 + math.sin(a) * 0.3)], 0.012, "#9aa5b0", line=False)
    for line in ([(-0.52, -0.34), (-0.2, -0.78), (0.36, -0.8), (0.0, -0.32), (-0.2, -0.78)], [(-0.52, -0.34), (0.0, -0.32)], [(0.52, -0.34), (0.34, -0.96)]):
        s.limb(line, 0.055, p)
    s.limb([(0.34, -0.96), (0.22, -1.0)], 0.05, "#2d2c35")
    s.limb([(-0.34, -0.88), (-0.1, -0.88)], 0.08, "#4a3028")
    s.limb([(-0.22, -0.84), (-0.2, -0.76)], 0.04, "#4a4f5a")


def _skateboard(s: Sketch, c: str) -> None:
    s.curve([(-1.7, -0.85), (-1.3, -0.6), (1.3, -0.6), (1.7, -0.85)], 0.26, c or "#e2574c")
    for x in (-0.95, 0.95):
        _wheel(s, x, -0.22, 0.22)


def _snowboard(s: Sketch, c: str) -> None:
    s.curve([(-1.8, -0.8), (-1.3, -0.4), (1.3, -0.4), (1.8, -0.8)], 0.3, c or "#4a90d9")


def _skis(s: Sketch, c: str) -> None:
    s.curve([(-1.8, -0.3), (1.3, -0.3), (1.8, -0.8)], 0.2, c or "#d8433a")


def _surfboard(s: Sketch, c: str) -> None:
    s.blob([(-1.1, -0.4), (0, -0.75), (1.2, -0.7), (0, -0.2)], c or "#f2c230")


def _rowboat(s: Sketch, c: str) -> None:
    p = rgb(c or "#a5683a")
    s.blob([(-1.5, -0.9), (-1.3, -0.82), (0, -0.72), (1.3, -0.82), (1.6, -1.0), (1.15, -0.1), (0, 0.0), (-1.1, -0.1)], p)
    s.curve([(-1.45, -0.8), (0, -0.62), (1.5, -0.86)], 0.1, lighter(p, 0.3))
    s.curve([(-1.2, -0.42), (0, -0.3), (1.3, -0.42)], 0.03, darker(p, 0.25), line=False)


def _sailboat(s: Sketch, c: str) -> None:
    s.limb([(0, -0.2), (0, -1.0)], 0.03, "#7a5232")
    s.poly([(0.03, -0.97), (0.46, -0.28), (0.03, -0.28)], c or "#fbfaf6")
    s.poly([(-0.03, -0.86), (-0.36, -0.28), (-0.03, -0.28)], lighter(rgb(c or "#e2574c"), 0.1))
    s.blob([(-0.56, -0.22), (0.6, -0.22), (0.42, 0.0), (-0.38, 0.0)], "#9a5f38")


def _submarine(s: Sketch, c: str) -> None:
    p = rgb(c or "#f2c230")
    s.limb([(0.1, -0.95), (0.1, -0.7)], 0.06, darker(p, 0.2))
    s.limb([(0.1, -0.97), (0.26, -0.97)], 0.06, darker(p, 0.2))
    s.box(-0.2, -0.82, 0.5, 0.3, darker(p, 0.06), 0.08)
    s.oval(0, -0.34, 1.05, 0.34, p)
    s.blob([(-0.95, -0.34), (-1.25, -0.62), (-1.25, -0.06)], darker(p, 0.15))
    for x in (-0.4, 0.1, 0.6):
        s.oval(x, -0.36, 0.13, 0.13, "#7a5232")
        s.oval(x, -0.36, 0.09, 0.09, "#bfe9fa")


def _hotairballoon(s: Sketch, c: str) -> None:
    p = rgb(c or "#e2574c")
    s.blob([(0, -1.0), (0.3, -0.88), (0.36, -0.64), (0.1, -0.3), (-0.1, -0.3), (-0.36, -0.64), (-0.3, -0.88)], p)
    s.blob([(0, -1.0), (0.13, -0.86), (0.16, -0.64), (0.04, -0.3), (-0.04, -0.3), (-0.16, -0.64), (-0.13, -0.86)], "#f6d060", line=False)
    for x in (-0.08, 0.08):
        s.limb([(x, -0.31), (x * 0.9, -0.14)], 0.012, "#6a4a30")
    s.box(-0.1, -0.15, 0.2, 0.15, "#a5713f", 0.02)


def _airship(s: Sketch, c: str) -> None:
    p = rgb(c or "#c9ced6")
    s.oval(0, -0.62, 1.05, 0.36, p)
    s.blob([(-0.85, -0.62), (-1.2, -0.95), (-1.2, -0.3)], darker(p, 0.15))
    s.box(-0.3, -0.24, 0.6, 0.18, darker(p, 0.3), 0.06)


def _cloud(s: Sketch, c: str) -> None:
    for x, y, r in ((-0.7, -0.35, 0.35), (-0.15, -0.6, 0.45), (0.45, -0.5, 0.42), (0.9, -0.32, 0.3)):
        s.oval(x, y, r, r, c or "#ffffff", glow=not c)
    s.box(-0.95, -0.36, 2.05, 0.36, c or "#ffffff", 0.18, glow=not c)


def _sun(s: Sketch, c: str) -> None:
    s.oval(0, -0.5, 0.62, 0.62, "#fff0a8", alpha=0.35, line=False, glow=True)
    s.oval(0, -0.5, 0.4, 0.4, c or "#fdd23e", glow=True)


def _moon(s: Sketch, c: str) -> None:
    s.oval(0, -0.5, 0.64, 0.64, "#fff6cc", alpha=0.2, line=False, glow=True)
    s.oval(0, -0.5, 0.46, 0.46, c or "#fdf1b8", glow=True)
    for x, y, r in ((-0.14, -0.6, 0.09), (0.16, -0.42, 0.07), (-0.04, -0.3, 0.06)):
        s.oval(x, y, r, r, "#e8d590", line=False, glow=True)


def _planet(s: Sketch, c: str) -> None:
    p = rgb(c or "#e0985a")
    s.oval(0, -0.5, 0.5, 0.5, p, glow=True)
    for y, w in ((-0.66, 0.42), (-0.42, 0.46)):
        s.oval(0, y, w, 0.05, lighter(p, 0.3), line=False, glow=True)


def _rainbow(s: Sketch, _c: str) -> None:
    for index, color in enumerate(("#e2574c", "#ef8f36", "#f6d44c", "#5fb85f", "#4a90d9", "#8a63c2")):
        r = 0.97 - index * 0.06
        points = [(-math.cos(i * math.pi / 8) * r, -math.sin(i * math.pi / 8) * r) for i in range(9)]
        s.curve(points, 0.062, color, alpha=0.9, line=False, glow=True)


def _balloon(s: Sketch, c: str) -> None:
    s.curve([(0, -0.55), (0.04, -0.3), (-0.03, 0.0)], 0.015, "#7a7a82", line=False)
    s.blob([(0, -1.0), (0.2, -0.92), (0.22, -0.74), (0, -0.55), (-0.22, -0.74), (-0.2, -0.92)], c or "#e2473a")
    s.oval(-0.08, -0.86, 0.04, 0.06, "#ffffff", alpha=0.6, line=False)


def _flag(s: Sketch, c: str) -> None:
    s.limb([(-0.25, 0), (-0.25, -1.0)], 0.035, "#8a5f3a")
    s.blob([(-0.24, -0.98), (0.1, -0.94), (0.42, -1.0), (0.42, -0.58), (0.1, -0.52), (-0.24, -0.58)], c or "#d8433a")


def _polishflag(s: Sketch, _c: str) -> None:
    s.limb([(-0.25, 0), (-0.25, -1.0)], 0.035, "#8a5f3a")
    s.box(-0.24, -0.98, 0.66, 0.2, "#fbfaf6")
    s.box(-0.24, -0.78, 0.66, 0.2, "#dc143c")


def _chest(s: Sketch, c: str) -> None:
    p = rgb(c or "#8a5a30")
    s.blob([(-0.6, -0.62), (-0.55, -1.0), (0.55, -1.0), (0.6, -0.62)], darker(p, 0.15))
    for x in (-0.35, -0.12, 0.12, 0.35):
        s.oval(x, -0.62, 0.15, 0.11, "#f6d04a", glow=True)
    s.box(-0.62, -0.6, 1.24, 0.6, p, 0.04)
    for x in (-0.5, 0.42):
        s.box(x, -0.6, 0.08, 0.6, "#d9a63a")
    s.box(-0.09, -0.46, 0.18, 0.2, "#d9a63a", 0.03)


def _barrel(s: Sketch, c: str) -> None:
    p = rgb(c or "#a06a3a")
    s.blob([(-0.3, 0), (-0.4, -0.5), (-0.3, -1.0), (0.3, -1.0), (0.4, -0.5), (0.3, 0)], p)
    for y in (-0.8, -0.26):
        s.box(-0.37, y, 0.74, 0.09, "#5a6270", 0.02)


def _cauldron(s: Sketch, _c: str) -> None:
    s.oval(0, -0.42, 0.55, 0.42, "#35323d")
    s.oval(0, -0.74, 0.46, 0.12, "#7fd45a", glow=True)
    for x, y, r in ((-0.2, -0.84, 0.07), (0.1, -0.9, 0.09), (0.26, -0.82, 0.06)):
        s.oval(x, y, r, r, "#a8e87a", glow=True)


def _cart(s: Sketch, c: str) -> None:
    s.poly([(-0.9, -0.85), (0.9, -0.85), (0.75, -0.36), (-0.75, -0.36)], c or "#a5713f")
    _wheel(s, -0.4, -0.28, 0.28)
    _wheel(s, 0.45, -0.28, 0.28)
    s.limb([(0.85, -0.55), (1.35, -0.6)], 0.06, "#7a5232")


def _telescope(s: Sketch, _c: str) -> None:
    for x in (-0.3, 0.0, 0.3):
        s.limb([(0, -0.55), (x, 0)], 0.05, "#7a5232")
    s.limb([(-0.34, -0.5), (0.3, -0.88)], 0.17, "#3f5a86")
    s.limb([(0.22, -0.83), (0.38, -0.93)], 0.22, "#c79a3a")


def _ladder(s: Sketch, c: str) -> None:
    for x in (-0.14, 0.14):
        s.limb([(x, 0), (x, -1.0)], 0.04, c or "#b5793f")
    for i in range(7):
        s.limb([(-0.14, -0.1 - i * 0.13), (0.14, -0.1 - i * 0.13)], 0.03, c or "#c98a4e")


def _starfish(s: Sketch, c: str) -> None:
    pts = [(0.5 * math.sin(i * math.pi / 5) * (1 if i % 2 == 0 else 0.5), -0.5 - 0.5 * math.cos(i * math.pi / 5) * (1 if i % 2 == 0 else 0.5)) for i in range(10)]
    s.blob(pts, c or "#f0824a")


def _pumpkin(s: Sketch, c: str) -> None:
    p = rgb(c or "#ef8426")
    s.limb([(0, -0.82), (0.06, -1.0)], 0.12, "#4e7f3a")
    for x, w in ((-0.32, 0.26), (0.32, 0.26), (-0.16, 0.26), (0.16, 0.26), (0, 0.24)):
        s.oval(x, -0.42, w, 0.42, darker(p, abs(x) * 0.4))


def _easteregg(s: Sketch, c: str) -> None:
    s.blob([(0, -1.0), (0.32, -0.6), (0.34, -0.3), (0, 0.0), (-0.34, -0.3), (-0.32, -0.6)], c or "#e86fb0")
    for y in (-0.62, -0.32):
        s.curve([(-0.3, y), (-0.15, y - 0.1), (0, y), (0.15, y - 0.1), (0.3, y)], 0.06, "#fbf3d0", line=False)


def _blocks(s: Sketch, _c: str) -> None:
    for x, y, color in ((-0.3, -0.48, "#e2574c"), (0.22, -0.48, "#4a90d9"), (-0.05, -0.96, "#f6c92d")):
        s.box(x - 0.24, y, 0.48, 0.48, color, 0.04)
        s.oval(x, y + 0.24, 0.11, 0.11, lighter(rgb(color), 0.4), line=False)


def _paperboat(s: Sketch, c: str) -> None:
    s.poly([(-0.3, -0.45), (0, -1.0), (0.3, -0.45)], c or "#fbfaf6")
    s.poly([(-0.8, -0.5), (0.8, -0.5), (0.5, 0), (-0.5, 0)], darker(rgb(c or "#fbfaf6"), 0.06))


def _paperplane(s: Sketch, c: str) -> None:
    s.poly([(-1.2, -0.75), (1.2, -0.6), (-0.5, -0.35)], c or "#fbfaf6")
    s.poly([(1.2, -0.6), (-0.5, -0.35), (-0.35, 0.0)], darker(rgb(c or "#fbfaf6"), 0.15))


VEHICLES: dict[str, Part] = {
    "tram": _tram, "bicycle": _bicycle, "skateboard": _skateboard, "snowboard": _snowboard, "skis": _skis,
    "surfboard": _surfboard, "rowboat": _rowboat, "sailboat": _sailboat, "submarine": _submarine,
    "hotairballoon": _hotairballoon, "airship": _airship, "cloud": _cloud, "sun": _sun, "moon": _moon, "planet": _planet,
    "rainbow": _rainbow, "balloon": _balloon, "flag": _flag, "polishflag": _polishflag, "chest": _chest,
    "barrel": _barrel, "cauldron": _cauldron, "cart": _cart, "pram": _cart, "telescope": _telescope, "ladder": _ladder,
    "starfish": _starfish, "pumpkin": _pumpkin, "easteregg": _easteregg, "blocks": _blocks, "paperboat": _paperboat,
    "paperplane": _paperplane,
}  # fmt: skip
