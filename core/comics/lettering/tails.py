"""Tails: where they leave, where they end, what they look like; for many places of a balloon at once (L6–L8)."""

from dataclasses import dataclass

import numpy as np

from core.comics.geometry import Box
from core.comics.lettering.model import Face
from core.comics.lettering.supports import Floats

_WAY = 0.55  # of the way from balloon to mouth (L7)
LONGEST_TAIL = 6.0  # em (L8)
_SHORTEST = 0.45
_BREATH = 0.24  # between a tail's end and its head
_LEAN = 0.5  # how far the root follows the speaker to the side: tails leave near the middle (L8)
_BEND = 0.1  # a tail's bow, as a share of its length
TAIL_INSIDE = 0.5  # how deep a tail's base lies inside its balloon, in em


@dataclass(frozen=True, slots=True)
class Tails:
    """Tails of n places: roots on the outline, tips, where their line meets the head; (n, 2) each.

    ``lengths`` (n,) are 0 and less where there is no room for one.
    """

    roots: Floats
    tips: Floats
    meets: Floats
    lengths: Floats
    distances: Floats


def towards(
    centres: Floats, axes: tuple[Floats, Floats, Floats], face: Face, *, longest: float = LONGEST_TAIL
) -> Tails:
    """Return tails from balloons at those centres (n, 2) to a speaker; ``axes`` are half width, half height, bend."""
    mouth = np.array(face.mouth)
    roots = _roots(centres, axes, mouth)
    way = mouth - roots
    distances = np.maximum(np.hypot(*way.T), 1e-6)
    directions = way / distances[:, None]
    entries = _entry(roots, directions, face.box) if face.certain else distances
    lengths = np.minimum(np.minimum(_WAY * distances, entries - _BREATH), longest)
    tips = roots + directions * lengths[:, None]
    meets = roots + directions * np.minimum(entries, distances)[:, None] if face.certain else tips
    return Tails(roots, tips, meets, np.where(lengths < _SHORTEST, -1.0, lengths), distances)


def sideways(centres: Floats, axes: tuple[Floats, Floats, Floats], edges: tuple[Floats, Floats]) -> Tails:
    """Return tails that the border cuts: they leave for whoever speaks beyond it.

    Args:
        centres: (n, 2).
        axes: half width, half height and bend of the balloon.
        edges: x of the border (n,), and the side it is on (n,): -1 left, 1 right.
    """
    border, side = edges
    half_width, half_height, bend = axes
    turn = 0.62
    roots = centres + np.stack([side * half_width * turn, half_height * _rest(turn, bend)], axis=-1)
    across = np.abs(border - roots[:, 0])
    tips = np.stack([border + side * 0.8, roots[:, 1] + 0.55 * across + 0.5], axis=-1)
    lengths = np.hypot(*(tips - roots).T)
    return Tails(roots, tips, tips, lengths, lengths)


def _rest(share: float, bend: Floats) -> Floats:
    return np.asarray((1 - share**bend) ** (1 / bend))


def _roots(centres: Floats, axes: tuple[Floats, Floats, Floats], mouth: Floats) -> Floats:
    half_width, half_height, bend = axes
    way = (mouth - centres) * np.array([_LEAN, 1.0])
    stretch = (np.abs(way[:, 0]) / half_width) ** bend + (np.abs(way[:, 1]) / half_height) ** bend
    return np.asarray(centres + way / (np.maximum(stretch, 1e-9) ** (1 / bend))[:, None])


def _entry(starts: Floats, directions: Floats, box: Box) -> Floats:
    """Return how far along each ray a box begins (the slab method); 0 inside it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        one = (np.array([box.left, box.top]) - starts) / directions
        other = (np.array([box.right, box.bottom]) - starts) / directions
    return np.asarray(np.nan_to_num(np.minimum(one, other), nan=-np.inf).max(axis=-1).clip(min=0.0))


def base_width(lengths: Floats) -> Floats:
    """Return how wide tails of those lengths are where they leave."""
    return np.asarray((0.5 + 0.16 * lengths).clip(0.62, 1.15))


def shapes(tails: Tails) -> Floats:
    """Return each tail as a polygon (n, 9, 2): two bowed sides from a base inside the balloon to one sharp tip."""
    way = tails.tips - tails.roots
    unit = way / np.maximum(np.hypot(*way.T), 1e-6)[:, None]
    normal = np.stack([-unit[:, 1], unit[:, 0]], axis=-1)
    half = base_width(tails.lengths)[:, None] / 2
    back = tails.roots - unit * TAIL_INSIDE
    bow = normal * (_BEND * tails.lengths * np.sign(way[:, 0]))[:, None]
    middle = (back + tails.tips) / 2 + bow
    ones = [_curve(back + normal * half, middle + normal * half * 0.45, tails.tips, at) for at in _SIDE]
    others = [_curve(back - normal * half, middle - normal * half * 0.45, tails.tips, at) for at in reversed(_SIDE)]
    return np.stack([*ones, tails.tips, *others], axis=1)


_SIDE = (0.0, 0.3, 0.6, 0.85)


def _curve(start: Floats, control: Floats, end: Floats, at: float) -> Floats:
    return np.asarray((1 - at) ** 2 * start + 2 * at * (1 - at) * control + at**2 * end)
