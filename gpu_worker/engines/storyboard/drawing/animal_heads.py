"""Heads of animals, front view: ears, muzzle, markings, face.

Drawn in a frame where the head's radius is 1 and its middle the origin.
"""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from dataclasses import replace

from gpu_worker.engines.storyboard.drawing.animal_ears import draw_behind, draw_ears
from gpu_worker.engines.storyboard.drawing.animals import Beast
from gpu_worker.engines.storyboard.drawing.birds import draw_bird_head
from gpu_worker.engines.storyboard.drawing.faces import Face, draw_face
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Point


def draw_animal_head(sketch: Sketch, look: Beast, feel: str, mouth: str, *, blink: bool = False) -> Face:
    """Draws the head and returns where its features are."""
    if look.marks and look.marks[0].startswith("bird:"):
        return draw_bird_head(sketch, look.marks[0].removeprefix("bird:"), look.fur, look.second, feel, mouth, blink=blink)
    if "mane" in look.marks:
        for x, y, r in ((0, 0, 1.38), (-0.9, -0.7, 0.5), (0.9, -0.7, 0.5), (0, 1.0, 0.6), (-0.95, 0.6, 0.5), (0.95, 0.6, 0.5)):
            sketch.oval(x, y, r, r, look.third)
    draw_ears(sketch, look)
    draw_behind(sketch, look)
    wide = 1.06 if look.muzzle != "long" else 0.9
    if look.muzzle == "long":
        sketch.blob([(-0.72, -0.55), (0, -0.92), (0.72, -0.55), (0.66, 0.3), (0.5, 0.95), (0, 1.12), (-0.5, 0.95), (-0.66, 0.3)], look.fur)
    else:
        sketch.oval(0, 0.04, wide, 0.94, look.fur)
    if "back" in look.marks:
        return Face(mouth=(0.0, 0.5))
    face = _MUZZLES.get(look.muzzle, _muzzle_other)(sketch, look)
    face = replace(face, blink=blink, white="bright_eyes" in look.marks or "panda" in look.marks or "mask" in look.marks)
    _marks(sketch, look, face)
    draw_face(sketch, face, feel, mouth)
    return face


def _muzzle_fox(sketch: Sketch, look: Beast) -> Face:
    sketch.blob([(-0.98, 0.2), (-0.4, 0.12), (0.1, 0.42), (0.6, 0.12), (1.0, 0.2), (0.62, 0.78), (0.08, 1.02), (-0.55, 0.78)], look.second)
    sketch.oval(0.1, 0.42, 0.15, 0.11, look.nose)
    return Face((-0.08, 0.4), (0.0, 0.66))


def _muzzle_wide(sketch: Sketch, look: Beast) -> Face:
    sketch.oval(0.1, 0.46, 0.58, 0.42, look.second)
    sketch.oval(0.1, 0.24, 0.18, 0.12, look.nose)
    return Face((-0.16, 0.4), (0.0, 0.54))


def _muzzle_koala(sketch: Sketch, _look: Beast) -> Face:
    sketch.oval(0.08, 0.22, 0.22, 0.34, "#3a3640")
    return Face((-0.08, 0.46), (0.0, 0.68))


def _muzzle_monkey(sketch: Sketch, look: Beast) -> Face:
    sketch.oval(-0.26, -0.08, 0.42, 0.42, look.second)
    sketch.oval(0.42, -0.08, 0.42, 0.42, look.second)
    sketch.oval(0.08, 0.42, 0.64, 0.46, look.second)
    sketch.oval(0.0, 0.22, 0.04, 0.03, look.nose)
    sketch.oval(0.2, 0.22, 0.04, 0.03, look.nose)
    return Face((-0.1, 0.34), (0.0, 0.5))


def _muzzle_long(sketch: Sketch, look: Beast) -> Face:
    sketch.blob([(-0.46, 0.45), (0, 0.3), (0.5, 0.45), (0.56, 0.95), (0.06, 1.2), (-0.46, 0.98)], look.second)
    sketch.oval(-0.16, 0.7, 0.07, 0.09, look.third)
    sketch.oval(0.28, 0.7, 0.07, 0.09, look.third)
    return Face((-0.16, 0.42), (0.0, 0.94), shift=0.06)


def _muzzle_cow(sketch: Sketch, look: Beast) -> Face:
    sketch.oval(0.06, 0.58, 0.66, 0.42, look.second)
    sketch.oval(-0.18, 0.48, 0.08, 0.1, "#8a4a52")
    sketch.oval(0.3, 0.48, 0.08, 0.1, "#8a4a52")
    return Face((-0.2, 0.42), (0.0, 0.72), shift=0.06)


