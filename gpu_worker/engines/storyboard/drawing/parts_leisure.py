"""Sport, music, wonders and small things of nature. Frame: one unit high, standing on y = 0, centred."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import math
from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.colors import darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import ellipse, stroked

Part = Callable[[Sketch, str], None]


def _goalposts(s: Sketch, c: str) -> None:
    for i in range(12):
        x = -1.1 + i * 0.2
        s.limb([(x, -0.95), (x * 0.92, -0.05)], 0.008, "#e8ecf0", alpha=0.8, line=False)
    for y in (-0.8, -0.6, -0.4, -0.2):
        s.limb([(-1.1, y), (1.1, y)], 0.008, "#e8ecf0", alpha=0.8, line=False)
    s.limb([(-1.15, 0), (-1.15, -0.97), (1.15, -0.97), (1.15, 0)], 0.06, c or "#fbfaf6")


def _hoop(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0, -0.75)], 0.05, "#6b727c")
    s.box(-0.28, -1.0, 0.56, 0.36, "#f4f6f8", 0.02)
    s.box(-0.12, -0.88, 0.24, 0.17, "#d8433a", 0.01)
    s.box(-0.1, -0.86, 0.2, 0.13, "#f4f6f8", 0.01)
    for x in (-0.11, -0.04, 0.04, 0.11):
        s.limb([(x, -0.66), (x * 0.6, -0.5)], 0.012, "#fbfaf6", line=False)
    s.add(stroked(ellipse(0, -0.66, 0.13, 0.035), 0.025), c or "#ef7326")


def _trampoline(s: Sketch, c: str) -> None:
    for x in (-0.9, -0.35, 0.35, 0.9):
        s.limb([(x, -0.7), (x * 1.04, 0)], 0.07, "#8b929c")
    s.oval(0, -0.75, 1.2, 0.26, c or "#3773cf")
    s.oval(0, -0.77, 0.95, 0.18, "#2d2c35")


def _gramophone(s: Sketch, c: str) -> None:
    s.box(-0.4, -0.3, 0.8, 0.3, "#8c5a36", 0.03)
    s.oval(0, -0.31, 0.34, 0.07, "#2d2c35")
    s.curve([(-0.18, -0.34), (-0.3, -0.55), (0.0, -0.62)], 0.06, "#c79a3a")
    s.blob([(-0.08, -0.56), (0.12, -0.98), (0.5, -0.94), (0.56, -0.62), (0.3, -0.46)], c or "#e2b64a")
    s.oval(0.42, -0.74, 0.13, 0.22, darker(rgb(c or "#e2b64a"), 0.35))


def _harp(s: Sketch, c: str) -> None:
    p = c or "#e2ac30"
    for i in range(7):
        x = -0.2 + i * 0.085
        s.limb([(x, -0.86 + i * 0.02), (x * 0.6 + 0.02, -0.12 - i * 0.07)], 0.01, "#f7f0dc", line=False)
    s.curve([(-0.32, -0.9), (0.0, -1.0), (0.2, -0.82), (0.44, -0.94)], 0.08, p)
    s.limb([(-0.28, -0.92), (-0.12, -0.04)], 0.08, p)
    s.curve([(0.4, -0.9), (0.3, -0.5), (-0.1, -0.05)], 0.1, darker(rgb(p), 0.1))
    s.box(-0.26, -0.06, 0.34, 0.06, darker(rgb(p), 0.2), 0.02)


def _snowglobe(s: Sketch, c: str) -> None:
    s.oval(0, -0.58, 0.42, 0.42, "#cfeaf7", alpha=0.9)
    s.blob([(-0.4, -0.46), (0, -0.52), (0.4, -0.46), (0.28, -0.24), (-0.28, -0.24)], "#ffffff")
    s.poly([(-0.05, -0.82), (0.09, -0.48), (-0.19, -0.48)], "#2f7d4a")
    for x, y in ((-0.2, -0.8), (0.2, -0.74), (0.12, -0.88), (-0.28, -0.62), (0.28, -0.58)):
        s.oval(x, y, 0.025, 0.025, "#ffffff", line=False)
    s.poly([(-0.34, -0.24), (0.34, -0.24), (0.42, 0), (-0.42, 0)], c or "#a8324a")


def _seahorse(s: Sketch, c: str) -> None:
    p = rgb(c or "#f2a03a")
    s.curve([(0.02, -0.7), (-0.14, -0.5), (0.08, -0.3), (0.14, -0.14), (0.0, -0.03), (-0.08, -0.12), (0.0, -0.16)], 0.13, p)
    s.oval(-0.02, -0.52, 0.16, 0.2, p)
    s.oval(0.04, -0.82, 0.15, 0.14, p)
    s.limb([(0.12, -0.8), (0.34, -0.74)], 0.07, p)
    s.blob([(-0.16, -0.6), (-0.34, -0.54), (-0.3, -0.42), (-0.14, -0.44)], lighter(p, 0.35))
    for x, y in ((-0.08, -0.95), (0.02, -1.0), (0.12, -0.96)):
        s.oval(x, y, 0.04, 0.04, darker(p, 0.1))
    s.oval(0.09, -0.85, 0.035, 0.035, "#2a2430")


def _dragonfly(s: Sketch, c: str) -> None:
    p = rgb(c or "#2ba9a4")
    for dx, turn in ((0.06, -24), (-0.1, 8)):
        for up in (-1, 1):
            with s.frame(dx, -0.5, 1, 1, turn * up):
                s.oval(-0.04, up * 0.3, 0.12, 0.32, "#d5f1f5", alpha=0.8)
    s.limb([(-0.75, -0.42), (0.2, -0.52)], 0.08, p)
    s.oval(0.24, -0.53, 0.14, 0.11, p)
    s.oval(0.42, -0.55, 0.1, 0.1, darker(p, 0.2))


def _fireflies(s: Sketch, c: str) -> None:
    for x, y, r in ((-0.7, -0.3, 0.05), (-0.3, -0.75, 0.04), (0.1, -0.4, 0.055), (0.5, -0.85, 0.04), (0.75, -0.35, 0.05), (-0.05, -1.0, 0.035)):
        s.oval(x, y, r * 3.2, r * 3.2, c or "#ffe98a", alpha=0.25, line=False, glow=True)
        s.oval(x, y, r * 1.7, r * 1.7, c or "#ffe98a", alpha=0.5, line=False, glow=True)
        s.oval(x, y, r, r, "#fffbe0", glow=True)


def _tornado(s: Sketch, c: str) -> None:
    p = rgb(c or "#8b95a3")
    for i, (y, w) in enumerate(((-0.95, 0.5), (-0.8, 0.44), (-0.65, 0.35), (-0.5, 0.28), (-0.36, 0.2), (-0.22, 0.14), (-0.08, 0.08))):
        s.oval(0.05 * math.sin(i * 1.7), y, w, 0.085, lighter(p, 0.06 * (i % 3)))


def _fireworks(s: Sketch, c: str) -> None:
    for cx, cy, size, color in ((-0.4, -0.55, 0.34, c or "#ff5f7a"), (0.35, -0.7, 0.28, "#ffd54a"), (0.1, -0.28, 0.24, "#6fd0ff")):
        for i in range(12):
            a = i * math.pi / 6
            inner, outer = size * 0.3, size * (1.0 if i % 2 else 0.8)
            s.limb([(cx + math.cos(a) * inner, cy + math.sin(a) * inner), (cx + math.cos(a) * outer, cy + math.sin(a) * outer)], 0.022, color, glow=True, line=False)
            s.oval(cx + math.cos(a) * outer * 1.08, cy + math.sin(a) * outer * 1.08, 0.022, 0.022, "#fff7d8", glow=True, line=False)


def _crate(s: Sketch, c: str) -> None:
    p = rgb(c or "#b9854e")
    s.box(-0.55, -1.0, 1.1, 1.0, p, 0.02)
    for y in (-1.0, -0.68, -0.36):
        s.box(-0.55, y, 1.1, 0.05, darker(p, 0.2), line=False)
    for x in (-0.55, 0.43):
        s.box(x, -1.0, 0.12, 1.0, darker(p, 0.12), 0.01)
    s.limb([(-0.38, -0.12), (0.38, -0.88)], 0.1, darker(p, 0.12))


def _plate(s: Sketch, c: str) -> None:
    s.oval(0, -0.38, 2.0, 0.38, darker(rgb(c or "#eef2f5"), 0.1))
    s.oval(0, -0.48, 2.0, 0.38, c or "#f7f9fb")
    s.oval(0, -0.5, 1.35, 0.24, darker(rgb(c or "#f7f9fb"), 0.06))


def _bamboo(s: Sketch, c: str) -> None:
    p = rgb(c or "#7fae4a")
    for x, tall in ((-0.18, 0.86), (0.0, 1.0), (0.17, 0.78)):
        s.limb([(x, 0), (x, -tall)], 0.06, p)
        for i in range(1, int(tall / 0.2) + 1):
            s.box(x - 0.04, -i * 0.2, 0.08, 0.018, darker(p, 0.25), 0.005)
        for side, y in ((1, -tall + 0.1), (-1, -tall + 0.22), (1, -tall + 0.36)):
            s.blob([(x, y), (x + side * 0.12, y - 0.08), (x + side * 0.24, y - 0.03), (x + side * 0.12, y + 0.01)], darker(p, 0.12))


def _footprints(s: Sketch, c: str) -> None:
    p = c or "#7f8a99"
    for i in range(4):
        x, y = -1.8 + i * 1.2, -0.25 - 0.5 * (i % 2)
        s.oval(x, y, 0.34, 0.15, p, alpha=0.8, line=False)
        s.oval(x + 0.5, y, 0.16, 0.11, p, alpha=0.8, line=False)


def _wave(s: Sketch, c: str) -> None:
    p = rgb(c or "#2f8fc9")
    s.blob([(-1.5, 0.0), (-1.1, -0.3), (-0.5, -0.85), (0.1, -1.0), (0.55, -0.86), (0.62, -0.6), (0.4, -0.48), (0.5, -0.2), (1.2, -0.05), (1.5, 0.0)], p)
    s.blob([(-0.9, -0.06), (-0.3, -0.55), (0.15, -0.72), (0.3, -0.6), (0.1, -0.3), (0.5, -0.08)], lighter(p, 0.3), line=False)
    for x, y, r in ((0.05, -0.99, 0.09), (0.25, -0.97, 0.1), (0.45, -0.88, 0.1), (0.58, -0.74, 0.09), (0.58, -0.58, 0.07), (-0.2, -0.93, 0.07)):
        s.oval(x, y, r, r, "#f4fbff")
    for x in (-1.0, -0.4, 0.3, 0.9):
        s.oval(x, -0.03, 0.2, 0.05, "#f4fbff", line=False)


LEISURE: dict[str, Part] = {
    "goalposts": _goalposts, "hoop": _hoop, "trampoline": _trampoline, "gramophone": _gramophone, "harp": _harp,
    "snowglobe": _snowglobe, "seahorse": _seahorse, "dragonfly": _dragonfly, "fireflies": _fireflies,
    "tornado": _tornado, "fireworks": _fireworks, "crate": _crate, "plate": _plate, "bamboo": _bamboo,
    "footprints": _footprints, "wave": _wave,
}  # fmt: skip
