"""Own parts that stand in rooms and on playgrounds. Frame: one unit high, standing on y = 0, centred."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.colors import darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

Part = Callable[[Sketch, str], None]


def _sofa(s: Sketch, c: str) -> None:
    p = rgb(c or "#c75f5a")
    s.box(-1.05, -1.0, 2.1, 0.75, p, 0.2)
    s.limb([(0, -0.9), (0, -0.5)], 0.015, darker(p, 0.25), line=False)
    s.box(-0.95, -0.55, 1.9, 0.34, lighter(p, 0.12), 0.1)
    for side in (-1, 1):
        s.box(side * 1.08 - 0.17, -0.72, 0.34, 0.62, darker(p, 0.08), 0.14)
        s.box(side * 0.95 - 0.05, -0.12, 0.1, 0.12, "#5a3a28")
    s.box(-1.0, -0.26, 2.0, 0.16, darker(p, 0.12), 0.05)


def _armchair(s: Sketch, c: str) -> None:
    p = rgb(c or "#4f8a7d")
    s.box(-0.48, -1.0, 0.96, 0.85, p, 0.24)
    s.box(-0.4, -0.5, 0.8, 0.32, lighter(p, 0.12), 0.1)
    for side in (-1, 1):
        s.box(side * 0.5 - 0.13, -0.64, 0.26, 0.54, darker(p, 0.1), 0.12)
        s.box(side * 0.42 - 0.05, -0.12, 0.1, 0.12, "#5a3a28")
    s.box(-0.45, -0.24, 0.9, 0.14, darker(p, 0.14), 0.05)


def _chair(s: Sketch, c: str) -> None:
    p = rgb(c or "#b5793f")
    s.box(-0.3, -1.0, 0.1, 1.0, darker(p, 0.1), 0.03)
    s.box(0.2, -0.5, 0.08, 0.5, darker(p, 0.1), 0.03)
    for y in (-0.95, -0.75):
        s.box(-0.28, y, 0.5, 0.1, p, 0.04)
    s.box(0.16, -1.0, 0.09, 0.55, p, 0.03)
    s.box(-0.34, -0.52, 0.68, 0.1, lighter(p, 0.1), 0.04)


def _stool(s: Sketch, c: str) -> None:
    p = rgb(c or "#b5793f")
    for x0, x1 in ((-0.3, -0.42), (0.3, 0.42)):
        s.limb([(x0, -0.85), (x1, -0.03)], 0.1, darker(p, 0.15))
    s.box(-0.48, -1.0, 0.96, 0.2, p, 0.08)


def _deckchair(s: Sketch, c: str) -> None:
    p = rgb(c or "#e2574c")
    s.limb([(-0.75, -0.95), (0.7, -0.05)], 0.07, "#a5743f")
    s.limb([(-0.3, -0.05), (0.65, -0.5)], 0.07, "#8a5f3a")
    s.blob([(-0.78, -0.98), (-0.66, -0.98), (0.0, -0.42), (0.62, -0.42), (0.6, -0.32), (-0.1, -0.3)], p)
    s.limb([(-0.6, -0.85), (0.1, -0.36)], 0.05, lighter(p, 0.6), line=False)


def _rockingchair(s: Sketch, c: str) -> None:
    p = rgb(c or "#8a5f3a")
    s.curve([(-0.55, -0.08), (0, 0.0), (0.6, -0.1)], 0.07, darker(p, 0.2))
    s.limb([(-0.35, -1.0), (-0.22, -0.06)], 0.08, p)
    s.limb([(0.35, -0.5), (0.36, -0.06)], 0.07, p)
    s.box(-0.3, -0.48, 0.7, 0.09, lighter(p, 0.15), 0.03)
    s.limb([(-0.28, -0.72), (0.35, -0.68)], 0.06, p)


def _throne(s: Sketch, c: str) -> None:
    p = rgb(c or "#a8324a")
    s.blob([(-0.36, 0.0), (-0.4, -0.85), (-0.2, -0.95), (0, -1.02), (0.2, -0.95), (0.4, -0.85), (0.36, 0.0)], "#d9a63a")
    s.box(-0.26, -0.84, 0.52, 0.5, p, 0.08)
    s.box(-0.32, -0.4, 0.64, 0.14, lighter(p, 0.12), 0.05)
    for side in (-1, 1):
        s.box(side * 0.38 - 0.06, -0.55, 0.12, 0.5, "#c28f2c", 0.04)
        s.oval(side * 0.38, -0.9, 0.06, 0.06, "#f2d06b")
    s.oval(0, -1.0, 0.07, 0.07, "#d8392f")


def _bench(s: Sketch, c: str) -> None:
    p = rgb(c or "#b5793f")
    for x in (-0.85, 0.85):
        s.limb([(x, -0.95), (x, -0.05)], 0.09, "#4a4f5a")
    for y in (-1.0, -0.76):
        s.box(-1.1, y, 2.2, 0.17, p, 0.05)
    s.box(-1.15, -0.5, 2.3, 0.16, lighter(p, 0.1), 0.05)
    for x in (-0.95, 0.95):
        s.limb([(x, -0.35), (x, -0.03)], 0.09, "#4a4f5a")


def _table(s: Sketch, c: str) -> None:
    p = rgb(c or "#a96f3f")
    for x in (-0.85, 0.85):
        s.box(x - 0.07, -0.85, 0.14, 0.85, darker(p, 0.15), 0.03)
    s.box(-1.1, -1.0, 2.2, 0.17, p, 0.05)


def _desk(s: Sketch, c: str) -> None:
    p = rgb(c or "#a96f3f")
    s.box(-0.95, -0.86, 0.12, 0.86, darker(p, 0.15))
    s.box(0.35, -0.86, 0.6, 0.82, darker(p, 0.08), 0.03)
    for y in (-0.76, -0.48, -0.22):
        s.box(0.42, y, 0.46, 0.2, lighter(p, 0.1), 0.02)
        s.oval(0.65, y + 0.1, 0.03, 0.03, "#e2c27a", line=False)
    s.box(-1.1, -1.0, 2.2, 0.16, p, 0.04)


def _counter(s: Sketch, c: str) -> None:
    p = rgb(c or "#8a5f3a")
    s.box(-1.3, -0.88, 2.6, 0.88, p, 0.03)
    for x in (-1.1, -0.5, 0.1, 0.7):
        s.box(x, -0.74, 0.48, 0.6, darker(p, 0.12), 0.03)
    s.box(-1.38, -1.0, 2.76, 0.16, lighter(p, 0.25), 0.05)


def _bed(s: Sketch, c: str) -> None:
    p = rgb(c or "#5f8fc4")
    s.box(-1.45, -1.0, 0.16, 1.0, "#8a5f3a", 0.05)
    s.box(1.2, -0.62, 0.14, 0.62, "#8a5f3a", 0.05)
    s.box(-1.4, -0.5, 2.65, 0.36, "#f2ede2", 0.08)
    s.box(-1.28, -0.68, 0.62, 0.26, "#ffffff", 0.12)
    s.blob([(-0.62, -0.6), (0.3, -0.64), (1.2, -0.56), (1.24, -0.16), (-0.62, -0.16)], p)
    s.blob([(-0.66, -0.62), (-0.42, -0.62), (-0.42, -0.18), (-0.66, -0.18)], lighter(p, 0.5), line=False)


def _hammock(s: Sketch, c: str) -> None:
    for x in (-1.2, 1.2):
        s.limb([(x, -1.0), (x, 0.0)], 0.1, "#7a5230")
    s.blob([(-1.18, -0.9), (-0.6, -0.42), (0, -0.26), (0.6, -0.42), (1.18, -0.9), (0.6, -0.2), (0, -0.06), (-0.6, -0.2)], c or "#e8903f")


def _wardrobe(s: Sketch, c: str) -> None:
    p = rgb(c or "#9a6a42")
    s.box(-0.42, -1.0, 0.84, 0.97, p, 0.03)
    for x in (-0.36, 0.03):
        s.box(x, -0.92, 0.33, 0.8, lighter(p, 0.12), 0.02)
    for x in (-0.07, 0.07):
        s.oval(x, -0.5, 0.02, 0.03, "#e2c27a")


def _drawers(s: Sketch, c: str) -> None:
    p = rgb(c or "#9a6a42")
    s.box(-0.75, -1.0, 1.5, 0.97, p, 0.04)
    for y in (-0.9, -0.6, -0.3):
        s.box(-0.66, y, 1.32, 0.24, lighter(p, 0.14), 0.03)
        for x in (-0.3, 0.3):
            s.oval(x, y + 0.12, 0.05, 0.04, "#e2c27a")


def _bookshelf(s: Sketch, c: str) -> None:
    p = rgb(c or "#8a5f3a")
    s.box(-0.45, -1.0, 0.9, 1.0, p, 0.02)
    colors = ("#c8503c", "#3f6ea8", "#4e8f5a", "#e2b64a", "#7d5fa0", "#d98a5a", "#4aa0a4", "#a8485f")
    for row, y in enumerate((-0.95, -0.64, -0.33)):
        s.box(-0.4, y, 0.8, 0.27, darker(p, 0.45), line=False)
        x, i = -0.39, row * 3
        while x < 0.34:  # noqa: PLR2004 -- the shelf's inner edge
            w, h = 0.055 + (i * 7 % 3) * 0.014, 0.19 + (i * 5 % 4) * 0.018
            if (i + row) % 7 != 6:  # noqa: PLR2004 -- a gap now and then
                s.box(x, y + 0.27 - h, w, h, colors[i % len(colors)], line=w > 0.06)  # noqa: PLR2004
            x, i = x + w + 0.006, i + 1


FURNITURE: dict[str, Part] = {
    "sofa": _sofa, "armchair": _armchair, "chair": _chair, "stool": _stool, "deckchair": _deckchair, "rockingchair": _rockingchair,
    "throne": _throne, "bench": _bench, "table": _table, "desk": _desk, "counter": _counter, "bed": _bed,
    "hammock": _hammock, "wardrobe": _wardrobe, "drawers": _drawers, "bookshelf": _bookshelf,
}
