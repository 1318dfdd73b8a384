"""From what the classifiers see to a level (gallery.md G9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpu_worker.safety.levels import Part, Seen, level_of

LIKELIHOODS = st.floats(0, 1)
SIGHTS = st.builds(Seen, LIKELIHOODS, st.dictionaries(st.sampled_from(Part), LIKELIHOODS))


@pytest.mark.parametrize(
    ("explicit", "parts", "level"),
    [
        (0.28, {Part.BREAST: 0.18, Part.PENIS: 0.18, Part.BUTTOCKS: 0.34}, 0),  # the most that harmless pictures had
        (0.35, {}, 1),
        (0.0, {Part.BUTTOCKS: 0.83}, 1),  # a colour wheel
        (0.4, {Part.BUTTOCKS: 0.6}, 2),
        (0.0, {Part.BREAST: 0.3}, 2),
        (0.7, {}, 2),
        (0.0, {Part.VULVA: 0.3}, 3),
        (0.0, {Part.ANUS: 0.9}, 3),
        (0.9, {}, 3),
    ],
)
def test_each_level_begins_where_it_was_measured(explicit: float, parts: dict[Part, float], level: int) -> None:
    assert level_of(Seen(explicit, parts)) == level


@given(SIGHTS, LIKELIHOODS, st.sampled_from(Part))
def test_seeing_more_never_lowers_a_level(seen: Seen, more: float, part: Part) -> None:
    franker = Seen(max(seen.explicit, more), {**seen.parts, part: max(more, seen.parts.get(part, 0.0))})
    assert level_of(franker) >= level_of(seen)
    assert 0 <= level_of(seen) <= 3
