"""Own parts of nature and parks. Frame: one unit high, standing on y = 0, centred."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import math
from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.colors import Color, darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

Part = Callable[[Sketch, str], None]


def _crown(s: Sketch, paint: Color, balls: tuple[tuple[float, float, float], ...]) -> None:
    for x, y, r in balls:
        s.oval(x, y, r, r, darker(paint, 0.14))
    for x, y, r in balls:
        s.oval(x - 0.02, y - 0.03, r * 0.86, r * 0.86, paint, line=False)
        s.oval(x - r * 0.25, y - r * 0.35, r * 0.36, r * 0.3, lighter(paint, 0.16), line=False)


_BALLS = ((-0.2, -0.5, 0.17), (0.2, -0.5, 0.17), (-0.12, -0.72, 0.18), (0.14, -0.7, 0.18), (0.0, -0.83, 0.16), (0.0, -0.58, 0.2))


def _trunk(s: Sketch, top: float = -0.5, wide: float = 0.06) -> None:
    s.blob([(-wide * 1.5, 0.0), (-wide * 0.8, -0.12), (-wide * 0.7, top), (wide * 0.7, top), (wide * 0.8, -0.12), (wide * 1.5, 0.0)], "#7a5232")


def _tree(s: Sketch, c: str) -> None:
    _trunk(s)
    _crown(s, rgb(c or "#4f9a4a"), _BALLS)


def _appletree(s: Sketch, c: str) -> None:
    _tree(s, "#5aa24a")
    for x, y in ((-0.22, -0.52), (0.0, -0.58), (0.2, -0.5), (-0.1, -0.74), (0.16, -0.72), (0.02, -0.86)):
        s.oval(x, y, 0.035, 0.035, c or "#d8392f")


def _blossomtree(s: Sketch, c: str) -> None:
    _tree(s, c or "#f4b3cb")
    for x, y in ((-0.22, -0.52), (0.05, -0.6), (0.2, -0.48), (-0.1, -0.76), (0.14, -0.74), (0.0, -0.9), (-0.05, -0.5)):
        s.oval(x, y, 0.022, 0.022, "#fdeaf1", line=False)


def _willow(s: Sketch, c: str) -> None:
    paint = rgb(c or "#7fae4e")
    _trunk(s, -0.7)
    s.oval(0, -0.78, 0.34, 0.22, paint)
    for x in (-0.36, -0.26, -0.15, 0.15, 0.26, 0.36):
        s.curve([(x * 0.7, -0.85), (x, -0.6), (x * 1.05, -0.25)], 0.08, darker(paint, 0.06 * (abs(x) > 0.2)))  # noqa: PLR2004


def _pine(s: Sketch, c: str) -> None:
    paint = rgb(c or "#2f7a4f")
    s.box(-0.045, -0.2, 0.09, 0.2, "#6a4529")
    for y, w in ((-0.12, 0.26), (-0.36, 0.21), (-0.6, 0.15)):
        s.poly([(-w, y), (0, y - 0.4), (w, y)], paint)
        s.poly([(0, y - 0.4), (w, y), (w * 0.35, y)], darker(paint, 0.14), line=False)


def _birch(s: Sketch, c: str) -> None:
    s.box(-0.03, -0.6, 0.06, 0.6, "#f1efe8")
    for y in (-0.1, -0.22, -0.36, -0.48):
        s.box(-0.03, y, 0.035, 0.02, "#3a3640", line=False)
    _crown(s, rgb(c or "#9cc25a"), ((-0.12, -0.62, 0.14), (0.12, -0.6, 0.14), (0.0, -0.82, 0.15), (0.0, -0.68, 0.16)))


def _palm(s: Sketch, c: str) -> None:
    s.curve([(-0.06, 0.0), (0.0, -0.4), (0.06, -0.78)], 0.07, "#a5743f")
    paint = rgb(c or "#3fa04f")
    for dx, dy in ((-0.34, -0.04), (0.38, -0.02), (-0.26, -0.2), (0.3, -0.2), (-0.24, 0.14), (0.32, 0.14), (0.04, -0.24)):
        x, y = 0.06, -0.78
        s.blob([(x, y), (x + dx * 0.5, y + dy * 0.5 - 0.09), (x + dx, y + dy + 0.06), (x + dx * 0.5, y + dy * 0.5 + 0.02)], paint)
    for x in (0.03, 0.1):
        s.oval(x, -0.74, 0.04, 0.04, "#7a5232")


def _deadtree(s: Sketch, c: str) -> None:
    paint = c or "#5f5048"
    s.blob([(-0.09, 0), (-0.04, -0.3), (-0.03, -0.6), (0.03, -0.6), (0.05, -0.3), (0.09, 0)], paint)
    for points in ([(0, -0.5), (-0.16, -0.7), (-0.2, -0.92)], [(0, -0.55), (0.12, -0.78), (0.1, -1.0)], [(0.02, -0.4), (0.2, -0.56), (0.3, -0.76)], [(-0.13, -0.68), (-0.3, -0.74)]):
        s.curve(points, 0.04, paint)


def _christmastree(s: Sketch, c: str) -> None:
    _pine(s, c or "#2f8050")
    for x, y, color in ((-0.15, -0.18, "#d8392f"), (0.1, -0.2, "#f2c84b"), (-0.05, -0.34, "#4a90d9"), (0.12, -0.42, "#d8392f"), (-0.1, -0.5, "#f2c84b"), (0.03, -0.62, "#e86fb0"), (0.06, -0.76, "#f2c84b"), (-0.05, -0.74, "#d8392f")):
        s.oval(x, y, 0.026, 0.026, color, glow=True)
    points = [(0.075 * math.sin(i * math.pi / 5) * (1 if i % 2 == 0 else 0.42), -1.0 - 0.075 * math.cos(i * math.pi / 5) * (1 if i % 2 == 0 else 0.42)) for i in range(10)]
    s.poly(points, "#f6d44c", glow=True)


def _bush(s: Sketch, c: str) -> None:
    _crown(s, rgb(c or "#4f9a4a"), ((-0.5, -0.4, 0.4), (0.5, -0.4, 0.4), (0.0, -0.6, 0.42), (0.0, -0.3, 0.32)))


def _rosebush(s: Sketch, c: str) -> None:
    _bush(s, "")
    for x, y in ((-0.5, -0.5), (-0.1, -0.75), (0.4, -0.6), (0.1, -0.35), (0.65, -0.3), (-0.7, -0.25)):
        s.oval(x, y, 0.12, 0.12, c or "#d8392f")


def _flower(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0.02, -0.62)], 0.06, "#4e8f45")
    s.blob([(0.02, -0.2), (0.22, -0.42), (0.28, -0.3), (0.06, -0.14)], "#5aa24a")
    for i in range(6):
        a = i * math.pi / 3
        s.oval(0.02 + math.cos(a) * 0.17, -0.76 + math.sin(a) * 0.17, 0.13, 0.13, c or "#f4f1ff")
    s.oval(0.02, -0.76, 0.11, 0.11, "#f2b430")


def _tulip(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0, -0.6)], 0.06, "#4e8f45")
    s.blob([(0.0, -0.05), (0.22, -0.5), (0.28, -0.3), (0.1, 0.0)], "#5aa24a")
    s.blob([(-0.2, -0.95), (-0.08, -0.8), (0, -1.0), (0.08, -0.8), (0.2, -0.95), (0.18, -0.62), (0, -0.52), (-0.18, -0.62)], c or "#e2476a")


def _sunflower(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0.0, -0.66)], 0.05, "#4e8f45")
    for x in (-1, 1):
        s.blob([(0, -0.3), (x * 0.2, -0.44), (x * 0.24, -0.34), (0, -0.24)], "#5aa24a")
    for i in range(12):
        a = i * math.pi / 6
        s.oval(math.cos(a) * 0.19, -0.78 + math.sin(a) * 0.19, 0.07, 0.07, c or "#f6c92d")
    s.oval(0, -0.78, 0.15, 0.15, "#6a4326")


def _pottedplant(s: Sketch, c: str) -> None:
    for x, y in ((-0.3, -0.75), (0.3, -0.75), (-0.12, -0.95), (0.14, -0.92), (0.0, -0.7)):
        s.blob([(0, -0.36), (x - 0.1, y + 0.15), (x, y - 0.05), (x + 0.1, y + 0.15)], c or "#4f9a4a")
    s.poly([(-0.24, -0.4), (0.24, -0.4), (0.17, 0), (-0.17, 0)], "#c8693f")
    s.box(-0.27, -0.44, 0.54, 0.1, "#d97c4f", 0.03)


def _flowerpot(s: Sketch, c: str) -> None:
    for x, color in ((-0.16, "#e2574c"), (0.16, "#f6c92d"), (0.0, "#e86fb0")):
        s.limb([(0, -0.4), (x, -0.75)], 0.04, "#4e8f45")
        s.oval(x, -0.82, 0.13, 0.13, c or color)
    s.poly([(-0.26, -0.42), (0.26, -0.42), (0.18, 0), (-0.18, 0)], "#c8693f")


def _grasstuft(s: Sketch, c: str) -> None:
    for x, tall in ((-0.3, 0.7), (-0.12, 0.95), (0.06, 1.0), (0.22, 0.8), (0.36, 0.6)):
        s.poly([(x - 0.05, 0), (x * 1.6, -tall), (x + 0.06, 0)], c or "#5f9f45")


def _bigmushroom(s: Sketch, c: str) -> None:
    s.blob([(-0.14, 0), (-0.12, -0.5), (0.12, -0.5), (0.14, 0)], "#f4ead6")
    s.blob([(-0.5, -0.45), (-0.38, -0.82), (0, -1.0), (0.38, -0.82), (0.5, -0.45), (0, -0.38)], c or "#d8433a")
    for x, y in ((-0.22, -0.66), (0.1, -0.8), (0.28, -0.58)):
        s.oval(x, y, 0.07, 0.06, "#fbf6ec", line=False)


def _lollytree(s: Sketch, c: str) -> None:
    s.limb([(0, 0), (0, -0.6)], 0.06, "#fbfaf6")
    s.oval(0, -0.75, 0.26, 0.26, c or "#e8578f")
    s.curve([(0.0, -0.75), (0.08, -0.8), (0.08, -0.68), (-0.08, -0.66), (-0.12, -0.82), (0.08, -0.92), (0.2, -0.75)], 0.045, "#fbf0f5", line=False)


def _haybale(s: Sketch, c: str) -> None:
    paint = rgb(c or "#e2bb54")
    s.oval(0, -0.5, 0.62, 0.5, paint)
    for r in (0.38, 0.22, 0.08):
        s.oval(0.02, -0.5, r, r * 0.8, darker(paint, 0.1 if r > 0.3 else 0.04), line=False)  # noqa: PLR2004


def _log(s: Sketch, c: str) -> None:
    paint = rgb(c or "#8a5f3a")
    s.box(-1.5, -0.95, 2.8, 0.95, paint, 0.4)
    s.oval(1.2, -0.48, 0.3, 0.46, lighter(paint, 0.45))
    s.oval(1.2, -0.48, 0.16, 0.26, lighter(paint, 0.25), line=False)


def _stump(s: Sketch, c: str) -> None:
    paint = rgb(c or "#8a5f3a")
    s.blob([(-0.7, 0), (-0.5, -0.4), (-0.48, -0.85), (0.48, -0.85), (0.5, -0.4), (0.7, 0)], paint)
    s.oval(0, -0.85, 0.5, 0.16, lighter(paint, 0.45))


def _rock(s: Sketch, c: str) -> None:
    paint = rgb(c or "#8f949d")
    s.blob([(-0.75, 0), (-0.65, -0.5), (-0.2, -0.95), (0.35, -0.85), (0.7, -0.4), (0.75, 0)], paint)
    s.blob([(-0.5, -0.5), (-0.18, -0.84), (0.12, -0.74), (-0.15, -0.5)], lighter(paint, 0.2), line=False)


def _cliff(s: Sketch, c: str) -> None:
    paint = rgb(c or "#9a8f86")
    s.poly([(-0.6, 0), (-0.55, -1.0), (0.45, -1.0), (0.35, -0.6), (0.5, -0.4), (0.4, 0)], paint)
    s.box(-0.58, -1.04, 1.06, 0.08, "#6fae52", 0.03)


def _hill(s: Sketch, c: str) -> None:
    s.blob([(-2.2, 0.05), (-1.2, -0.6), (0, -1.0), (1.2, -0.6), (2.2, 0.05)], c or "#6fb052")


def _mountain(s: Sketch, c: str) -> None:
    s.poly([(-0.75, 0), (0, -1.0), (0.75, 0)], c or "#7d8aa5")
    s.poly([(0, -1.0), (-0.2, -0.72), (-0.06, -0.78), (0.04, -0.66), (0.2, -0.72)], "#fbfdff")


def _waterfall(s: Sketch, c: str) -> None:
    s.blob([(-0.5, 0), (-0.45, -0.9), (-0.1, -1.0), (0.35, -0.95), (0.5, -0.5), (0.55, 0)], "#8a8f98")
    s.poly([(-0.16, -0.97), (0.18, -0.97), (0.24, 0.0), (-0.24, 0.0)], c or "#7fc8ee")
    for x in (-0.1, 0.02, 0.13):
        s.limb([(x, -0.92), (x * 1.3, -0.05)], 0.025, "#eaf7fd", line=False)
    s.oval(0, 0, 0.5, 0.08, "#d3effb", line=False)


def _puddle(s: Sketch, c: str) -> None:
    s.blob([(-3.2, -0.4), (-1.2, -0.9), (1.4, -0.8), (3.2, -0.3), (1.2, 0.0), (-1.6, 0.0)], c or "#7fb4dc")
    s.curve([(-1.4, -0.55), (-0.2, -0.65), (0.8, -0.55)], 0.1, "#e0f1fb", line=False)


def _pond(s: Sketch, c: str) -> None:
    s.oval(0, -0.4, 4.4, 0.62, "#b8a878")
    s.oval(0, -0.42, 4.1, 0.54, c or "#5fb0dc")
    for x in (-1.8, 0.4, 2.0):
        s.curve([(x, -0.45), (x + 0.4, -0.52), (x + 0.8, -0.45)], 0.06, "#e3f4fc", line=False)


def _campfire(s: Sketch, c: str) -> None:
    s.oval(0, -0.4, 0.95, 0.75, "#ffb84a", alpha=0.2, line=False, glow=True)
    for x, h, color in ((-0.2, 0.62, "#ea6a26"), (0.2, 0.66, "#ea6a26"), (0, 0.98, "#f0882c"), (0, 0.55, "#fbd95a")):
        s.blob([(x - 0.2, -0.1), (x - 0.13, -h * 0.55), (x + 0.02, -h), (x + 0.14, -h * 0.5), (x + 0.2, -0.1)], c or color, glow=True)
    s.limb([(-0.5, -0.03), (0.45, -0.16)], 0.13, "#6a4529")
    s.limb([(0.5, -0.03), (-0.45, -0.16)], 0.13, "#7a5232")


def _iceberg(s: Sketch, c: str) -> None:
    s.poly([(-0.8, 0), (-0.5, -0.6), (-0.2, -0.5), (0.1, -1.0), (0.4, -0.55), (0.8, 0)], c or "#e8f5fc")
    s.poly([(0.1, -1.0), (0.4, -0.55), (0.8, 0), (0.2, 0)], "#bfe0f2", line=False)


def _snowball(s: Sketch, _c: str) -> None:
    s.oval(0, -0.5, 0.5, 0.5, "#f6faff")


def _seaweed(s: Sketch, c: str) -> None:
    for x, tall in ((-0.15, 0.8), (0, 1.0), (0.15, 0.7)):
        s.curve([(x, 0), (x + 0.1, -tall * 0.35), (x - 0.06, -tall * 0.7), (x + 0.06, -tall)], 0.07, c or "#2f9a5a")


def _island(s: Sketch, c: str) -> None:
    s.blob([(-1.0, 0), (-0.6, -0.22), (0, -0.32), (0.6, -0.22), (1.0, 0)], c or "#f0d890")
    with s.frame(0.05, -0.26, 0.8):
        _palm(s, "")


NATURE: dict[str, Part] = {
    "tree": _tree, "appletree": _appletree, "blossomtree": _blossomtree, "willow": _willow, "pine": _pine, "birch": _birch,
    "palm": _palm, "deadtree": _deadtree, "christmastree": _christmastree, "bush": _bush, "rosebush": _rosebush,
    "flower": _flower, "tulip": _tulip, "sunflower": _sunflower, "pottedplant": _pottedplant, "flowerpot": _flowerpot,
    "grasstuft": _grasstuft, "bigmushroom": _bigmushroom, "lollytree": _lollytree, "haybale": _haybale, "log": _log,
    "stump": _stump, "rock": _rock, "cliff": _cliff, "hill": _hill, "mountain": _mountain, "waterfall": _waterfall,
    "puddle": _puddle, "pond": _pond, "campfire": _campfire, "iceberg": _iceberg, "snowball": _snowball,
    "seaweed": _seaweed, "island": _island,
}  # fmt: skip