def _muzzle_pig(sketch: Sketch, look: Beast) -> Face:
    sketch.oval(0.1, 0.3, 0.4, 0.3, look.second)
    sketch.oval(-0.02, 0.3, 0.07, 0.12, "#a84a60")
    sketch.oval(0.22, 0.3, 0.07, 0.12, "#a84a60")
    return Face((-0.16, 0.48), (0.0, 0.7))


def _muzzle_snout(sketch: Sketch, look: Beast) -> Face:
    sketch.oval(0.2, 0.4, 0.42, 0.32, look.second)
    sketch.oval(0.45, 0.28, 0.18, 0.16, look.nose)
    return Face((-0.2, 0.34), (0.06, 0.62), 0.07, white=True)


def _muzzle_dragon(sketch: Sketch, look: Beast) -> Face:
    sketch.blob([(-0.6, 0.3), (0.1, 0.12), (0.8, 0.3), (0.78, 0.8), (0.1, 1.02), (-0.58, 0.8)], look.fur)
    sketch.blob([(-0.5, 0.6), (0.1, 0.56), (0.72, 0.6), (0.6, 0.86), (0.1, 1.0), (-0.42, 0.86)], look.second)
    sketch.oval(-0.16, 0.36, 0.08, 0.06, look.third)
    sketch.oval(0.4, 0.36, 0.08, 0.06, look.third)
    return Face((-0.22, 0.42), (0.0, 0.66), 0.13, white=True)


def _muzzle_trunk(sketch: Sketch, look: Beast) -> Face:
    """An elephant's: the trunk hangs over the mouth and curls forward."""
    if "ivory" in look.marks:
        for side in (-1, 1):
            sketch.curve([(0.1 + side * 0.34, 0.55), (0.14 + side * 0.5, 0.95), (0.16 + side * 0.34, 1.2)], 0.14, "#f7f0dc")
    sketch.curve([(0.1, 0.2), (0.12, 0.8), (0.2, 1.3), (0.55, 1.5), (0.8, 1.3)], 0.36, look.fur)
    for y in (0.6, 0.8, 1.0):
        sketch.curve([(-0.04, y), (0.12, y + 0.05), (0.28, y)], 0.035, look.third, line=False)
    return Face((-0.14, 0.46), (-0.42, 0.62), 0.1)


def _muzzle_frog(sketch: Sketch, look: Beast) -> Face:
    sketch.blob([(-0.9, 0.35), (0, 0.2), (0.9, 0.35), (0.55, 0.85), (-0.55, 0.85)], look.second)
    return Face((-0.74, 0.52), (-0.06, 0.42), 0.16, white=True, shift=0.0)


def _muzzle_other(sketch: Sketch, look: Beast) -> Face:
    sketch.oval(0.1, 0.42, 0.42, 0.32, look.second)
    sketch.poly([(-0.03, 0.22), (0.23, 0.22), (0.1, 0.38)], look.nose)
    return Face((-0.08, 0.42), (0.0, 0.5))


_MUZZLES = {
    "fox": _muzzle_fox,
    "wide": _muzzle_wide,
    "koala": _muzzle_koala,
    "monkey": _muzzle_monkey,
    "long": _muzzle_long,
    "cow": _muzzle_cow,
    "pig": _muzzle_pig,
    "snout": _muzzle_snout,
    "dragon": _muzzle_dragon,
    "frog": _muzzle_frog,
    "trunk": _muzzle_trunk,
}


def _marks(sketch: Sketch, look: Beast, face: Face) -> None:
    for mark in look.marks:
        draw = _MARKS.get(mark)
        if draw is not None:
            draw(sketch, look, face)


def _around_eyes(sketch: Sketch, look: Beast, face: Face, size: Point) -> None:
    for side in (-1, 1):
        x = face.shift + side * face.eyes[1]
        with sketch.frame(x, face.eyes[0] + 0.03, 1, 1, side * 18):
            sketch.oval(0, 0, size[0], size[1], look.third)


def _mask(sketch: Sketch, look: Beast, _face: Face) -> None:
    sketch.blob([(-0.95, -0.1), (0.1, -0.26), (1.02, -0.1), (0.8, 0.2), (0.1, 0.06), (-0.72, 0.2)], look.third)


def _badger(sketch: Sketch, look: Beast, face: Face) -> None:
    sketch.blob([(-0.16, -0.85), (0.3, -0.85), (0.4, 0.3), (-0.2, 0.3)], look.second)
    _around_eyes(sketch, look, face, (0.2, 0.46))


