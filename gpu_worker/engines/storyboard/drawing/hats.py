"""Hats, in a frame where the head's radius is 1 and its middle the origin."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from collections.abc import Callable

from gpu_worker.engines.storyboard.drawing.colors import darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch


def draw_hat(sketch: Sketch, kind: str, color: str) -> None:
    """Draws a hat by name; "" for the colour takes the hat's own."""
    drawing = _HATS.get(kind)
    if drawing is not None:
        own, draw = drawing
        draw(sketch, color or own)


def hat_names() -> frozenset[str]:
    """Every hat that can be drawn."""
    return frozenset(_HATS)


def _brimmed(sketch: Sketch, color: str, *, crown: float = 0.62, brim: float = 1.35, dent: float = 0.1, band: str = "") -> None:
    top = -0.62 - crown
    sketch.blob([(-0.76, -0.62), (-0.7, top + 0.1), (-0.3, top - 0.04), (0, top + dent), (0.3, top - 0.04), (0.7, top + 0.1), (0.76, -0.62)], color)
    sketch.box(-0.77, -0.86, 1.54, 0.22, band or darker(rgb(color), 0.4))
    sketch.oval(0, -0.62, brim, 0.2, darker(rgb(color), 0.08))


def _chef(s: Sketch, c: str) -> None:
    for x, y, r in ((-0.55, -1.35, 0.42), (0.55, -1.35, 0.42), (0, -1.55, 0.52)):
        s.oval(x, y, r, r, c)
    s.box(-0.72, -1.35, 1.44, 0.72, c)
    s.box(-0.78, -0.85, 1.56, 0.3, darker(rgb(c), 0.1), 0.08)


def _cap(s: Sketch, c: str) -> None:
    s.blob([(-0.98, -0.42), (-0.85, -0.95), (0, -1.22), (0.85, -0.95), (0.98, -0.42), (0, -0.55)], c)
    s.blob([(0.1, -0.55), (0.9, -0.55), (1.5, -0.3), (0.9, -0.34)], darker(rgb(c), 0.18))
    s.oval(0, -1.2, 0.09, 0.07, darker(rgb(c), 0.2))


def _police(s: Sketch, c: str) -> None:
    s.blob([(-1.15, -0.95), (0, -1.45), (1.15, -0.95), (0.85, -0.55), (-0.85, -0.55)], c)
    s.box(-0.85, -0.72, 1.7, 0.22, darker(rgb(c), 0.35))
    s.blob([(-0.6, -0.52), (0.8, -0.52), (0.9, -0.36), (0.1, -0.26), (-0.5, -0.36)], "#22242e")
    s.oval(0.05, -0.98, 0.16, 0.17, "#f2c84b")


def _fire(s: Sketch, c: str) -> None:
    s.blob([(-0.85, -0.5), (-0.8, -1.0), (0, -1.35), (0.8, -1.0), (0.85, -0.5)], c)
    s.oval(0, -0.5, 1.25, 0.2, darker(rgb(c), 0.12))
    s.poly([(-0.2, -1.05), (0.3, -1.05), (0.26, -0.65), (0.05, -0.55), (-0.16, -0.65)], "#f2c84b")


def _hard(s: Sketch, c: str) -> None:
    s.blob([(-0.95, -0.45), (-0.85, -0.98), (0, -1.28), (0.85, -0.98), (0.95, -0.45)], c)
    s.box(-0.14, -1.3, 0.28, 0.8, lighter(rgb(c), 0.25), 0.1)
    s.oval(0.1, -0.46, 1.2, 0.14, darker(rgb(c), 0.12))


def _wizard(s: Sketch, c: str) -> None:
    s.poly([(-0.8, -0.6), (0.8, -0.6), (0.3, -1.6), (0.46, -2.15), (-0.05, -1.9)], c)
    s.oval(0, -0.6, 1.3, 0.22, darker(rgb(c), 0.1))
    for x, y, r in ((-0.25, -0.98, 0.11), (0.22, -1.25, 0.09), (0.06, -1.62, 0.07)):
        s.poly(_star(x, y, r), "#f6d860", glow=True)


