"""A clip of a picture that stands still itself: the camera moves over it."""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageOps

from core.jobs.motion import Motion, Move
from gpu_worker.engines.clips import Clip, Pixels

_ZOOM = 0.16  # of the picture's width, which the camera comes closer by or goes sideways
Told = Callable[[float], None]


def pan(picture: Pixels, motion: Motion, *, width: int, height: int, told: Told) -> Clip:
    """Return a clip of a picture, (height, width, 3) uint8 sRGB of any size, cut to the clip's proportions.

    ``told`` is called with the share of frames done (0 to 1) after each; what it raises ends the work.
    """
    # Frames are cut from a larger one, in fractions of pixels, so that slow moves don't jump from pixel to pixel.
    wide = ImageOps.fit(Image.fromarray(picture), (width, height), Image.Resampling.LANCZOS)
    frames = []
    for number in range(motion.frames):
        share = number / max(1, motion.frames - 1)
        box = _window(motion.move, 0.5 - 0.5 * math.cos(math.pi * share), width, height)
        frames.append(np.asarray(wide.resize((width, height), Image.Resampling.BICUBIC, box=box)))
        told((number + 1) / motion.frames)
    return Clip(tuple(frames), motion.fps)


def _window(move: Move, eased: float, width: int, height: int) -> tuple[float, float, float, float]:
    """Return what the camera sees, in pixels: left, top, right, bottom; ``eased`` goes from 0 to 1."""
    match move:
        case Move.STILL:
            return 0.0, 0.0, float(width), float(height)
        case Move.PUSH | Move.PULL:
            closer = _ZOOM * (eased if move is Move.PUSH else 1 - eased)
            # Towards a point a little above the middle, where faces are.
            left, top = closer * width * 0.5, closer * height * 0.42
            return left, top, left + width * (1 - closer), top + height * (1 - closer)
        case Move.PAN:
            left, top = _ZOOM * width * eased, _ZOOM * height * 0.42
            return left, top, left + width * (1 - _ZOOM), top + height * (1 - _ZOOM)
