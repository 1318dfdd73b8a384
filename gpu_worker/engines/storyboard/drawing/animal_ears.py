"""Ears, horns and wool of animals, in a frame where the head's radius is 1."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import math

from gpu_worker.engines.storyboard.drawing.animals import Beast, hexed
from gpu_worker.engines.storyboard.drawing.colors import mix, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch


def draw_ears(sketch: Sketch, look: Beast) -> None:
    """Both ears, behind the head."""
    inner = look.second if look.ears != "round" else hexed(mix(rgb(look.fur), rgb(look.second), 0.5))
    for side in (-1, 1):
        with sketch.frame(0, 0, side, 1):
            _EARS.get(look.ears, _ear_none)(sketch, look, inner)


def draw_behind(sketch: Sketch, look: Beast) -> None:
    """Wool, antlers and horns, behind the head."""
    if "wool" in look.marks:
        for x, y, r in ((-0.5, -0.75, 0.42), (0, -0.95, 0.48), (0.5, -0.75, 0.42)):
            sketch.oval(x, y, r, r, look.second)
    if "antlers" in look.marks:
        for side in (-1, 1):
            with sketch.frame(0, 0, side, 1):
                sketch.curve([(0.3, -0.75), (0.5, -1.3), (0.85, -1.75)], 0.15, look.third)
                sketch.curve([(0.5, -1.25), (0.9, -1.3)], 0.13, look.third)
                sketch.curve([(0.62, -1.5), (0.5, -1.85)], 0.12, look.third)
    _rare_horns(sketch, look)
    horns = {"horns": ("#e8dcc0", 0.9), "horns2": ("#f1e3b5", 1.35), "back_horns": ("#8b7a66", 1.2)}
    for mark, (color, tall) in horns.items():
        if mark in look.marks:
            for side in (-1, 1):
                sketch.blob([(side * 0.3, -0.75), (side * 0.62, -0.78 - tall * 0.35), (side * 0.5, -0.75 - tall * 0.62), (side * 0.78, -0.72 - tall * 0.3), (side * 0.6, -0.65)], color)


def _rare_horns(sketch: Sketch, look: Beast) -> None:
    """What only one animal each wears on its head."""
    for side in (-1, 1):
        with sketch.frame(0, 0, side, 1):
            if "palmate" in look.marks:
                sketch.limb([(0.4, -0.7), (0.85, -1.0)], 0.2, "#c9a26a")
                sketch.blob([(0.75, -0.95), (0.9, -1.65), (1.15, -1.3), (1.35, -1.75), (1.5, -1.25), (1.85, -1.45), (1.6, -0.85), (1.1, -0.72)], "#c9a26a")
            if "ram_horns" in look.marks:
                sketch.curve([(0.35, -0.8), (0.85, -0.95), (1.2, -0.5), (1.05, -0.05), (0.8, -0.2)], 0.26, "#a58a66")
            if "ossicones" in look.marks:
                sketch.limb([(0.26, -0.8), (0.36, -1.3)], 0.14, look.fur)
                sketch.oval(0.37, -1.34, 0.15, 0.14, look.third)
            if "feelers" in look.marks:
                sketch.curve([(0.2, -0.8), (0.45, -1.3), (0.7, -1.45)], 0.06, look.third)
                sketch.oval(0.72, -1.46, 0.09, 0.09, look.third)
    if "quills" in look.marks:
        points = [(math.cos(i * math.pi / 12) * (1.5 if i % 2 else 1.12), -0.05 - math.sin(i * math.pi / 12) * (1.45 if i % 2 else 1.08)) for i in range(-3, 16)]
        sketch.poly(points, look.third)


def _ear_pointy(sketch: Sketch, look: Beast, inner: str) -> None:
    tip = look.third if "dark_ears" in look.marks else look.fur
    sketch.poly([(0.2, -0.72), (0.78, -1.42), (1.0, -0.25)], look.fur)
    sketch.poly([(0.56, -1.14), (0.78, -1.42), (0.86, -1.0)], tip)
    sketch.poly([(0.42, -0.72), (0.72, -1.12), (0.86, -0.4)], inner)
    if look.ears == "tufted":
        sketch.poly([(0.62, -1.2), (0.86, -1.72), (0.9, -1.15)], look.fur)


def _ear_round(sketch: Sketch, look: Beast, inner: str) -> None:
    size, x, y = {"round": (0.36, 0.72, -0.7), "big_round": (0.52, 0.95, -0.55), "huge_round": (0.62, 0.88, -0.72)}[look.ears]
    ear = look.third if "panda" in look.marks else look.fur
    sketch.oval(x, y, size, size, ear)
    sketch.oval(x, y + 0.03, size * 0.6, size * 0.6, look.third if look.ears == "huge_round" else inner)


def _ear_floppy(sketch: Sketch, look: Beast, _inner: str) -> None:
    sketch.blob([(0.55, -0.85), (1.02, -0.8), (1.25, 0.0), (1.08, 0.5), (0.82, 0.1), (0.72, -0.4)], look.third)


def _ear_long(sketch: Sketch, look: Beast, _inner: str) -> None:
    sketch.blob([(0.12, -0.6), (0.1, -1.5), (0.38, -2.0), (0.62, -1.5), (0.6, -0.6)], look.fur)
    sketch.blob([(0.24, -0.8), (0.24, -1.5), (0.38, -1.78), (0.5, -1.5), (0.48, -0.8)], "#f0b7bd")


def _ear_side(sketch: Sketch, look: Beast, _inner: str) -> None:
    long = {"side": 1.35, "long_side": 1.0, "side_flat": 1.5, "cow": 1.5}[look.ears]
    if look.ears == "long_side":
        sketch.blob([(0.3, -0.6), (0.45, -1.5), (0.72, -1.65), (0.85, -1.3), (0.68, -0.5)], look.fur)
        sketch.blob([(0.45, -0.7), (0.55, -1.35), (0.7, -1.45), (0.74, -1.2), (0.62, -0.6)], look.second)
    else:
        sketch.blob([(0.7, -0.45), (1.1, -0.62), (long, -0.3), (1.1, -0.05), (0.8, 0.0)], look.fur)
        sketch.blob([(0.8, -0.35), (1.1, -0.48), (long - 0.16, -0.28), (1.1, -0.14)], look.second)


def _ear_upright(sketch: Sketch, look: Beast, _inner: str) -> None:
    sketch.blob([(0.22, -0.7), (0.42, -1.36), (0.72, -1.2), (0.74, -0.6)], look.fur)
    sketch.blob([(0.36, -0.75), (0.46, -1.18), (0.62, -1.08), (0.62, -0.7)], look.second)


def _ear_spiky(sketch: Sketch, look: Beast, _inner: str) -> None:
    sketch.poly([(0.75, -0.5), (1.5, -0.75), (1.3, -0.35), (1.5, -0.1), (0.85, 0.05)], look.third)


def _ear_frog(sketch: Sketch, look: Beast, _inner: str) -> None:
    sketch.oval(0.52, -0.74, 0.38, 0.38, look.fur)


def _ear_elephant(sketch: Sketch, look: Beast, _inner: str) -> None:
    sketch.blob([(0.6, -0.7), (1.25, -0.95), (1.75, -0.5), (1.7, 0.2), (1.25, 0.6), (0.8, 0.35)], look.third)
    sketch.blob([(0.75, -0.5), (1.22, -0.74), (1.56, -0.4), (1.5, 0.1), (1.2, 0.36), (0.85, 0.2)], look.second)


def _ear_none(_sketch: Sketch, _look: Beast, _inner: str) -> None:
    """Moles have no ears to speak of."""


_EARS = {
    "pointy": _ear_pointy,
    "tufted": _ear_pointy,
    "round": _ear_round,
    "big_round": _ear_round,
    "huge_round": _ear_round,
    "floppy": _ear_floppy,
    "long": _ear_long,
    "side": _ear_side,
    "long_side": _ear_side,
    "side_flat": _ear_side,
    "cow": _ear_side,
    "upright": _ear_upright,
    "fold": _ear_upright,
    "spiky": _ear_spiky,
    "frog": _ear_frog,
    "elephant": _ear_elephant,
}