def _star(x: float, y: float, r: float) -> list[tuple[float, float]]:
    spikes = ((0, -1), (0.24, -0.32), (0.95, -0.31), (0.38, 0.12), (0.59, 0.81), (0, 0.4), (-0.59, 0.81), (-0.38, 0.12), (-0.95, -0.31), (-0.24, -0.32))
    return [(x + r * dx * 1.4, y + r * dy * 1.4) for dx, dy in spikes]


def _witch(s: Sketch, c: str) -> None:
    s.poly([(-0.75, -0.6), (0.75, -0.6), (0.22, -1.5), (0.6, -2.0), (-0.12, -1.8)], c)
    s.box(-0.74, -0.86, 1.46, 0.24, "#8549b5")
    s.box(-0.05, -0.87, 0.26, 0.26, "#f2c84b")
    s.oval(0, -0.6, 1.45, 0.22, darker(rgb(c), 0.05))


def _crown(s: Sketch, c: str) -> None:
    s.poly([(-0.75, -0.7), (-0.85, -1.4), (-0.42, -1.08), (0, -1.55), (0.42, -1.08), (0.85, -1.4), (0.75, -0.7)], c, glow=False)
    s.box(-0.76, -0.86, 1.52, 0.2, darker(rgb(c), 0.15))
    for x, color in ((-0.45, "#d8392f"), (0, "#3773cf"), (0.45, "#4ea64b")):
        s.oval(x, -0.76, 0.09, 0.09, color)


def _tiara(s: Sketch, c: str) -> None:
    s.poly([(-0.62, -0.78), (-0.5, -1.08), (-0.22, -0.96), (0, -1.34), (0.22, -0.96), (0.5, -1.08), (0.62, -0.78)], c)
    s.oval(0, -1.0, 0.1, 0.12, "#ee5fa5")


def _knight(s: Sketch, c: str) -> None:
    s.blob([(-0.9, -1.2), (-1.3, -1.5), (-1.35, -1.95), (-0.6, -1.8), (0.1, -1.25)], "#d8392f")
    s.blob([(-1.12, 0.45), (-1.14, -0.6), (-0.6, -1.18), (0, -1.28), (0.6, -1.18), (1.14, -0.6), (1.12, 0.45), (0.8, 0.62), (0.72, -0.38), (-0.55, -0.38), (-0.7, 0.62)], c)
    s.blob([(-0.62, -0.42), (0.76, -0.42), (0.98, -0.72), (0.1, -1.0), (-0.85, -0.72)], darker(rgb(c), 0.14))
    for x in (-0.25, 0.1, 0.45):
        s.box(x, -0.8, 0.07, 0.26, darker(rgb(c), 0.45))


def _samurai(s: Sketch, c: str) -> None:
    s.blob([(-1.2, -0.2), (-1.0, -0.9), (0, -1.3), (1.0, -0.9), (1.2, -0.2), (0.85, -0.5), (-0.85, -0.5)], c)
    s.curve([(-0.5, -0.85), (-0.75, -1.5), (-0.55, -1.9)], 0.16, "#f2c84b")
    s.curve([(0.5, -0.85), (0.75, -1.5), (0.55, -1.9)], 0.16, "#f2c84b")
    s.oval(0, -0.8, 0.2, 0.2, "#f2c84b")


def _viking(s: Sketch, c: str) -> None:
    for side in (-1, 1):
        s.blob([(side * 0.8, -0.7), (side * 1.35, -0.85), (side * 1.5, -1.5), (side * 1.25, -1.05), (side * 0.85, -0.95)], "#f3ead2")
    s.blob([(-0.98, -0.4), (-0.85, -0.98), (0, -1.3), (0.85, -0.98), (0.98, -0.4)], c)
    s.box(-1.0, -0.6, 2.0, 0.22, "#b8863a", 0.06)


