"""The search: groups in script order, the best few states kept, hard rules as filters (L3, L4, L6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.comics.lettering.candidates import Candidates, candidates, is_read
from core.comics.lettering.groups import Group, Option
from core.comics.lettering.scene import Scene
from core.comics.lettering.styles import Air
from core.comics.lettering.supports import Floats, gaps
from core.comics.lettering.tails import LONGEST_TAIL

GAP = 0.38  # em between balloons: L3 asks for .35
_TAIL_GAP = 0.16
_SHARED = 0.47  # of the shorter's height: from .5 on two balloons stand side by side (L4)
_SURELY = 0.6  # em between two middles, doubled, for one to stand to the right of the other, or below it
_HIDES = 1.4  # of a balloon that stands in a tail's way to its mouth
_LEVEL, _HIGHER = 0.5, 0.16  # em that a later balloon may stand higher, and the cost of each further one
_FURTHER_LEFT = 0.8  # of a later balloon that ends further left, wholly beside
_STANDS_OFF = 0.012  # a sentence's next balloon stands near: the cost of each em away


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look.

    ``states`` are kept after each group, ``followers`` made of each; ``places`` and ``shapes`` are tried a group.
    ``chain`` is how many balloons may be joined. ``sights`` keeps the line from tail to mouth clear of balloons where
    it can, not the tail alone. ``longest`` is the longest tail, in em: short ones leave room to those that come.
    ``air`` is what balloons have around their words.
    """

    states: int
    followers: int
    places: int
    shapes: int
    chain: int
    sights: bool = True
    longest: float = LONGEST_TAIL
    air: Air = Air.FREE


EFFORTS = (
    Effort(5, 4, 220, 3, chain=3),
    Effort(8, 6, 300, 4, chain=3, longest=2.6, sights=False),
    Effort(14, 8, 420, 6, chain=2, longest=1.6, sights=False, air=Air.SNUG),
    Effort(20, 12, 420, 6, chain=1, longest=1.6, sights=False, air=Air.SNUG),
    Effort(40, 24, 900, 8, chain=3, longest=1.0, sights=False, air=Air.TIGHT),
    Effort(40, 24, 900, 8, chain=1, longest=1.0, sights=False, air=Air.TIGHT),
)


@dataclass(frozen=True)
class Placed:
    """A group at its place: the option, its origin, the tail's polygon and which balloon has it."""

    group: Group
    option: Option
    at: Floats
    tail: Floats
    holder: int


@dataclass(frozen=True)
class _State:
    """What has been placed so far, and what that leaves to the groups that come.

    ``chosen`` are the indexes of the candidates, ``ahead`` the costs of every coming group's candidates beside them
    (inf where one may not be). ``hope`` is the cost with each coming group at its cheapest place.
    """

    cost: float
    hope: float
    chosen: tuple[int, ...]
    ahead: tuple[Floats, ...]


def placements(groups: Sequence[Group], scene: Scene, effort: Effort) -> Iterator[tuple[Placed, ...]]:
    """Yield ways to place all groups, best first; groups are in script order, sounds come last."""
    found: list[Candidates] = []
    for at, group in enumerate(groups):
        ends = (at == 0, at == len(groups) - 1)
        one = candidates(group, scene, ends=ends, most=effort.places, longest=effort.longest)
        if one is None:
            return
        found.append(one)
    pairs = _Pairs(groups, found, sights=effort.sights)
    states = [_State(0.0, 0.0, (), tuple(one.cost for one in found))]
    for _ in groups:
        states = _followed(states, pairs, effort)
    for state in states:
        yield tuple(_placed(*one) for one in zip(groups, found, state.chosen, strict=True))


def _placed(group: Group, places: Candidates, at: int) -> Placed:
    option = group.options[int(places.option[at])]
    return Placed(group, option, places.at[at], places.polygons[at], int(places.holder[at]))


def _followed(states: Sequence[_State], pairs: "_Pairs", effort: Effort) -> list[_State]:
    """Return the most hopeful states with one more group, cheapest first."""
    grown = [
        pairs.grown(state, at)
        for state in states
        for at in _few(state.ahead[0], pairs.found[len(state.chosen)].cell, effort.followers)
    ]
    fine = [state for state in grown if np.isfinite(state.hope)]
    return sorted(fine, key=lambda state: (state.hope, state.chosen))[: effort.states]


def _few(costs: Floats, cell: NDArray[np.int64], most: int) -> list[int]:
    """Return the cheapest places that can be, each in another part of the panel."""
    found: dict[int, int] = {}
    for at in np.argsort(costs, kind="stable"):
        if not np.isfinite(costs[at]) or len(found) == most:
            break
        found.setdefault(int(cell[at]), int(at))
    return list(found.values())


