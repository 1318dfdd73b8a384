"""Animals on four legs, seen from the side with the head turned to us, looking to the right.

Drawn in a frame where the animal is one unit high (ears and horns not counted) and stands on y = 0.
"""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

import math

from gpu_worker.engines.storyboard.drawing.animal_heads import draw_animal_head
from gpu_worker.engines.storyboard.drawing.animals import Beast
from gpu_worker.engines.storyboard.drawing.colors import Color, darker, rgb
from gpu_worker.engines.storyboard.drawing.hats import draw_hat
from gpu_worker.engines.storyboard.drawing.rigged import Anatomy, head_box
from gpu_worker.engines.storyboard.drawing.sketch import Sketch
from gpu_worker.engines.storyboard.drawing.surface import Point

# Angles of the legs (far hind, near hind, far front, near front), body tilt and lift, by pose.
_GAITS: dict[str, tuple[tuple[float, float, float, float], float, float]] = {
    "stand": ((-2, 2, -2, 3), 0, 0),
    "walk": ((18, -22, -20, 20), 0, 0),
    "run": ((-52, -66, 58, 70), -6, 0.06),
    "jump": ((-58, -70, 52, 66), -20, 0.3),
    "dance": ((6, -16, 40, 62), -22, 0.02),
    "roar": ((-2, 4, 0, 6), -6, 0),
    "play": ((4, -6, 48, 62), 9, 0),
    "swim": ((-46, -60, 40, 56), 0, 0),
    "fly": ((-50, -60, 36, 46), -10, 0.25),
}
_SAME = {"chase": "run", "wave": "play", "kick": "run", "cheer": "dance", "skate": "walk", "fight": "roar", "fall": "jump"}


def gait(pose: str) -> str:
    """The four-legged version of a pose."""
    return pose if pose in _GAITS or pose in {"sit", "sleep"} else _SAME.get(pose, "stand")


def draw_quadruped(
    sketch: Sketch, look: Beast, pose: str, feel: str = "", *, hat: tuple[str, str] = ("", ""),
    phase: float = 0.0, blink: bool = False,
) -> Anatomy:  # fmt: skip
    """Draws the animal; `phase` in [0, 1) turns the legs of walking and running."""
    kind = gait(pose)
    if kind == "sleep":
        return _asleep(sketch, look)
    if kind == "sit":
        return _seated(sketch, look, feel, hat, blink=blink)
    return _standing(sketch, look, kind, feel, hat, phase=phase, blink=blink)


def _standing(
    sketch: Sketch, look: Beast, kind: str, feel: str, hat: tuple[str, str], *, phase: float, blink: bool
) -> Anatomy:
    angles, tilt, lift = _GAITS[kind]
    if phase and kind in {"walk", "run"}:
        swing = math.cos(phase * 2 * math.pi)
        angles = (angles[0] * swing, angles[1] * swing, angles[2] * swing, angles[3] * swing)
    long, tall = look.body
    leg = 0.3 * tall
    back, half = -leg - 0.16, 0.33 * long
    coat = rgb(look.second) if "wool" in look.marks else rgb(look.fur)
    with sketch.frame(0, -lift, 1, 1, 0):
        hips = ((-half + 0.1, back + 0.08), (-half + 0.16, back + 0.1))
        fronts = ((half - 0.14, back + 0.08), (half - 0.08, back + 0.1))
        if "wings" in look.marks:
            _wing(sketch, (0.0, back - 0.1), look, far=True)
        _tail(sketch, (-half - 0.02, back - 0.04), look)
        legs = [(hips[0], angles[0], True), (fronts[0], angles[2], True), (hips[1], angles[1], False), (fronts[1], angles[3], False)]
        for top, angle, far in legs[:2]:
            _leg(sketch, top, leg, angle, look, far=far)
        with sketch.frame(-half, back, 1, 1, tilt), sketch.frame(half, -back):
            _trunk(sketch, look, coat, half, back)
        for top, angle, far in legs[2:]:
            _leg(sketch, top, leg, angle, look, far=far)
        if "wings" in look.marks:
            _wing(sketch, (0.02, back - 0.1), look, far=False)
        rise = math.sin(math.radians(tilt)) * half * 2
        return _head(sketch, look, (half + 0.07, back - 0.18 - (tall - 1) * 0.42 + rise), feel, _mouth(kind), hat, blink=blink)