def _pirate(s: Sketch, c: str) -> None:
    s.blob([(-1.35, -0.55), (-1.05, -1.05), (-0.5, -1.1), (0, -1.5), (0.5, -1.1), (1.05, -1.05), (1.35, -0.55), (0, -0.68)], c)
    s.oval(0, -1.02, 0.2, 0.18, "#f7f5f0")
    s.box(-0.1, -0.9, 0.2, 0.12, "#f7f5f0", 0.03)
    for x in (-0.08, 0.08):
        s.oval(x, -1.02, 0.05, 0.055, c, line=False)
    s.curve([(-1.3, -0.57), (0, -0.72), (1.3, -0.57)], 0.07, "#e2ac30")


def _straw(s: Sketch, c: str) -> None:
    _brimmed(s, c, crown=0.5, brim=1.55, dent=0.0, band="#c8503c")


def _beanie(s: Sketch, c: str) -> None:
    s.oval(0, -1.42, 0.26, 0.26, lighter(rgb(c), 0.5))
    s.blob([(-1.0, -0.42), (-0.88, -1.0), (0, -1.34), (0.88, -1.0), (1.0, -0.42)], c)
    s.box(-1.05, -0.66, 2.1, 0.34, lighter(rgb(c), 0.25), 0.14)


def _santa(s: Sketch, c: str) -> None:
    s.blob([(-0.95, -0.55), (-0.6, -1.3), (0.2, -1.62), (1.0, -1.3), (1.3, -0.75), (0.8, -1.0), (0.9, -0.55)], c)
    s.oval(1.32, -0.66, 0.24, 0.24, "#fbfaf6")
    s.box(-1.06, -0.72, 2.12, 0.36, "#fbfaf6", 0.18)


def _beret(s: Sketch, c: str) -> None:
    s.blob([(-1.2, -0.72), (-0.9, -1.15), (0.1, -1.3), (1.0, -0.98), (0.95, -0.58), (0, -0.62)], c)
    s.limb([(0.05, -1.28), (0.12, -1.44)], 0.09, c)


def _sailor(s: Sketch, c: str) -> None:
    s.blob([(-0.85, -0.72), (-0.8, -1.12), (0, -1.25), (0.8, -1.12), (0.85, -0.72)], c)
    s.box(-0.92, -0.86, 1.84, 0.3, c, 0.1)
    s.box(-0.9, -0.66, 1.8, 0.12, "#2f5fa8", 0.05)


def _captain(s: Sketch, c: str) -> None:
    s.blob([(-1.15, -1.0), (0, -1.42), (1.15, -1.0), (0.85, -0.6), (-0.85, -0.6)], c)
    s.box(-0.86, -0.8, 1.72, 0.22, "#27406b")
    s.blob([(-0.5, -0.58), (0.8, -0.58), (0.95, -0.4), (0.1, -0.3), (-0.4, -0.4)], "#22242e")
    s.oval(0.05, -1.02, 0.15, 0.15, "#f2c84b")


def _nurse(s: Sketch, c: str) -> None:
    s.blob([(-0.75, -0.75), (-0.85, -1.2), (0, -1.35), (0.85, -1.2), (0.75, -0.75)], c)
    s.box(-0.06, -1.22, 0.12, 0.36, "#d8392f")
    s.box(-0.18, -1.1, 0.36, 0.12, "#d8392f")


def _space(s: Sketch, c: str) -> None:
    s.oval(0, -0.02, 1.36, 1.32, "#cfe6f5", alpha=0.3)
    s.curve([(-0.95, -0.55), (-0.6, -0.95), (-0.15, -1.12)], 0.12, "#ffffff", alpha=0.8, line=False)
    s.blob([(-1.15, 0.85), (0, 0.7), (1.15, 0.85), (0.9, 1.25), (0, 1.35), (-0.9, 1.25)], c)


