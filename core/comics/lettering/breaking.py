"""Exact line breaking: every number of lines is solved, none is guessed (comics.md § 3). All lengths are in em."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.comics.lettering.wording import Token

Floats: TypeAlias = NDArray[np.float64]
_LONELY = 0.8  # a short word alone on a line costs as much as a line nine tenths empty
_LEAST = 0.01  # em, for what has no width at all
_EASE = 1.012  # so much wider than the least width, the lines may even out


@dataclass(frozen=True, slots=True)
class Breaking:
    """Tokens as lines: ``cuts`` are the index of each line's first token and, last, how many tokens there are.

    ``width`` is the widest line's room, ``cost`` how unevenly the lines fill theirs.
    """

    cuts: tuple[int, ...]
    width: float
    cost: float


@dataclass(frozen=True, slots=True)
class Ruler:
    """What every stretch of tokens measures: ``widths[i, j]`` of tokens i to j - 1, inf where no line may be that."""

    widths: Floats
    lonely: Floats

    @property
    def count(self) -> int:
        """How many tokens there are."""
        return len(self.widths) - 1


def ruler(tokens: Sequence[Token]) -> Ruler:
    """Measure every stretch of tokens; bonds that leave no line narrow enough are for the caller to loosen."""
    count = len(tokens)
    starts = np.concatenate(([0.0], np.cumsum([token.width + token.space for token in tokens])))
    spaces = np.array([0.0, *(token.space for token in tokens)])
    widths = (starts[None, :] - spaces[None, :]) - starts[:, None]
    ends = np.arange(count + 1)
    widths[ends[:, None] >= ends[None, :]] = np.inf
    for at, token in enumerate(tokens[:-1], start=1):
        if token.bound:
            widths[at, :] = widths[:, at] = np.inf
        if token.forced:
            widths[:at, at + 1 :] = np.inf
    lonely = np.zeros_like(widths)
    for at, token in enumerate(tokens):
        lonely[at, at + 1] = _LONELY if token.short and count > 1 else 0.0
    return Ruler(widths, lonely)


def broken(measured: Ruler, shares: Sequence[float]) -> Breaking | None:
    """Break tokens into exactly as many lines as there are shares, in the least room; None when that can't be.

    Args:
        measured: the tokens.
        shares: how much of the widest line's room each line has, 0 to 1 (less towards the ends of an oval).
    """
    least = max(_LEAST, _least_width(measured, shares))
    if not np.isfinite(least):
        return None
    return _evenest(measured, [least * _EASE * share for share in shares], least * _EASE)


def _least_width(measured: Ruler, shares: Sequence[float]) -> float:
    reach = measured.widths[0] / shares[0]
    for share in shares[1:]:
        reach = np.minimum.reduce(np.maximum(reach[:, None], measured.widths / share), axis=0)
    return float(reach[-1])


def _evenest(measured: Ruler, rooms: Sequence[float], width: float) -> Breaking:
    """Choose, among all breakings that fit, the one with the least sum of squared slack (Knuth and Plass's measure)."""
    costs, came = np.full(measured.count + 1, np.inf), []
    costs[0] = 0.0
    for room in rooms:
        slack = np.where(measured.widths <= room, 1 - measured.widths / room, np.inf)
        total = costs[:, None] + slack * slack + measured.lonely
        came.append(np.argmin(total, axis=0))
        costs = np.minimum.reduce(total, axis=0)
    cuts = [measured.count]
    for sources in reversed(came):
        cuts.append(int(sources[cuts[-1]]))
    return Breaking(tuple(reversed(cuts)), width, float(costs[-1]))


def lines_of(tokens: Sequence[Token], breaking: Breaking) -> tuple[tuple[Token, ...], ...]:
    """Return the tokens of each line."""
    return tuple(tuple(tokens[first:last]) for first, last in pairwise(breaking.cuts))
