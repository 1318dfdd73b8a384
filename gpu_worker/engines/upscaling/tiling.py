"""Working through a large picture piece by piece, so that memory stays bounded and no seam shows."""

from collections.abc import Callable

import numpy as np

from gpu_worker.engines.clips import Pixels

TILE = 128  # pixels of a piece's side, without the border
Enlarge = Callable[[Pixels], Pixels]
Told = Callable[[float], None]


def in_tiles(picture: Pixels, enlarge: Enlarge, *, factor: int, border: int, told: Told) -> Pixels:
    """Return a picture (height, width, 3) uint8 enlarged ``factor`` times, piece by piece.

    Each piece is enlarged with ``border`` pixels of its neighbours around it, which are cut off again: as wide as the
    net looks, the result is that of the whole picture. Beyond the picture's edge its outermost pixels go on.

    Args:
        picture: what is to be enlarged.
        enlarge: makes (h, w, 3) into (h × factor, w × factor, 3).
        factor: how many times.
        border: in pixels of ``picture``.
        told: called with the share of pieces done (0 to 1) after each; what it raises ends the work.
    """
    height, width = picture.shape[:2]
    result = np.empty((height * factor, width * factor, 3), np.uint8)
    corners = [(top, left) for top in range(0, height, TILE) for left in range(0, width, TILE)]
    framed = np.pad(picture, ((border, border), (border, border), (0, 0)), mode="edge")
    for number, (top, left) in enumerate(corners, 1):
        bottom, right = min(top + TILE, height), min(left + TILE, width)
        large = enlarge(framed[top : bottom + 2 * border, left : right + 2 * border])
        inner = large[border * factor : -border * factor or None, border * factor : -border * factor or None]
        result[top * factor : bottom * factor, left * factor : right * factor] = inner
        told(number / len(corners))
    return result
