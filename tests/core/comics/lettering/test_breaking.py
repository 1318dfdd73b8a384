"""Line breaking is exact: held against every way to break a text."""

from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comics.lettering.breaking import broken, lines_of, ruler
from core.comics.lettering.wording import Token

SPACE = 0.3


def token(width: float, *, bound: bool = False, forced: bool = False) -> Token:
    """Return a token without glyphs."""
    return Token((), width, SPACE, bound=bound, forced=forced)


def every_breaking(widths: list[float], count: int) -> list[tuple[int, ...]]:
    """Return all cuts of so many tokens into so many lines."""
    return [(0, *cuts, len(widths)) for cuts in combinations(range(1, len(widths)), count - 1)]


def room(widths: list[float], cuts: tuple[int, ...], shares: list[float]) -> float:
    """Return how wide the widest line's room must be for those cuts."""
    lines = [widths[first:last] for first, last in pairwise(cuts)]
    return max((sum(line) + SPACE * (len(line) - 1)) / share for line, share in zip(lines, shares, strict=True))


@given(st.lists(st.floats(0.3, 6), min_size=1, max_size=8), st.integers(1, 4), st.integers(0, 99))
def test_no_other_breaking_needs_less_room(widths: list[float], count: int, seed: int) -> None:
    dice = Random(seed)
    shares = [dice.uniform(0.5, 1) for _ in range(count)]
    found = broken(ruler([token(width) for width in widths]), shares)
    every = every_breaking(widths, count)
    if not every:
        assert found is None
        return
    assert found is not None
    least = min(room(widths, cuts, shares) for cuts in every)
    assert found.width == pytest.approx(least * 1.012)
    assert room(widths, found.cuts, shares) <= found.width + 1e-9


def test_bound_tokens_stay_on_one_line() -> None:
    words = [token(3), token(0.5, bound=True), token(3), token(3)]
    found = broken(ruler(words), [1.0, 1.0])
    assert found is not None
    assert 2 not in found.cuts


def test_a_forced_token_ends_its_line() -> None:
    words = [token(1), token(1, forced=True), token(1), token(1)]
    assert broken(ruler(words), [1.0]) is None
    found = broken(ruler(words), [1.0, 1.0])
    assert found is not None
    assert found.cuts == (0, 2, 4)
    assert [len(line) for line in lines_of(words, found)] == [2, 2]


def test_more_lines_than_words_cannot_be() -> None:
    assert broken(ruler([token(1)]), [1.0, 1.0]) is None
