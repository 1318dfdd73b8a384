"""What calls do: foretold, recognised when it has happened, and taken back."""

import pytest

from core.home.effects import Snap, Target, is_reached, snap, target_of, undoing
from core.home.rules import Call
from core.home.services import SERVICES
from tests.core.home.houses import entity

# After these nothing certain is to be seen on the entity itself.
_UNFORESEEN = {
    ("scene", "turn_on"),
    ("script", "turn_on"),
    ("cover", "stop_cover"),
    ("valve", "stop_valve"),
    ("climate", "turn_on"),
}


@pytest.mark.parametrize(("domain", "service"), sorted(SERVICES))
def test_what_each_service_leads_to_is_known_but_for_a_few(domain: str, service: str) -> None:
    data = {
        "set_percentage": {"percentage": 40},
        "volume_set": {"volume_level": 0.5},
        "set_temperature": {"temperature": 20.0},
        "set_cover_position": {"position": 5},
    }.get(service, {})
    target = target_of(Call(f"{domain}.x", service, data), Snap("off"))  # type: ignore[arg-type]  # numbers
    assert (target == Target()) is ((domain, service) in _UNFORESEEN)
    assert not is_reached(Target(), Snap("on"))


@pytest.mark.parametrize(
    ("service", "data", "before", "now", "reached"),
    [
        ("turn_on", {}, "off", Snap("on"), True),
        ("turn_on", {}, "off", Snap("off"), False),
        ("toggle", {}, "on", Snap("off"), True),
        ("toggle", {}, "off", Snap("on"), True),
        ("turn_on", {"brightness_pct": 50}, "off", Snap("on", {"brightness": 127}), True),
        ("turn_on", {"brightness_pct": 50}, "off", Snap("on", {"brightness": 99}), False),
        ("turn_on", {"brightness_pct": 50}, "off", Snap("on"), False),
        ("turn_on", {"rgb_color": (255, 0, 0)}, "off", Snap("on", {"rgb_color": [254, 1, 0]}), True),
        ("turn_on", {"rgb_color": (255, 0, 0)}, "off", Snap("on", {"rgb_color": [0, 255, 0]}), False),
        ("turn_on", {"rgb_color": (255, 0, 0)}, "off", Snap("on", {"rgb_color": "red"}), False),
        ("turn_on", {"color_temp_kelvin": 2700}, "off", Snap("on", {"color_temp_kelvin": 2702}), True),
    ],
)
def test_a_target_is_recognised_within_rounding(
    service: str, data: dict[str, int], before: str, now: Snap, *, reached: bool
) -> None:
    """H7: the target state reached."""
    assert is_reached(target_of(Call("light.x", service, data), Snap(before)), now) is reached


@pytest.mark.parametrize(
    ("thing", "calls"),
    [
        (entity("light.x", state="off"), [("turn_off", {})]),
        (
            entity("light.x", state="on", attributes={"brightness": 128, "color_mode": "brightness"}),
            [("turn_on", {"brightness_pct": 50})],
        ),
        (
            entity(
                "light.x",
                state="on",
                attributes={
                    "brightness": 255,
                    "color_mode": "color_temp",
                    "color_temp_kelvin": 3000,
                    "rgb_color": [1, 2, 3],
                },
            ),
            [("turn_on", {"brightness_pct": 100, "color_temp_kelvin": 3000})],
        ),
        (
            entity("light.x", state="on", attributes={"rgb_color": [1, 2, 3], "color_mode": "rgb"}),
            [("turn_on", {"rgb_color": (1, 2, 3)})],
        ),
        (entity("switch.x", state="on"), [("turn_on", {})]),
        (entity("fan.x", state="on", attributes={"percentage": 33}), [("set_percentage", {"percentage": 33})]),
        (entity("fan.x", state="off", attributes={"percentage": 0}), [("turn_off", {})]),
        (
            entity("cover.x", state="open", attributes={"current_position": 40}),
            [("set_cover_position", {"position": 40})],
        ),
        (entity("cover.x", state="open"), [("open_cover", {})]),
        (entity("cover.x", state="closed"), [("close_cover", {})]),
        (entity("climate.x", state="off"), [("turn_off", {})]),
        (
            entity("climate.x", state="heat", attributes={"temperature": 21}),
            [("turn_on", {}), ("set_temperature", {"temperature": 21.0})],
        ),
        (entity("media_player.x", state="off"), [("turn_off", {})]),
        (
            entity("media_player.x", state="playing", attributes={"volume_level": 0.3}),
            [("media_play", {}), ("volume_set", {"volume_level": 0.3})],
        ),
        (entity("media_player.x", state="idle"), [("turn_on", {})]),
        (entity("light.x", state="unavailable"), []),
        (entity("lock.x", state="locked"), []),
        (entity("scene.x", state="unknown"), []),
    ],
)
def test_what_was_is_brought_back(thing: object, calls: list[tuple[str, dict[str, object]]]) -> None:
    """H11: low and medium actions can be taken back; doors can't."""
    assert [(call.service, dict(call.data)) for call in undoing(thing, snap(thing))] == calls  # type: ignore[arg-type]  # entities


@pytest.mark.parametrize(("percent", "states"), [(0, {"off"}), (40, {"on"})])
def test_a_fan_at_nothing_is_off(percent: int, states: set[str]) -> None:
    target = target_of(Call("fan.x", "set_percentage", {"percentage": percent}), Snap("on"))
    assert target.states == states
