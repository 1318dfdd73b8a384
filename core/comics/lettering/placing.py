"""The search: groups in script order, the best few states kept, hard rules as filters (L3, L4, L6)."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.comics.lettering.candidates import Candidates, candidates, is_read
from core.comics.lettering.groups import Group, Option
from core.comics.lettering.scene import Scene
from core.comics.lettering.supports import Floats, gaps

GAP = 0.42  # em between balloons: L3 asks for .35
_TAIL_GAP = 0.16
_SHARED = 0.47  # of the shorter's height: from .5 on two balloons stand side by side (L4)
_STANDS_OFF = 0.012  # a sentence's next balloon stands near: the cost of each em away


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look: states kept, followers of each, places and shapes tried a group, balloons joined or not."""

    states: int
    followers: int
    places: int
    shapes: int
    joins: bool


EFFORTS = (Effort(10, 4, 260, 3, joins=True), Effort(40, 8, 700, 6, joins=True), Effort(40, 8, 700, 6, joins=False))


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
    cost: float
    chosen: tuple[int, ...]
    bodies: Floats
    tails: Floats
    rays: Floats
    read: Floats


def placements(groups: Sequence[Group], scene: Scene, effort: Effort) -> Iterator[tuple[Placed, ...]]:
    """Yield ways to place all groups, best first; groups are in script order, sounds come last."""
    found = [
        candidates(group, scene, first=at == 0, last=at == len(groups) - 1, most=effort.places)
        for at, group in enumerate(groups)
    ]
    if any(one is None for one in found):
        return
    kept = [one for one in found if one is not None]
    none = np.zeros((0, 32))
    states = [_State(0.0, (), none, none, none, np.zeros((0, 4)))]
    for group, places in zip(groups, kept, strict=True):
        states = _followed(states, places, effort, read=is_read(group))
    for state in states:
        yield tuple(_placed(group, places, at) for group, places, at in zip(groups, kept, state.chosen, strict=True))


def _placed(group: Group, places: Candidates, at: int) -> Placed:
    option = group.options[int(places.option[at])]
    return Placed(group, option, places.at[at], places.polygons[at], int(places.holder[at]))


def _followed(states: Sequence[_State], places: Candidates, effort: Effort, *, read: bool) -> list[_State]:
    """Return the best states with one more group, cheapest first."""
    heap: list[tuple[float, int, int]] = []
    for index, state in enumerate(states):
        costs = _costs(state, places, read=read)
        heap.extend((state.cost + float(costs[at]), index, at) for at in _few(costs, places.cell, effort.followers))
    return [
        _grown(states[index], places, at, cost=cost, read=read)
        for cost, index, at in heapq.nsmallest(effort.states, heap)
    ]


def _few(costs: Floats, cell: NDArray[np.int64], most: int) -> list[int]:
    """Return the cheapest places that can be, each in another part of the panel."""
    found: dict[int, int] = {}
    for at in np.argsort(costs, kind="stable"):
        if not np.isfinite(costs[at]) or len(found) == most:
            break
        found.setdefault(int(cell[at]), int(at))
    return list(found.values())


def _costs(state: _State, places: Candidates, *, read: bool) -> Floats:
    costs = places.cost.copy()
    if not len(state.bodies):
        return costs
    fine = _apart(state, places)
    if read and len(state.read):
        fine &= _in_order(places.boxes, state.read)
        before = (state.read[-1, :2] + state.read[-1, 2:]) / 2
        after = (places.boxes[:, 0, :2] + places.boxes[:, 0, 2:]) / 2
        costs += _STANDS_OFF * np.hypot(*(after - before).T)
    costs[~fine] = np.inf
    return costs


def _apart(state: _State, places: Candidates) -> NDArray[np.bool_]:
    count = places.bodies.shape[1]
    flat = places.bodies.reshape(-1, 32)
    fine = (gaps(flat, state.bodies) >= GAP).all(axis=1)
    if len(state.rays):
        fine &= (gaps(flat, state.rays) >= _TAIL_GAP).all(axis=1)
    fine = fine.reshape(-1, count).all(axis=1)
    if np.isfinite(places.rays[0, 0]):
        fine &= (gaps(places.rays, state.bodies) >= _TAIL_GAP).all(axis=1)
        if len(state.tails):
            fine &= (gaps(places.tails, state.tails) >= _TAIL_GAP).all(axis=1)
    return np.asarray(fine)


def _in_order(boxes: Floats, before: Floats) -> NDArray[np.bool_]:
    """Say which places are read after every box before (L4): to the right of those beside, below the others."""
    later, earlier = boxes[:, :, None, :], before[None, None]
    shared = np.minimum(later[..., 3], earlier[..., 3]) - np.maximum(later[..., 1], earlier[..., 1])
    shorter = np.minimum(later[..., 3] - later[..., 1], earlier[..., 3] - earlier[..., 1])
    right = (later[..., 0] > earlier[..., 0]) & (later[..., 2] > earlier[..., 2])
    lower = (later[..., 1] > earlier[..., 1]) & (later[..., 3] > earlier[..., 3])
    sure = np.abs(shared / shorter - 0.5) > 0.5 - _SHARED
    beside = shared > 0.5 * shorter
    return np.asarray((sure & np.where(beside, right, lower) | (right & lower)).all(axis=(1, 2)))


def _grown(state: _State, places: Candidates, at: int, *, cost: float, read: bool) -> _State:
    tailed = np.isfinite(places.rays[at, 0])
    return _State(
        cost,
        (*state.chosen, at),
        np.concatenate([state.bodies, places.bodies[at]]),
        np.concatenate([state.tails, places.tails[at : at + 1]]) if tailed else state.tails,
        np.concatenate([state.rays, places.rays[at : at + 1]]) if tailed else state.rays,
        np.concatenate([state.read, places.boxes[at]]) if read else state.read,
    )
