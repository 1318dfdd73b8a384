"""Bodies that are neither person nor animal: ghosts, robots, aliens, monsters, snowmen, skeletons.

Drawn in a frame where the creature is one unit high, stands on y = 0 and looks to the right.
"""
# fmt: off
# ruff: noqa: E501 -- the points of a shape belong on one line

from collections.abc import Callable, Mapping

from gpu_worker.engines.storyboard.drawing.colors import Color, darker, lighter, rgb
from gpu_worker.engines.storyboard.drawing.faces import Face, draw_face
from gpu_worker.engines.storyboard.drawing.hats import draw_hat
from gpu_worker.engines.storyboard.drawing.poses import Joints, Pose, solve
from gpu_worker.engines.storyboard.drawing.rigged import Anatomy, head_box
from gpu_worker.engines.storyboard.drawing.sketch import Sketch

Held = Callable[[Sketch, str], None]
_OWN = {
    "ghost": "#f4f6fb", "robot": "#9fb0c2", "alien": "#7fc95a", "monster": "#8a63c2", "snowman": "#fbfcfe",
    "skeleton": "#f3efe2", "teddy": "#c08a52",
}  # fmt: skip


def draw_creature(
    sketch: Sketch, kind: str, pose: Pose, feel: str, *, color: str = "", looks: Mapping[str, str], held: Held | None = None
) -> Anatomy:
    """Draws the creature with what it holds."""
    paint = rgb(color or _OWN.get(kind, "#8a63c2"))
    joints = solve(pose)
    if pose.lie:
        with sketch.frame(-0.42, -0.11, 1, 1, 88):
            return _draw(sketch, kind, joints, paint, feel, "asleep", looks, held)
    return _draw(sketch, kind, joints, paint, feel, pose.mouth, looks, held)


def _draw(
    sketch: Sketch, kind: str, joints: Joints, paint: Color, feel: str, mouth: str, looks: Mapping[str, str],
    held: Held | None,
) -> Anatomy:  # fmt: skip
    width = {"skeleton": 0.035, "robot": 0.06, "alien": 0.05}.get(kind, 0.085)
    limb = darker(paint, 0.06)
    _arm(sketch, joints, 0, width, darker(limb, 0.1), kind)
    if kind not in {"ghost", "snowman"}:
        for which in (0, 1):
            sketch.limb([joints.hips[which], joints.knees[which], joints.feet[which]], width * 1.15, limb)
            x, y = joints.feet[which]
            sketch.blob([(x - 0.06, y - 0.03), (x + 0.04, y - 0.05), (x + 0.1, y), (x + 0.09, y + 0.03), (x - 0.06, y + 0.03)], darker(paint, 0.2))
    _BODIES[kind](sketch, joints, paint)
    if held:
        with sketch.frame(*joints.hands[1]):
            held(sketch, "front")
    _arm(sketch, joints, 1, width, limb, kind)
    with sketch.frame(joints.head[0], joints.head[1], 0.19, 0.19, joints.lean * 0.4):
        face = _HEADS[kind](sketch, paint)
        draw_face(sketch, face, feel, mouth)
        with sketch.frame(0, -0.06):
            draw_hat(sketch, looks.get("hat", "top" if kind == "snowman" else ""), looks.get("hat.color", ""))
        box, at = head_box(sketch, 1.05, 1.05), sketch.at(face.mouth[0] + face.shift, face.mouth[1])
    if kind == "snowman":
        sketch.limb([(joints.neck[0] - 0.12, joints.neck[1] + 0.03), (joints.neck[0] + 0.13, joints.neck[1] + 0.03)], 0.06, looks.get("scarf", "#d8433a"))
    joint_points = {"nose": sketch.at(*joints.head), "neck": sketch.at(*joints.neck)}
    hands = (sketch.at(*joints.hands[0]), sketch.at(*joints.hands[1]))
    return Anatomy(box, at, hands, sketch.at(*joints.hips[0]), joint_points)


def _arm(sketch: Sketch, joints: Joints, which: int, width: float, color: Color, kind: str) -> None:
    shoulder, elbow, hand = joints.shoulders[which], joints.elbows[which], joints.hands[which]
    if kind == "snowman":
        sketch.limb([shoulder, elbow, hand], 0.022, "#6a4a30")
        sketch.limb([elbow, (hand[0] + 0.03, hand[1] - 0.05)], 0.016, "#6a4a30")
        return
    sketch.limb([shoulder, elbow, hand], width, color)
    sketch.oval(hand[0], hand[1], width * 0.68, width * 0.68, lighter(color, 0.12))


