"""What admins decide: rules, the mode, who may listen; each decision on record."""

import pytest
from sqlalchemy import text as sql

from core.home.states import Mode
from tests.bots.conversation.home.conftest import Household, button


async def test_a_rule_opens_a_thing_and_its_removal_closes_it(home: Household) -> None:
    ada = await home.admin()
    assert "know nothing called" in (await ada.say("home on", name="light.secret_room")).text
    listed = await ada.say("home allow")
    number = next(
        line.split(".")[0] for line in listed.lines if line.endswith("⛔ light.secret_room: everything it can")
    )
    await ada.press(button(listed, number).action)
    assert (await ada.say("home on", name="light.secret_room")).job is not None
    await ada.say("home deny", what="light", area="kuchnia", services="turn_on")
    assert "don't allow turn_on" in (await ada.say("home on", name="blat")).text
    actions = [seen.action for seen in await home.record()]
    assert actions.count("home.rule-removed") == 1
    assert actions.count("home.rule-added") == 1


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"what": "light.nocna"}, "✅ light.nocna: everything it can"),
        ({"what": "Light", "area": "salonie"}, "✅ Salon + light.*: everything it can"),
        ({"what": "switch", "services": "turn_off, toggle"}, "✅ switch.*: toggle, turn_off"),
        ({"label": "guests"}, "✅ #Guests: everything it can"),
        ({"area": "Kuchnia"}, "✅ Kuchnia: everything it can"),
        ({"what": "scene.film", "risk": "medium"}, "✅ scene.film: everything it can (medium)"),
    ],
)
async def test_rules_say_what_they_open(home: Household, options: dict[str, str], line: str) -> None:
    ada = await home.admin()
    reply = await ada.say("home allow", **options)  # type: ignore[arg-type]  # as a platform gives them
    assert any(one.endswith(line) for one in reply.lines), reply.lines


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"what": "shell_command.x"}, "stays closed"),
        ({"what": "homeassistant"}, "stays closed"),
        ({"what": "hassio.addon_stop"}, "stays closed"),
        ({"what": "python_script.*"}, "stays closed"),
        ({"what": "light.*.*"}, "can't make a rule"),
        ({"what": "../light"}, "can't make a rule"),
        ({"what": "everything"}, "can't make a rule"),
        ({"what": "light", "area": "nowhere"}, "can't make a rule"),
        ({"what": "light", "label": "nobody"}, "can't make a rule"),
        ({"what": "light", "services": "restart"}, "is no service of this"),
        ({"what": "lock", "services": "turn_on"}, "is no service of this"),
    ],
)
async def test_what_no_rule_can_be_made_of_is_refused(home: Household, options: dict[str, str], told: str) -> None:
    ada = await home.admin()
    before = (await ada.say("home allow")).lines
    assert told in (await ada.say("home allow", **options)).text  # type: ignore[arg-type]  # as a platform gives them
    assert (await ada.say("home allow")).lines == before


async def test_the_mode_is_changed_and_on_record(home: Household) -> None:
    ada = await home.admin()
    reply = await ada.say("home mode", mode="read_only")
    assert reply.lines[0] == "read only: I look and switch nothing"
    assert "only look" in (await ada.say("home on", name="blat")).text
    await ada.say("home mode", mode="control")
    assert (await ada.say("home on", name="blat")).job is not None
    changes = [(seen.old, seen.new) for seen in await home.record() if seen.action == "home.mode"]
    assert changes == [("control", "read_only"), ("read_only", "control")]


async def test_the_mode_can_be_set_before_there_is_a_bridge(home: Household) -> None:
    ada = await home.admin()
    async with home.talk.database.transaction() as session:
        await session.execute(sql("DELETE FROM home_bridge"))
    await ada.say("home mode", mode=Mode.CONTROL.value)
    assert "can't reach the house" in (await ada.say("home on", name="blat")).text


async def test_buttons_under_an_answer_do_it_again_and_show_the_area(home: Household) -> None:
    ada, bob = await home.admin(), await home.admin("bob")
    await ada.say("home on", name="lampka nocna")
    await home.act()
    await home.rest()
    answer = await home.answer()
    assert (await ada.press(button(answer, "More here").action)).text == "Sypialnia"
    assert "Only the person" in (await bob.press(button(answer, "Toggle").action)).text
    assert "nothing to undo" in (await bob.press(button(answer, "Undo").action)).text
    await ada.press(button(answer, "Toggle").action)
    (order,) = await home.act()
    assert order.calls[0].call.service == "toggle"


@pytest.mark.parametrize(
    ("how", "text"),
    [({"confirmed": False}, "Sent, not confirmed"), ({"error": "not_found"}, "no longer knows this")],
)
async def test_answers_say_what_came_of_it(home: Household, how: dict[str, object], text: str) -> None:
    """H7."""
    ada = await home.admin()
    await ada.say("home on", name="lampka nocna")
    await home.act(**how)
    assert text in (await home.answer()).text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"name": "blat"}, "Say what to set"),
        ({"name": "blat", "brightness": "a lot"}, "I don't understand “a lot”"),
        ({"name": "blat", "brightness": "140"}, "from 1 to 100"),
        ({"name": "blat", "brightness": "40,5"}, "I don't understand"),
        ({"name": "blat", "temperature": "21"}, "know nothing called"),
        ({"name": "termostat", "temperature": "40"}, "from 10 to 28"),
        ({"name": "blat", "colour": "plaid"}, "I don't understand “plaid”"),
    ],
)
async def test_values_that_make_no_sense_are_refused(home: Household, options: dict[str, str], told: str) -> None:
    ada = await home.admin()
    assert told in (await ada.say("home set", **options)).text  # type: ignore[arg-type]  # as a platform gives them
    assert await home.act() == []


async def test_free_words_that_are_no_command_are_refused(home: Household) -> None:
    ada = await home.admin()
    assert "I understand sentences such as" in (await ada.say("home do", words="what a nice evening")).text
