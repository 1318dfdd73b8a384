"""How much a report counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.moderation.trust import weight_of

COUNTS = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("upheld", "dismissed", "fresh", "weight"),
    [(0, 0, False, 1.0), (0, 0, True, 0.5), (8, 0, False, 1.8), (0, 5, False, 2 / 7), (0, 100, False, 0.25)],
)
def test_what_came_of_earlier_reports_weighs(upheld: int, dismissed: int, fresh: bool, weight: float) -> None:  # noqa: FBT001 - a table
    assert weight_of(upheld=upheld, dismissed=dismissed, fresh=fresh) == pytest.approx(weight)


@given(COUNTS, COUNTS)
def test_nobody_counts_for_more_than_two_or_less_than_a_quarter(upheld: int, dismissed: int) -> None:
    assert 0.25 <= weight_of(upheld=upheld, dismissed=dismissed, fresh=False) <= 2
    assert weight_of(upheld=upheld + 1, dismissed=dismissed, fresh=False) >= weight_of(
        upheld=upheld, dismissed=dismissed, fresh=False
    )
