"""Time is aware, identifiers sort by it."""

from datetime import UTC

from core.clock import new_id, utc_now


def test_the_present_is_aware_utc() -> None:
    assert utc_now().tzinfo is UTC


def test_identifiers_sort_by_the_moment_they_were_made_in() -> None:
    made = [new_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert made == sorted(made)
    assert {one.version for one in made} == {7}