class _Pairs:
    """What a group costs beside another one that is placed; states share most of what they placed."""

    def __init__(self, groups: Sequence[Group], found: Sequence[Candidates], *, sights: bool) -> None:
        self.groups, self.found, self._sights = groups, found, sights
        self._known: dict[tuple[int, int, int], Floats] = {}

    def grown(self, state: _State, at: int) -> _State:
        """Return a state with its next group at that candidate."""
        group = len(state.chosen)
        cost = state.cost + float(state.ahead[0][at])
        ahead: list[Floats] = []
        hope = cost
        for after, costs in enumerate(state.ahead[1:], start=group + 1):
            ahead.append(costs + self._beside(group, at, after))
            hope += float(ahead[-1].min())
            if not np.isfinite(hope):
                break
        return _State(cost, hope, (*state.chosen, at), tuple(ahead))

    def _beside(self, group: int, at: int, after: int) -> Floats:
        """Return what each place of a later group costs beside one of an earlier group; inf where it may not be."""
        known = self._known.get((group, at, after))
        if known is not None:
            return known
        placed, places = self.found[group], self.found[after]
        fine = _apart(placed, at, places)
        if is_read(self.groups[group]) and is_read(self.groups[after]):
            fine &= _in_order(places.boxes, placed.boxes[at])
        cost = _hidden(placed, at, places) if self._sights else np.zeros(len(places))
        if is_read(self.groups[group]) and is_read(self.groups[after]):
            cost += _doubted(places.boxes, placed.boxes[at])
        if after == group + 1:
            cost += _STANDS_OFF * np.hypot(*(places.at - placed.at[at]).T)
        found = self._known[group, at, after] = np.where(fine, cost, np.inf)
        return found


def _apart(before: Candidates, at: int, after: Candidates) -> NDArray[np.bool_]:
    """Say which places keep clear of one placed before (L3, L6)."""
    needed = np.full((len(before.shapes), len(after.shapes), 1), GAP)
    if before.tailed and after.tailed:
        needed[-1, -1] = _TAIL_GAP
    return np.asarray((gaps(after.shapes, before.shapes[..., at]) >= needed).all(axis=(0, 1)))


def _hidden(before: Candidates, at: int, after: Candidates) -> Floats:
    """Return what it costs that a balloon stands between another one's tail and the mouth that it aims at."""
    hidden = np.zeros(len(after), dtype=bool)
    if before.tailed:
        hidden |= (gaps(after.bodies, before.rays[None, :, at]) < _TAIL_GAP).any(axis=(0, 1))
    if after.tailed:
        hidden |= (gaps(after.rays[None], before.bodies[..., at]) < _TAIL_GAP).any(axis=(0, 1))
    return np.where(hidden, _HIDES, 0.0)


def _doubted(boxes: Floats, before: Floats) -> Floats:
    """Return what it costs that a reader may take a later group for the earlier one.

    It does that where it stands higher although beside, or further left although its upper part is beside.
    """
    later = np.concatenate([boxes[..., :2].min(axis=1), boxes[..., 2:].max(axis=1)], axis=-1)
    top, (right, bottom) = before[:, 1].min(), before[:, 2:].max(axis=0)
    shared = (np.minimum(later[:, 3], bottom) - np.maximum(later[:, 1], top)).clip(min=0)
    shared = shared / np.minimum(later[:, 3] - later[:, 1], bottom - top)
    higher = ((top + bottom) / 2 - (later[:, 1] + later[:, 3]) / 2 - _LEVEL).clip(min=0)
    return np.asarray(_HIGHER * higher + np.where(later[:, 2] < right, _FURTHER_LEFT * shared, 0.0))


def _in_order(boxes: Floats, before: Floats) -> NDArray[np.bool_]:
    """Say which places are read after every box before (L4): to the right of those beside, below the others."""
    later, earlier = boxes[:, :, None, :], before[None, None]
    shared = np.minimum(later[..., 3], earlier[..., 3]) - np.maximum(later[..., 1], earlier[..., 1])
    shorter = np.minimum(later[..., 3] - later[..., 1], earlier[..., 3] - earlier[..., 1])
    middles = (later[..., :2] + later[..., 2:]) - (earlier[..., :2] + earlier[..., 2:])
    right, lower = middles[..., 0] > _SURELY, middles[..., 1] > _SURELY
    sure = np.abs(shared / shorter - 0.5) > 0.5 - _SHARED
    beside = shared > 0.5 * shorter
    return np.asarray((sure & np.where(beside, right, lower) | (right & lower)).all(axis=(1, 2)))