def _stripes(sketch: Sketch, look: Beast, _face: Face) -> None:
    sketch.poly([(0.0, -0.88), (0.2, -0.88), (0.1, -0.5)], look.third)
    for side in (-1, 1):
        sketch.poly([(side * 0.32, -0.86), (side * 0.5, -0.76), (side * 0.28 + 0.05, -0.54)], look.third)
        sketch.poly([(side * 1.03, 0.1), (side * 1.0, 0.3), (side * 0.68, 0.24)], look.third)
        sketch.poly([(side * 1.0, 0.42), (side * 0.88, 0.58), (side * 0.62, 0.46)], look.third)


def _spots(sketch: Sketch, look: Beast, _face: Face) -> None:
    for x, y, r in ((-0.5, -0.55, 0.13), (0.3, -0.65, 0.11), (0.75, -0.2, 0.1), (-0.8, 0.1, 0.1), (0.7, 0.3, 0.08), (-0.1, -0.78, 0.08)):
        sketch.oval(x, y, r, r * 0.85, look.third)


def _whiskers(sketch: Sketch, _look: Beast, face: Face) -> None:
    for side in (-1, 1):
        for dy in (-0.08, 0.08):
            sketch.curve([(face.shift + side * 0.42, 0.4 + dy * 0.5), (face.shift + side * 0.98, 0.36 + dy * 2)], 0.025, "#5a5058", alpha=0.7, line=False)


def _eye_patch(sketch: Sketch, look: Beast, face: Face) -> None:
    sketch.oval(face.shift + face.eyes[1], face.eyes[0], 0.28, 0.32, look.third)


def _cheeks(sketch: Sketch, look: Beast, _face: Face) -> None:
    if look.muzzle != "fox":
        for side in (-1, 1):
            sketch.oval(side * 0.68, 0.4, 0.36, 0.34, look.second)


def _patches(sketch: Sketch, look: Beast, _face: Face) -> None:
    sketch.blob([(-0.95, -0.35), (-0.4, -0.82), (-0.2, -0.3), (-0.4, 0.12), (-0.9, 0.1)], look.third)


def _teeth(sketch: Sketch, _look: Beast, face: Face) -> None:
    sketch.box(face.shift - 0.09, face.mouth[1] + 0.05, 0.18, 0.17, "#ffffff", 0.03)


def _horn(sketch: Sketch, _look: Beast, _face: Face) -> None:
    sketch.poly([(-0.12, -0.7), (0.2, -0.7), (0.12, -1.75)], "#f4cf5a", glow=True)
    sketch.poly([(-0.07, -0.95), (0.18, -1.05), (0.17, -1.15), (-0.04, -1.05)], "#d9a63a")


def _forelock(sketch: Sketch, look: Beast, _face: Face) -> None:
    sketch.blob([(-0.35, -0.95), (0.0, -1.12), (0.36, -0.95), (0.3, -0.5), (0.05, -0.3), (-0.12, -0.55)], look.third)


def _tusks(sketch: Sketch, _look: Beast, _face: Face) -> None:
    for side in (-1, 1):
        sketch.poly([(0.1 + side * 0.3, 0.62), (0.1 + side * 0.46, 0.6), (0.1 + side * 0.46, 0.24)], "#fbf6e6")


def _nose_horn(sketch: Sketch, _look: Beast, _face: Face) -> None:
    sketch.blob([(-0.12, 0.34), (0.06, -0.55), (0.2, -0.62), (0.3, 0.34), (0.08, 0.42)], "#e8dcc0")


def _skunk(sketch: Sketch, look: Beast, _face: Face) -> None:
    sketch.blob([(-0.1, -0.9), (0.3, -0.9), (0.22, 0.2), (0.0, 0.2)], look.second)


def _goatee(sketch: Sketch, look: Beast, _face: Face) -> None:
    sketch.poly([(-0.14, 1.08), (0.26, 1.08), (0.06, 1.5)], look.fur)


_MARKS = {
    "mask": _mask,
    "badger": _badger,
    "panda": lambda sketch, look, face: _around_eyes(sketch, look, face, (0.24, 0.3)),
    "stripes": _stripes,
    "spots": _spots,
    "whiskers": _whiskers,
    "eye_patch": _eye_patch,
    "cheeks": _cheeks,
    "patches": _patches,
    "teeth": _teeth,
    "horn": _horn,
    "forelock": _forelock,
    "goatee": _goatee,
    "tusks": _tusks,
    "nose_horn": _nose_horn,
    "skunk": _skunk,
}
