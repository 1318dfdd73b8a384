"""Poses in motion: steps, waving, talking and dancing, for a moment of an animatic."""

import math
from dataclasses import replace

from gpu_worker.engines.storyboard.drawing.poses import Limb, Pose

STRIDES = 1.6  # a second
# How far thighs swing, knees bend and arms swing, in degrees.
_GAITS = {"walk": (27.0, 42.0, 24.0), "run": (48.0, 84.0, 46.0)}
_TALKING = 2.6  # mouths opened a second


def in_motion(pose: Pose, name: str, moment: float) -> Pose:
    """A pose as it is at a moment in seconds; 0 is the still picture."""
    if not moment or pose.lie:
        return pose
    turn = 2 * math.pi * moment
    if name in _GAITS and pose.front_leg[0] < 60:  # noqa: PLR2004 -- who is seated does not step
        pose = _step(pose, name, turn * STRIDES)
    elif name in {"dance", "cheer", "jump"}:
        pose = _sway(pose, math.sin(turn * 1.1))
    elif name in {"wave", "point", "cast", "conduct"}:
        upper, lower = pose.front_arm
        pose = replace(pose, front_arm=(upper, lower + 22 * math.sin(turn * 1.4)))
    elif name in {"swim", "fly", "climb"}:
        pose = _sway(pose, math.sin(turn * 0.8), arms=18)
    elif pose.hands in {"front", "both", "desk", "none"}:
        pose = _work(pose, math.sin(turn * 0.7))
    closed = pose.mouth == "open" and math.sin(turn * _TALKING) < 0
    return replace(pose, mouth="", tilt=pose.tilt) if closed else pose


def _step(pose: Pose, name: str, turn: float) -> Pose:
    thigh, knee, arm = _GAITS[name]
    elbow = 14 if name == "walk" else 76
    near, far = math.sin(turn), math.sin(turn + math.pi)
    lift_near, lift_far = max(0.0, math.cos(turn)), max(0.0, math.cos(turn + math.pi))
    held = pose.hands in {"both", "up", "mouth", "ear", "eye"}
    arms: tuple[Limb, Limb] = (
        (pose.back_arm, pose.front_arm) if held else ((arm * near, arm * near + elbow), (arm * far, arm * far + elbow))
    )
    legs = ((thigh * far, thigh * far - knee * lift_far), (thigh * near, thigh * near - knee * lift_near))
    return replace(pose, back_arm=arms[0], front_arm=arms[1], back_leg=legs[0], front_leg=legs[1])


def _sway(pose: Pose, swing: float, arms: float = 24) -> Pose:
    back, front = pose.back_arm, pose.front_arm
    return replace(
        pose, back_arm=(back[0] + arms * swing, back[1] + arms * swing),
        front_arm=(front[0] + arms * swing, front[1] - arms * swing), lean=pose.lean + 5 * swing,
    )  # fmt: skip


def _work(pose: Pose, swing: float) -> Pose:
    """Hands at work, and a little breath."""
    upper, lower = pose.front_arm
    return replace(pose, front_arm=(upper + 3 * swing, lower + 6 * swing), tilt=pose.tilt + 2 * swing)