def _mouth(kind: str) -> str:
    return "open" if kind in {"run", "jump", "dance", "roar", "play"} else ""


def _trunk(sketch: Sketch, look: Beast, coat: Color, half: float, back: float) -> None:
    _back_marks(sketch, look, half, back)
    high = -0.18 - (look.body[1] - 1) * 0.42
    neck = [(half - 0.2, back - 0.08), (half - 0.06, back + high), (half + 0.16, back + high + 0.04), (half + 0.08, back + 0.1)]
    sketch.blob(neck, coat)
    sketch.blob([(-half, back - 0.1), (0, back - 0.155), (half, back - 0.13), (half + 0.1, back + 0.02), (half - 0.03, back + 0.16), (0, back + 0.17), (-half + 0.02, back + 0.15), (-half - 0.08, back + 0.02)], coat)
    if "wool" in look.marks:
        for x in range(-3, 4):
            sketch.oval(x * half / 3.2, back - 0.11, 0.1, 0.09, coat)
            sketch.oval(x * half / 3.2, back + 0.12, 0.09, 0.07, darker(coat, 0.04))
        return
    sketch.blob([(-half + 0.12, back + 0.1), (0, back + 0.11), (half - 0.12, back + 0.09), (half - 0.1, back + 0.15), (0, back + 0.165), (-half + 0.1, back + 0.15)], rgb(look.second), line=False, alpha=0.85)
    _coat_marks(sketch, look, half, back)


def _back_marks(sketch: Sketch, look: Beast, half: float, back: float) -> None:
    """What rises from the back: humps and quills."""
    if "hump" in look.marks:
        for x in (-0.5, 0.18):
            sketch.blob([((x - 0.32) * half, back - 0.1), (x * half, back - 0.32), ((x + 0.34) * half, back - 0.1)], look.fur)
    if "quills" in look.marks:
        points = [(math.cos(i * math.pi / 14) * half * (1.35 if i % 2 else 1.1), back + 0.02 - math.sin(i * math.pi / 14) * (0.42 if i % 2 else 0.3)) for i in range(15)]
        sketch.poly([(half * 0.9, back + 0.12), *points, (-half * 1.05, back + 0.12)], look.third)


def _coat_marks(sketch: Sketch, look: Beast, half: float, back: float) -> None:  # noqa: C901 -- one case a shape
    if "stripes" in look.marks:
        for x in (-0.75, -0.45, -0.15, 0.15, 0.45):
            sketch.poly([(x * half, back - 0.145), (x * half + 0.06, back - 0.145), (x * half + 0.02, back + 0.05)], look.third, line=False)
    if "spots" in look.marks or "fawn" in look.marks:
        tone = "#fff4df" if "fawn" in look.marks else look.third
        for x, y in ((-0.7, -0.05), (-0.42, 0.04), (-0.2, -0.08), (0.05, 0.02), (0.3, -0.07), (0.55, 0.03)):
            sketch.oval(x * half, back + y, 0.026, 0.022, tone, line=False)
    if "patches" in look.marks:
        sketch.blob([(-0.8 * half, back - 0.1), (-0.4 * half, back - 0.12), (-0.3 * half, back + 0.03), (-0.7 * half, back + 0.06)], look.third, line=False)
        sketch.blob([(0.1 * half, back - 0.02), (0.5 * half, back - 0.08), (0.55 * half, back + 0.1), (0.2 * half, back + 0.12)], look.third, line=False)
    if "panda" in look.marks:
        sketch.blob([(half - 0.2, back - 0.13), (half + 0.02, back - 0.12), (half + 0.02, back + 0.14), (half - 0.2, back + 0.16)], look.third, line=False)
    if "spikes" in look.marks:
        for x in (-0.8, -0.45, -0.1, 0.25):
            sketch.poly([(x * half, back - 0.12), (x * half + 0.05, back - 0.22), (x * half + 0.11, back - 0.13)], look.third)
    if "forelock" in look.marks:
        high = -0.18 - (look.body[1] - 1) * 0.42
        sketch.blob([(half - 0.05, back + high - 0.06), (half - 0.2, back + high + 0.12), (half - 0.26, back - 0.02), (half - 0.1, back - 0.06)], look.third)


