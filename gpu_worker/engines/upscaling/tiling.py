"""Working through a large picture piece by piece, so that memory stays bounded and no seam shows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.clips import Pixels

TILE = 128  # pixels of a piece's side, without the border
Enlarge = Callable[[Pixels], Pixels]
EnlargeAt = Callable[[Pixels, int, int], Pixels]
"""Takes a piece and where it begins in the picture, its top and left."""
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


@dataclass(frozen=True, slots=True)
class Grid:
    """How a picture is cut: pieces of at most ``tile`` pixels a side; neighbours share ``overlap`` of them or more."""

    factor: int
    tile: int
    overlap: int

    def starts(self, length: int) -> list[int]:
        """Return where the pieces of a side begin: evenly, and as few as overlap enough."""
        if length <= self.tile:
            return [0]
        count = -(-(length - self.overlap) // (self.tile - self.overlap))
        return [round(number * (length - self.tile) / (count - 1)) for number in range(count)]


def feathered(picture: Pixels, enlarge: EnlargeAt, grid: Grid, *, told: Told) -> Pixels:
    """Return a picture (height, width, 3) uint8 enlarged in pieces that fade into one another.

    For what sees further than any border, or draws each piece a little differently: where two pieces overlap, the
    share of the later one grows from nothing to all. Beside the result, one row of pieces is held as floats.
    ``told`` is called with the share of pieces done (0 to 1) after each; what it raises ends the work.
    """
    factor, (height, width) = grid.factor, picture.shape[:2]
    result = np.empty((height * factor, width * factor, 3), np.uint8)
    rows, ended = grid.starts(height), 0
    for number, top in enumerate(rows):
        row = picture[top : top + grid.tile]
        told_of_row = partial(_told_of_row, told, number, len(rows))
        band = _faded(row, partial(_at, enlarge, top), grid, told_of_row)
        known = max(0, ended - top) * factor  # rows that the pieces above have drawn as well
        fade, at = _ramp(known)[:, None, None], top * factor
        band[:known] = result[at : at + known] * (1 - fade) + band[:known] * fade
        result[at : at + len(band)] = np.rint(band).astype(np.uint8)
        ended = top + len(row)
    return result


def _faded(row: Pixels, enlarge: Callable[[Pixels, int], Pixels], grid: Grid, told: Told) -> NDArray[np.float32]:
    """Return one row of pieces, faded into one another from left to right."""
    factor, (height, width) = grid.factor, row.shape[:2]
    band = np.empty((height * factor, width * factor, 3), np.float32)
    columns, ended = grid.starts(width), 0
    for number, left in enumerate(columns, 1):
        piece = row[:, left : left + grid.tile]
        large = enlarge(piece, left).astype(np.float32)
        known = max(0, ended - left) * factor
        fade, at = _ramp(known)[None, :, None], left * factor
        band[:, at : at + known] = band[:, at : at + known] * (1 - fade) + large[:, :known] * fade
        band[:, at + known : at + large.shape[1]] = large[:, known:]
        ended = left + piece.shape[1]
        told(number / len(columns))
    return band


def _at(enlarge: EnlargeAt, top: int, piece: Pixels, left: int) -> Pixels:
    return enlarge(piece, top, left)


def _told_of_row(told: Told, number: int, rows: int, share: float) -> None:
    told((number + share) / rows)


def _ramp(length: int) -> NDArray[np.float32]:
    """Return shares that grow evenly from 0 to 1 over the middle half: what a net sees at a piece's rim is wrong."""
    middles = (np.arange(length, dtype=np.float32) + np.float32(0.5)) / np.float32(max(length, 1))
    shares: NDArray[np.float32] = np.clip(2 * middles - np.float32(0.5), 0, 1)
    return shares