def _halo(s: Sketch, c: str) -> None:
    s.curve([(-0.6, -1.5), (0, -1.62), (0.6, -1.5), (0, -1.38), (-0.6, -1.5)], 0.12, c, glow=True)


def _horns(s: Sketch, c: str) -> None:
    for side in (-1, 1):
        s.blob([(side * 0.3, -0.85), (side * 0.55, -1.5), (side * 0.85, -1.65), (side * 0.75, -1.2), (side * 0.75, -0.7)], c)


def _bike(s: Sketch, c: str) -> None:
    s.blob([(-1.05, -0.42), (-0.9, -1.0), (0, -1.32), (0.9, -1.0), (1.15, -0.42)], c)
    for x in (-0.4, 0, 0.4):
        s.blob([(x - 0.08, -0.6), (x, -1.15), (x + 0.08, -0.6)], darker(rgb(c), 0.4))


def _race(s: Sketch, c: str) -> None:
    s.blob([(-1.15, 0.6), (-1.15, -0.6), (0, -1.3), (1.15, -0.6), (1.15, 0.6), (0.8, 0.75), (0.8, -0.35), (-0.7, -0.35), (-0.8, 0.75)], c)
    s.box(-0.75, -0.42, 1.55, 0.14, "#2a2d3a", 0.05)


def _pilot(s: Sketch, c: str) -> None:
    s.blob([(-1.1, 0.5), (-1.1, -0.5), (-0.7, -1.1), (0, -1.26), (0.7, -1.1), (1.1, -0.5), (1.1, 0.5), (0.86, 0.3), (0.8, -0.4), (-0.72, -0.4), (-0.86, 0.3)], c)
    for x in (-0.36, 0.44):
        s.oval(x, -0.72, 0.32, 0.24, "#c9a55a")
        s.oval(x, -0.72, 0.23, 0.16, "#a7d5ea")


def _flower(s: Sketch, _c: str) -> None:
    for x, y, color in ((-0.85, -0.55, "#f08bb6"), (-0.5, -0.82, "#f6c92d"), (-0.1, -0.95, "#f7f5f0"), (0.3, -0.92, "#e2574c"), (0.65, -0.72, "#f08bb6"), (0.92, -0.45, "#f6c92d")):
        for dx, dy in ((-0.12, 0), (0.12, 0), (0, -0.12), (0, 0.12)):
            s.oval(x + dx, y + dy, 0.11, 0.11, color)
        s.oval(x, y, 0.08, 0.08, "#e8902f", line=False)


def _feather(s: Sketch, c: str) -> None:
    s.blob([(-1.0, -0.5), (-0.6, -1.0), (0.5, -1.2), (1.35, -0.5), (0, -0.68)], c)
    s.blob([(-0.5, -0.8), (-0.95, -1.5), (-0.7, -1.75), (-0.35, -1.0)], "#d8392f")


def _nun(s: Sketch, c: str) -> None:
    s.blob([(-1.15, 0.9), (-1.15, -0.4), (0, -1.3), (1.15, -0.4), (1.15, 0.9), (0.85, 0.7), (0.82, -0.4), (-0.75, -0.4), (-0.85, 0.7)], c)
    s.box(-0.78, -0.62, 1.6, 0.2, "#f7f5f0", 0.1)


def _hood(s: Sketch, c: str) -> None:
    s.blob([(-1.15, 0.85), (-1.22, -0.3), (-0.7, -1.2), (0.1, -1.42), (0.8, -1.15), (1.2, -0.3), (1.1, 0.85), (0.8, 0.7), (0.86, -0.3), (0.4, -0.72), (-0.35, -0.72), (-0.84, -0.3), (-0.82, 0.7)], c)


