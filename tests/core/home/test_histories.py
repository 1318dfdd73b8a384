"""Long histories are thinned without losing their peaks."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from core.home.histories import MOST_POINTS, History, Point, thinned

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def points(states: list[str]) -> list[Point]:
    return [Point(at=NOON + timedelta(seconds=index), state=state) for index, state in enumerate(states)]


@pytest.mark.parametrize("count", [0, 1, 2, MOST_POINTS, MOST_POINTS + 1, 3 * MOST_POINTS, 50_001])
def test_a_history_has_at_most_so_many_points_in_order_with_first_and_last(count: int) -> None:
    dice = Random(count)
    long = points([str(dice.randint(0, 99)) for _ in range(count)])
    short = thinned(long)
    assert len(short) == min(len(short), MOST_POINTS, count)
    assert list(short) == sorted(short, key=lambda point: point.at)
    assert short[:1] == tuple(long[:1])
    assert short[-1:] == tuple(long[-1:])


def test_peaks_stay() -> None:
    states = ["20"] * 30_000
    states[12_345], states[23_456] = "99", "-5"
    assert {"99", "-5"} <= {point.state for point in thinned(points(states))}


def test_words_and_no_numbers_are_no_trouble() -> None:
    states = ["on", "off", "unavailable", "nan", "inf", "1e400"] * 1000
    assert 2 < len(thinned(points(states))) <= MOST_POINTS


def test_a_history_is_read_as_it_was_written() -> None:
    history = History(entity_id="sensor.x", since=NOON, until=NOON, unit="°C", points=tuple(points(["1", "2"])))
    assert History.model_validate(history.written()) == history
