"""A whole character on two legs: a person or an animal that behaves like one.

Drawn in a frame where the body is one unit high, stands on y = 0 and looks to the right.
"""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gpu_worker.engines.storyboard.drawing import body, surface
from gpu_worker.engines.storyboard.drawing.animal_heads import draw_animal_head
from gpu_worker.engines.storyboard.drawing.animals import Beast
from gpu_worker.engines.storyboard.drawing.clothes import garment
from gpu_worker.engines.storyboard.drawing.colors import Color, darker, rgb
from gpu_worker.engines.storyboard.drawing.faces import Face
from gpu_worker.engines.storyboard.drawing.hats import draw_hat
from gpu_worker.engines.storyboard.drawing.person_head import draw_person_head
from gpu_worker.engines.storyboard.drawing.poses import HEAD_RADIUS, Joints, Pose, solve
from gpu_worker.engines.storyboard.drawing.rigged import Anatomy, head_box
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

# What is held: drawn in a frame at the hand, one body height being one unit.
Held = Callable[[Sketch, str], None]

_NAMES = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
_HOOD_TOPS = frozenset({"coat"})


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is to be drawn.

    Attributes:
        looks: clothing, hair and such.
        beast: the animal whose head it has; None for people.
        child: whether the head is larger and the legs are shorter.
        plump: width of the body.
    """

    looks: Mapping[str, str]
    skin: Color
    hair: Color
    beast: Beast | None = None
    child: bool = False
    plump: float = 1.0
    feel: str = ""
    blink: bool = False


def draw_character(sketch: Sketch, cast: Cast, pose: Pose, held: Held | None = None) -> Anatomy:
    """Draws the character with what it holds; lying poses are laid on their back."""
    joints = solve(pose, legs=0.82 if cast.child else 1.0)
    if pose.lie:
        with sketch.frame(-0.42, -0.11, 1, 1, 88):
            return _draw(sketch, cast, pose, joints, held)
    return _draw(sketch, cast, pose, joints, held)


def _draw(sketch: Sketch, cast: Cast, pose: Pose, joints: Joints, held: Held | None) -> Anatomy:
    dress = _dress(cast)
    tail = cast.beast.tail if cast.beast else ""
    body.draw_back(sketch, joints, cast.looks, dress, tail)
    body.draw_arm(sketch, joints, 0, dress, far=True)
    seated = pose.front_leg[0] > 60  # noqa: PLR2004 -- thighs nearly level
    if cast.looks.get("top") == "mermaid":
        _fish_tail(sketch, joints)
    else:
        body.draw_leg(sketch, joints, 0, dress, far=True)
        body.draw_leg(sketch, joints, 1, dress, far=False)
    body.draw_torso(sketch, joints, dress, seated=seated)
    over = pose.hands not in {"mouth", "ear", "eye", "chin", "up"} and pose.front_arm[1] < 100  # noqa: PLR2004
    if over and held:
        _hold(sketch, joints, pose, held)
    if over:
        body.draw_arm(sketch, joints, 1, dress, far=False)
    head, mouth = _head(sketch, cast, pose, joints)
    body.draw_neckwear(sketch, joints, cast.looks)
    if not over:
        if pose.hands == "up" and held:
            _hold(sketch, joints, pose, held)
        body.draw_arm(sketch, joints, 1, dress, far=False)
        if held and pose.hands != "up":
            _hold(sketch, joints, pose, held)
    return _anatomy(sketch, joints, head, mouth)


def _hold(sketch: Sketch, joints: Joints, pose: Pose, held: Held) -> None:
    far, near = joints.hands
    spots = {
        "both": ((far[0] + near[0]) / 2, (far[1] + near[1]) / 2),
        "up": ((far[0] + near[0]) / 2 if abs(far[1] - near[1]) < 0.1 else near[0], min(far[1], near[1])),  # noqa: PLR2004
        "desk": (near[0] + 0.04, near[1]),
    }
    x, y = spots.get(pose.hands, near)
    with sketch.frame(x, y):
        held(sketch, pose.hands)


def _dress(cast: Cast) -> body.Dress:
    looks, beast = cast.looks, cast.beast
    top = looks.get("top", "" if beast else "tee")
    belly = rgb(beast.second) if beast else cast.skin
    body_color = rgb(beast.second) if beast and "wool" in beast.marks else cast.skin
    feet = rgb(beast.third) if beast and beast.muzzle in {"long", "cow", "pig"} else darker(body_color, 0.12)
    if not top:
        return body.Dress(body_color, belly, None, body_color, body_color, feet, plump=cast.plump * 1.05)
    cut = garment(top)
    color = rgb(looks.get("top.color") or looks.get("color") or cut.color)
    legs = rgb(looks.get("legs") or cut.legs) if (cut.legs or looks.get("legs")) else body_color
    if cut.legs == cut.color:
        legs = color
    shoes = rgb(cut.shoes) if cut.shoes else body_color
    if beast and cut.skirt == 0:
        shoes = shoes if "boots" in looks.get("shoes", "") else darker(shoes, 0.05)
    if "shoes.color" in looks or looks.get("shoes") == "boots":
        shoes = rgb(looks.get("shoes.color", "#e2b12e"))
    gloves = rgb(looks["gloves"]) if "gloves" in looks else None
    return body.Dress(body_color, belly, cut, color, legs, shoes, looks.get("shirt", ""), gloves, cast.plump)


def _head(sketch: Sketch, cast: Cast, pose: Pose, joints: Joints) -> tuple[surface.Box, surface.Point]:
    size = HEAD_RADIUS * (1.1 if cast.child else 1.0) * (0.94 if cast.beast else 0.98)
    looks = cast.looks
    mouth = "asleep" if pose.lie else pose.mouth
    with sketch.frame(joints.head[0], joints.head[1], size, size, joints.lean * 0.4 + pose.tilt):
        if cast.beast:
            face = draw_animal_head(sketch, cast.beast, cast.feel, mouth, blink=cast.blink)
            _worn(sketch, looks, face)
            raise_ = -0.12 if cast.beast.ears in {"pointy", "upright", "tufted"} else 0.0
            with sketch.frame(0, raise_ + 0.05, 0.82, 0.86):
                draw_hat(sketch, looks.get("hat", ""), looks.get("hat.color", ""))
        else:
            face = draw_person_head(sketch, cast.looks, cast.skin, cast.hair, cast.feel, mouth, blink=cast.blink)
            _worn(sketch, looks, face)
            draw_hat(sketch, looks.get("hat", ""), looks.get("hat.color", ""))
        if looks.get("hood") == "up" and "hat" not in looks:
            draw_hat(sketch, "hood", looks.get("top.color") or looks.get("color", "#f2c230"))
        return head_box(sketch, 1.05, 1.05), sketch.at(face.mouth[0] + face.shift, face.mouth[1] + 0.05)


def _worn(sketch: Sketch, looks: Mapping[str, str], face: Face) -> None:
    """Glasses, masks and eye patches, over the face."""
    if looks.get("view") == "back":
        return
    y, half = face.eyes
    glasses, x0 = looks.get("glasses", ""), face.shift
    if glasses in {"round", "monocle", "goggles", "dark"}:
        for side in (-1, 1) if glasses != "monocle" else (1,):
            x = x0 + side * half
            ring = surface.stroked(surface.ellipse(x, y, 0.26, 0.26), 0.06)
            if glasses == "dark":
                sketch.oval(x, y, 0.29, 0.24, "#22222c")
            else:
                sketch.oval(x, y, 0.26, 0.26, "#cfe8f6", alpha=0.35, line=False)
                sketch.add(ring, "#3a3640" if glasses != "monocle" else "#c79a3a")
        sketch.limb([(x0 - 0.12, y), (x0 + 0.12, y)] if glasses != "monocle" else [(x0 + half + 0.2, y + 0.2), (x0 + half + 0.3, y + 0.8)], 0.05, "#3a3640")
    if looks.get("patch"):
        sketch.limb([(-0.95, -0.5), (0.98, y + 0.1)], 0.06, "#24222a")
        sketch.oval(x0 + half, y, 0.24, 0.24, "#24222a")
    if looks.get("mask") == "eyes":
        for side in (-1, 1):
            sketch.add(surface.stroked(surface.ellipse(x0 + side * half, y, 0.22, 0.2), 0.16), "#2a2732")
        sketch.box(x0 - 0.16, y - 0.08, 0.32, 0.16, "#2a2732")


def _fish_tail(sketch: Sketch, joints: Joints) -> None:
    x, y = (joints.hips[0][0] + joints.hips[1][0]) / 2, joints.hips[0][1]
    sketch.blob([(x - 0.12, y - 0.04), (x + 0.12, y - 0.04), (x + 0.1, y + 0.12), (x + 0.02, y + 0.22), (x - 0.06, y + 0.12)], "#2fa79a")
    sketch.blob([(x + 0.0, y + 0.2), (x + 0.16, y + 0.22), (x + 0.14, y + 0.3), (x + 0.01, y + 0.25), (x - 0.12, y + 0.3), (x - 0.14, y + 0.22)], "#3cc2b0")


def _anatomy(sketch: Sketch, joints: Joints, head: surface.Box, mouth: surface.Point) -> Anatomy:
    pairs = (joints.shoulders, joints.elbows, joints.hands, joints.hips, joints.knees, joints.feet)
    points = {"nose": sketch.at(*joints.head), "neck": sketch.at(*joints.neck)}
    for name, pair in zip(_NAMES, pairs, strict=True):
        # The far limbs are on the right of a character that looks to the right.
        points[f"right_{name}"], points[f"left_{name}"] = sketch.at(*pair[0]), sketch.at(*pair[1])
    hip = sketch.at((joints.hips[0][0] + joints.hips[1][0]) / 2, joints.hips[0][1])
    return Anatomy(head, mouth, (sketch.at(*joints.hands[0]), sketch.at(*joints.hands[1])), hip, points)
