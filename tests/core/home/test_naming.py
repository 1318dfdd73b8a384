"""What things are called: English and Polish, with endings, areas and kinds; one winner or a choice, never a guess."""

import pytest

from core.home.naming import NothingCalledSo, areas_called, find
from tests.core.home.houses import entity, house


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ("lampka nocna", "light.nocna"),
        ("lampkę nocną", "light.nocna"),
        ("LAMPKĘ NOCNĄ", "light.nocna"),
        ("lampke nocna", "light.nocna"),
        ("lampkę w sypialni", "light.nocna"),
        ("lampkę Zosi", "light.zosia"),
        ("lampka w pokoju Zosi", "light.zosia"),
        ("lampę sufitową w kuchni", "light.kuchnia_sufit"),
        ("blat", "light.kuchnia_blat"),
        ("the kinkiet in the living room", "light.salon_kinkiet"),
        ("roletę w salonie", "cover.roleta_salon"),
        ("rolety w sypialni", "cover.roleta_sypialnia"),
        ("blind in the living room", "cover.roleta_salon"),
        ("termostat", "climate.salon"),
        ("ogrzewanie w salonie", "climate.salon"),
        ("telewizor", "media_player.salon"),
        ("tv", "media_player.salon"),
        ("wentylator w łazience", "fan.lazienka"),
        ("bramę wjazdową", "switch.shelly_7"),
        ("front door", "lock.front_door"),
        ("light.nocna", "light.nocna"),
        ("ekspres", "switch.ekspres"),
        ("film", "scene.film"),
        ("scenę film", "scene.film"),
    ],
)
def test_a_phrase_has_one_clear_winner(phrase: str, meant: str) -> None:
    found = find(phrase, house())
    assert found.is_clear, found
    assert [one.entity_id for one in found.choices[0].entities] == [meant]


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ("wszystkie światła w salonie", {"light.salon_stojaca", "light.salon_kinkiet"}),
        ("światła w kuchni", {"light.kuchnia_sufit", "light.kuchnia_blat"}),
        ("lights in the kitchen", {"light.kuchnia_sufit", "light.kuchnia_blat"}),
        ("all blinds", {"cover.roleta_salon", "cover.roleta_sypialnia"}),
        ("rolety", {"cover.roleta_salon", "cover.roleta_sypialnia"}),
    ],
)
def test_several_things_are_meant_by_a_plural(phrase: str, meant: set[str]) -> None:
    found = find(phrase, house())
    assert found.is_clear
    assert {one.entity_id for one in found.choices[0].entities} == meant
    assert found.choices[0].is_group


@pytest.mark.parametrize(
    ("phrase", "among"),
    [
        ("lampę w salonie", {"light.salon_stojaca", "light.salon_kinkiet"}),
        ("roleta", {"cover.roleta_salon", "cover.roleta_sypialnia"}),
        ("kuchnia", {"light.kuchnia_sufit", "light.kuchnia_blat", "switch.ekspres"}),
        ("lampkę", {"light.nocna", "light.zosia"}),
    ],
)
def test_what_is_not_clear_is_asked_about(phrase: str, among: set[str]) -> None:
    found = find(phrase, house())
    assert not found.is_clear
    assert {one.entity_id for choice in found.choices for one in choice.entities} >= among


def test_what_is_nearly_typed_is_asked_about_even_when_there_is_one() -> None:
    found = find("ekspers do kawy", house())
    assert not found.is_clear
    assert [choice.entities[0].entity_id for choice in found.choices] == ["switch.ekspres"]


@pytest.mark.parametrize(
    "phrase",
    ["", "   ", "xyzzy", "the", "w", "light.no_such", "../../etc/passwd", "{{ states }}", "🦊", "\0",
     "a" * 10_000, "shell_command.rm", "lampka nocna; lock.front_door", "lampkę nocną i xyzzy"],
)  # fmt: skip
def test_what_is_called_nothing_is_nothing(phrase: str) -> None:
    with pytest.raises(NothingCalledSo):
        find(phrase, house())


def test_only_what_is_able_is_found() -> None:
    with pytest.raises(NothingCalledSo):
        find("lampka nocna", house(), able=lambda one: one.domain == "cover")


def test_an_alias_is_a_name() -> None:
    found = find("słoneczko", house(entity("light.x", "Lamp 7", aliases=("Słoneczko",))))
    assert found.choices[0].entities[0].entity_id == "light.x"


@pytest.mark.parametrize(
    ("phrase", "areas"),
    [
        ("w kuchni", ["kuchnia"]),
        ("kitchen", ["kuchnia"]),
        ("salonie", ["salon"]),
        ("łazience", ["lazienka"]),
        ("pokój Zosi", ["pokoj_zosi"]),
        ("pokoju zosi", ["pokoj_zosi"]),
        ("ogród", []),
        ("", []),
    ],
)
def test_areas_are_found_by_their_names(phrase: str, areas: list[str]) -> None:
    assert areas_called(phrase, house()) == areas
