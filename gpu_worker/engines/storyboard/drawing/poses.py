"""Poses as joint angles, for a character that looks to the right.

Angles are degrees from hanging straight down; positive turns towards where the character looks.
Each limb is (upper, lower), the lower one relative to the picture, not to the upper.
"""

import math
from dataclasses import dataclass, replace

from gpu_worker.engines.storyboard.drawing.surface import Point

Limb = tuple[float, float]

# Lengths in body heights. Head and body follow the proportions of picture books: 2.5 heads.
HIP_Y, SHOULDER_Y, NECK_Y = -0.27, -0.545, -0.59
HEAD_Y, HEAD_RADIUS = -0.775, 0.19
HIP_X, SHOULDER_X = 0.062, 0.112
UPPER_ARM, LOWER_ARM = 0.135, 0.125
UPPER_LEG, LOWER_LEG = 0.135, 0.125


@dataclass(frozen=True, slots=True)
class Pose:
    """Joint angles.

    Attributes:
        back_arm: the arm on the side turned away; `front_arm` leads.
        lean: degrees the upper body leans forward.
        rise: how far the whole body is lifted, in body heights.
        tilt: degrees the head tilts forward.
        lie: whether the body lies on its back.
        hands: where a held thing goes: front, both, up, mouth, ear, side.
        mouth: the shape of the mouth the pose asks for, or "".
    """

    back_arm: Limb = (-16, -6)
    front_arm: Limb = (16, 6)
    back_leg: Limb = (-3, 0)
    front_leg: Limb = (3, 0)
    lean: float = 0
    rise: float = 0
    tilt: float = 0
    lie: bool = False
    hands: str = "front"
    mouth: str = ""


_SIT = ((78, 2), (84, 6))
_STAND = Pose()
POSES: dict[str, Pose] = {
    "stand": _STAND,
    "walk": Pose((-34, -18), (30, 42), (-26, -34), (28, 8), 3),
    "run": Pose((-62, 8), (52, 128), (-48, -92), (58, 4), 13, 0.02),
    "sit": Pose((-14, 10), (18, 40), *_SIT, hands="front"),
    "sleep": Pose((-10, -4), (10, 4), (-4, 0), (4, 0), lie=True),
    "read": Pose((-12, 62), (14, 92), hands="both", tilt=7),
    "write": Pose((-20, 55), (26, 84), hands="front", tilt=6),
    "desk": Pose((-4, 66), (22, 74), *_SIT, tilt=4, hands="desk"),
    "sittable": Pose((-2, 60), (28, 80), *_SIT, tilt=3, hands="desk"),
    "hold": Pose((-16, -4), (24, 96), hands="front"),
    "hold2": Pose((-8, 70), (10, 88), hands="both"),
    "stir": Pose((-20, 10), (34, 86), hands="front"),
    "wave": Pose((-16, -6), (122, 168), hands="front"),
    "cheer": Pose((-140, -166), (140, 166), (-14, -4), (14, 4), rise=0.03, hands="up", mouth="open"),
    "dance": Pose((-96, -150), (112, 60), (-8, 4), (44, -22), -5, 0.02, 5, mouth="open"),
    "jump": Pose((-120, -150), (120, 150), (-34, -84), (42, -44), 0, 0.16, mouth="open"),
    "point": Pose((-16, -6), (86, 90), hands="front"),
    "think": Pose((-10, 52), (24, 150), tilt=-5, hands="none"),
    "talk": Pose((-18, 20), (38, 92), mouth="open", hands="front"),
    "phone": Pose((-16, -4), (34, 158), hands="ear", mouth="open"),
    "selfie": Pose((-18, -4), (104, 118), hands="front"),
    "photo": Pose((-10, 118), (26, 138), hands="eye"),
    "eat": Pose((-14, -4), (22, 138), hands="mouth", mouth="open"),
    "drink": Pose((-14, -4), (22, 136), hands="mouth"),
    "cook": Pose((-16, 36), (34, 82), hands="front"),
    "fight": Pose((-60, -20), (84, 122), (-30, -18), (34, 4), 7, hands="front", mouth="grit"),
    "box": Pose((8, 112), (66, 96), (-24, -14), (26, 2), 6, hands="front", mouth="grit"),
    "bow": Pose((62, 140), (88, 92), (-22, -12), (20, 0), hands="front"),
    "cast": Pose((-52, -84), (104, 122), (-16, -6), (16, 4), hands="front", mouth="open"),
    "kick": Pose((-70, -110), (60, 110), (-8, -2), (86, 84), -10, hands="front"),
    "throw": Pose((-50, -20), (150, 196), (-24, -14), (24, 4), -4, hands="front"),
    "swing": Pose((40, 100), (70, 128), (-22, -10), (20, 4), 2, hands="front"),
    "swim": Pose((150, 168), (100, 120), (-58, -80), (-76, -62), 66, 0.1, -52, mouth="open"),
    "fly": Pose((-38, -30), (96, 94), (-62, -76), (-48, -66), 48, 0.14, -36, mouth="open"),
    "ride": Pose((36, 66), (46, 72), (40, -16), (66, 4), 8, hands="none"),
    "drive": Pose((30, 78), (40, 82), *_SIT, hands="none"),
    "climb": Pose((-150, -176), (146, 172), (-30, 28), (54, -8), 0, 0.04),
    "crouch": Pose((-8, 48), (16, 66), (70, -54), (84, -40), 14, hands="front"),
    "push": Pose((70, 84), (78, 90), (-38, -30), (26, -18), 20, hands="none"),
    "lift": Pose((-146, -178), (146, 178), (-16, 0), (16, 0), hands="up", mouth="grit"),
    "overhead": Pose((-16, -4), (60, 176), hands="up"),
    "reach": Pose((-16, -4), (132, 148), (-10, -4), (8, 0), 4, hands="front"),
    "use": Pose((-4, 66), (26, 86), (-6, 0), (6, 0), 5, tilt=5, hands="front"),
    "dig": Pose((26, 66), (34, 48), (-22, -10), (26, 0), 16, hands="both"),
    "fish": Pose((10, 76), (30, 92), hands="front"),
    "guitar": Pose((-34, 62), (22, 64), hands="both"),
    "violin": Pose((-30, 96), (44, 134), tilt=9, hands="chin"),
    "piano": Pose((20, 82), (34, 86), *_SIT, hands="none"),
    "blow": Pose((4, 112), (22, 128), hands="mouth", mouth="o"),
    "sing": Pose((-54, -84), (24, 132), hands="mouth", mouth="open"),
    "meditate": Pose((-38, 34), (38, -34), (82, -100), (-82, 100), hands="none", mouth="calm"),
    "hug": Pose((20, 80), (52, 92), hands="none"),
    "cry": Pose((-20, 140), (20, 150), hands="none", tilt=8, mouth="sad"),
    "fall": Pose((-118, -96), (122, 96), (40, 70), (74, 104), -28, 0.05, mouth="open"),
    "look": Pose((-16, -6), (30, 30), tilt=-4),
    "paint": Pose((-18, 42), (58, 96), hands="front"),
    "skate": Pose((-78, -62), (64, 80), (-54, -40), (18, 8), 12, 0.03),
    "surf": Pose((-86, -70), (76, 96), (-52, 0), (58, 4), 4),
    "ski": Pose((-22, 40), (28, 70), (30, -20), (44, -12), 16),
    "flykite": Pose((-18, -4), (96, 132), hands="front"),
    "roar": Pose((-78, -130), (78, 130), (-14, -4), (14, 4), mouth="open", hands="up"),
    "tpose": Pose((-90, -90), (90, 90)),
    "desksit": Pose((-4, 66), (22, 74), *_SIT),
}


