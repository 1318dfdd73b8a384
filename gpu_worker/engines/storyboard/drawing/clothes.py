"""What people wear: a table of garments and how each is drawn over the joints."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from dataclasses import dataclass

from gpu_worker.engines.storyboard.drawing.colors import Color, darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.sketch import Sketch


@dataclass(frozen=True, slots=True)
class Garment:
    """How an outfit is cut.

    Attributes:
        color: of the top; `legs` of trousers ("" = the skin), `shoes` of shoes.
        skirt: how far it hangs below the hips as a share of the leg; 0 is none.
        flare: how much wider the hem is than the hips.
        sleeves: long, short or none.
        details: what is drawn on it: buttons, stripes, belt…
    """

    color: str
    legs: str = "#44506a"
    skirt: float = 0.0
    flare: float = 0.3
    sleeves: str = "long"
    details: tuple[str, ...] = ()
    shoes: str = "#4a3530"


GARMENTS: dict[str, Garment] = {
    "tee": Garment("#4f8fd0", sleeves="short"),
    "dress": Garment("#e0648c", "", 0.55, 0.75, "short", shoes="#b0405f"),
    "gown": Garment("#c9559a", "", 0.98, 1.0, details=("sash",), shoes="#8a3f6a"),
    "robe": Garment("#4450a8", "", 0.97, 0.55, details=("belt",)),
    "coat": Garment("#7a5c45", "#3a4050", 0.55, 0.35, details=("buttons", "collar"), shoes="#3a3238"),
    "trench": Garment("#b08a55", "#4a4048", 0.6, 0.35, details=("buttons", "belt", "collar"), shoes="#3a2a24"),
    "labcoat": Garment("#f4f6f8", "#51627a", 0.58, 0.3, details=("buttons", "collar", "shirt"), shoes="#3a3238"),
    "suit": Garment("#3a4150", "#343a48", details=("lapels",), shoes="#22222a"),
    "uniform": Garment("#2f4a86", "#263b6a", details=("buttons", "belt"), shoes="#22222a"),
    "overalls": Garment("#3f6ea8", "#3f6ea8", details=("bib",), shoes="#6a4a30"),
    "vest": Garment("#9b6a3c", "#4f5f80", details=("vest",), shoes="#5a3a24"),
    "jacket": Garment("#5b6b7d", "#3d4658", details=("zip", "collar")),
    "parka": Garment("#d9453a", "#39445a", details=("zip", "puffs"), shoes="#3a3238"),
    "hoodie": Garment("#5f7fb0", "#3d4658", details=("pocket",), shoes="#e8e8ec"),
    "sweater": Garment("#c0564a", "#4a5468", details=("knit",)),
    "cardigan": Garment("#8a6f9f", "#5a5060", 0.2, 0.15, details=("buttons", "shirt")),
    "plaid": Garment("#c0392b", "#3f557d", details=("plaid",), shoes="#6a4a30"),
    "stripes": Garment("#2f5fa8", "#e9e6dd", details=("stripes",)),
    "kit": Garment("#d8342f", "#f4f4f6", sleeves="short", details=("number", "shorts"), shoes="#2a2d3a"),
    "shorts": Garment("#e9b48a", "#e0563f", sleeves="none", details=("shorts",), shoes=""),
    "swim": Garment("#2f6fc0", "", sleeves="none", shoes=""),
    "wetsuit": Garment("#28323c", "#28323c", details=("zip",), shoes="#f2c230"),
    "boxer": Garment("#c8302c", "#c8302c", sleeves="none", details=("shorts", "belt"), shoes="#f4f4f6"),
    "armour": Garment("#aeb8c4", "#98a3b0", 0.18, 0.3, details=("plates", "belt"), shoes="#7d8894"),
    "space": Garment("#eceff3", "#e2e6ec", details=("panel", "rings"), shoes="#9aa5b3"),
    "super": Garment("#2f62c9", "#2f62c9", details=("emblem", "belt"), shoes="#d8392f"),
    "gi": Garment("#f6f4ee", "#f0ede4", 0.18, 0.25, details=("belt", "wrap"), shoes=""),
    "kimono": Garment("#8a3f5a", "#8a3f5a", 0.9, 0.25, details=("belt", "wrap")),
    "tunic": Garment("#4c9a5a", "#8a7352", 0.35, 0.4, details=("belt",), shoes="#5a3f28"),
    "apron": Garment("#b5654a", "#4a5468", 0.0, details=("apron",)),
    "chef": Garment("#fbfaf6", "#4c5566", 0.12, 0.1, details=("double", "apron"), shoes="#2f2f38"),
    "smock": Garment("#e8e2d4", "#5f6f94", 0.3, 0.3, details=("paint",)),
    "tutu": Garment("#f0a3c0", "#f7dbe4", 0.22, 2.0, "none", shoes="#f0a3c0"),
    "santa": Garment("#d8392f", "#d8392f", 0.3, 0.25, details=("furtrim", "belt"), shoes="#2a2428"),
    "clown": Garment("#f2c84b", "#5fa8dc", details=("dots", "ruff"), shoes="#d8392f"),
    "fur": Garment("#b07a3f", "", 0.35, 0.3, "none", ("dots",), ""),
    "torn": Garment("#6c7a86", "#55606a", sleeves="short", details=("patch",)),
    "bandage": Garment("#e8e0c8", "#e8e0c8", details=("stripes_h",), shoes="#e8e0c8"),
    "poncho": Garment("#d98a3a", "#5f6f94", 0.2, 1.1, details=("stripes_h",)),
    "onesie": Garment("#a9d4ef", "#a9d4ef", shoes="#a9d4ef", details=("dots",)),
    "race": Garment("#d8342f", "#d8342f", details=("zip", "stripe"), shoes="#f4f4f6"),
    "mermaid": Garment("#8f5fc0", "", sleeves="none", shoes=""),
}


def garment(name: str) -> Garment:
    """A garment by name; an unknown one is a T-shirt."""
    return GARMENTS.get(name, GARMENTS["tee"])


def draw_details(sketch: Sketch, cut: Garment, color: Color, hem: float, accent: str = "") -> None:
    """Buttons, belts and prints on a torso that reaches from y = -0.6 to `hem`, 0.22 wide."""
    for detail in cut.details:
        draw = _DETAILS.get(detail)
        if draw is not None:
            draw(sketch, color, hem, accent)


def _buttons(s: Sketch, c: Color, hem: float, _a: str) -> None:
    s.limb([(0.02, -0.56), (0.02, hem - 0.01)], 0.008, darker(c, 0.3), line=False)
    for y in (-0.5, -0.42, -0.34):
        s.oval(0.04, y, 0.011, 0.011, darker(c, 0.5), line=False)


def _belt(s: Sketch, c: Color, _h: float, a: str) -> None:
    s.box(-0.125, -0.325, 0.25, 0.038, rgb(a) if a else darker(c, 0.5), 0.01)
    s.box(0.0, -0.329, 0.045, 0.046, "#e2b64a", 0.01)


def _collar(s: Sketch, c: Color, _h: float, _a: str) -> None:
    s.poly([(-0.075, -0.6), (0.02, -0.52), (0.0, -0.6)], lighter(c, 0.25))
    s.poly([(0.1, -0.6), (0.02, -0.52), (0.03, -0.6)], lighter(c, 0.25))


def _shirt(s: Sketch, _c: Color, _h: float, a: str) -> None:
    s.poly([(-0.04, -0.605), (0.08, -0.605), (0.02, -0.47)], a or "#8fb8de")


def _lapels(s: Sketch, c: Color, _h: float, _a: str) -> None:
    s.poly([(-0.06, -0.605), (0.1, -0.605), (0.02, -0.4)], "#f7f5f0")
    s.poly([(0.0, -0.59), (0.04, -0.59), (0.045, -0.45), (0.02, -0.42), (-0.005, -0.45)], "#c8302c")
    s.poly([(-0.07, -0.605), (0.015, -0.4), (-0.07, -0.48)], lighter(c, 0.12))
    s.poly([(0.11, -0.605), (0.025, -0.4), (0.11, -0.48)], lighter(c, 0.12))


def _bib(s: Sketch, c: Color, _h: float, a: str) -> None:
    s.blob([(-0.12, -0.6), (0.12, -0.6), (0.125, -0.44), (-0.125, -0.44)], a or "#e8e2d4")
    s.box(-0.08, -0.52, 0.17, 0.2, c, 0.02)
    for x in (-0.07, 0.06):
        s.box(x, -0.6, 0.03, 0.1, c)
        s.oval(x + 0.015, -0.505, 0.012, 0.012, "#f2d06b", line=False)
    s.box(-0.03, -0.47, 0.07, 0.06, darker(c, 0.15), 0.01)


def _vest(s: Sketch, c: Color, _h: float, _a: str) -> None:
    s.poly([(-0.05, -0.605), (0.08, -0.605), (0.04, -0.3), (0.0, -0.3)], "#f4efe2")
    s.oval(0.06, -0.4, 0.012, 0.012, darker(c, 0.4), line=False)


def _zip(s: Sketch, c: Color, hem: float, _a: str) -> None:
    s.limb([(0.02, -0.58), (0.02, hem - 0.01)], 0.012, lighter(c, 0.45), line=False)


def _puffs(s: Sketch, c: Color, _h: float, _a: str) -> None:
    for y in (-0.5, -0.42, -0.34):
        s.limb([(-0.11, y), (0.12, y)], 0.009, darker(c, 0.18), line=False)


def _pocket(s: Sketch, c: Color, _h: float, _a: str) -> None:
    s.poly([(-0.06, -0.4), (0.1, -0.4), (0.12, -0.31), (-0.08, -0.31)], darker(c, 0.12))
    for x in (-0.02, 0.06):
        s.limb([(x, -0.58), (x, -0.5)], 0.01, "#f4f4f6", line=False)


def _knit(s: Sketch, c: Color, _h: float, _a: str) -> None:
    for x in (-0.08, -0.03, 0.02, 0.07):
        s.poly([(x, -0.44), (x + 0.025, -0.47), (x + 0.05, -0.44), (x + 0.025, -0.41)], lighter(c, 0.55), line=False)


def _plaid(s: Sketch, c: Color, hem: float, _a: str) -> None:
    for y in (-0.52, -0.43, -0.34):
        s.limb([(-0.115, y), (0.12, y)], 0.012, darker(c, 0.45), alpha=0.75, line=False)
    for x in (-0.07, 0.02, 0.09):
        s.limb([(x, -0.58), (x, hem - 0.01)], 0.01, lighter(c, 0.45), alpha=0.6, line=False)


def _stripes(s: Sketch, _c: Color, _h: float, _a: str) -> None:
    for y in (-0.54, -0.47, -0.4, -0.33):
        s.limb([(-0.105, y), (0.11, y)], 0.026, "#f7f5f0", line=False)


def _stripes_h(s: Sketch, c: Color, _h: float, _a: str) -> None:
    for y in (-0.52, -0.44, -0.36):
        s.limb([(-0.11, y), (0.12, y - 0.02)], 0.016, lighter(c, 0.5) if sum(c) < 600 else darker(c, 0.2), line=False)  # noqa: PLR2004


def _number(s: Sketch, c: Color, _h: float, _a: str) -> None:
    s.limb([(0.0, -0.49), (0.03, -0.51), (0.03, -0.4)], 0.018, "#ffffff" if sum(c) < 560 else "#333a4a", line=False)  # noqa: PLR2004


def _plates(s: Sketch, c: Color, _h: float, _a: str) -> None:
    s.blob([(-0.1, -0.58), (0.12, -0.58), (0.1, -0.42), (0.01, -0.37), (-0.09, -0.42)], lighter(c, 0.3))
    for x in (-0.125, 0.125):
        s.oval(x, -0.55, 0.055, 0.05, lighter(c, 0.15))


def _panel(s: Sketch, _c: Color, _h: float, _a: str) -> None:
    s.box(-0.06, -0.5, 0.15, 0.1, "#8f9bab", 0.015)
    for x, color in ((-0.03, "#d8392f"), (0.015, "#f2c230"), (0.06, "#3fa65a")):
        s.oval(x, -0.465, 0.014, 0.014, color, line=False, glow=True)
    s.limb([(-0.035, -0.425), (0.06, -0.425)], 0.012, "#5fb4e8", line=False)


def _rings(s: Sketch, _c: Color, _h: float, _a: str) -> None:
    s.box(-0.12, -0.34, 0.245, 0.03, "#d8742f", 0.01)


def _emblem(s: Sketch, _c: Color, _h: float, _a: str) -> None:
    s.poly([(-0.05, -0.53), (0.09, -0.53), (0.11, -0.48), (0.02, -0.39), (-0.07, -0.48)], "#f2c84b")
    s.poly([(0.03, -0.515), (-0.01, -0.455), (0.02, -0.455), (0.0, -0.41), (0.06, -0.475), (0.03, -0.475)], "#d8392f", line=False)


def _wrap(s: Sketch, c: Color, _h: float, _a: str) -> None:
    s.limb([(-0.06, -0.6), (0.06, -0.34)], 0.016, darker(c, 0.25), line=False)
    s.limb([(0.1, -0.6), (0.0, -0.46)], 0.016, darker(c, 0.25), line=False)


def _apron(s: Sketch, _c: Color, _h: float, a: str) -> None:
    s.blob([(-0.07, -0.52), (0.1, -0.52), (0.14, -0.15), (-0.12, -0.15)], a or "#f4f0e6")
    s.box(-0.03, -0.36, 0.1, 0.07, "#dcd5c4", 0.01)


def _double(s: Sketch, c: Color, _h: float, _a: str) -> None:
    s.blob([(-0.06, -0.6), (0.02, -0.56), (0.1, -0.6), (0.05, -0.53), (0.0, -0.53)], "#d8433a")
    del c


def _paint(s: Sketch, _c: Color, _h: float, _a: str) -> None:
    for x, y, color in ((-0.05, -0.4, "#d8433a"), (0.06, -0.34, "#3773cf"), (0.0, -0.3, "#f2c230"), (0.07, -0.46, "#4ea64b")):
        s.oval(x, y, 0.02, 0.016, color, line=False)


def _furtrim(s: Sketch, _c: Color, hem: float, _a: str) -> None:
    s.box(-0.0, -0.57, 0.04, hem + 0.57, "#fbfaf6", 0.015)


def _dots(s: Sketch, c: Color, _h: float, _a: str) -> None:
    for x, y in ((-0.06, -0.52), (0.05, -0.5), (-0.02, -0.44), (0.08, -0.41), (-0.07, -0.37), (0.03, -0.34)):
        s.oval(x, y, 0.018, 0.018, darker(c, 0.35), line=False)


def _ruff(s: Sketch, _c: Color, _h: float, _a: str) -> None:
    for x in (-0.1, -0.05, 0.0, 0.05, 0.1):
        s.oval(x, -0.585, 0.04, 0.035, "#fbfaf6")


def _sash(s: Sketch, c: Color, _h: float, _a: str) -> None:
    s.box(-0.1, -0.36, 0.215, 0.035, lighter(c, 0.45), 0.01)


def _stripe(s: Sketch, _c: Color, hem: float, _a: str) -> None:
    s.box(-0.07, -0.58, 0.03, hem + 0.58, "#ffffff", line=False)


def _patch(s: Sketch, c: Color, _h: float, _a: str) -> None:
    s.box(0.03, -0.44, 0.06, 0.06, lighter(c, 0.25))


_DETAILS = {
    "buttons": _buttons, "belt": _belt, "collar": _collar, "shirt": _shirt, "lapels": _lapels, "bib": _bib,
    "vest": _vest, "zip": _zip, "puffs": _puffs, "pocket": _pocket, "knit": _knit, "plaid": _plaid,
    "stripes": _stripes, "stripes_h": _stripes_h, "number": _number, "plates": _plates, "panel": _panel,
    "rings": _rings, "emblem": _emblem, "wrap": _wrap, "apron": _apron, "double": _double, "paint": _paint,
    "furtrim": _furtrim, "dots": _dots, "ruff": _ruff, "sash": _sash, "stripe": _stripe, "patch": _patch,
}  # fmt: skip
