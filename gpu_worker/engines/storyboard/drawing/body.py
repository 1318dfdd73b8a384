"""A body on two legs: limbs, clothes, tail, wings and cape over the joints of a pose.

Drawn in a frame where the body is one unit high, stands on y = 0 and looks to the right.
"""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import math
from collections.abc import Mapping
from dataclasses import dataclass

from gpu_worker.engines.storyboard.drawing.clothes import Garment, draw_details
from gpu_worker.engines.storyboard.drawing.colors import Color, darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.poses import HIP_Y, Joints
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Point


@dataclass(frozen=True, slots=True)
class Dress:
    """The colours of a body: bare skin or fur, and what is worn."""

    skin: Color
    belly: Color
    cut: Garment | None
    color: Color
    legs: Color
    shoes: Color
    accent: str = ""
    gloves: Color | None = None
    plump: float = 1.0


def draw_back(sketch: Sketch, joints: Joints, looks: Mapping[str, str], dress: Dress, tail: str) -> None:
    """What is behind the body: cape, wings, rucksack, tail."""
    neck, hip = joints.neck, _between(joints.hips)
    if tail:
        _tail(sketch, hip, tail, dress)
    if cape := looks.get("cape"):
        color = {"red": "#c8302c", "blue": "#2f5fb8", "ermine": "#b02f45"}.get(cape, "#c8302c")
        color = looks.get("cape.color", color)
        flow = 0.05 + abs(joints.lean) / 60
        sketch.blob([(neck[0] - 0.1, neck[1] + 0.02), (neck[0] + 0.1, neck[1] + 0.02), (hip[0] + 0.15, hip[1] + 0.16), (hip[0] - 0.05, hip[1] + 0.22), (hip[0] - 0.24 - flow, hip[1] + 0.16)], color)
    if wings := looks.get("wings"):
        _wings(sketch, neck, wings)
    if pack := looks.get("backpack"):
        sketch.box(neck[0] - 0.21, neck[1] + 0.03, 0.2, 0.26, pack, 0.06)


def _tail(sketch: Sketch, hip: Point, kind: str, dress: Dress) -> None:  # noqa: C901 -- one case a shape
    x, y, fur = hip[0] - 0.07, hip[1] - 0.02, dress.skin
    match kind:
        case "bushy":
            sketch.blob([(x, y), (x - 0.16, y + 0.02), (x - 0.27, y - 0.14), (x - 0.2, y - 0.28), (x - 0.14, y - 0.14), (x, y - 0.08)], fur)
            sketch.blob([(x - 0.25, y - 0.12), (x - 0.2, y - 0.28), (x - 0.15, y - 0.15), (x - 0.19, y - 0.08)], dress.belly)
        case "curl":
            sketch.blob([(x, y), (x - 0.12, y + 0.04), (x - 0.3, y - 0.1), (x - 0.32, y - 0.4), (x - 0.16, y - 0.46), (x - 0.1, y - 0.34), (x - 0.18, y - 0.26), (x - 0.1, y - 0.08)], fur)
        case "puff":
            sketch.oval(x - 0.05, y - 0.02, 0.055, 0.055, dress.belly)
        case "thick":
            sketch.blob([(x + 0.05, y - 0.08), (x - 0.2, y + 0.1), (x - 0.36, y + 0.2), (x - 0.18, y + 0.2), (x + 0.05, y + 0.1)], fur)
            sketch.poly([(x - 0.32, y + 0.22), (x - 0.46, y + 0.14), (x - 0.38, y + 0.28)], darker(fur, 0.3))
        case "curly":
            sketch.curve([(x, y - 0.03), (x - 0.08, y - 0.06), (x - 0.06, y - 0.12), (x - 0.12, y - 0.1)], 0.022, darker(fur, 0.1))
        case "hair":
            sketch.blob([(x, y - 0.03), (x - 0.14, y), (x - 0.2, y + 0.2), (x - 0.08, y + 0.12)], darker(fur, 0.45))
        case "none":
            pass
        case _:
            width = 0.028 if kind == "string" else 0.042
            sketch.curve([(x, y), (x - 0.13, y + 0.06), (x - 0.2, y - 0.06), (x - 0.17, y - 0.2)], width, fur)
            if kind == "tuft":
                sketch.oval(x - 0.17, y - 0.22, 0.05, 0.06, darker(fur, 0.4))


def _wings(sketch: Sketch, neck: Point, kind: str) -> None:
    colors = {"fairy": "#bfe6f5", "angel": "#fdfdff", "dragon": "#3f8f52"}
    color = colors.get(kind, "#fdfdff")
    for side in (-1, 1):
        with sketch.frame(neck[0], neck[1] + 0.05, side, 1):
            sketch.blob([(0.04, 0.0), (0.2, -0.24), (0.42, -0.26), (0.4, -0.06), (0.26, 0.04)], color, alpha=0.92)
            sketch.blob([(0.04, 0.02), (0.24, 0.02), (0.34, 0.16), (0.2, 0.24), (0.08, 0.14)], lighter(rgb(color), 0.2), alpha=0.92)


