"""Own things of streets and parks. Frame: one unit high, standing on y = 0, centred."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import math
from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.colors import darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

Part = Callable[[Sketch, str], None]


def _gate(s: Sketch, c: str) -> None:
    for x in (-0.5, 0.5):
        s.box(x - 0.11, -0.95, 0.22, 0.95, "#b59a78")
        s.oval(x, -0.96, 0.1, 0.08, "#cbb08d")
    for i in range(7):
        s.limb([(-0.36 + i * 0.12, -0.7 - 0.1 * math.sin(i * math.pi / 6)), (-0.36 + i * 0.12, -0.02)], 0.03, c or "#3a3d48")
    s.limb([(-0.4, -0.2), (0.4, -0.2)], 0.03, c or "#3a3d48")


def _wall(s: Sketch, c: str) -> None:
    paint = rgb(c or "#b5654a")
    s.box(-1.1, -1.0, 2.2, 1.0, paint)
    for j in range(5):
        for i in range(6):
            s.box(-1.08 + i * 0.37 + (0.18 if j % 2 else 0), -0.97 + j * 0.2, 0.34, 0.16, lighter(paint, 0.12 + 0.05 * ((i + j) % 2)), line=False)


def _fence(s: Sketch, c: str) -> None:
    paint = rgb(c or "#f1e7d2")
    for y in (-0.35, -0.7):
        s.box(-1.6, y, 3.2, 0.1, darker(paint, 0.12))
    for i in range(9):
        x = -1.55 + i * 0.36
        s.poly([(x, 0), (x, -0.82), (x + 0.1, -1.0), (x + 0.2, -0.82), (x + 0.2, 0)], paint)


def _stairs(s: Sketch, c: str) -> None:
    for i in range(5):
        s.box(-0.7 + i * 0.28, -0.2 * (i + 1), 1.4 - i * 0.28, 0.2, lighter(rgb(c or "#b59a78"), 0.06 * i))


def _ruins(s: Sketch, _c: str) -> None:
    for x, tall in ((-0.7, 0.9), (-0.3, 0.55), (0.15, 1.0), (0.62, 0.4)):
        s.box(x - 0.1, -tall, 0.2, tall, "#cfc6b2")
        s.box(x - 0.14, -0.08, 0.28, 0.08, "#b9af9a")
        s.limb([(x, -tall + 0.06), (x, -0.1)], 0.02, "#b9af9a", line=False)
    s.box(-0.86, -0.98, 0.32, 0.1, "#cfc6b2")


def _doghouse(s: Sketch, c: str) -> None:
    s.box(-0.5, -0.6, 1.0, 0.6, c or "#c98a4e")
    s.poly([(-0.65, -0.56), (0, -1.0), (0.65, -0.56)], "#b5433a")
    s.blob([(-0.22, 0), (-0.22, -0.34), (0, -0.48), (0.22, -0.34), (0.22, 0)], "#4a3028")


def _birdhouse(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0, -0.6)], 0.06, "#8a5f3a")
    s.box(-0.18, -0.86, 0.36, 0.3, c or "#d9904f")
    s.poly([(-0.26, -0.84), (0, -1.0), (0.26, -0.84)], "#a8483a")
    s.oval(0, -0.72, 0.07, 0.07, "#4a3028")


def _beehive(s: Sketch, c: str) -> None:
    for y, w in ((-0.12, 0.4), (-0.34, 0.46), (-0.56, 0.4), (-0.78, 0.28)):
        s.oval(0, y, w, 0.17, c or "#e8b23f")
    s.oval(0, -0.2, 0.1, 0.1, "#5a3a20")


def _volcano(s: Sketch, c: str) -> None:
    s.poly([(-0.85, 0), (-0.2, -0.8), (0.2, -0.8), (0.85, 0)], c or "#6a5550")
    s.blob([(-0.2, -0.8), (0.2, -0.8), (0.26, -0.5), (0.12, -0.56), (0.06, -0.3), (-0.05, -0.55), (-0.2, -0.45)], "#f0642a", glow=True)
    for x, y, r in ((-0.08, -0.95, 0.11), (0.1, -1.02, 0.13), (-0.02, -1.14, 0.12)):
        s.oval(x, y, r, r * 0.8, "#8f8a94", alpha=0.9, line=False)


def _phonebox(s: Sketch, c: str) -> None:
    s.box(-0.22, -0.95, 0.44, 0.95, c or "#c8302c", 0.02)
    s.blob([(-0.22, -0.94), (0, -1.02), (0.22, -0.94)], c or "#c8302c")
    for j in range(5):
        for i in range(2):
            s.box(-0.16 + i * 0.17, -0.8 + j * 0.13, 0.14, 0.1, "#d9eefa", line=False)


def _signpost(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0, -1.0)], 0.07, "#8a5f3a")
    s.poly([(-0.1, -0.92), (0.42, -0.92), (0.54, -0.81), (0.42, -0.7), (-0.1, -0.7)], c or "#d9a86a")
    s.poly([(0.1, -0.62), (-0.42, -0.62), (-0.54, -0.51), (-0.42, -0.4), (0.1, -0.4)], c or "#d9a86a")


def _trafficlight(s: Sketch, _c: str) -> None:
    s.limb([(0, 0), (0, -0.6)], 0.05, "#4a4f5a")
    s.box(-0.12, -1.0, 0.24, 0.46, "#2d3038", 0.05)
    for y, color in ((-0.9, "#e2473a"), (-0.77, "#f2c230"), (-0.64, "#4ec45a")):
        s.oval(0, y, 0.06, 0.06, color, glow=True)


def _streetlamp(s: Sketch, _c: str) -> None:
    s.oval(0, -0.9, 0.24, 0.17, "#ffe9a0", alpha=0.3, line=False, glow=True)
    s.limb([(0, 0), (0, -0.82)], 0.035, "#3a3d48")
    s.box(-0.06, -0.05, 0.12, 0.05, "#3a3d48", 0.01)
    s.poly([(-0.05, -0.82), (-0.08, -0.95), (0.08, -0.95), (0.05, -0.82)], "#ffe28a", glow=True)
    s.poly([(-0.1, -0.95), (0, -1.0), (0.1, -0.95)], "#3a3d48")


def _bin(s: Sketch, c: str) -> None:
    s.poly([(-0.34, -0.82), (0.34, -0.82), (0.27, 0), (-0.27, 0)], c or "#7d8894")
    s.box(-0.4, -0.92, 0.8, 0.12, darker(rgb(c or "#7d8894"), 0.15), 0.04)


def _swing(s: Sketch, _c: str) -> None:
    for x in (-0.55, 0.55):
        s.limb([(x * 0.82, -1.0), (x * 1.2, 0)], 0.05, "#c8503c")
    s.limb([(-0.5, -0.98), (0.5, -0.98)], 0.05, "#c8503c")
    for x in (-0.14, 0.14):
        s.limb([(x, -0.96), (x, -0.3)], 0.015, "#6a6a72")
    s.box(-0.2, -0.32, 0.4, 0.05, "#8a5f3a", 0.02)


def _seesaw(s: Sketch, _c: str) -> None:
    s.poly([(-0.2, 0), (0, -0.5), (0.2, 0)], "#4a90d9")
    s.limb([(-1.4, -0.2), (1.4, -0.8)], 0.12, "#e2574c")


def _sandbox(s: Sketch, _c: str) -> None:
    s.poly([(-2.4, 0), (-1.9, -0.8), (1.9, -0.8), (2.4, 0)], "#b5844f")
    s.poly([(-2.05, -0.14), (-1.7, -0.68), (1.7, -0.68), (2.05, -0.14)], "#f0d890")


def _sandcastle(s: Sketch, c: str) -> None:
    paint = rgb(c or "#e8c67a")
    s.box(-0.6, -0.5, 1.2, 0.5, paint)
    for x, tall in ((-0.55, 0.78), (0.55, 0.78), (0, 0.92)):
        s.box(x - 0.18, -tall, 0.36, tall, lighter(paint, 0.08))
        for dx in (-0.18, -0.04, 0.1):
            s.box(x + dx, -tall - 0.08, 0.09, 0.1, lighter(paint, 0.08))
    s.blob([(-0.1, 0), (-0.1, -0.22), (0, -0.32), (0.1, -0.22), (0.1, 0)], darker(paint, 0.4))
    s.poly([(0, -0.98), (0, -1.15), (0.16, -1.08)], "#d8433a")


def _ferris(s: Sketch, _c: str) -> None:
    for x in (-0.28, 0.28):
        s.limb([(0, -0.56), (x, 0)], 0.03, "#7a8494")
    colors = ("#e2574c", "#f6c92d", "#4ea64b", "#4a90d9", "#8a63c2", "#ef8f36", "#e86fb0", "#3cb0a8")
    for i in range(8):
        a = i * math.pi / 4
        s.limb([(0, -0.56), (math.cos(a) * 0.38, -0.56 + math.sin(a) * 0.38)], 0.014, "#9aa5b3")
    points = [(math.cos(i * math.pi / 8) * 0.38, -0.56 + math.sin(i * math.pi / 8) * 0.38) for i in range(17)]
    s.curve(points, 0.02, "#9aa5b3")
    for i, color in enumerate(colors):
        a = i * math.pi / 4
        s.oval(math.cos(a) * 0.38, -0.54 + math.sin(a) * 0.38, 0.055, 0.05, color)


def _carousel(s: Sketch, _c: str) -> None:
    s.box(-0.6, -0.12, 1.2, 0.12, "#c8503c", 0.02)
    for x in (-0.4, 0, 0.4):
        s.limb([(x, -0.66), (x, -0.1)], 0.025, "#e2b64a")
        s.blob([(x - 0.12, -0.3), (x - 0.05, -0.4), (x + 0.08, -0.38), (x + 0.13, -0.5), (x + 0.18, -0.4), (x + 0.1, -0.26), (x - 0.08, -0.24)], "#fbf6ec")
    for i in range(6):
        s.poly([(0, -1.0), (-0.66 + i * 0.22, -0.64), (-0.44 + i * 0.22, -0.64)], "#d8433a" if i % 2 == 0 else "#fbfaf6")


def _crane(s: Sketch, c: str) -> None:
    paint = c or "#f2b430"
    s.limb([(-0.1, 0), (-0.1, -0.95)], 0.05, paint)
    s.limb([(-0.3, -0.86), (0.55, -0.86)], 0.04, paint)
    s.limb([(-0.1, -1.0), (0.5, -0.87)], 0.012, "#4a4f5a")
    s.limb([(0.42, -0.86), (0.42, -0.45)], 0.01, "#4a4f5a")
    s.box(0.34, -0.46, 0.16, 0.1, "#a8573f")


STREETS: dict[str, Part] = {
    "gate": _gate, "wall": _wall, "fence": _fence, "stairs": _stairs, "ruins": _ruins, "doghouse": _doghouse,
    "birdhouse": _birdhouse, "beehive": _beehive, "volcano": _volcano, "phonebox": _phonebox, "signpost": _signpost, "trafficlight": _trafficlight,
    "streetlamp": _streetlamp, "bin": _bin, "swing": _swing, "seesaw": _seesaw, "sandbox": _sandbox, "sandcastle": _sandcastle,
    "ferris": _ferris, "carousel": _carousel, "crane": _crane,
}
