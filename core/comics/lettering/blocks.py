"""An item's words as blocks of lines in the shapes it may take, best first; all lengths in em of the page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from core.comics.lettering.breaking import broken, lines_of, ruler
from core.comics.lettering.shaping import Shaper
from core.comics.lettering.styles import Kind, Style
from core.comics.lettering.wording import Token, hyphenated

MOST_LINES = 8
CAP_MIDDLE = 0.335  # half of Comic Neue's capitals (670 of 1000 units): lines are centred on their capitals
_LEADING = 1.0
_AIR = 0.06  # least room between one line's ogonek and the next line's accent
_FIRST_SHOULDER, _SHOULDER = 0.36, 0.085  # an oval's height beyond its lines, and more of it for each line
_BEST_ASPECT, _LEAST_ASPECT, _MOST_ASPECT = 1.7, 1.22, 2.55  # L15, with a little room
_CUTS = (0.94, 0.75, 0.6, 0.45)  # of the widest line: the ends of an oval hold less than its middle
_LEAST_ROUND = 1.2  # width over height of a balloon for very little
_PLAIN_LINE = 6.5  # em that read well on one line


@dataclass(frozen=True)
class Block:
    """Words set in lines, and the half axes of what is drawn around them (before teeth).

    ``size`` multiplies the page's em; ``pitch``, ``rise`` and ``drop`` (the ink above and below a baseline) are in the
    block's own em.
    """

    lines: tuple[tuple[Token, ...], ...]
    style: Style
    size: float
    pitch: float
    half_width: float
    half_height: float
    cost: float

    @cached_property
    def area(self) -> float:
        """What it takes of the panel, teeth and all, as a box."""
        reach = self.style.reach
        return 4 * (self.half_width + reach) * (self.half_height + reach)


@dataclass(frozen=True, slots=True)
class _Ink:
    rise: float
    drop: float

    @property
    def pitch(self) -> float:
        return max(_LEADING, self.rise + self.drop + _AIR)


def blocks(tokens: Sequence[Token], style: Style, shaper: Shaper, *, size: float, room: float) -> tuple[Block, ...]:
    """Return an item's shapes, best first; every number of lines that fits is there.

    Args:
        tokens: the item's words.
        style: what is drawn around them.
        shaper: cuts words that are wider than the widest line.
        size: the type's size as a multiple of the page's em.
        room: the widest that a shape may be.
    """
    widest = (room - 2 * style.reach) / size - 2 * style.side
    for share in _CUTS if any(token.width > _CUTS[0] * widest for token in tokens) else _CUTS[:1]:
        found = _set(_fitting(tokens, shaper, widest, share), style, size=size, widest=widest)
        if found:
            return _ranked(found)
    return ()


def _set(tokens: Sequence[Token], style: Style, *, size: float, widest: float) -> list[Block]:
    """Return tokens in every number of lines that fits."""
    ink = _ink(tokens)
    measured = ruler(tokens)
    found = []
    for count in range(1, min(MOST_LINES, measured.count) + 1):
        shares, half_height = _shares(count, style, ink)
        breaking = broken(measured, shares)
        if breaking is None or breaking.width > widest:
            continue
        least = _LEAST_ROUND * half_height if style.kind is not Kind.BARE else 0.0
        half_width = max(breaking.width / 2 + style.side, least)
        axes = (half_width * size, half_height * size)
        found.append(Block(lines_of(tokens, breaking), style, size, ink.pitch, *axes, breaking.cost / count))
    return found


def _fitting(tokens: Sequence[Token], shaper: Shaper, widest: float, share: float) -> list[Token]:
    """Return tokens of which none, and no chain of bound ones, is wider than the widest line.

    Only what is wider is cut (L10), into parts that fit so large a share of the line.
    """
    parts = [
        part
        for token in tokens
        for part in (hyphenated(token, shaper, widest * share) if token.width > _CUTS[0] * widest else [token])
    ]
    loose: list[Token] = []
    width = 0.0
    for part in parts:
        if loose and loose[-1].bound and width + part.width > widest:
            loose[-1] = replace(loose[-1], bound=False)
        width = part.width + part.space + (width if loose and loose[-1].bound else 0.0)
        loose.append(part)
    return loose


def _ink(tokens: Sequence[Token]) -> _Ink:
    inks = [piece.ink for token in tokens for piece in token.pieces]
    return _Ink(
        max([2 * CAP_MIDDLE, *(-ink.top for ink in inks)]),
        max([0.0, *(ink.bottom for ink in inks)]),
    )


def _shares(count: int, style: Style, ink: _Ink) -> tuple[list[float], float]:
    """Return each line's share of the widest line's room, and half the shape's height."""
    middles = [(at - (count - 1) / 2) * ink.pitch for at in range(count)]
    outer = [max(abs(y + CAP_MIDDLE - ink.rise), abs(y + CAP_MIDDLE + ink.drop)) for y in middles]
    if style.kind in {Kind.BOX, Kind.BARE}:
        return [1.0] * count, max(outer) + style.lid
    inner = max(outer) + style.shoulder * (_FIRST_SHOULDER + _SHOULDER * (count - 1))
    return [(1 - (y / inner) ** style.bend) ** (1 / style.bend) for y in outer], inner + style.lid


def _ranked(found: Sequence[Block]) -> tuple[Block, ...]:
    least = min((block.area for block in found), default=0.0)
    costed = [replace(block, cost=_cost(block, least)) for block in found]
    return tuple(sorted(costed, key=lambda block: block.cost))


def _cost(block: Block, least: float) -> float:
    cost = 0.6 * block.cost + 0.9 * math.log(block.area / least) + 2.5 * _waist(block)
    aspect = block.half_width / block.half_height
    if len(block.lines) == 1:
        return cost + 0.22 * max(0.0, 2 * block.half_width / block.size - 2 * block.style.side - _PLAIN_LINE)
    if block.style.kind is Kind.BOX:
        return cost + 0.5 * math.log(aspect / 2.6) ** 2
    off = max(0.0, _LEAST_ASPECT - aspect, aspect - _MOST_ASPECT)
    return cost + 0.9 * math.log(aspect / _BEST_ASPECT) ** 2 + 1.5 * min(1.0, 4 * off)


def _waist(block: Block) -> float:
    """Return how much narrower a line is than both its neighbours, against the widest (L12); a caption may."""
    if block.style.kind is Kind.BOX:
        return 0.0
    widths = [sum(token.width + token.space for token in line) - line[-1].space for line in block.lines]
    dents = [min(above, below) - line for above, line, below in zip(widths, widths[1:], widths[2:], strict=False)]
    return max([0.0, *dents]) / max(widths)
