"""H2: what a thing is called counts as much as what it is."""

import pytest

from core.home.catalogue import House
from core.home.risks import risk_of
from core.home.states import Risk
from tests.core.home.houses import entity, house


@pytest.mark.parametrize(
    ("entity_id", "risk"),
    [
        ("light.hall", Risk.LOW),
        ("fan.hall", Risk.LOW),
        ("media_player.hall", Risk.LOW),
        ("input_boolean.guests", Risk.LOW),
        ("switch.pump", Risk.MEDIUM),
        ("climate.hall", Risk.MEDIUM),
        ("cover.hall", Risk.MEDIUM),
        ("lock.hall", Risk.HIGH),
        ("alarm_control_panel.hall", Risk.HIGH),
        ("valve.water", Risk.HIGH),
        ("siren.hall", Risk.HIGH),
        ("vacuum.hall", Risk.HIGH),
    ],
)
def test_each_domain_has_its_risk_and_an_unknown_one_the_highest(entity_id: str, risk: Risk) -> None:
    assert risk_of(entity(entity_id), House()) is risk


@pytest.mark.parametrize("kind", ["garage", "gate", "door"])
def test_a_cover_that_lets_people_in_is_high(kind: str) -> None:
    assert risk_of(entity("cover.x", attributes={"device_class": kind}), House()) is Risk.HIGH


@pytest.mark.parametrize(
    "name",
    [
        "Brama", "bramy", "Bramę", "BRAMA WJAZDOWA", "bramka", "Garaż", "garażu", "światło garażowe", "Drzwi",
        "drzwiami",
        "Zamek", "zamka", "zamku", "Furtka", "furtkę", "Garage", "GarageDoor", "my_garage_2", "Gate", "gates",
        "Front Door",
        "frontdoor", "backdoor1", "door-opener", "Lock", "padlock", "lockbox", "Alarm", "alarmu", "burglaralarm",
        "Ｇａｔｅ", "g\u200bate", "ga\u00adrage", "GATE", "bráma", "dооr", "gаte", "Wrota", "Rygiel",
    ],
)  # fmt: skip
def test_a_relay_with_a_telling_name_is_high(name: str) -> None:
    """Also in Polish forms, other scripts' lookalikes and with letters that nobody sees."""
    assert risk_of(entity("light.relay_1", name), House()) is Risk.HIGH
    assert risk_of(entity("switch.relay_1", "Relay", aliases=("Lamp", name)), House()) is Risk.HIGH
    assert risk_of(entity("switch.relay_1", "Relay", device_name=name), House()) is Risk.HIGH


def test_a_telling_id_is_high_whatever_the_name_says() -> None:
    assert risk_of(entity("light.brama_przekaznik", "Lampka"), House()) is Risk.HIGH


@pytest.mark.parametrize(
    "name", ["Outdoor lights", "Indoor", "Clock", "Block 3", "Gateway led", "Lampa stojąca", "Taras"]
)
def test_harmless_names_stay_harmless(name: str) -> None:
    assert risk_of(entity("light.x", name), House()) is Risk.LOW


def test_scenes_and_scripts_take_the_highest_of_what_was_declared_and_what_they_switch() -> None:
    scene = entity("scene.x", "Evening", attributes={"entity_id": ["light.hall", "lock.hall"]})
    whole = house(entity("light.hall"), entity("lock.hall"), scene)
    assert risk_of(scene, whole, declared=Risk.LOW) is Risk.HIGH
    calm = entity("scene.y", "Evening", attributes={"entity_id": ["light.hall", "gone.entity"]})
    assert risk_of(calm, whole, declared=Risk.LOW) is Risk.LOW
    assert risk_of(calm, whole) is Risk.HIGH
    assert risk_of(entity("script.z", "Night"), whole, declared=Risk.MEDIUM) is Risk.MEDIUM
