"""H1: everything is refused that no rule allows, and some of it for ever."""

from uuid import uuid4

import pytest

from core.home.plans import TooManyEntities, make_plan
from core.home.rules import (
    BLOCKED_DOMAINS,
    Call,
    NotInTheHouse,
    Rule,
    ServiceNotAllowed,
    decide,
    known_services,
    reachable,
    seen_house,
)
from core.home.services import SERVICES, NoSuchService, ValueNotUnderstood, ValueOutOfRange
from core.home.states import Risk
from tests.core.home.houses import entity, house


def rule(**fields: object) -> Rule:
    """Return a rule with only what matters."""
    return Rule(uuid4(), **fields)  # type: ignore[arg-type]  # as given


LAMP = Call("light.kuchnia_blat", "turn_on", {})


def test_without_rules_nothing_is_there() -> None:
    with pytest.raises(NotInTheHouse):
        decide(LAMP, house(), [])
    assert seen_house(house(), []).entities == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"entity_id": "light.kuchnia_blat"},
        {"domain": "light"},
        {"area_id": "kuchnia"},
        {"area_id": "kuchnia", "domain": "light"},
        {"domain": "light", "services": frozenset({"turn_on"})},
    ],
)
def test_a_rule_opens_what_it_names(fields: dict[str, object]) -> None:
    decided = decide(LAMP, house(), [rule(**fields)])
    assert (decided.risk, decided.needs_code) == (Risk.LOW, False)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"entity_id": "light.kuchnia"},
        {"domain": "switch"},
        {"area_id": "salon"},
        {"area_id": "kuchnia", "domain": "switch"},
        {"label": "guests"},
        {"domain": "light", "label": "guests"},
    ],
)
def test_all_that_a_rule_names_must_fit(fields: dict[str, object]) -> None:
    with pytest.raises(NotInTheHouse):
        decide(LAMP, house(), [rule(**fields)])


def test_a_rule_for_some_services_opens_no_others() -> None:
    only_off = [rule(domain="light", services=frozenset({"turn_off"}))]
    with pytest.raises(ServiceNotAllowed):
        decide(LAMP, house(), only_off)
    assert reachable("light.kuchnia_blat", house(), only_off).name == "Blat"


def test_a_denial_wins_over_every_allowance() -> None:
    with pytest.raises(NotInTheHouse):
        decide(
            LAMP, house(), [rule(domain="light"), rule(entity_id=LAMP.entity_id), rule(area_id="kuchnia", allows=False)]
        )
    not_on = rule(domain="light", allows=False, services=frozenset({"turn_on"}))
    with pytest.raises(ServiceNotAllowed):
        decide(LAMP, house(), [rule(domain="light"), not_on])
    assert decide(Call(LAMP.entity_id, "turn_off", {}), house(), [rule(domain="light"), not_on]).risk is Risk.LOW


def test_a_label_opens_what_carries_it() -> None:
    labelled = entity("light.x", labels=frozenset({"guests"}))
    assert decide(Call("light.x", "toggle", {}), house(labelled), [rule(label="guests")]).entity is labelled


@pytest.mark.parametrize("domain", sorted(BLOCKED_DOMAINS))
def test_some_domains_no_rule_opens(domain: str) -> None:
    name = f"{domain}.x"
    rules = [rule(domain=domain), rule(entity_id=name), rule(label="guests")]
    with pytest.raises(NotInTheHouse):
        decide(Call(name, "turn_on", {}), house(entity(name, labels=frozenset({"guests"}))), rules)


def test_no_service_of_a_blocked_domain_is_known_at_all() -> None:
    assert not {domain for domain, _name in SERVICES} & BLOCKED_DOMAINS
    assert not {name for _domain, name in SERVICES} & {"restart", "stop", "purge", "reload", "reload_config_entry"}
    assert known_services("camera") == {"look", "snapshot"}


@pytest.mark.parametrize(
    ("service", "data", "refusal"),
    [
        ("restart", {}, NoSuchService),
        ("turn_on", {"entity_id": 1}, NoSuchService),
        ("turn_on", {"brightness_pct": 101}, ValueOutOfRange),
        ("turn_on", {"brightness_pct": 0}, ValueOutOfRange),
        ("turn_on", {"brightness_pct": 40.5}, ValueNotUnderstood),
        ("turn_on", {"brightness_pct": True}, ValueNotUnderstood),
        ("turn_on", {"brightness_pct": "{{ states('x') }}"}, ValueNotUnderstood),
        ("turn_on", {"rgb_color": (1, 2)}, ValueNotUnderstood),
        ("turn_on", {"rgb_color": (1, 2, 256)}, ValueOutOfRange),
        ("turn_on", {"rgb_color": 5}, ValueNotUnderstood),
        ("turn_on", {"color_temp_kelvin": 1}, ValueOutOfRange),
    ],
)
def test_a_call_takes_only_data_that_we_know(service: str, data: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        decide(Call(LAMP.entity_id, service, data), house(), [rule(domain="light")])  # type: ignore[arg-type]  # hostile


def test_an_entity_narrows_what_it_takes_and_never_widens_it() -> None:
    rules = [rule(domain="climate")]
    with pytest.raises(ValueOutOfRange):
        decide(Call("climate.salon", "set_temperature", {"temperature": 29.0}), house(), rules)
    wild = entity("climate.wild", attributes={"min_temp": -50, "max_temp": 500})
    with pytest.raises(ValueOutOfRange):
        decide(Call("climate.wild", "set_temperature", {"temperature": 36.0}), house(wild), rules)
    with pytest.raises(ValueNotUnderstood):
        decide(Call("climate.salon", "set_temperature", {}), house(), rules)


def test_a_camera_gives_its_picture_and_nothing_else() -> None:
    rules = [rule(domain="camera")]
    assert decide(Call("camera.wjazd", "snapshot", {}), house(), rules).risk is Risk.READ
    with pytest.raises(NoSuchService):
        decide(Call("camera.wjazd", "turn_off", {}), house(), rules)


def test_one_command_touches_at_most_twenty_things() -> None:
    many = [entity(f"light.l{number}") for number in range(21)]
    calls = [Call(one.entity_id, "turn_on", {}) for one in many]
    with pytest.raises(TooManyEntities, match="at most 20 at once"):
        make_plan(calls, house(*many), [rule(domain="light")])
    assert len(make_plan(calls[:20], house(*many), [rule(domain="light")]).steps) == 20