def _leg(sketch: Sketch, top: Point, length: float, degrees: float, look: Beast, *, far: bool) -> None:
    angle = math.radians(degrees)
    knee = (top[0] + math.sin(angle) * length * 0.5, top[1] + math.cos(angle) * length * 0.5)
    bend = math.radians(degrees * 0.7)
    foot = (knee[0] + math.sin(bend) * length * 0.42, knee[1] + math.cos(bend) * length * 0.42)
    fur = rgb(look.third if "panda" in look.marks or "wool" in look.marks else look.fur)
    fur = darker(fur, 0.14) if far else fur
    sketch.limb([top, knee, foot], 0.1, fur)
    hoof = look.muzzle in {"long", "cow", "pig"} or "antlers" in look.marks
    paw = rgb(look.third) if hoof else darker(fur, 0.06)
    sketch.oval(foot[0] + (0.015 if not hoof else 0), foot[1] + 0.02, 0.068 if not hoof else 0.055, 0.04, paw)


def _tail(sketch: Sketch, at: Point, look: Beast) -> None:  # noqa: C901 -- one case a shape
    with sketch.frame(at[0], at[1]):
        fur = rgb(look.second if "wool" in look.marks else look.fur)
        match look.tail:
            case "bushy":
                sketch.blob([(0.06, -0.05), (-0.12, -0.1), (-0.32, -0.02), (-0.42, 0.14), (-0.22, 0.16), (0.06, 0.06)], fur)
                sketch.blob([(-0.3, 0.0), (-0.42, 0.14), (-0.26, 0.16), (-0.22, 0.06)], look.second)
            case "curl":
                sketch.blob([(0.05, 0.05), (-0.12, 0.0), (-0.22, -0.25), (-0.06, -0.5), (-0.34, -0.52), (-0.44, -0.2), (-0.3, 0.12), (0.0, 0.14)], fur)
            case "puff":
                sketch.oval(-0.06, -0.02, 0.08, 0.075, look.second if look.second != "#ffffff" else fur)
            case "hair":
                sketch.blob([(0.06, -0.06), (-0.12, -0.08), (-0.22, 0.12), (-0.2, 0.34), (-0.1, 0.14), (0.06, 0.04)], look.third)
            case "thick":
                sketch.blob([(0.12, -0.1), (-0.14, 0.02), (-0.4, 0.2), (-0.62, 0.22), (-0.34, 0.32), (0.1, 0.16)], fur)
                sketch.poly([(-0.56, 0.2), (-0.74, 0.08), (-0.7, 0.3)], look.third)
            case "curly":
                sketch.curve([(0.02, -0.04), (-0.08, -0.08), (-0.04, -0.15), (-0.13, -0.13)], 0.03, darker(fur, 0.1))
            case "none":
                pass
            case kind:
                sketch.curve([(0.04, 0.0), (-0.12, -0.06), (-0.22, -0.24), (-0.3, -0.28)], 0.035 if kind == "string" else 0.055, look.third if kind == "string" else fur)
                if kind == "tuft":
                    sketch.oval(-0.31, -0.28, 0.06, 0.06, look.third)