def _pharaoh(s: Sketch, c: str) -> None:
    s.poly([(-1.0, -0.8), (0, -1.25), (1.0, -0.8), (1.5, 0.9), (0.85, 0.95), (0.82, -0.35), (-0.75, -0.35), (-0.85, 0.95), (-1.5, 0.9)], c)
    for y in (0.0, 0.35, 0.7):
        for side in (-1, 1):
            s.box(side * 1.12 - 0.22, y, 0.44, 0.13, "#2c5fa8")
    s.blob([(-0.1, -0.6), (0.0, -1.0), (0.12, -0.6)], "#d8392f")


def _night(s: Sketch, c: str) -> None:
    _santa(s, c)


def _jester(s: Sketch, _c: str) -> None:
    for side, color in ((-1, "#8549b5"), (1, "#e2ac30")):
        s.blob([(0, -0.6), (side * 0.9, -0.55), (side * 1.5, -1.3), (side * 0.6, -1.15), (0, -1.3)], color)
        s.oval(side * 1.5, -1.28, 0.15, 0.15, "#f6c92d")


def _bow(s: Sketch, c: str) -> None:
    for side in (-1, 1):
        s.poly([(0.35, -1.02), (0.35 + side * 0.42, -1.3), (0.35 + side * 0.42, -0.78)], c)
    s.oval(0.35, -1.03, 0.13, 0.13, darker(rgb(c), 0.15))


_HATS: dict[str, tuple[str, Callable[[Sketch, str], None]]] = {
    "chef": ("#fbfaf6", _chef), "cap": ("#d8433a", _cap), "police": ("#2f4a86", _police), "fire": ("#d8392f", _fire),
    "hard": ("#f6c92d", _hard), "wizard": ("#4450a8", _wizard), "witch": ("#35303f", _witch), "crown": ("#f2c84b", _crown),
    "coronet": ("#f2c84b", _tiara), "tiara": ("#f6d05a", _tiara), "knight": ("#aeb8c4", _knight),
    "samurai": ("#5b2f34", _samurai), "viking": ("#9aa3ad", _viking), "pirate": ("#2d2c35", _pirate),
    "straw": ("#e9c66a", _straw), "beanie": ("#d8433a", _beanie), "knit": ("#8a3a2f", _beanie), "santa": ("#d8392f", _santa),
    "beret": ("#b8343a", _beret), "sailor": ("#f7f5f0", _sailor), "captain": ("#f7f5f0", _captain), "nurse": ("#fbfaf6", _nurse),
    "space": ("#e8ebef", _space), "halo": ("#f6d860", _halo), "horns": ("#7a1f1f", _horns), "bike": ("#3773cf", _bike),
    "race": ("#d8392f", _race), "pilot": ("#7a5236", _pilot), "flower": ("#f08bb6", _flower), "feather": ("#4c7a45", _feather),
    "featherband": ("#b98650", _feather), "nun": ("#2b2b33", _nun), "hood": ("#d03a34", _hood), "pharaoh": ("#f2c84b", _pharaoh),
    "night": ("#7fa8d8", _night), "jester": ("#8549b5", _jester),
    "fedora": ("#5a4a40", _brimmed),
    "deerstalker": ("#b08a55", lambda s, c: _brimmed(s, c, crown=0.45, brim=1.2, dent=0.02)),
    "bowler": ("#2d2c35", lambda s, c: _brimmed(s, c, crown=0.55, brim=1.15, dent=-0.06)),
    "top": ("#2d2c35", lambda s, c: _brimmed(s, c, crown=1.05, brim=1.2, dent=0.02, band="#b8343a")),
    "cowboy": ("#9b6a3c", lambda s, c: _brimmed(s, c, crown=0.62, brim=1.7, dent=0.2)),
    "bucket": ("#b6b06a", lambda s, c: _brimmed(s, c, crown=0.5, brim=1.2, dent=0.0)),
    "army": ("#5f7050", _cap), "visor": ("#f7f5f0", _cap), "swimcap": ("#3773cf", _hard), "dive": ("#28323c", _pilot),
    "scarf": ("#8549b5", _hood), "veil": ("#fbfaf6", _nun), "bow": ("#d8392f", _bow),
}  # fmt: skip
