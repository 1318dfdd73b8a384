"""Where a picture draws the eye, roughly and quickly, so that crops and balloons leave that part alone."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Map: TypeAlias = NDArray[np.float32]
CELL = 16
_SIDE = 256  # pixels of the longer side that are looked at: details below that draw no eye from across a page
_BINS = 8  # a channel; 512 colours in all


def saliency(picture: Image.Image) -> Map:
    """Return how much each part of a picture stands out, 0 to 1; shape (rows, columns), a cell about 16 pixels.

    A colour is salient when it is far from the colours that fill most of the picture: global contrast by colour
    histogram (Cheng et al., "Global Contrast Based Salient Region Detection", CVPR 2011, § 3), plus edges, which
    hold what is drawn in the background's own colours.
    """
    small = picture.convert("RGB")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    pixels = np.asarray(small, np.float32) / np.float32(255)
    strength = _normalised(_contrast(pixels)) + _normalised(_edges(pixels))
    columns = max(1, round(picture.width / CELL))
    rows = max(1, round(picture.height / CELL))
    cells = Image.fromarray(strength / 2, "F").resize((columns, rows), Image.Resampling.BOX)
    return _normalised(np.asarray(cells, np.float32))


def _contrast(pixels: Map) -> Map:
    """Return the mean distance of each pixel's colour from all others of the picture."""
    levels = np.minimum((pixels * _BINS).astype(np.int64), _BINS - 1)
    index = (levels[..., 0] * _BINS + levels[..., 1]) * _BINS + levels[..., 2]
    counts = np.bincount(index.ravel(), minlength=_BINS**3)
    used = np.flatnonzero(counts)
    colours = np.stack(np.unravel_index(used, (_BINS,) * 3), axis=1).astype(np.float32) / (_BINS - 1)
    distances = np.linalg.norm(colours[:, None] - colours[None], axis=2)
    table = np.zeros(_BINS**3, np.float32)
    table[used] = distances @ (counts[used] / counts.sum())
    found: Map = table[index]
    return found


def _edges(pixels: Map) -> Map:
    grey = pixels.mean(axis=2)
    across = np.abs(np.diff(grey, axis=1, append=grey[:, -1:]))
    down = np.abs(np.diff(grey, axis=0, append=grey[-1:]))
    edges: Map = across + down
    return edges


def _normalised(values: Map) -> Map:
    span = float(np.ptp(values))
    return np.zeros_like(values) if span == 0 else ((values - values.min()) / span).astype(np.float32)