def _hips(joints: Joints) -> tuple[float, float]:
    return (joints.hips[0][0] + joints.hips[1][0]) / 2, joints.hips[0][1]


def _ghost_body(s: Sketch, j: Joints, c: Color) -> None:
    x, y = _hips(j)
    n = j.neck
    s.blob([(n[0] - 0.13, n[1]), (n[0] + 0.13, n[1]), (x + 0.2, y + 0.02), (x + 0.22, y + 0.2), (x + 0.13, y + 0.14), (x + 0.05, y + 0.22), (x - 0.04, y + 0.15), (x - 0.13, y + 0.22), (x - 0.2, y + 0.14), (x - 0.19, y)], c, alpha=0.92, glow=True)


def _ghost_head(s: Sketch, c: Color) -> Face:
    s.blob([(-0.98, 0.9), (-1.02, -0.2), (-0.6, -0.95), (0, -1.1), (0.6, -0.95), (1.02, -0.2), (0.98, 0.9)], c, glow=True)
    return Face((-0.1, 0.36), (0.0, 0.34), 0.16)


def _robot_body(s: Sketch, j: Joints, c: Color) -> None:
    x, y = _hips(j)
    with s.frame(x, y, 1, 1, j.lean):
        s.limb([(0, -0.36), (0, -0.28)], 0.06, darker(c, 0.3))
        s.box(-0.14, -0.33, 0.28, 0.36, c, 0.04)
        s.box(-0.09, -0.27, 0.19, 0.13, darker(c, 0.45), 0.02)
        for px, color in ((-0.055, "#e2574c"), (0.005, "#f2c84b"), (0.065, "#5fc46a")):
            s.oval(px, -0.205, 0.021, 0.021, color, glow=True)
        s.box(-0.07, -0.09, 0.15, 0.022, darker(c, 0.25), 0.01)
        s.box(-0.07, -0.05, 0.15, 0.022, darker(c, 0.25), 0.01)


def _robot_head(s: Sketch, c: Color) -> Face:
    s.limb([(0, -0.85), (0, -1.3)], 0.09, darker(c, 0.3))
    s.oval(0, -1.38, 0.15, 0.15, "#e2574c", glow=True)
    for side in (-1, 1):
        s.box(side * 1.08 - 0.12, -0.3, 0.24, 0.5, darker(c, 0.2), 0.08)
    s.box(-1.02, -0.9, 2.04, 1.72, c, 0.34)
    s.box(-0.76, -0.56, 1.66, 1.12, "#26303f", 0.28)
    for x in (-0.24, 0.44):
        s.oval(x, -0.14, 0.2, 0.22, "#6fe3ef", glow=True)
    return Face((-0.14, 0.34), (0.0, 0.3), 0.09)


def _alien_body(s: Sketch, j: Joints, c: Color) -> None:
    x, y = _hips(j)
    n = j.neck
    s.blob([(n[0] - 0.05, n[1]), (n[0] + 0.05, n[1]), (x + 0.12, y - 0.1), (x + 0.1, y + 0.04), (x - 0.1, y + 0.04), (x - 0.12, y - 0.1)], c)
    s.oval(x + 0.02, y - 0.08, 0.06, 0.09, lighter(c, 0.4), line=False)


def _alien_head(s: Sketch, c: Color) -> Face:
    for side in (-1, 1):
        s.limb([(side * 0.35, -0.85), (side * 0.6, -1.35)], 0.08, c)
        s.oval(side * 0.62, -1.42, 0.14, 0.14, lighter(c, 0.4))
    s.blob([(-1.1, -0.4), (-0.6, -1.05), (0, -1.16), (0.6, -1.05), (1.1, -0.4), (0.75, 0.5), (0, 0.98), (-0.75, 0.5)], c)
    for x in (-0.3, 0.5):
        s.oval(x, -0.12, 0.28, 0.36, "#22242e")
    return Face((-0.12, 0.4), (0.0, 0.56), 0.16, white=False)


