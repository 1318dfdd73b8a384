"""What a comic asks of a panel, as it is stored."""

from random import Random

import pytest
from pydantic import ValidationError

from core.engines import STORYBOARD
from core.jobs.direction import Direction
from core.jobs.specs import DrawSpec, Wish, draw_spec


def _spec() -> DrawSpec:

    return draw_spec(Wish("a fox"), [STORYBOARD], dice=Random(0))


def test_a_direction_survives_being_stored() -> None:
    direction = Direction.model_validate(
        {"cast": {"Maya": "red coat"}, "expressions": {"Maya": "sad"}, "headroom": 0.3}
    )
    spec = _spec().model_copy(update={"direction": direction})
    assert DrawSpec.model_validate_json(spec.model_dump_json()) == spec


def test_orders_from_before_have_no_direction() -> None:
    assert DrawSpec.model_validate(_spec().model_dump(exclude={"direction"})).direction is None


@pytest.mark.parametrize(
    "field", [{"headroom": 0.6}, {"expressions": {"Maya": "bored"}}, {"cast": {"": "red"}}, {"language": "de"}]
)
def test_an_impossible_direction_is_refused(field: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Direction.model_validate(field)
