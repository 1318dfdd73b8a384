"""How high each tier and how wide each panel is: proportions as near as possible to what the panels would like."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, pairwise
from math import log

from core.comics.geometry import Box
from core.comics.layout.compositions import Composition
from core.comics.layout.wishes import Wish

_ROUNDS = 5
_STEPS = (1.25, 0.8, 1.08, 0.926)
_LEAST_SHARE = 0.17
_NEARLY = 0.045
_SHORTAGE, _NARROW, _WEIGHT, _BALANCE = 6.0, 8.0, 0.3, 0.12
_LEAST_HEIGHT = 0.8  # of the least width


@dataclass(frozen=True, slots=True)
class Sized:
    """A composition with a box for each panel, in reading order, and what it costs."""

    composition: Composition
    boxes: tuple[Box, ...]
    cost: float


@dataclass(slots=True)
class _Shares:
    """Relative sizes: of each tier's height, of each column's width, of each stacked panel's height."""

    tiers: list[float]
    columns: list[list[float]]
    stacks: list[list[list[float]]]


def first_guess(
    composition: Composition, wishes: Sequence[Wish], area: Box, *, gutter: float, tier_gutter: float
) -> Sized:
    """Size a composition by its panels' proportions alone."""
    return _Sizer(composition, wishes, area, gutter=gutter, tier_gutter=tier_gutter).sized()


def refined(composition: Composition, wishes: Sequence[Wish], area: Box, *, gutter: float, tier_gutter: float) -> Sized:
    """Size a composition so that what its panels lack costs least."""
    sizer = _Sizer(composition, wishes, area, gutter=gutter, tier_gutter=tier_gutter)
    sizer.improve()
    return sizer.sized()


class _Sizer:
    """One composition on one area."""

    def __init__(
        self, composition: Composition, wishes: Sequence[Wish], area: Box, *, gutter: float, tier_gutter: float
    ) -> None:
        """Begin with shares that give every panel nearly its proportions."""
        self._composition = composition
        self._wishes = wishes
        self._area = area
        self._gutter = gutter
        self._tier_gutter = tier_gutter
        self._mean = area.area / len(wishes)
        self._firsts = list(accumulate((sum(tier) for tier in composition), initial=0))
        self._shares = self._guessed()

    def _guessed(self) -> _Shares:
        shares = _Shares([], [], [])
        at = 0
        for tier in self._composition:
            columns, stacks = [], []
            for count in tier:
                members = self._wishes[at : at + count]
                at += count
                # Stacked panels of equal width: their heights add up, so the column's aspect is the harmonic sum.
                columns.append(1 / sum(1 / member.aspect for member in members))
                stacks.append([member.weight**0.5 / member.aspect for member in members])
            width = self._area.width - self._gutter * (len(tier) - 1)
            shares.tiers.append(width / sum(columns))
            shares.columns.append(columns)
            shares.stacks.append(stacks)
        return shares

    def improve(self) -> None:
        """Change one share after the other as long as it gets cheaper."""
        cost = self._cost()
        for _ in range(_ROUNDS):
            before = cost
            self._tune(self._shares.tiers, self._cost)
            self._tune_tiers()
            cost = self._cost()
            if before - cost < 1e-3:  # noqa: PLR2004 - less than anybody sees
                return

    def _tune_tiers(self) -> None:
        """Change widths and stacks, tier by tier: none of them touches another tier."""
        heights = self._heights()
        for row in range(len(heights)):
            for shares in (self._shares.columns[row], *self._shares.stacks[row]):
                self._tune(shares, partial(self._tier_cost, row, *heights[row]))

    def _tune(self, shares: list[float], price: Callable[[], float]) -> None:
        if len(shares) == 1:
            return
        cost = price()
        for at in range(len(shares)):
            for step in _STEPS:
                kept = shares[at]
                shares[at] = kept * step
                changed = price()
                if changed < cost:
                    cost = changed
                else:
                    shares[at] = kept

    def sized(self) -> Sized:
        """Return the boxes in whole pixels, gutters that nearly meet in one line."""
        self._align()
        boxes = tuple(Box(round(box[0]), round(box[1]), round(box[2]), round(box[3])) for box in self._boxes())
        return Sized(self._composition, boxes, self._cost())

    def _heights(self) -> list[tuple[float, float]]:
        return _divided(self._area.top, self._area.bottom, self._shares.tiers, self._tier_gutter)

    def _tier_boxes(self, row: int, top: float, bottom: float) -> Iterator[tuple[float, float, float, float]]:
        area = self._area
        columns = _divided(area.left, area.right, self._shares.columns[row], self._gutter)
        for (left, right), shares in zip(columns, self._shares.stacks[row], strict=True):
            if len(shares) == 1:
                yield left, top, right, bottom
                continue
            for high, low in _divided(top, bottom, shares, self._tier_gutter):
                yield left, high, right, low

    def _boxes(self) -> list[tuple[float, float, float, float]]:
        return [box for row, edges in enumerate(self._heights()) for box in self._tier_boxes(row, *edges)]

    def _align(self) -> None:
        """Give a tier the gutters of the one above where they nearly meet: a small miss looks like a mistake."""
        for above, below in pairwise(self._shares.columns):
            if len(above) == len(below) and all(
                abs(one - other) < _NEARLY for one, other in zip(_places(above), _places(below), strict=True)
            ):
                below[:] = above

    def _cost(self) -> float:
        cost = sum(self._tier_cost(row, *edges) for row, edges in enumerate(self._heights()))
        return cost + _BALANCE * _unevenness(self._shares.tiers)

    def _tier_cost(self, row: int, top: float, bottom: float) -> float:
        cost = 0.0
        at = self._firsts[row]
        for left, high, right, low in self._tier_boxes(row, top, bottom):
            cost += _panel_cost(right - left, low - high, self._wishes[at], self._mean)
            at += 1
        return cost


def _places(shares: Sequence[float]) -> list[float]:
    """Return where each share ends, as a part of the whole."""
    total = sum(shares)
    return [end / total for end in accumulate(shares)]


def _divided(begin: float, end: float, shares: Sequence[float], gap: float) -> list[tuple[float, float]]:
    """Divide a length by shares, none less than a seventh of an even one's, with gaps between them."""
    length = end - begin - gap * (len(shares) - 1)
    least = _LEAST_SHARE * sum(shares)
    kept = [max(share, least) for share in shares]
    total = sum(kept)
    parts = []
    at = begin
    for share in kept:
        parts.append((at, at + length * share / total))
        at += length * share / total + gap
    return parts


def _panel_cost(width: float, height: float, wish: Wish, mean: float) -> float:
    area = width * height
    shortage = log(max(1.0, wish.area / area))
    narrow = log(max(1.0, wish.least_width / width)) + log(max(1.0, _LEAST_HEIGHT * wish.least_width / height))
    return (
        log(width / height / wish.aspect) ** 2
        + _SHORTAGE * shortage * shortage
        + _NARROW * narrow * narrow
        + _WEIGHT * log(area / (mean * wish.weight)) ** 2
    )


def _unevenness(shares: Sequence[float]) -> float:
    mean = sum(shares) / len(shares)
    return sum(log(share / mean) ** 2 for share in shares)
