"""Birds, three-quarter view to the right: perched, walking and flying.

Drawn in a frame where the bird is one unit high and stands on y = 0.
"""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from dataclasses import dataclass, replace

from gpu_worker.engines.storyboard.drawing.colors import darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.faces import Face, draw_face
from gpu_worker.engines.storyboard.drawing.hats import draw_hat
from gpu_worker.engines.storyboard.drawing.rigged import Anatomy, head_box
from gpu_worker.engines.storyboard.drawing.sketch import Sketch


@dataclass(frozen=True, slots=True)
class Plumage:
    """A bird's looks: feathers, breast, beak and legs, and what makes its kind."""

    feathers: str
    breast: str
    beak: str = "#f2a530"
    bill: str = "short"
    marks: tuple[str, ...] = ()
    legs: float = 0.14


PLUMAGES: dict[str, Plumage] = {
    "owl": Plumage("#8a5f3f", "#e8cfa4", "#e8a437", "owl", ("discs", "tufts"), 0.06),
    "penguin": Plumage("#2f3340", "#f7f6f2", "#f0a030", "short", ("flippers",), 0.04),
    "parrot": Plumage("#3fa64a", "#f2c230", "#3a3640", "hook", ("crest",), 0.08),
    "eagle": Plumage("#6b4426", "#7d5434", "#f2b430", "hook", ("white_head",), 0.12),
    "raven": Plumage("#2d2b36", "#3b3947", "#4a4753", "long", (), 0.14),
    "bluebird": Plumage("#4a90d9", "#f4b26a", "#e89a30", "short", (), 0.14),
    "hummingbird": Plumage("#2fa57c", "#f0f4e8", "#3a3640", "needle", (), 0.06),
    "duck": Plumage("#f4efe4", "#ffffff", "#f0982c", "flat", (), 0.1),
    "chick": Plumage("#f8d648", "#fbe483", "#ef8c2c", "short", (), 0.12),
    "hen": Plumage("#c9773f", "#e2a268", "#f0b030", "short", ("comb",), 0.14),
    "rooster": Plumage("#b5502c", "#d9803c", "#f0b030", "short", ("comb", "fan"), 0.16),
    "goose": Plumage("#f6f4ee", "#ffffff", "#ee9030", "flat", ("neck",), 0.12),
    "stork": Plumage("#f7f6f2", "#ffffff", "#d8432f", "spear", ("neck", "dark_wing"), 0.4),
    "pigeon": Plumage("#9aa3b5", "#c3c9d6", "#d98a8a", "short", (), 0.12),
    "seagull": Plumage("#e9edf0", "#ffffff", "#f0b030", "short", ("grey_wing",), 0.12),
}


def plumage(kind: str, color: str) -> Plumage:
    """A bird's looks, recoloured when a colour was asked for."""
    found = PLUMAGES.get(kind, PLUMAGES["bluebird"])
    if not color:
        return found
    red, green, blue = lighter(rgb(color), 0.45)
    paint = "#{:02x}{:02x}{:02x}".format(*rgb(color))
    return replace(found, feathers=paint, breast=f"#{red:02x}{green:02x}{blue:02x}")


def draw_bird(
    sketch: Sketch, look: Plumage, pose: str, feel: str = "", *, hat: tuple[str, str] = ("", ""), blink: bool = False
) -> Anatomy:
    """Draws the bird; flying spreads its wings."""
    flying = pose in {"fly", "jump", "chase"}
    legs = 0.02 if flying else look.legs
    with sketch.frame(0, -legs, 1 - legs * 0.4, 1 - legs * 0.4, -14 if flying else 0):
        if not flying:
            _legs(sketch, look, legs)
        neck = 0.2 if "neck" in look.marks else 0.0
        _trunk(sketch, look, flying=flying, neck=neck)
        anatomy = _head(sketch, look, neck, feel, "asleep" if pose == "sleep" else "", hat, blink=blink)
    anatomy.seat = sketch.at(-0.05, -0.5)
    return anatomy


def _legs(sketch: Sketch, look: Plumage, length: float) -> None:
    for x in (-0.07, 0.08):
        sketch.limb([(x, -0.06), (x, length - 0.02)], 0.035, darker(rgb(look.beak), 0.1))
        sketch.blob([(x - 0.05, length), (x + 0.02, length - 0.04), (x + 0.11, length)], look.beak)