def pose_of(name: str, *, seated: bool = False) -> Pose:
    """A pose by name; a seated one keeps its arms and takes the legs of sitting."""
    pose = POSES.get(name, _STAND)
    if seated and not pose.lie:
        return replace(pose, back_leg=_SIT[0], front_leg=_SIT[1], lean=0, rise=0)
    return pose


@dataclass(frozen=True, slots=True)
class Joints:
    """Where the joints are, in body heights, feet at y = 0 for a standing body."""

    neck: Point
    head: Point
    shoulders: tuple[Point, Point]
    elbows: tuple[Point, Point]
    hands: tuple[Point, Point]
    hips: tuple[Point, Point]
    knees: tuple[Point, Point]
    feet: tuple[Point, Point]
    lean: float


def solve(pose: Pose, *, legs: float = 1.0) -> Joints:
    """The joints of a pose; the lowest foot (or the seat) stands on y = 0."""
    hip_y = HIP_Y * legs
    hips = ((-HIP_X, hip_y), (HIP_X, hip_y))
    knees = tuple(_along(hip, limb[0], UPPER_LEG * legs) for hip, limb in zip(hips, _legs(pose), strict=True))
    feet = tuple(_along(knee, limb[1], LOWER_LEG * legs) for knee, limb in zip(knees, _legs(pose), strict=True))
    lowest = max([foot[1] for foot in feet] + [knee[1] for knee in knees])
    drop = -lowest - 0.01 - pose.rise
    turn = math.radians(pose.lean)

    def upper(x: float, y: float) -> Point:
        dx, dy = x, y - HIP_Y
        return (
            dx * math.cos(turn) - dy * math.sin(turn),
            dx * math.sin(turn) + dy * math.cos(turn) + hip_y + drop,
        )

    shoulders = (upper(-SHOULDER_X, SHOULDER_Y), upper(SHOULDER_X, SHOULDER_Y))
    arms = (pose.back_arm, pose.front_arm)
    elbows = tuple(_along(point, arm[0], UPPER_ARM) for point, arm in zip(shoulders, arms, strict=True))
    hands = tuple(_along(point, arm[1], LOWER_ARM) for point, arm in zip(elbows, arms, strict=True))
    return Joints(
        upper(0, NECK_Y), upper(0, HEAD_Y), shoulders, (elbows[0], elbows[1]), (hands[0], hands[1]),
        (_down(hips[0], drop), _down(hips[1], drop)),
        (_down(knees[0], drop), _down(knees[1], drop)), (_down(feet[0], drop), _down(feet[1], drop)), pose.lean,
    )  # fmt: skip


def _legs(pose: Pose) -> tuple[Limb, Limb]:
    return pose.back_leg, pose.front_leg


def _along(point: Point, degrees: float, length: float) -> Point:
    angle = math.radians(degrees)
    return point[0] + math.sin(angle) * length, point[1] + math.cos(angle) * length


def _down(point: Point, distance: float) -> Point:
    return point[0], point[1] + distance