def draw_leg(sketch: Sketch, joints: Joints, which: int, dress: Dress, *, far: bool) -> None:
    """One leg with its shoe; 0 is the far one."""
    color = dress.legs if not far else darker(dress.legs, 0.1)
    hip, knee, foot = joints.hips[which], joints.knees[which], joints.feet[which]
    width = 0.088 * dress.plump
    shorts = dress.cut is not None and "shorts" in dress.cut.details
    if shorts:
        sketch.limb([hip, knee, foot], width * 0.86, dress.skin)
        sketch.limb([hip, _toward(hip, knee, 0.75)], width * 1.2, color)
    else:
        sketch.limb([hip, knee, foot], width, color)
    angle = math.degrees(math.atan2(foot[0] - knee[0], foot[1] - knee[1]))
    with sketch.frame(foot[0], foot[1], 1, 1, -angle * 0.75):
        sketch.blob([(-0.045, -0.035), (0.03, -0.045), (0.095, 0.0), (0.085, 0.035), (-0.05, 0.035)], dress.shoes)


def draw_arm(sketch: Sketch, joints: Joints, which: int, dress: Dress, *, far: bool) -> None:
    """One arm with its hand; 0 is the far one."""
    shoulder, elbow, hand = joints.shoulders[which], joints.elbows[which], joints.hands[which]
    sleeves = dress.cut.sleeves if dress.cut else "none"
    sleeve = dress.color if dress.cut else dress.skin
    shirt = dress.accent if dress.cut and {"bib", "vest"} & set(dress.cut.details) else ""
    sleeve = rgb(shirt) if shirt else sleeve
    tone = darker(sleeve, 0.1) if far else darker(sleeve, 0.03)
    skin = darker(dress.skin, 0.08) if far else dress.skin
    width = 0.07 * min(1.1, dress.plump)
    if sleeves == "long":
        sketch.limb([shoulder, elbow, _toward(elbow, hand, 0.82)], width, tone)
    else:
        sketch.limb([shoulder, elbow, hand], width * 0.88, skin)
        if sleeves == "short":
            sketch.limb([shoulder, _toward(shoulder, elbow, 0.62)], width * 1.12, tone)
    sketch.oval(hand[0], hand[1], 0.042, 0.042, dress.gloves or skin)


def draw_torso(sketch: Sketch, joints: Joints, dress: Dress, *, seated: bool) -> None:
    """The trunk with its garment, leaning as the joints do."""
    hip = _between(joints.hips)
    with sketch.frame(hip[0], hip[1], 1, 1, joints.lean), sketch.frame(0, -HIP_Y, dress.plump, 1):
        cut = dress.cut
        if cut is None:
            sketch.blob([(-0.085, -0.6), (0.085, -0.6), (0.135, -0.4), (0.125, -0.27), (0.06, -0.22), (-0.06, -0.22), (-0.125, -0.27), (-0.135, -0.4)], dress.skin)
            sketch.oval(0.025, -0.38, 0.085, 0.13, dress.belly, line=False)
            return
        hem = HIP_Y + 0.02
        if cut.skirt and not (seated and cut.skirt > 0.4):  # noqa: PLR2004 -- longer skirts fold when one sits
            hem = HIP_Y + 0.25 * cut.skirt
        flare = 0.135 * (1 + cut.flare * min(1.0, cut.skirt * 1.6 + (0.2 if cut.flare > 1 else 0)))
        if cut.skirt:
            sketch.blob([(-0.1, -0.42), (0.1, -0.42), (flare, hem - 0.02), (flare * 0.5, hem + 0.02), (-flare * 0.5, hem + 0.02), (-flare, hem - 0.02)], darker(dress.color, 0.05))
        sketch.blob([(-0.09, -0.605), (0.09, -0.605), (0.13, -0.54), (0.12, -0.3), (0.115, -0.25), (-0.115, -0.25), (-0.12, -0.3), (-0.13, -0.54)], dress.color)
        draw_details(sketch, cut, dress.color, hem, dress.accent)


def draw_neckwear(sketch: Sketch, joints: Joints, looks: Mapping[str, str]) -> None:
    """Scarf, bow tie, tie or stethoscope."""
    x, y = joints.neck
    if scarf := looks.get("scarf"):
        color = rgb(looks.get("scarf.color", scarf))
        sketch.limb([(x - 0.06, y + 0.02), (x - 0.085, y + 0.17)], 0.055, darker(color, 0.12))
        sketch.limb([(x - 0.085, y + 0.012), (x, y + 0.03), (x + 0.095, y + 0.012)], 0.065, color)
    match looks.get("neck", ""):
        case "bowtie":
            color = rgb(looks.get("neck.color", "#c8302c"))
            for side in (-1, 1):
                sketch.poly([(x + 0.02, y + 0.03), (x + 0.02 + side * 0.06, y), (x + 0.02 + side * 0.06, y + 0.065)], color)
            sketch.oval(x + 0.02, y + 0.032, 0.014, 0.014, darker(color, 0.2))
        case "tie":
            color = rgb(looks.get("neck.color", "#c8302c"))
            sketch.poly([(x + 0.0, y + 0.01), (x + 0.045, y + 0.01), (x + 0.055, y + 0.15), (x + 0.022, y + 0.19), (x - 0.01, y + 0.15)], color)
        case "stethoscope":
            sketch.curve([(x - 0.07, y + 0.01), (x - 0.05, y + 0.12), (x + 0.02, y + 0.16), (x + 0.08, y + 0.1), (x + 0.09, y + 0.01)], 0.014, "#4a5560")
            sketch.oval(x + 0.02, y + 0.18, 0.022, 0.022, "#9aa7b3")
        case _:
            pass


def _between(pair: tuple[Point, Point]) -> Point:
    return (pair[0][0] + pair[1][0]) / 2, (pair[0][1] + pair[1][1]) / 2


def _toward(first: Point, second: Point, share: float) -> Point:
    return first[0] + (second[0] - first[0]) * share, first[1] + (second[1] - first[1]) * share
