"""How panels can stand on a page: tiers of panels side by side, some of them beside a stack."""

from collections.abc import Iterator, Sequence
from functools import cache

from core.comics.script.model import Hint, Panel

# A tier is the number of panels in each of its columns: (1, 1) is two panels side by side, (1, 2) a tall panel and to
# its right a stack of two. A stack stands only beside a single panel, so two stacks are never side by side.
Tier = tuple[int, ...]
Composition = tuple[Tier, ...]

MOST_TIERS = 4
WIDEST_TIER = 3
_STACK = 3
_MOST_STACKS = 2  # tiers with a stack on one page
_LISTED: dict[int, tuple[str, ...]] = {
    1: ("1",),
    2: ("1 1",),
    3: ("1 11", "11 1", "1 1 1", "12"),
    4: ("11 11", "1 11 1", "1 111", "111 1", "31"),
    5: ("11 1 11", "1 11 11", "11 111", "1 111 1"),
    6: ("11 11 11", "1 11 111", "111 111", "1 111 11"),
    7: ("11 111 11", "1 111 111"),
    8: ("111 11 111", "11 11 11 11"),
    9: ("111 111 111",),
}


@cache
def listed(panels: int) -> frozenset[Composition]:
    """Return the templates that comics.md § 2 names for so many panels."""
    return frozenset(
        tuple(tuple(int(column) for column in tier) for tier in text.split()) for text in _LISTED.get(panels, ())
    )


def rows(counts: Sequence[int]) -> Composition:
    """Return the composition with so many single panels in each tier."""
    return tuple((1,) * count for count in counts)


def compositions(panels: Sequence[Panel]) -> list[Composition]:
    """Return every way in which these panels can stand that breaks none of their hints, or the least possible."""
    every = _all(tuple(Hint.TALL in panel.hints for panel in panels))
    broken = [sum(1 for _ in broken_hints(composition, panels)) for composition in every]
    least = min(broken)
    return [composition for composition, count in zip(every, broken, strict=True) if count == least]


@cache
def _all(tall: tuple[bool, ...]) -> tuple[Composition, ...]:
    found = set(_tiers(tall, MOST_TIERS, _MOST_STACKS)) | listed(len(tall))
    return tuple(sorted(found)) or (rows([WIDEST_TIER + 1] * (len(tall) // (WIDEST_TIER + 1) + 1)),)


def _tiers(tall: tuple[bool, ...], most: int, stacks: int) -> Iterator[Composition]:
    if not tall:
        yield ()
        return
    if most == 0:
        return
    for tier in _beginnings(tall, stacks):
        used = sum(tier)
        for rest in _tiers(tall[used:], most - 1, stacks - (max(tier) > 1)):
            yield (tier, *rest)


def _beginnings(tall: tuple[bool, ...], stacks: int) -> Iterator[Tier]:
    """Yield what the first tier of some panels can be; a stack stands only beside a panel that wants to be tall."""
    for count in range(1, min(WIDEST_TIER, len(tall)) + 1):
        yield (1,) * count
    for height in range(2, min(_STACK, len(tall) - 1) + 1) if stacks else ():
        if tall[0]:
            yield (1, height)
        if tall[height]:
            yield (height, 1)


def broken_hints(composition: Composition, panels: Sequence[Panel]) -> Iterator[Hint]:
    """Yield each hint that a composition can't follow."""
    at = 0
    for tier in composition:
        for column in tier:
            for panel in panels[at : at + column]:
                yield from _broken(panel.hints, tier, column)
            at += column


def _broken(hints: frozenset[Hint], tier: Tier, column: int) -> Iterator[Hint]:
    alone = tier == (1,)
    if Hint.WIDE in hints and not alone:
        yield Hint.WIDE
    if Hint.SPLASH in hints and not alone:
        yield Hint.SPLASH
    if Hint.TALL in hints and (column > 1 or alone):
        yield Hint.TALL
