"""Depth, segmentation and pose images of a picture, for engines that are led by them."""

import numpy as np

from gpu_worker.engines.storyboard.drawing.colors import Color
from gpu_worker.engines.storyboard.drawing.picture import Stagecraft
from gpu_worker.engines.storyboard.drawing.surface import Gradient, Pixels, Raster, polygon, rectangle

# Limbs of the OpenPose drawing with its colours (https://github.com/CMU-Perceptual-Computing-Lab/openpose).
_LIMBS: tuple[tuple[str, str, Color], ...] = (
    ("neck", "right_shoulder", (255, 0, 0)), ("neck", "left_shoulder", (255, 85, 0)),
    ("right_shoulder", "right_elbow", (255, 170, 0)), ("right_elbow", "right_wrist", (255, 255, 0)),
    ("left_shoulder", "left_elbow", (170, 255, 0)), ("left_elbow", "left_wrist", (85, 255, 0)),
    ("neck", "right_hip", (0, 255, 0)), ("right_hip", "right_knee", (0, 255, 85)),
    ("right_knee", "right_ankle", (0, 255, 170)), ("neck", "left_hip", (0, 255, 255)),
    ("left_hip", "left_knee", (0, 170, 255)), ("left_knee", "left_ankle", (0, 85, 255)), ("neck", "nose", (0, 0, 255)),
)  # fmt: skip


def draw_map(name: str, craft: Stagecraft, width: int, height: int) -> Pixels:
    """One of "depth", "segmentation" and "pose"."""
    if name == "depth":
        return _depth(craft, width, height)
    if name == "segmentation":
        return _segmentation(craft, width, height)
    return _pose(craft, width, height)


def _depth(craft: Stagecraft, width: int, height: int) -> Pixels:
    raster = Raster(width, height, (0, 0, 0))
    top = craft.view.horizon
    raster.fill(
        rectangle(0, top, width, height - top), Gradient(((40, 40, 40), (235, 235, 235)), (0, top), (0, height))
    )
    for drawn in craft.drawn:
        near = (drawn.piece.y - top) / max(1.0, height - top)
        tone = 30 if drawn.piece.depth < 0.1 else round(40 + 195 * max(0.0, min(1.0, near)))  # noqa: PLR2004 -- the sky
        for shape in drawn.shapes:
            if shape.line:
                raster.fill(shape.path, (tone, tone, tone))
    return np.ascontiguousarray(raster.pixels()[:, :, 0])


def _segmentation(craft: Stagecraft, width: int, height: int) -> Pixels:
    raster = Raster(width, height, (0, 0, 0))
    for number, drawn in enumerate(craft.drawn, start=1):
        for shape in drawn.shapes:
            if shape.line:
                raster.fill(shape.path, (number, number, number), smooth_edges=False)
    return np.ascontiguousarray(raster.pixels()[:, :, 0])


def _pose(craft: Stagecraft, width: int, height: int) -> Pixels:
    raster = Raster(width, height, (0, 0, 0))
    weight = max(2.0, min(width, height) / 130)
    for drawn in craft.drawn:
        joints = drawn.anatomy.joints
        for first, second, color in _LIMBS:
            if first in joints and second in joints:
                raster.line(polygon([joints[first], joints[second]], closed=False), color, weight)
    return raster.pixels()
