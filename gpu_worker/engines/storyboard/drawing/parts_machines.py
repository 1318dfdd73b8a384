"""Machines on wheels, wings and water. Frame: one unit high, standing on y = 0, centred, facing right."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import math
from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.colors import darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

Part = Callable[[Sketch, str], None]


def _wheel(s: Sketch, x: float, y: float, r: float) -> None:
    s.oval(x, y, r, r, "#2d2c35")
    s.oval(x, y, r * 0.5, r * 0.5, "#b8c0c8")


def _tracks(s: Sketch, left: float, right: float, top: float) -> None:
    s.box(left, top, right - left, -top, "#33323a", -top / 2)
    count = max(3, round((right - left) / 0.2))
    for i in range(count):
        x = left - top / 2 + (right - left + top) * i / (count - 1)
        s.oval(x, top / 2, -top * 0.3, -top * 0.3, "#8b929c")


def _digger(s: Sketch, c: str) -> None:
    p = rgb(c or "#f2b52c")
    _tracks(s, -0.62, 0.42, -0.24)
    s.box(-0.6, -0.5, 0.9, 0.28, p, 0.05)
    s.box(-0.28, -0.94, 0.42, 0.48, p, 0.05)
    s.box(-0.2, -0.86, 0.28, 0.28, "#bfe3f5", 0.04)
    s.limb([(0.2, -0.5), (0.62, -0.98), (1.02, -0.62)], 0.1, darker(p, 0.08))
    s.limb([(0.3, -0.42), (0.58, -0.74)], 0.045, "#8b929c")
    s.limb([(1.02, -0.62), (0.98, -0.34)], 0.08, darker(p, 0.08))
    s.blob([(0.8, -0.36), (1.14, -0.4), (1.16, -0.12), (0.96, -0.04), (0.78, -0.14)], "#6b727c")
    for x in (0.82, 0.9, 0.98):
        s.poly([(x, -0.1), (x + 0.06, -0.1), (x + 0.01, 0.0)], "#4a4f5a")


def _tank(s: Sketch, c: str) -> None:
    p = rgb(c or "#6f7f4f")
    s.limb([(0.1, -0.78), (1.1, -0.84)], 0.1, darker(p, 0.15))
    s.box(1.02, -0.91, 0.14, 0.14, darker(p, 0.25), 0.03)
    s.blob([(-0.42, -0.6), (-0.36, -0.9), (-0.1, -1.0), (0.2, -0.96), (0.4, -0.78), (0.42, -0.6)], p)
    s.box(-0.16, -1.02, 0.26, 0.08, darker(p, 0.2), 0.03)
    s.poly([(-0.95, -0.4), (-0.78, -0.64), (0.78, -0.64), (1.0, -0.4)], darker(p, 0.06))
    _tracks(s, -0.98, 0.98, -0.4)


def _pirateship(s: Sketch, c: str) -> None:
    hull = rgb("#7a4a2c")
    for x, tall in ((-0.3, 0.86), (0.14, 1.0), (0.46, 0.78)):
        s.limb([(x, -0.2), (x, -tall)], 0.025, "#5f3c22")
    sail = c or "#2f2d38"
    for x, top, low, half in ((-0.3, -0.8, -0.42, 0.17), (0.14, -0.92, -0.42, 0.2), (0.46, -0.72, -0.42, 0.13)):
        s.blob([(x - half, top), (x + half, top), (x + half * 1.25, (top + low) / 2), (x + half, low), (x - half, low), (x - half * 0.7, (top + low) / 2)], sail)
    s.oval(0.16, -0.7, 0.075, 0.075, "#f7f5f0")
    s.box(0.115, -0.66, 0.09, 0.06, "#f7f5f0", 0.02)
    for x in (0.135, 0.185):
        s.oval(x, -0.7, 0.018, 0.02, "#2f2d38")
    s.blob([(0.14, -1.0), (0.34, -0.98), (0.3, -0.93), (0.36, -0.88), (0.14, -0.9)], "#2f2d38")
    s.blob([(-0.72, -0.46), (-0.5, -0.32), (0.5, -0.28), (0.92, -0.36), (0.7, -0.06), (0.5, 0.0), (-0.5, 0.0), (-0.66, -0.12)], hull)
    s.curve([(-0.68, -0.32), (0.0, -0.2), (0.82, -0.28)], 0.03, "#d9a63a")
    for x in (-0.4, -0.15, 0.1, 0.35):
        s.box(x - 0.045, -0.16, 0.09, 0.08, darker(hull, 0.45), 0.01)
    s.limb([(0.8, -0.34), (1.1, -0.48)], 0.03, "#5f3c22")


def _train(s: Sketch, c: str) -> None:
    p = rgb(c or "#2f6fb5")
    for x in (-1.72, -0.42):
        s.box(x, -0.86, 1.22, 0.68, p, 0.06)
        s.box(x, -0.34, 1.22, 0.09, lighter(p, 0.55), line=False)
        for i in range(4):
            s.box(x + 0.1 + i * 0.27, -0.74, 0.2, 0.28, "#cfeaf7", 0.03)
        for dx in (0.24, 0.98):
            _wheel(s, x + dx, -0.1, 0.1)
    s.box(-0.52, -0.28, 0.12, 0.06, "#4a4f5a")
    s.blob([(0.84, -0.9), (1.3, -0.9), (1.62, -0.74), (1.82, -0.42), (1.84, -0.18), (0.84, -0.18)], p)
    s.blob([(1.28, -0.78), (1.5, -0.72), (1.66, -0.5), (1.28, -0.5)], "#cfeaf7")
    s.box(0.84, -0.34, 0.98, 0.09, lighter(p, 0.55), line=False)
    s.oval(1.72, -0.26, 0.06, 0.05, "#ffe9a0", glow=True)
    for x in (1.06, 1.52):
        _wheel(s, x, -0.1, 0.1)
    s.limb([(-1.76, -0.01), (1.86, -0.01)], 0.025, "#6b727c", line=False)


def _ship(s: Sketch, c: str) -> None:
    p = rgb(c or "#2b3f66")
    for x in (-0.42, -0.05):
        s.poly([(x, -0.66), (x + 0.2, -0.66), (x + 0.18, -1.0), (x + 0.02, -1.0)], "#d8433a")
        s.box(x + 0.02, -1.0, 0.16, 0.08, "#2d2c35")
    s.box(-0.72, -0.56, 1.16, 0.24, "#fbfaf6", 0.04)
    s.box(-0.6, -0.72, 0.86, 0.18, "#f1efe8", 0.04)
    for i in range(7):
        s.oval(-0.6 + i * 0.155, -0.44, 0.04, 0.04, "#7fb9dc")
    s.blob([(-1.0, -0.36), (-0.6, -0.33), (0.6, -0.33), (1.16, -0.42), (0.86, -0.06), (0.7, 0.0), (-0.8, 0.0), (-0.94, -0.12)], p)
    s.curve([(-0.96, -0.14), (0.0, -0.08), (0.92, -0.14)], 0.05, "#d8433a")


def _airplane(s: Sketch, c: str) -> None:
    p = rgb(c or "#e9edf2")
    trim = "#3a7fc4" if not c else darker(p, 0.3)
    s.poly([(-0.1, -0.6), (0.3, -0.6), (-0.1, -0.98), (-0.3, -0.98)], darker(p, 0.12))
    s.blob([(-1.15, -0.55), (-0.9, -0.66), (0.5, -0.68), (1.0, -0.58), (1.16, -0.44), (0.9, -0.34), (-0.5, -0.36), (-1.05, -0.48)], p)
    s.poly([(-1.12, -0.56), (-0.82, -0.62), (-1.1, -1.0), (-1.3, -1.0)], trim)
    s.curve([(-1.0, -0.45), (0.0, -0.43), (1.1, -0.42)], 0.03, trim, line=False)
    for i in range(7):
        s.oval(-0.6 + i * 0.18, -0.54, 0.04, 0.05, "#7fb9dc")
    s.blob([(0.86, -0.6), (1.02, -0.54), (1.0, -0.48), (0.84, -0.52)], "#7fb9dc")
    s.poly([(-0.15, -0.44), (0.28, -0.44), (-0.24, 0.0), (-0.46, 0.0)], darker(p, 0.06))
    s.box(-0.12, -0.26, 0.26, 0.1, trim, 0.05)


def _rocket(s: Sketch, c: str) -> None:
    p = rgb(c or "#f2f4f7")
    s.blob([(-0.1, -0.16), (0.1, -0.16), (0.06, -0.04), (0.0, 0.0), (-0.06, -0.04)], "#ffb03a", glow=True)
    for side in (-1, 1):
        s.poly([(side * 0.14, -0.42), (side * 0.3, -0.2), (side * 0.28, -0.1), (side * 0.12, -0.2)], "#d8433a")
    s.blob([(0, -1.0), (0.14, -0.8), (0.18, -0.5), (0.12, -0.16), (-0.12, -0.16), (-0.18, -0.5), (-0.14, -0.8)], p)
    s.blob([(0, -1.0), (0.075, -0.91), (0.13, -0.8), (-0.13, -0.8), (-0.075, -0.91)], "#d8433a")
    s.oval(0, -0.6, 0.085, 0.085, "#8b929c")
    s.oval(0, -0.6, 0.06, 0.06, "#7fd0ee", glow=True)
    s.poly([(-0.03, -0.4), (0.03, -0.4), (0.03, -0.12), (-0.03, -0.12)], "#d8433a")


def _kite(s: Sketch, c: str) -> None:
    p = rgb(c or "#e2473a")
    s.curve([(0, -0.34), (-0.1, -0.24), (0.04, -0.12), (-0.06, 0.0)], 0.014, "#6a6a72", line=False)
    for x, y, color in ((-0.06, -0.22, "#f6c92d"), (0.02, -0.1, "#4a90d9")):
        for side in (-1, 1):
            s.poly([(x, y), (x + side * 0.08, y - 0.04), (x + side * 0.08, y + 0.04)], color)
    s.poly([(0, -1.0), (0.26, -0.74), (0, -0.34), (-0.26, -0.74)], p)
    s.poly([(0, -1.0), (0.26, -0.74), (0, -0.74)], lighter(p, 0.35))
    s.poly([(0, -0.34), (-0.26, -0.74), (0, -0.74)], lighter(p, 0.2))
    s.limb([(0, -1.0), (0, -0.34)], 0.014, darker(p, 0.3))
    s.limb([(-0.26, -0.74), (0.26, -0.74)], 0.014, darker(p, 0.3))


def _cannon(s: Sketch, c: str) -> None:
    p = rgb(c or "#3f4450")
    s.poly([(-0.75, 0.0), (-0.55, 0.0), (0.1, -0.5), (-0.1, -0.6)], "#7a5232")
    s.limb([(-0.42, -0.56), (0.75, -0.8)], 0.34, p)
    s.limb([(0.7, -0.79), (0.82, -0.815)], 0.42, darker(p, 0.2))
    s.oval(-0.52, -0.53, 0.1, 0.1, p)
    s.oval(0.05, -0.34, 0.34, 0.34, "#7a5232")
    s.oval(0.05, -0.34, 0.25, 0.25, "#a5713f")
    for i in range(4):
        a = i * math.pi / 4
        s.limb([(0.05 - math.cos(a) * 0.26, -0.34 - math.sin(a) * 0.26), (0.05 + math.cos(a) * 0.26, -0.34 + math.sin(a) * 0.26)], 0.05, "#7a5232")


def _vacuum(s: Sketch, c: str) -> None:
    p = rgb(c or "#d8433a")
    s.curve([(-0.2, -0.3), (-0.1, -0.85), (0.4, -0.95), (0.62, -0.5)], 0.06, "#4a4f5a")
    s.limb([(0.62, -0.55), (0.85, -0.08)], 0.05, "#8b929c")
    s.box(0.68, -0.1, 0.42, 0.1, "#4a4f5a", 0.03)
    s.blob([(-0.62, -0.2), (-0.5, -0.46), (-0.1, -0.48), (0.16, -0.24), (0.1, -0.06), (-0.58, -0.06)], p)
    _wheel(s, -0.42, -0.11, 0.11)
    _wheel(s, 0.0, -0.08, 0.08)


def _one_wheel(s: Sketch, c: str) -> None:
    s.oval(0, -0.5, 0.5, 0.5, c or "#2d2c35")
    s.oval(0, -0.5, 0.3, 0.3, "#b8c0c8")
    for i in range(5):
        a = i * math.pi * 0.4
        s.oval(math.cos(a) * 0.18, -0.5 + math.sin(a) * 0.18, 0.04, 0.04, "#6b727c", line=False)
    s.oval(0, -0.5, 0.07, 0.07, "#6b727c")


MACHINES: dict[str, Part] = {
    "digger": _digger, "tank": _tank, "pirateship": _pirateship, "train": _train, "ship": _ship, "airplane": _airplane,
    "rocket": _rocket, "kite": _kite, "cannon": _cannon, "vacuum": _vacuum, "wheel": _one_wheel,
}  # fmt: skip
