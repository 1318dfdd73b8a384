"""The day of a house as a script that our own comics understand, whatever its things are called."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from core.comics.script.parsing import parse
from core.home.stories import MOST_PANELS, Moment, QuietDay, script
from core.i18n import translator
from tests.factories import NOON

WARSAW = ZoneInfo("Europe/Warsaw")


def _moments(*names: str) -> list[Moment]:
    services = (("light", "turn_on"), ("lock", "unlock"), ("cover", "close_cover"), ("fan", "toggle"))
    return [
        Moment(NOON + timedelta(hours=3 * place), *services[place % 4], name, worked=place % 3 != 2)
        for place, name in enumerate(names)
    ]


@pytest.mark.parametrize("locale", ["en", "pl"])
def test_a_day_is_a_comic_without_faults(locale: str) -> None:
    told = script(_moments("Lamp", "Front Door", "Roleta", "Fan"), translator(locale), house_name="Dom", zone=WARSAW)
    parsed = parse(told, language=locale)
    assert parsed.script is not None, parsed
    assert parsed.diagnostics == ()
    assert len(list(parsed.script.panels)) == 4
    assert "13:00. Lamp." in told


@pytest.mark.parametrize(
    "name",
    [
        "A: B",
        "PANEL 3",
        "SFX: ŁUP",
        "--- || |",
        "*bang*",
        "// note",
        "Title: x",
        "",
        "🦊",
        "x" * 500,
        "a\nb\0",
        "(wide)",
    ],
)
def test_no_name_breaks_the_script(name: str) -> None:
    told = script(_moments(name, name, "Lamp"), translator("en"), house_name=name, zone=WARSAW)
    parsed = parse(told)
    assert parsed.script is not None, (told, parsed)
    assert len(list(parsed.script.panels)) == 3


def test_a_long_day_is_told_by_its_latest_and_repetitions_once() -> None:
    told = script(_moments(*(f"Lamp {number}" for number in range(40))), translator("en"), house_name="", zone=WARSAW)
    parsed = parse(told)
    assert parsed.script is not None
    assert len(list(parsed.script.panels)) == MOST_PANELS
    again = [Moment(NOON, "light", "turn_on", "Lamp", worked=True)] * 9
    assert script(again, translator("en"), house_name="", zone=WARSAW).count("---") == 1


def test_a_quiet_day_has_no_story() -> None:
    with pytest.raises(QuietDay):
        script([], translator("en"), house_name="", zone=WARSAW)
