"""Own parts that hands hold or tables carry. Frame: one unit high, standing on y = 0, centred."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.colors import darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

Part = Callable[[Sketch, str], None]


def _sword(s: Sketch, c: str) -> None:
    s.poly([(-0.05, -0.28), (0.05, -0.28), (0.05, -0.9), (0, -1.0), (-0.05, -0.9)], c or "#d5dce4")
    s.box(-0.15, -0.3, 0.3, 0.06, "#c79a3a", 0.02)
    s.box(-0.035, -0.26, 0.07, 0.2, "#6a4328", 0.02)
    s.oval(0, -0.03, 0.05, 0.05, "#c79a3a")


def _katana(s: Sketch, c: str) -> None:
    s.curve([(0, -0.26), (0.02, -0.6), (0.1, -1.0)], 0.05, c or "#dfe5ec")
    s.oval(0, -0.26, 0.08, 0.03, "#c79a3a")
    s.limb([(0, -0.22), (-0.02, -0.03)], 0.06, "#3a2a34")


def _cutlass(s: Sketch, c: str) -> None:
    s.blob([(-0.05, -0.28), (0.0, -0.6), (0.16, -0.98), (0.14, -0.55), (0.05, -0.28)], c or "#d5dce4")
    s.curve([(-0.06, -0.26), (-0.14, -0.12), (-0.02, 0.0)], 0.04, "#c79a3a")
    s.limb([(0, -0.25), (0, -0.03)], 0.06, "#5a3a28")


def _axe(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0, -0.95)], 0.07, "#8a5f3a")
    s.blob([(0.0, -0.98), (0.26, -1.0), (0.34, -0.78), (0.26, -0.58), (0.0, -0.68)], c or "#b6c0ca")


def _spear(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0, -0.9)], 0.035, "#8a5f3a")
    s.poly([(-0.05, -0.86), (0, -1.0), (0.05, -0.86)], c or "#c5ced6")


def _bow(s: Sketch, c: str) -> None:
    s.curve([(0.0, -1.0), (0.28, -0.75), (0.34, -0.5), (0.28, -0.25), (0.0, 0.0)], 0.05, c or "#8a5f3a")
    s.limb([(0.0, -1.0), (-0.06, -0.5), (0.0, 0.0)], 0.015, "#efe8d8")
    s.limb([(-0.16, -0.5), (0.5, -0.5)], 0.025, "#6a4a30")
    s.poly([(0.48, -0.55), (0.62, -0.5), (0.48, -0.45)], "#aab4be")


def _staff(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0.02, -0.5), (0, -0.86)], 0.045, "#7a5230")
    s.oval(0, -0.92, 0.08, 0.08, c or "#6fd0f0", glow=True)


def _wand(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0, -0.75)], 0.08, "#4a3a5a")
    points = [(0, -1.1), (0.09, -0.87), (0.33, -0.86), (0.14, -0.71), (0.21, -0.48), (0, -0.61), (-0.21, -0.48), (-0.14, -0.71), (-0.33, -0.86), (-0.09, -0.87)]
    s.poly(points, c or "#f6d44c", glow=True)


def _tray(s: Sketch, c: str) -> None:
    s.box(-0.6, -0.12, 1.2, 0.12, c or "#b8c2cc", 0.05)
    s.box(-0.3, -0.62, 0.22, 0.5, "#e8f2f8", 0.04)
    s.blob([(0.05, -0.12), (0.1, -0.5), (0.4, -0.5), (0.45, -0.12)], "#d8574a")


def _rod(s: Sketch, c: str) -> None:
    s.curve([(0, 0), (0.16, -0.55), (0.5, -1.0)], 0.028, c or "#8a5f3a")
    s.limb([(0.5, -1.0), (0.62, -0.1)], 0.008, "#e8eef2", line=False)
    s.oval(0.62, -0.08, 0.035, 0.045, "#d8392f")


def _racket(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0, -0.42)], 0.08, "#3a3640")
    s.oval(0, -0.7, 0.24, 0.3, c or "#d8433a")
    s.oval(0, -0.7, 0.18, 0.24, "#eef3ea")
    for d in (-0.1, 0.0, 0.1):
        s.limb([(d, -0.92), (d, -0.48)], 0.012, "#a9b3a4", line=False)
        s.limb([(-0.17, -0.7 + d * 1.6), (0.17, -0.7 + d * 1.6)], 0.012, "#a9b3a4", line=False)


def _golfclub(s: Sketch, c: str) -> None:
    s.limb([(0, -1.0), (0.1, -0.05)], 0.03, c or "#9aa5b0")
    s.blob([(0.06, -0.08), (0.26, -0.04), (0.24, 0.0), (0.06, 0.0)], "#4a5460")


def _hockeystick(s: Sketch, c: str) -> None:
    s.limb([(0, -1.0), (0.2, -0.05), (0.42, -0.03)], 0.045, c or "#b5793f")


def _barbell(s: Sketch, c: str) -> None:
    s.limb([(-1.2, -0.5), (1.2, -0.5)], 0.09, "#9aa5b0")
    for side in (-1, 1):
        s.box(side * 0.95 - 0.09, -0.98, 0.18, 0.96, c or "#3a3d48", 0.06)
        s.box(side * 1.14 - 0.07, -0.82, 0.14, 0.64, darker(rgb(c or "#3a3d48"), 0.2), 0.05)


def _quill(s: Sketch, c: str) -> None:
    s.blob([(0, 0), (0.1, -0.5), (0.4, -1.0), (0.08, -0.85), (-0.04, -0.45)], c or "#f4f1ea")
    s.limb([(0, 0), (0.22, -0.75)], 0.03, "#9a8f80", line=False)


def _mug(s: Sketch, c: str) -> None:
    s.curve([(0.4, -0.75), (0.72, -0.65), (0.7, -0.35), (0.38, -0.22)], 0.13, darker(rgb(c or "#e8574a"), 0.1))
    s.box(-0.42, -0.92, 0.84, 0.92, c or "#e8574a", 0.14)
    s.oval(0, -0.9, 0.4, 0.1, "#5a3a28")
    for x in (-0.15, 0.15):
        s.curve([(x, -1.05), (x + 0.08, -1.2), (x - 0.05, -1.35), (x + 0.04, -1.5)], 0.05, "#ffffff", alpha=0.7, line=False)


def _bottle(s: Sketch, c: str) -> None:
    s.blob([(-0.07, -1.0), (0.07, -1.0), (0.08, -0.72), (0.2, -0.55), (0.2, -0.02), (-0.2, -0.02), (-0.2, -0.55), (-0.08, -0.72)], c or "#5fae7a", alpha=0.95)
    s.box(-0.08, -1.05, 0.16, 0.1, "#b58a55", 0.02)
    s.box(-0.17, -0.42, 0.34, 0.24, "#f2ead8")


def _bowl(s: Sketch, c: str) -> None:
    s.blob([(-0.9, -0.85), (0.9, -0.85), (0.55, -0.1), (0, 0.0), (-0.55, -0.1)], c or "#5f9ad0")
    s.oval(0, -0.85, 0.9, 0.18, lighter(rgb(c or "#5f9ad0"), 0.35))


def _pot(s: Sketch, c: str) -> None:
    s.box(-0.6, -0.72, 1.2, 0.72, c or "#7d8894", 0.1)
    s.box(-0.66, -0.8, 1.32, 0.12, darker(rgb(c or "#7d8894"), 0.2), 0.05)
    for side in (-1, 1):
        s.curve([(side * 0.6, -0.6), (side * 0.78, -0.55), (side * 0.6, -0.42)], 0.07, "#3a3d48")
    for x in (-0.25, 0.05, 0.3):
        s.curve([(x, -0.95), (x + 0.1, -1.1), (x - 0.06, -1.25), (x + 0.04, -1.42)], 0.06, "#ffffff", alpha=0.65, line=False)


def _chess(s: Sketch, c: str) -> None:
    s.poly([(-1.1, -0.12), (1.1, -0.12), (0.85, -0.34), (-0.85, -0.34)], c or "#e9d3a8")
    for i in range(4):
        x = -0.8 + i * 0.46
        s.poly([(x, -0.13), (x + 0.22, -0.13), (x + 0.2, -0.22), (x + 0.02, -0.22)], "#7a4f30", line=False)
        s.poly([(x + 0.22, -0.23), (x + 0.4, -0.23), (x + 0.36, -0.32), (x + 0.2, -0.32)], "#7a4f30", line=False)
    s.box(-1.1, -0.12, 2.2, 0.12, "#8a5f3a")
    for x, tall, color in ((-0.8, 0.85, "#f7f2e6"), (-0.5, 0.6, "#f7f2e6"), (-0.2, 0.6, "#f7f2e6"), (0.25, 0.6, "#2d2a34"), (0.55, 0.6, "#2d2a34"), (0.82, 0.9, "#2d2a34")):
        s.blob([(x - 0.13, -0.2), (x - 0.05, -0.2 - tall * 0.5), (x + 0.05, -0.2 - tall * 0.5), (x + 0.13, -0.2)], color)
        s.oval(x, -0.2 - tall * 0.62, 0.09, 0.1, color)


def _paddle(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0, -0.7)], 0.05, c or "#b5793f")
    s.blob([(-0.08, -0.65), (0.08, -0.65), (0.12, -0.9), (0, -1.0), (-0.12, -0.9)], darker(rgb(c or "#b5793f"), 0.1))


def _shovel(s: Sketch, c: str) -> None:
    s.limb([(0, -1.0), (0, -0.3)], 0.06, "#a5743f")
    s.limb([(-0.1, -1.0), (0.1, -1.0)], 0.07, "#8a5f3a")
    s.blob([(-0.15, -0.35), (0.15, -0.35), (0.14, -0.12), (0, 0.0), (-0.14, -0.12)], c or "#9aa7b3")


def _wateringcan(s: Sketch, c: str) -> None:
    paint = c or "#4f9a8a"
    s.limb([(0.3, -0.35), (0.85, -0.85)], 0.12, darker(rgb(paint), 0.1))
    s.oval(0.88, -0.88, 0.14, 0.12, darker(rgb(paint), 0.2))
    s.curve([(-0.35, -0.1), (-0.75, -0.4), (-0.3, -0.75)], 0.1, darker(rgb(paint), 0.15))
    s.box(-0.4, -0.7, 0.8, 0.7, paint, 0.1)
    for dx, dy in ((0.1, 0.1), (0.02, 0.25), (0.2, 0.28), (0.12, 0.42)):
        s.oval(0.92 + dx, -0.8 + dy, 0.035, 0.055, "#6fb9ee", line=False)


def _net(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0.1, -0.6)], 0.05, "#a5743f")
    s.blob([(-0.1, -0.7), (0.4, -0.75), (0.3, -0.35), (0.12, -0.28)], c or "#f0f4f0", alpha=0.75)
    s.curve([(-0.12, -0.7), (0.14, -0.82), (0.42, -0.75)], 0.05, "#7a8a94")


def _torch(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0, -0.55)], 0.12, c or "#7a5230")
    s.blob([(-0.2, -0.55), (-0.18, -0.8), (0, -1.1), (0.18, -0.8), (0.2, -0.55)], "#f0882c", glow=True)
    s.blob([(-0.1, -0.56), (0, -0.88), (0.1, -0.56)], "#fbd95a", glow=True, line=False)


def _lantern(s: Sketch, c: str) -> None:
    s.curve([(-0.22, -0.78), (0, -1.0), (0.22, -0.78)], 0.05, "#4a4048")
    s.box(-0.28, -0.8, 0.56, 0.1, "#4a4048", 0.03)
    s.box(-0.24, -0.7, 0.48, 0.58, c or "#fbd768", 0.05, glow=True)
    s.box(-0.3, -0.12, 0.6, 0.12, "#4a4048", 0.03)


def _stamp(s: Sketch, c: str) -> None:
    s.oval(0, -0.82, 0.26, 0.18, c or "#8a4a30")
    s.box(-0.1, -0.7, 0.2, 0.4, c or "#8a4a30")
    s.box(-0.4, -0.32, 0.8, 0.32, "#4a3a3a", 0.06)


def _rope(s: Sketch, c: str) -> None:
    for y in (-0.15, -0.4, -0.65):
        s.oval(0, y, 0.6, 0.2, c or "#c79a5a")
        s.oval(0, y - 0.03, 0.42, 0.1, darker(rgb(c or "#c79a5a"), 0.4), line=False)


def _vase(s: Sketch, c: str) -> None:
    for x, color in ((-0.24, "#e2574c"), (0.02, "#f6c92d"), (0.26, "#b26fd0")):
        s.limb([(0, -0.5), (x, -0.82)], 0.03, "#4e8f45")
        s.oval(x, -0.88, 0.12, 0.11, color)
    s.blob([(-0.12, -0.58), (0.12, -0.58), (0.26, -0.3), (0.16, 0.0), (-0.16, 0.0), (-0.26, -0.3)], c or "#4f8fc4")


ITEMS: dict[str, Part] = {
    "sword": _sword, "katana": _katana, "cutlass": _cutlass, "axe": _axe, "spear": _spear, "bow": _bow,
    "staff": _staff, "wand": _wand, "tray": _tray, "rod": _rod, "racket": _racket, "golfclub": _golfclub,
    "hockeystick": _hockeystick, "barbell": _barbell, "quill": _quill, "mug": _mug, "bottle": _bottle, "bowl": _bowl,
    "pot": _pot, "chess": _chess, "paddle": _paddle, "shovel": _shovel, "wateringcan": _wateringcan, "net": _net,
    "torch": _torch, "lantern": _lantern, "stamp": _stamp, "rope": _rope, "vase": _vase,
}  # fmt: skip
