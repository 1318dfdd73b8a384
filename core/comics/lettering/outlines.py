"""What is drawn around the words, as polygons about the middle of a block; all lengths in em (L19).

Every outline holds the superellipse that its words were broken for, so that L1 holds by construction.
"""

from random import Random
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.comics.lettering.blocks import Block
from core.comics.lettering.styles import Kind

Points: TypeAlias = NDArray[np.float64]
_STEPS = 120
_LEAST_SPIKES = 8  # in half the way around a small burst
_WOBBLE = 0.014  # a hand's unevenness, as a share of the half axes


def outline(block: Block, dice: Random) -> Points:
    """Return a block's outline: (points, 2), clockwise on the page, the last point not repeated."""
    match block.style.kind:
        case Kind.BOX | Kind.BARE:
            a, b = block.half_width, block.half_height
            return np.array([[-a, -b], [a, -b], [a, b], [-a, b]])
        case Kind.BURST:
            return _burst(block, dice)
        case Kind.CLOUD:
            return _cloud(block, dice)
        case Kind.JAGGED:
            return _jagged(block, dice)
        case Kind.OVAL:
            return _oval(block, dice)


def superellipse(block: Block, angles: Points) -> Points:
    """Return points of the block's superellipse at those angles of its parameter."""
    power = 2 / block.style.bend
    cos, sin = np.cos(angles), np.sin(angles)
    x = block.half_width * np.sign(cos) * np.abs(cos) ** power
    y = block.half_height * np.sign(sin) * np.abs(sin) ** power
    return np.stack([x, y], axis=-1)


def _oval(block: Block, dice: Random) -> Points:
    angles = np.linspace(0, 2 * np.pi, _STEPS, endpoint=False)
    swell = sum(
        weight * (1 + np.sin(wave * angles + dice.uniform(0, 2 * np.pi))) for wave, weight in ((2, 0.5), (3, 0.3))
    )
    return superellipse(block, angles) * (1 + _WOBBLE * np.asarray(swell))[:, None]


def _around(block: Block, spacing: float) -> tuple[Points, Points]:
    """Return points about ``spacing`` apart on the superellipse, a multiple of four, and outward unit normals."""
    angles = np.linspace(0, 2 * np.pi, 721)
    ring = superellipse(block, angles)
    walked = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(ring, axis=0).T))))
    count = max(8, 4 * round(walked[-1] / spacing / 4))
    stops = np.arange(count) * walked[-1] / count
    points = np.stack([np.interp(stops, walked, ring[:, axis]) for axis in (0, 1)], axis=-1)
    along = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    normals = np.stack([along[:, 1], -along[:, 0]], axis=-1)
    return points, normals / np.hypot(*normals.T)[:, None]


def _burst(block: Block, dice: Random) -> Points:
    """Spikes of uneven length; each valley stands a little outside the words' superellipse."""
    spacing = min(0.74 * block.size, (block.half_width + block.half_height) / _LEAST_SPIKES)
    points, normals = _around(block, spacing)
    reach = block.style.reach
    lengths = [
        dice.uniform(0.08, 0.2) * reach if at % 2 else dice.uniform(0.55, 1.0) * reach for at in range(len(points))
    ]
    return np.asarray(points + normals * np.array(lengths)[:, None])


def _cloud(block: Block, dice: Random) -> Points:
    """Round lobes between points of the superellipse, each an arc that bulges outward."""
    spacing = min(2.1, max(1.25, 0.42 * (block.half_width + block.half_height)))
    points, _ = _around(block, spacing)
    steps = np.linspace(0, np.pi, 9)[:-1]
    lobes = []
    for start, end in zip(points, np.roll(points, -1, axis=0), strict=True):
        chord = end - start
        outward = np.array([chord[1], -chord[0]]) / np.hypot(*chord)
        height = min(0.96 * block.style.reach, dice.uniform(0.34, 0.42) * np.hypot(*chord))
        along = (1 - np.cos(steps)) / 2
        lobes.append(start + along[:, None] * chord + (np.sin(steps) * height)[:, None] * outward)
    return np.concatenate(lobes)


def _jagged(block: Block, dice: Random) -> Points:
    """Small even teeth, as a loudspeaker's voice is drawn."""
    points, normals = _around(block, 0.4 * block.size)
    lengths = [
        block.style.reach * (dice.uniform(0.0, 0.1) if at % 2 else dice.uniform(0.8, 1.0)) for at in range(len(points))
    ]
    return np.asarray(points + normals * np.array(lengths)[:, None])