def _trunk(sketch: Sketch, look: Plumage, *, flying: bool, neck: float) -> None:  # noqa: C901 -- one case a shape
    feathers = rgb(look.feathers)
    wing = "#2d2c35" if "dark_wing" in look.marks else "#9aa8b8" if "grey_wing" in look.marks else darker(feathers, 0.14)
    if flying:
        sketch.blob([(0.0, -0.42), (-0.1, -0.85), (-0.42, -1.12), (-0.62, -1.08), (-0.5, -0.86), (-0.46, -0.66), (-0.26, -0.36)], darker(feathers, 0.24))
    if "fan" in look.marks:
        for color, dx, dy in (("#2f6b4a", -0.48, -0.62), ("#3a5f9a", -0.54, -0.5), ("#2a3348", -0.5, -0.36)):
            sketch.blob([(-0.16, -0.3), (dx, dy - 0.1), (dx - 0.08, dy + 0.1), (-0.16, -0.16)], color)
    else:
        sketch.blob([(-0.14, -0.3), (-0.46, -0.22), (-0.54, -0.08), (-0.36, -0.06), (-0.1, -0.1)], darker(feathers, 0.2))
    wide = 0.3 if not neck else 0.32
    top = -0.62 if not neck else -0.48
    sketch.blob([(-0.04, top), (0.2, top + 0.12), (wide, -0.3), (0.22, -0.06), (0, 0.0), (-0.22, -0.05), (-wide, -0.26), (-0.22, top + 0.1)], feathers)
    sketch.blob([(0.06, top + 0.12), (0.22, top + 0.2), (0.26, -0.26), (0.16, -0.06), (0.0, -0.04), (-0.06, -0.26)], look.breast, line=False)
    if neck:
        sketch.limb([(0.1, -0.36), (0.12, -0.62 - neck * 0.6)], 0.2, feathers)
    if "discs" in look.marks:
        for x, y in ((0.06, -0.36), (0.16, -0.3), (0.05, -0.22), (0.15, -0.16)):
            sketch.blob([(x - 0.035, y), (x, y + 0.035), (x + 0.035, y)], darker(rgb(look.breast), 0.3), line=False)
    if flying:
        sketch.blob([(0.06, -0.38), (0.02, -0.82), (-0.14, -1.2), (-0.4, -1.3), (-0.34, -1.02), (-0.36, -0.76), (-0.2, -0.3)], wing)
    elif "flippers" in look.marks:
        sketch.blob([(-0.2, -0.5), (-0.36, -0.3), (-0.38, -0.12), (-0.24, -0.2)], wing)
        sketch.blob([(0.22, -0.5), (0.36, -0.32), (0.38, -0.14), (0.26, -0.22)], wing)
    else:
        sketch.blob([(-0.1, -0.5), (-0.24, -0.44), (-0.34, -0.18), (-0.3, -0.04), (-0.08, -0.18)], wing)


def _head(
    sketch: Sketch, look: Plumage, neck: float, feel: str, mouth: str, hat: tuple[str, str], *, blink: bool
) -> Anatomy:
    size = 0.25 if not neck else 0.19
    with sketch.frame(0.06 if not neck else 0.14, -0.74 - neck * 0.55, size, size):
        color = "#f7f5f0" if "white_head" in look.marks else look.feathers
        if "tufts" in look.marks:
            for side in (-1, 1):
                sketch.poly([(side * 0.3, -0.8), (side * 0.85, -1.35), (side * 0.95, -0.4)], color)
        if "comb" in look.marks:
            sketch.blob([(-0.4, -0.8), (-0.42, -1.25), (-0.1, -1.05), (0.05, -1.4), (0.25, -1.05), (0.5, -1.2), (0.45, -0.75)], "#d8392f")
            sketch.oval(0.7, 0.75, 0.18, 0.3, "#d8392f")
        if "crest" in look.marks:
            sketch.blob([(-0.2, -0.8), (-0.55, -1.4), (-0.15, -1.15), (0.0, -1.55), (0.15, -1.1), (0.3, -0.85)], "#d8392f")
        sketch.oval(0, 0, 1.0, 0.96, color)
        if "flippers" in look.marks:
            sketch.blob([(-0.5, -0.3), (0.1, -0.2), (0.8, -0.3), (0.95, 0.2), (0.5, 0.85), (-0.2, 0.85), (-0.62, 0.3)], look.breast, line=False)
        if "discs" in look.marks:
            for x in (-0.3, 0.5):
                sketch.oval(x, -0.02, 0.5, 0.52, look.breast)
        face = Face((-0.04, 0.4), (0.1, 0.42), 0.13 if "discs" not in look.marks else 0.2, white=look.feathers < "#5" or "discs" in look.marks, blink=blink)
        _beak(sketch, look)
        draw_face(sketch, replace(face, mouth=(40.0, 40.0)), feel, mouth)
        with sketch.frame(0, 0, 0.9, 0.9):
            draw_hat(sketch, *hat)
        tip = sketch.at(0.6, 0.35)
        anatomy = Anatomy(head_box(sketch, 1.0, 1.0), tip)
        anatomy.joints = {"nose": tip}
    return anatomy


_BILLS = {
    "short": [(0.0, 0.16), (0.5, 0.12), (0.62, 0.34), (0.3, 0.52), (0.02, 0.4)],
    "owl": [(-0.02, 0.08), (0.22, 0.08), (0.12, 0.5)],
    "hook": [(0.1, -0.02), (0.7, 0.02), (0.92, 0.36), (0.8, 0.72), (0.62, 0.42), (0.15, 0.36)],
    "flat": [(0.05, 0.22), (0.5, 0.16), (1.1, 0.24), (1.15, 0.42), (0.5, 0.5), (0.08, 0.46)],
    "long": [(0.3, 0.02), (1.5, 0.26), (0.35, 0.44)],
    "spear": [(0.3, -0.02), (2.4, 0.5), (0.3, 0.42)],
    "needle": [(0.5, 0.02), (2.6, -0.1), (0.5, 0.16)],
}


def _beak(sketch: Sketch, look: Plumage) -> None:
    points = _BILLS[look.bill]
    if look.bill in {"short", "flat", "hook"}:
        sketch.blob(points, look.beak)
        sketch.curve([points[-1], (0.35, 0.34), (points[2][0] - 0.1, points[2][1])], 0.035, darker(rgb(look.beak), 0.3), line=False)
    else:
        sketch.poly(points, look.beak)


def draw_bird_head(
    sketch: Sketch, kind: str, feathers: str, breast: str, feel: str, mouth: str, *, blink: bool = False
) -> Face:
    """A bird's head for a body with hands, in a frame where its radius is 1."""
    look = replace(PLUMAGES.get(kind, PLUMAGES["bluebird"]), feathers=feathers, breast=breast)
    with sketch.frame(-0.06, 0.74 / 0.25, 1 / 0.25, 1 / 0.25):
        _head(sketch, look, 0.0, feel, "asleep" if mouth == "asleep" else "", ("", ""), blink=blink)
    return Face((-0.04, 0.4), (0.1, 0.42), blink=blink)
