"""Own fixtures of rooms. Frame: one unit high, standing on y = 0, centred."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.colors import darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

Part = Callable[[Sketch, str], None]


def _fireplace(s: Sketch, c: str) -> None:
    p = rgb(c or "#a8573f")
    s.box(-0.72, -0.9, 1.44, 0.9, p, 0.02)
    for y in (-0.75, -0.55, -0.35, -0.15):
        for x in (-0.68, 0.5):
            s.box(x + (0.04 if y < -0.5 else 0), y, 0.16, 0.08, lighter(p, 0.15), line=False)  # noqa: PLR2004
    s.blob([(-0.42, 0.0), (-0.42, -0.5), (0, -0.68), (0.42, -0.5), (0.42, 0.0)], "#2d2430")
    for x, h, color in ((-0.16, 0.3, "#ef7c2a"), (0.14, 0.34, "#ef7c2a"), (0.0, 0.46, "#f39b35"), (0.0, 0.25, "#fbdc63")):
        s.blob([(x - 0.14, -0.04), (x - 0.07, -h * 0.6), (x, -h), (x + 0.08, -h * 0.55), (x + 0.14, -0.04)], color, glow=True, line=False)
    s.limb([(-0.26, -0.04), (0.26, -0.06)], 0.07, "#5a3a28")
    s.box(-0.82, -1.0, 1.64, 0.12, "#7a4f30", 0.03)


def _stove(s: Sketch, c: str) -> None:
    p = rgb(c or "#e6e8ec")
    s.box(-0.55, -1.0, 1.1, 1.0, p, 0.05)
    s.box(-0.42, -0.68, 0.84, 0.5, "#3a3d48", 0.05)
    s.box(-0.34, -0.6, 0.68, 0.34, "#f0a24a", 0.04, glow=True)
    for x in (-0.36, -0.12, 0.12, 0.36):
        s.oval(x, -0.84, 0.06, 0.06, "#4a4f5a")
    s.box(-0.58, -1.02, 1.16, 0.08, "#4a4f5a", 0.02)


def _fridge(s: Sketch, c: str) -> None:
    p = rgb(c or "#dfe7ee")
    s.box(-0.32, -1.0, 0.64, 0.97, p, 0.06)
    s.limb([(-0.31, -0.66), (0.31, -0.66)], 0.012, darker(p, 0.25), line=False)
    for y in (-0.88, -0.56):
        s.box(0.2, y, 0.04, 0.14, darker(p, 0.4), 0.02)


def _washer(s: Sketch, c: str) -> None:
    s.box(-0.45, -1.0, 0.9, 1.0, c or "#eef1f4", 0.06)
    s.oval(0, -0.45, 0.3, 0.3, "#8f9bab")
    s.oval(0, -0.45, 0.22, 0.22, "#5fb0dc")


def _sink(s: Sketch, c: str) -> None:
    s.box(-0.5, -0.6, 1.0, 0.6, "#b08a5a", 0.04)
    s.box(-0.58, -0.72, 1.16, 0.2, c or "#f2f5f7", 0.08)
    s.curve([(-0.1, -0.7), (-0.1, -0.98), (0.12, -0.98), (0.14, -0.84)], 0.06, "#9aa7b3")


def _lamp(s: Sketch, c: str) -> None:
    s.limb([(0, -0.7), (0, -0.04)], 0.035, "#6a5a4a")
    s.box(-0.16, -0.05, 0.32, 0.05, "#6a5a4a", 0.02)
    s.oval(0, -0.82, 0.5, 0.42, "#ffe7a0", alpha=0.22, glow=True, line=False)
    s.poly([(-0.13, -1.0), (0.13, -1.0), (0.24, -0.66), (-0.24, -0.66)], c or "#f6d78a", glow=True)


def _windowframe(s: Sketch, c: str) -> None:
    s.box(-0.5, -1.0, 1.0, 1.0, c or "#9a6a42", 0.03)
    for x in (-0.44, 0.03):
        for y in (-0.94, -0.47):
            s.box(x, y, 0.41, 0.41, "#a9d9f2", 0.01)


def _curtain(s: Sketch, c: str) -> None:
    p = rgb(c or "#c8503c")
    s.box(-0.7, -1.0, 1.4, 0.05, "#8a5f3a", 0.02)
    for side in (-1, 1):
        s.blob([(side * 0.66, -0.97), (side * 0.1, -0.97), (side * 0.3, -0.5), (side * 0.26, 0.0), (side * 0.66, 0.0)], p)
        s.curve([(side * 0.5, -0.95), (side * 0.46, -0.4), (side * 0.5, -0.02)], 0.03, darker(p, 0.15), line=False)


def _wallclock(s: Sketch, c: str) -> None:
    s.oval(0, -0.5, 0.5, 0.5, c or "#7a4f30")
    s.oval(0, -0.5, 0.41, 0.41, "#fbf7ec")
    s.limb([(0, -0.5), (0, -0.8)], 0.05, "#2d2c35")
    s.limb([(0, -0.5), (0.2, -0.42)], 0.05, "#2d2c35")


def _rug(s: Sketch, c: str) -> None:
    p = rgb(c or "#b5485a")
    s.oval(0, -0.5, 4.2, 0.5, p)
    s.oval(0, -0.5, 3.5, 0.38, lighter(p, 0.4), line=False)
    s.oval(0, -0.5, 3.1, 0.32, p, line=False)


def _magiccarpet(s: Sketch, c: str) -> None:
    p = rgb(c or "#8549b5")
    s.blob([(-2.6, -0.5), (-1.2, -0.9), (0.6, -0.5), (2.4, -0.9), (2.6, -0.3), (0.8, 0.0), (-1.0, -0.4), (-2.4, 0.0)], p)
    s.curve([(-2.2, -0.4), (-1.1, -0.66), (0.7, -0.26), (2.3, -0.6)], 0.12, "#f2c84b", line=False)
    for x in (-2.6, 2.6):
        s.limb([(x, -0.4), (x * 1.08, -0.1)], 0.08, "#f2c84b")


def _cushion(s: Sketch, c: str) -> None:
    s.blob([(-1.0, -0.9), (0, -0.8), (1.0, -0.9), (0.9, -0.4), (1.0, -0.05), (0, -0.12), (-1.0, -0.05), (-0.9, -0.4)], c or "#e2a84a")


def _computer(s: Sketch, c: str) -> None:
    s.box(-0.7, -1.0, 1.4, 0.82, c or "#3a3f4c", 0.06)
    s.box(-0.62, -0.93, 1.24, 0.66, "#7fc4ee", 0.03, glow=True)
    for y, w in ((-0.82, 0.7), (-0.68, 0.5), (-0.54, 0.62)):
        s.box(-0.52, y, w, 0.06, "#eaf6fd", line=False, glow=True)
    s.box(-0.1, -0.2, 0.2, 0.16, "#5a6070")
    s.box(-0.36, -0.06, 0.72, 0.06, "#5a6070", 0.02)


def _piano(s: Sketch, c: str) -> None:
    p = rgb(c or "#2d2b33")
    s.blob([(-0.8, -0.62), (-0.75, -1.25), (0.2, -1.2), (0.95, -0.8), (0.95, -0.62)], darker(p, 0.05))
    s.box(-0.95, -0.66, 1.9, 0.24, p, 0.04)
    s.box(-1.12, -0.5, 0.62, 0.08, "#fbfaf6")
    for x in (-1.05, -0.93, -0.81, -0.69, -0.57):
        s.box(x, -0.5, 0.03, 0.05, "#1d1c22", line=False)
    for x in (-0.85, 0.82, 0.1):
        s.box(x - 0.05, -0.44, 0.1, 0.44, p, 0.02)


def _blackboard(s: Sketch, c: str) -> None:
    s.box(-1.0, -1.0, 2.0, 1.0, "#8a5f3a", 0.03)
    s.box(-0.92, -0.92, 1.84, 0.82, c or "#2f5f4a", 0.01)
    s.curve([(-0.7, -0.65), (-0.5, -0.75), (-0.3, -0.62), (-0.1, -0.72)], 0.025, "#eef2ea", line=False)
    s.limb([(0.2, -0.7), (0.7, -0.7)], 0.025, "#eef2ea", line=False)
    s.limb([(0.2, -0.52), (0.55, -0.52)], 0.025, "#eef2ea", line=False)


def _easel(s: Sketch, c: str) -> None:
    for x in (-0.35, 0.35):
        s.limb([(x * 0.3, -1.0), (x, -0.02)], 0.045, "#a5743f")
    s.box(-0.36, -0.9, 0.72, 0.56, c or "#fbf8f0", 0.01)
    s.blob([(-0.3, -0.42), (-0.12, -0.62), (0.08, -0.48), (0.3, -0.58), (0.3, -0.38), (-0.3, -0.38)], "#7fb86a", line=False)
    s.oval(0.16, -0.74, 0.08, 0.08, "#f2b430", line=False)
    s.box(-0.4, -0.36, 0.8, 0.05, "#8a5f3a", 0.01)


def _cage(s: Sketch, c: str) -> None:
    p = c or "#c79a3a"
    s.curve([(-0.36, -0.1), (-0.36, -0.7), (0, -0.95), (0.36, -0.7), (0.36, -0.1)], 0.04, p)
    for x in (-0.18, 0.0, 0.18):
        s.limb([(x, -0.88), (x, -0.08)], 0.025, p)
    s.box(-0.42, -0.1, 0.84, 0.1, darker(rgb(p), 0.2), 0.03)


def _aquarium(s: Sketch, c: str) -> None:
    s.box(-0.75, -1.0, 1.5, 1.0, "#e8f4fa", 0.05)
    s.box(-0.7, -0.85, 1.4, 0.8, c or "#5fb6e0", 0.03)
    s.box(-0.7, -0.18, 1.4, 0.13, "#e5c98a")
    s.blob([(-0.3, -0.5), (0.0, -0.62), (0.2, -0.5), (0.4, -0.64), (0.4, -0.36), (0.2, -0.48), (0.0, -0.38)], "#f08a2c")
    s.curve([(-0.5, -0.15), (-0.56, -0.4), (-0.46, -0.6)], 0.05, "#3f9a5a")


FIXTURES: dict[str, Part] = {
    "fireplace": _fireplace, "stove": _stove, "fridge": _fridge, "washer": _washer, "sink": _sink, "lamp": _lamp,
    "windowframe": _windowframe, "curtain": _curtain, "wallclock": _wallclock, "rug": _rug, "magiccarpet": _magiccarpet, "cushion": _cushion,
    "computer": _computer, "piano": _piano, "blackboard": _blackboard, "easel": _easel, "cage": _cage, "aquarium": _aquarium,
}