def _monster_body(s: Sketch, j: Joints, c: Color) -> None:
    x, y = _hips(j)
    s.blob([(x - 0.16, y - 0.32), (x + 0.16, y - 0.32), (x + 0.22, y - 0.05), (x + 0.16, y + 0.07), (x - 0.16, y + 0.07), (x - 0.22, y - 0.05)], c)
    s.oval(x + 0.02, y - 0.1, 0.12, 0.13, lighter(c, 0.4), line=False)
    for dx in (-0.16, -0.12):
        s.oval(x + dx, y - 0.2 + dx * 0.3, 0.02, 0.02, darker(c, 0.25), line=False)


def _monster_head(s: Sketch, c: Color) -> Face:
    for side in (-1, 1):
        s.blob([(side * 0.5, -0.7), (side * 0.95, -1.45), (side * 1.0, -0.5)], "#f1e3b5")
    s.oval(0, 0.1, 1.2, 1.05, c)
    s.blob([(-0.6, 0.42), (0.1, 0.36), (0.8, 0.42), (0.5, 0.86), (-0.3, 0.86)], "#5a2338")
    for x in (-0.35, 0.1, 0.5):
        s.poly([(x - 0.1, 0.42), (x + 0.1, 0.42), (x, 0.62)], "#ffffff")
    return Face((-0.15, 0.36), (0.0, 40.0), 0.15, white=True)


def _snow_body(s: Sketch, j: Joints, c: Color) -> None:
    x, _ = _hips(j)
    s.oval(x, -0.22, 0.25, 0.23, c)
    s.oval(x, -0.5, 0.19, 0.17, c)
    for y in (-0.56, -0.48, -0.4):
        s.oval(x + 0.03, y, 0.018, 0.018, "#2d2c35")


def _snow_head(s: Sketch, c: Color) -> Face:
    s.oval(0, 0.05, 0.88, 0.86, c)
    s.poly([(0.1, 0.08), (0.12, 0.32), (0.95, 0.26)], "#ef8426")
    return Face((-0.1, 0.32), (-0.02, 0.5), 0.1)


def _bones(s: Sketch, j: Joints, c: Color) -> None:
    x, y = _hips(j)
    s.limb([j.neck, (x, y)], 0.035, c)
    for step in (0.07, 0.13, 0.19):
        s.curve([(j.neck[0] - 0.1, j.neck[1] + step), (j.neck[0], j.neck[1] + step - 0.02), (j.neck[0] + 0.1, j.neck[1] + step)], 0.026, c)
    s.oval(x, y, 0.09, 0.045, c)


def _skull(s: Sketch, c: Color) -> Face:
    s.oval(0, -0.12, 0.98, 0.9, c)
    s.box(-0.42, 0.5, 0.94, 0.5, c, 0.14)
    for x in (-0.32, 0.44):
        s.oval(x, -0.02, 0.26, 0.28, "#2d2a34")
    s.poly([(-0.02, 0.42), (0.16, 0.42), (0.07, 0.24)], "#2d2a34")
    for x in (-0.14, 0.06, 0.26):
        s.limb([(x, 0.66), (x, 0.92)], 0.04, "#2d2a34")
    return Face((-0.02, 0.38), (0.0, 40.0), 0.09, white=False)


def _teddy_body(s: Sketch, j: Joints, c: Color) -> None:
    x, y = _hips(j)
    s.oval(x, y - 0.13, 0.18, 0.21, c)
    s.oval(x + 0.02, y - 0.1, 0.11, 0.13, lighter(c, 0.4), line=False)


def _teddy_head(s: Sketch, c: Color) -> Face:
    for side in (-1, 1):
        s.oval(side * 0.74, -0.7, 0.36, 0.36, c)
        s.oval(side * 0.74, -0.68, 0.2, 0.2, lighter(c, 0.4))
    s.oval(0, 0, 1.04, 0.95, c)
    s.oval(0.1, 0.4, 0.46, 0.36, lighter(c, 0.45))
    s.oval(0.1, 0.24, 0.15, 0.11, "#3a2a26")
    return Face((-0.1, 0.4), (0.0, 0.46), 0.1)


_BODIES = {
    "ghost": _ghost_body, "robot": _robot_body, "alien": _alien_body, "monster": _monster_body,
    "snowman": _snow_body, "skeleton": _bones, "teddy": _teddy_body,
}  # fmt: skip
_HEADS = {
    "ghost": _ghost_head, "robot": _robot_head, "alien": _alien_head, "monster": _monster_head,
    "snowman": _snow_head, "skeleton": _skull, "teddy": _teddy_head,
}  # fmt: skip
