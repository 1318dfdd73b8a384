"""Every place and shape that a group may take in its panel by itself, with what each costs (L2, L5–L8, L13–L17)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.comics.geometry import Box
from core.comics.lettering import costs
from core.comics.lettering.groups import Group, Option
from core.comics.lettering.model import Face
from core.comics.lettering.scene import Scene
from core.comics.lettering.supports import COUNT, DIRECTIONS, Floats, box_reach, gaps, reach
from core.comics.lettering.tails import Tails, shapes, sideways, towards
from core.comics.script.model import Place, Say, Sound, Voice

EDGE = 0.32  # em between lettering and border
FACE = 0.22  # em between lettering and any head
_TAIL_FACE = 0.12
_OBSTACLE = 0.35
_STEP_X, _STEP_Y = 1.1, 0.9
_CELLS = 10


_BY_DIRECTION = {"bodies", "tails", "rays"}


@dataclass(frozen=True)
class Candidates:
    """N places of one group.

    ``option`` (n,) indexes the group's options, ``at`` (n, 2) are their origins, ``bodies`` (blocks, 32, n) and
    ``tails``, ``rays`` (32, n) are reaches (-inf without a tail), ``boxes`` (n, blocks, 4), ``polygons`` (n, 9, 2) the
    tails, ``holder`` (n,) the block that has the tail, ``cell`` (n,) the part of the panel.
    """

    option: NDArray[np.int64]
    at: Floats
    bodies: Floats
    boxes: Floats
    tails: Floats
    rays: Floats
    polygons: Floats
    holder: NDArray[np.int64]
    cost: Floats
    cell: NDArray[np.int64]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.cost)

    def only(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> "Candidates":
        """Return some of them."""
        return Candidates(
            *(
                getattr(self, name.name)[..., index] if name.name in _BY_DIRECTION else getattr(self, name.name)[index]
                for name in fields(self)
            )
        )

    @property
    def tailed(self) -> bool:
        """Say whether they have tails."""
        return bool(np.isfinite(self.tails[0, 0]))

    @cached_property
    def shapes(self) -> Floats:
        """The reaches of all that is drawn, (shapes, 32, n): bodies, and the tail last."""
        return np.concatenate([self.bodies, self.tails[None]]) if self.tailed else self.bodies


def candidates(group: Group, scene: Scene, *, ends: tuple[bool, bool], most: int, longest: float) -> Candidates | None:
    """Return a group's places, cheapest first; None when there is none.

    Args:
        group: what is placed.
        scene: its panel.
        ends: whether it is the first that is read, and the last.
        most: how many to keep.
        longest: the longest tail, in em.
    """
    every = _every(group, scene, longest=longest)
    if every is None:
        return None
    order = np.argsort(_costed(every, group, scene, ends=ends), kind="stable")
    return every.only(order[_spread(every.cell[order], most)])


def _costed(every: Candidates, group: Group, scene: Scene, *, ends: tuple[bool, bool]) -> Floats:
    every.cost[:] += costs.place(every.boxes, group.item, scene, first=ends[0], last=ends[1])
    every.cost[:] += costs.surroundings(every.bodies, every.boxes, scene)
    return every.cost


def _spread(cell: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return the cheapest, with a few of each part of the panel among them."""
    if len(cell) <= most:
        return np.arange(len(cell))
    order = np.argsort(cell, kind="stable")
    ranked = np.empty(len(cell), dtype=int)
    sorted_cells = cell[order]
    starts = np.r_[0, np.flatnonzero(np.diff(sorted_cells)) + 1]
    ranked[order] = np.arange(len(cell)) - np.repeat(starts, np.diff(np.r_[starts, len(cell)]))
    keep = (np.arange(len(cell)) < most * 2 // 3) | (ranked < max(1, most // 3 // _CELLS**2))
    return np.flatnonzero(keep)


def _every(group: Group, scene: Scene, *, longest: float) -> Candidates | None:
    """Return every place of every option that breaks no rule by itself."""
    aim = _aim(group, scene)
    mouth, told = aim.mouth.x if aim else None, costs.is_told(group.item)
    grids = [_inside(option, _grid(option, scene, mouth, told=told), scene) for option in group.options]
    at = np.concatenate([*grids, np.zeros((0, 2))])
    ways = Ways(group.options, np.repeat(np.arange(len(grids)), [len(grid) for grid in grids]))
    bodies = ways.reaches + (DIRECTIONS @ at.T)[None]
    clear = np.flatnonzero(_clear(bodies, scene)).repeat(2 if _is_cut_off(group, aim) else 1)
    if not len(clear):
        return None
    at, bodies, ways = at[clear], bodies[..., clear], ways.only(clear)
    boxes = ways.boxes + np.tile(at, 2)[:, None, :]
    tails = _tailed(group, ways, at, scene=scene, aim=aim, longest=longest)
    whole = Candidates(
        ways.option,
        at,
        bodies,
        boxes,
        tails.reaches,
        tails.rays,
        tails.polygons,
        tails.holder,
        tails.cost + ways.costs,
        _cells(boxes, scene.bounds),
    )
    return whole.only(tails.fine) if tails.fine.any() else None


@dataclass(frozen=True)
class Ways:
    """The options of n places, ``option`` (n,) of them all: what each place draws about its origin."""

    options: tuple[Option, ...]
    option: NDArray[np.int64]

    def only(self, index: NDArray[np.int64]) -> "Ways":
        """Return those of some places."""
        return Ways(self.options, self.option[index])

    @property
    def reaches(self) -> Floats:
        """(blocks, 32, n)."""
        return np.stack([option.reaches for option in self.options], axis=-1)[..., self.option]

    @property
    def boxes(self) -> Floats:
        """(n, blocks, 4)."""
        return np.stack([option.boxes for option in self.options])[self.option]

    @property
    def costs(self) -> Floats:
        """(n,)."""
        return np.array([option.cost for option in self.options])[self.option]

    def balloons(self) -> Iterator[tuple[Floats, tuple[Floats, Floats, Floats]]]:
        """Yield each block's middle (n, 2), and its half width, half height and bend (n,)."""
        offsets = np.stack([option.offsets for option in self.options])
        axes = np.array(
            [
                [(block.half_width, block.half_height, block.style.bend) for block in option.blocks]
                for option in self.options
            ]
        )
        for at in range(offsets.shape[1]):
            wide, high, bend = axes[self.option, at].T
            yield offsets[self.option, at], (wide, high, bend)


def _aim(group: Group, scene: Scene) -> Face | None:
    item = group.item
    if isinstance(item, Say) and item.voice not in {Voice.OFF, Voice.VOICE_OVER}:
        return scene.speakers[item.speaker]
    return None


def _is_cut_off(group: Group, aim: Face | None) -> bool:
    """Say whether its tail leaves for somebody beyond the border, by the left or by the right."""
    return isinstance(group.item, Say) and group.item.voice is not Voice.VOICE_OVER and aim is None


def _grid(option: Option, scene: Scene, mouth: float | None, *, told: bool) -> Floats:
    """Return origins from edge to edge, rows from the top border down, and columns at the speaker's mouth."""
    left, top = option.boxes[:, :2].min(axis=0)
    right, bottom = option.boxes[:, 2:].max(axis=0)
    bounds = scene.bounds
    xs = _stops(bounds.left + EDGE - left, bounds.right - EDGE - right, _STEP_X, 15)
    fine = 0.5 if told else 1.0
    ys = _stops(bounds.top + EDGE - top, bounds.bottom - EDGE - bottom, fine * _STEP_Y, round(17 / fine))
    if mouth is not None and len(xs):
        near = mouth + np.array([-3.0, -1.2, 0.0, 1.2, 3.0])
        xs = np.concatenate([xs, near[(near > xs[0]) & (near < xs[-1])]])
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def _stops(first: float, last: float, step: float, most: int) -> Floats:
    if last < first:
        return np.zeros(0)
    return np.linspace(first, last, min(most, 1 + round((last - first) / step)) if last - first > 0.2 * step else 1)


def _inside(option: Option, at: Floats, scene: Scene) -> Floats:
    """Return the origins at which all of an option keeps clear of the panel's edges."""
    hull = np.concatenate([points + place for points, place in zip(option.outlines, option.offsets, strict=True)])
    reaches = (hull @ scene.normals.T).max(axis=0)
    return np.asarray(at[(at @ scene.normals.T + reaches <= scene.limits - EDGE + 1e-6).all(axis=-1)])


def _clear(bodies: Floats, scene: Scene) -> NDArray[np.bool_]:
    fine = (gaps(bodies, scene.head_reaches(scene.heads)) >= FACE).all(axis=(0, 1))
    for box in scene.obstacles:
        fine &= (gaps(bodies, box_reach(box)[None]) >= _OBSTACLE).all(axis=(0, 1))
    return np.asarray(fine)


def _passes(rays: Floats, heads: Floats) -> NDArray[np.bool_]:
    """Say which tails, (32, n), cross no head, (heads, 32)."""
    return np.asarray((gaps(rays[None], heads) >= _TAIL_FACE).all(axis=(0, 1)))


@dataclass(frozen=True, slots=True)
class _Tailed:
    reaches: Floats
    rays: Floats
    polygons: Floats
    holder: NDArray[np.int64]
    cost: Floats
    fine: NDArray[np.bool_]


def _tailed(group: Group, ways: Ways, at: Floats, *, scene: Scene, aim: Face | None, longest: float) -> _Tailed:
    item, count = group.item, len(at)
    if not isinstance(item, Say) or item.voice is Voice.VOICE_OVER:
        none = np.full((COUNT, count), -np.inf)
        whole = np.ones(count, dtype=bool)
        return _Tailed(none, none, np.zeros((count, 9, 2)), np.zeros(count, dtype=int), np.zeros(count), whole)
    if aim is None:
        return _cut_off(ways, at, scene, place=item.place)
    holder, tails = _nearest(ways, at, lambda centres, axes: towards(centres, axes, aim, longest=longest))
    polygons = shapes(tails)
    reaches = reach(polygons).T
    rays = np.maximum(reaches, DIRECTIONS @ tails.meets.T)
    others = [face for face in scene.heads if face is not aim]
    fine = (tails.lengths > 0) & (scene.inside(polygons) >= 0) & _passes(rays, scene.head_reaches(others))
    return _Tailed(reaches, rays, polygons, holder, costs.tail(tails, at), fine)


def _nearest(
    ways: Ways, at: Floats, make: Callable[[Floats, tuple[Floats, Floats, Floats]], Tails]
) -> tuple[NDArray[np.int64], Tails]:
    """Give each place's tail to the balloon that is nearest to the mouth."""
    every = [make(at + middle, axes) for middle, axes in ways.balloons()]
    holder = np.argmin([np.where(tails.lengths > 0, tails.distances, np.inf) for tails in every], axis=0)
    rows = np.arange(len(at))
    picked = [np.stack([getattr(tails, name.name) for tails in every])[holder, rows] for name in fields(Tails)]
    return holder, Tails(*picked)


def _cut_off(ways: Ways, at: Floats, scene: Scene, *, place: Place | None) -> _Tailed:
    """Return tails that leave through a side border: of each two places one to the left and one to the right."""
    side = np.where(np.arange(len(at)) % 2, 1.0, -1.0)
    border = np.where(side < 0, scene.bounds.left, scene.bounds.right)
    holder, tails = _nearest(ways, at, lambda centres, axes: sideways(centres, axes, (border, side)))
    polygons = shapes(tails)
    polygons[..., 0] = polygons[..., 0].clip(scene.bounds.left, scene.bounds.right)
    reaches = reach(polygons).T
    fine = (tails.tips[:, 1] < scene.bounds.bottom - EDGE) & (tails.lengths < 8)  # noqa: PLR2004 - em, or it looks lost
    fine &= _passes(reaches, scene.head_reaches(scene.heads))
    if place in {Place.LEFT, Place.RIGHT}:
        fine &= side == (-1.0 if place is Place.LEFT else 1.0)
    return _Tailed(reaches, reaches, polygons, holder, 0.22 * tails.lengths, fine)


def _cells(boxes: Floats, bounds: Box) -> NDArray[np.int64]:
    middle = (boxes[..., :2].min(axis=1) + boxes[..., 2:].max(axis=1)) / 2
    share = (middle - np.array([bounds.left, bounds.top])) / np.array([bounds.width, bounds.height])
    cells = (share * _CELLS).astype(int).clip(0, _CELLS - 1)
    return np.asarray(cells[:, 1] * _CELLS + cells[:, 0])


def is_read(group: Group) -> bool:
    """Say whether it stands in reading order (L4).

    Sounds are part of the picture, and a caption that the writer wants at the bottom is read last wherever it is told.
    """
    item = group.item
    return not isinstance(item, Sound) and not (costs.is_told(item) and item.place is Place.BOTTOM)