def _wing(sketch: Sketch, at: Point, look: Beast, *, far: bool) -> None:
    color = darker(rgb(look.third if look.muzzle == "dragon" else "#ffffff"), 0.2 if far else 0.0)
    with sketch.frame(at[0] + (0.08 if far else -0.02), at[1], 1, 1, 12 if far else -4):
        sketch.blob([(0.06, 0.06), (-0.06, -0.3), (-0.3, -0.5), (-0.62, -0.46), (-0.44, -0.3), (-0.52, -0.14), (-0.3, -0.12), (-0.22, 0.02)], color)
        if look.muzzle == "dragon":
            for x, y in ((-0.5, -0.42), (-0.42, -0.16), (-0.2, -0.06)):
                sketch.limb([(0.0, -0.05), (x, y)], 0.014, darker(color, 0.25), line=False)


def _head(  # noqa: PLR0913 -- what differs between the poses
    sketch: Sketch, look: Beast, at: Point, feel: str, mouth: str, hat: tuple[str, str], *, blink: bool = False,
    size: float = 0.25, turn: float = 0.0,
) -> Anatomy:  # fmt: skip
    size = size * (0.84 if look.muzzle == "long" else 1.06)
    with sketch.frame(at[0], at[1], size, size, turn):
        face = draw_animal_head(sketch, look, feel, mouth, blink=blink)
        with sketch.frame(0, -0.05, 0.85, 0.85):
            draw_hat(sketch, *hat)
        mouth_at = sketch.at(face.mouth[0] + face.shift, face.mouth[1] + 0.05)
        anatomy = Anatomy(head_box(sketch, 1.0, 1.0), mouth_at)
    anatomy.seat = sketch.at(-0.06, at[1] + 0.06)
    anatomy.joints = {"nose": mouth_at, "neck": sketch.at(at[0] - 0.1, at[1] + 0.15)}
    return anatomy


def _seated(sketch: Sketch, look: Beast, feel: str, hat: tuple[str, str], *, blink: bool) -> Anatomy:
    coat = rgb(look.second) if "wool" in look.marks else rgb(look.fur)
    limbs = rgb(look.third) if "panda" in look.marks else coat
    _tail(sketch, (-0.2, -0.12), look)
    sketch.blob([(-0.1, -0.5), (0.1, -0.52), (0.22, -0.3), (0.2, -0.03), (-0.24, -0.01), (-0.32, -0.16), (-0.24, -0.36)], coat)
    sketch.oval(-0.16, -0.13, 0.17, 0.13, darker(limbs, 0.05))
    sketch.blob([(0.02, -0.46), (0.14, -0.44), (0.19, -0.26), (0.14, -0.12), (0.04, -0.14)], look.second, line=False, alpha=0.9)
    for x in (0.04, 0.15):
        sketch.limb([(x, -0.3), (x + 0.01, -0.04)], 0.09, limbs if x > 0.1 else darker(limbs, 0.08))  # noqa: PLR2004
        sketch.oval(x + 0.025, -0.025, 0.065, 0.035, darker(limbs, 0.05))
    sketch.oval(-0.08, -0.03, 0.11, 0.04, darker(limbs, 0.08))
    return _head(sketch, look, (0.07, -0.68), feel, "", hat, blink=blink, size=0.27)


def _asleep(sketch: Sketch, look: Beast) -> Anatomy:
    coat = rgb(look.second) if "wool" in look.marks else rgb(look.fur)
    _tail(sketch, (-0.36, -0.1), look)
    sketch.blob([(-0.42, -0.16), (-0.2, -0.34), (0.12, -0.32), (0.36, -0.2), (0.42, -0.03), (0.0, 0.0), (-0.4, -0.02)], coat)
    with sketch.frame(-0.02, 0.28):
        _coat_marks(sketch, look, 0.33, -0.46)
    sketch.oval(-0.24, -0.09, 0.16, 0.1, darker(coat, 0.06))
    sketch.limb([(0.12, -0.04), (0.4, -0.035)], 0.08, darker(coat, 0.05))
    return _head(sketch, look, (0.3, -0.2), "", "asleep", ("", ""), size=0.2, turn=6)
