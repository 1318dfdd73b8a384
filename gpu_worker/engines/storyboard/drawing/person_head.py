"""Heads of people, in a frame where the head's radius is 1 and its middle the origin."""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from collections.abc import Mapping

from gpu_worker.engines.storyboard.drawing.colors import Color, darker, mix, rgb
from gpu_worker.engines.storyboard.drawing.faces import Face, blush, draw_face
from gpu_worker.engines.storyboard.drawing.hair import draw_beard, draw_hair, draw_hair_behind
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

# Hats that hide the hair on top.
_COVERING = frozenset({"nun", "hood", "knight", "race", "pilot", "dive", "veil", "swimcap", "pharaoh"})


def draw_person_head(
    sketch: Sketch, looks: Mapping[str, str], skin: Color, hair: Color, feel: str, mouth: str, *, blink: bool = False
) -> Face:
    """Draws hair, ears, face and beard; returns where the features are."""
    style = looks.get("hair", "short")
    covered = looks.get("hat") in _COVERING or looks.get("hood") == "up"
    if not covered or style in {"long", "braid", "pigtails"}:
        draw_hair_behind(sketch, style, hair)
    _ears(sketch, looks, skin)
    sketch.blob([(-0.98, -0.25), (-0.6, -0.92), (0, -1.04), (0.6, -0.92), (0.98, -0.25), (0.95, 0.3), (0.6, 0.84), (0.05, 1.0), (-0.52, 0.84), (-0.93, 0.3)], skin)
    if looks.get("view") == "back":
        if style != "bald":
            sketch.blob([(-1.04, -0.1), (-0.95, -0.75), (0, -1.16), (0.95, -0.75), (1.04, -0.1), (0.86, 0.55), (0, 0.78), (-0.86, 0.55)], hair)
        return Face(mouth=(0.0, 0.5))
    face = Face((0.06, 0.38), (0.0, 0.5), 0.115, brows=_brow_color(looks, hair), blink=blink)
    blush(sketch, face, mix(skin, (235, 90, 100), 0.55))
    sketch.curve([(face.shift + 0.03, 0.18), (face.shift + 0.11, 0.29), (face.shift + 0.01, 0.31)], 0.05, darker(skin, 0.22), line=False)
    _freckles(sketch, looks, skin)
    if looks.get("face") == "clown":
        sketch.oval(face.shift, 0.5, 0.42, 0.25, "#fbfaf6", line=False)
    if beard := looks.get("beard"):
        draw_beard(sketch, beard, hair)
    draw_face(sketch, face, feel, mouth)
    if looks.get("face") == "clown":
        sketch.oval(face.shift + 0.03, 0.24, 0.17, 0.17, "#d8392f")
    _wrinkles(sketch, looks, face, skin)
    if not covered and style not in {"bald", "clown"}:
        draw_hair(sketch, style, hair)
    _ninja(sketch, looks)
    return face


def _ears(sketch: Sketch, looks: Mapping[str, str], skin: Color) -> None:
    for side in (-1, 1):
        if looks.get("ears") == "elf":
            sketch.poly([(side * 0.85, -0.05), (side * 1.5, -0.5), (side * 0.95, 0.35)], skin)
        else:
            sketch.oval(side * 0.97, 0.1, 0.17, 0.21, darker(skin, 0.06))


def _brow_color(looks: Mapping[str, str], hair: Color) -> Color:
    return rgb("#8a8580") if looks.get("age") == "old" else darker(hair, 0.15)


def _freckles(sketch: Sketch, looks: Mapping[str, str], skin: Color) -> None:
    if looks.get("freckles"):
        for x, y in ((-0.42, 0.3), (-0.3, 0.36), (-0.5, 0.38), (0.48, 0.3), (0.6, 0.36), (0.68, 0.28)):
            sketch.oval(x, y, 0.03, 0.03, darker(skin, 0.3), line=False)


def _wrinkles(sketch: Sketch, looks: Mapping[str, str], face: Face, skin: Color) -> None:
    if looks.get("age") == "old":
        for side in (-1, 1):
            sketch.curve([(face.shift + side * 0.3, 0.28), (face.shift + side * 0.42, 0.3)], 0.03, darker(skin, 0.25), line=False)


def _ninja(sketch: Sketch, looks: Mapping[str, str]) -> None:
    if looks.get("mask") == "ninja":
        sketch.blob([(-1.02, 0.25), (0, 0.18), (1.02, 0.25), (0.7, 0.95), (0, 1.08), (-0.66, 0.95)], "#2a2d3a")
        sketch.blob([(-1.02, -0.2), (-0.75, -0.98), (0, -1.15), (0.75, -0.98), (1.02, -0.2), (0, -0.3)], "#2a2d3a")
