"""Hair and beards of people, in a frame where the head's radius is 1."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from gpu_worker.engines.storyboard.drawing.colors import Color, darker, lighter
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Point

_CAP: list[Point] = [
    (-1.04, 0.12), (-1.08, -0.35), (-0.75, -0.98), (0.0, -1.2), (0.75, -0.98), (1.08, -0.35), (1.02, 0.1),
    (0.86, -0.28), (0.42, -0.55), (-0.15, -0.5), (-0.7, -0.42), (-0.88, -0.1),
]  # fmt: skip


def draw_hair_behind(sketch: Sketch, style: str, color: Color) -> None:  # noqa: C901, PLR0912 -- one case a hairdo
    """What of the hair falls behind the head and shoulders."""
    match style:
        case "long":
            sketch.blob([(-1.06, -0.5), (0, -1.15), (1.06, -0.5), (1.2, 0.6), (1.1, 1.5), (0.5, 1.25), (-0.5, 1.25), (-1.1, 1.5), (-1.2, 0.6)], darker(color, 0.1))
        case "bob" | "wig":
            sketch.blob([(-1.08, -0.5), (0, -1.15), (1.08, -0.5), (1.16, 0.55), (0.8, 0.85), (-0.8, 0.85), (-1.16, 0.55)], darker(color, 0.1))
        case "braid":
            for index, y in enumerate((0.55, 0.95, 1.3, 1.6)):
                sketch.oval(-1.02 - 0.03 * index, y, 0.25 - index * 0.03, 0.26, darker(color, 0.06 * (index % 2)))
            sketch.oval(-1.14, 1.82, 0.1, 0.1, "#d8433a")
        case "pigtails":
            for side in (-1, 1):
                sketch.blob([(side * 0.9, -0.35), (side * 1.45, -0.45), (side * 1.65, 0.25), (side * 1.35, 0.75), (side * 1.12, 0.1)], darker(color, 0.06))
                sketch.oval(side * 0.98, -0.35, 0.13, 0.13, "#e2574c")
        case "ponytail":
            sketch.blob([(-0.7, -0.7), (-1.35, -0.75), (-1.7, 0.0), (-1.5, 0.85), (-1.25, 0.2), (-1.0, -0.2)], darker(color, 0.08))
        case "bun":
            sketch.oval(-0.1, -1.22, 0.42, 0.4, darker(color, 0.08))
        case "topknot" | "afro":
            sketch.oval(0, *((-1.3, 0.2, 0.34) if style == "topknot" else (-0.38, 1.42, 1.3)), color)
        case "curly":
            for x, y in ((-1.0, -0.2), (1.0, -0.2), (-1.05, 0.3), (1.05, 0.3), (-0.9, 0.7), (0.9, 0.7)):
                sketch.oval(x, y, 0.36, 0.34, darker(color, 0.08))
        case "clown":
            for side in (-1, 1):
                for x, y in ((0.95, -0.5), (1.22, -0.1), (1.0, 0.25)):
                    sketch.oval(side * x, y, 0.4, 0.38, "#e2574c" if side < 0 else "#e8902f")
        case _:
            pass


def draw_hair(sketch: Sketch, style: str, color: Color) -> None:  # noqa: C901 -- one case a hairdo
    """What of the hair lies over the forehead; nothing for the bald."""
    match style:
        case "monk":
            for side in (-1, 1):
                sketch.blob([(side * 1.06, -0.45), (side * 0.85, -0.3), (side * 0.92, 0.2), (side * 1.12, 0.1)], color)
            return
        case "mohawk":
            sketch.blob([(-0.3, -0.7), (-0.5, -1.5), (-0.12, -1.35), (0.0, -1.8), (0.16, -1.38), (0.5, -1.55), (0.3, -0.7)], color)
            return
        case "curl":
            sketch.curve([(-0.05, -0.9), (0.2, -1.15), (0.32, -0.95), (0.12, -0.9)], 0.1, color)
            return
        case "short":
            sketch.blob([(-1.04, -0.02), (-1.08, -0.5), (-0.65, -1.1), (0.1, -1.22), (0.85, -0.95), (1.06, -0.4), (1.0, -0.02), (0.84, -0.42), (0.3, -0.62), (-0.4, -0.48), (-0.88, -0.35)], color)
        case "messy":
            sketch.poly([(-1.05, 0.0), (-1.25, -0.5), (-0.98, -0.6), (-1.0, -1.1), (-0.55, -1.05), (-0.3, -1.42), (0.05, -1.12), (0.5, -1.4), (0.62, -1.02), (1.1, -1.0), (0.98, -0.55), (1.2, -0.35), (1.02, 0.0), (0.8, -0.45), (0.45, -0.4), (0.2, -0.6), (-0.1, -0.4), (-0.5, -0.6), (-0.82, -0.35)], color)
        case "curly" | "afro":
            for x, y, r in ((-0.78, -0.62, 0.4), (-0.4, -0.92, 0.42), (0.05, -1.0, 0.44), (0.5, -0.9, 0.42), (0.82, -0.58, 0.38)):
                sketch.oval(x, y, r, r, color)
            return
        case "wig":
            for x in (-0.8, -0.4, 0, 0.4, 0.8):
                sketch.oval(x, -0.78 - 0.18 * (1 - abs(x)), 0.34, 0.32, "#eeeae0")
            return
        case "slick":
            sketch.blob([(-1.02, -0.1), (-1.06, -0.55), (-0.5, -1.14), (0.3, -1.16), (0.95, -0.8), (1.04, -0.2), (0.78, -0.6), (0.1, -0.78), (-0.7, -0.62), (-0.92, -0.3)], color)
        case _:
            sketch.blob(_CAP, color)
    sketch.curve([(-0.35, -0.98), (0.05, -1.06), (0.4, -0.98)], 0.07, lighter(color, 0.18), alpha=0.6, line=False)


def draw_beard(sketch: Sketch, style: str, color: Color) -> None:
    """A beard under the mouth; the mouth is drawn after it."""
    if style == "moustache":
        sketch.blob([(-0.42, 0.42), (-0.1, 0.28), (0.08, 0.34), (0.26, 0.28), (0.6, 0.42), (0.3, 0.46), (0.08, 0.4), (-0.14, 0.46)], color)
        return
    low = {"long": 1.75, "short": 1.12}.get(style, 1.12)
    sketch.blob([(-1.0, 0.05), (-0.82, 0.22), (-0.42, 0.26), (0.08, 0.18), (0.56, 0.26), (0.86, 0.22), (1.0, 0.05), (0.9, 0.75), (0.45, low * 0.86), (0.05, low), (-0.4, low * 0.86), (-0.9, 0.75)], color)
    sketch.oval(0.08, 0.46, 0.26, 0.14, darker(color, 0.25), line=False)
