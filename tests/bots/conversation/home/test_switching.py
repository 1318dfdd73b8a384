"""Switching the house from a chat: names, plans, answers, refusals, all on record."""

import pytest

from core.clock import utc_now
from core.home.seeing import Health, note_health
from core.home.states import Mode, State
from core.platforms import Platform
from core.roles import Role
from tests.bots.conversation.home.conftest import Household, button


async def test_a_lamp_is_switched_by_its_name_and_the_answer_says_what_it_was_and_is(home: Household) -> None:
    ada = await home.admin()
    reply = await ada.say("home on", name="lampkę nocną")
    assert (reply.text, reply.lines) == ("On its way…", ("Lampka nocna (Sypialnia): off → on",))
    (order,) = await home.act()
    assert [(one.call.entity_id, one.call.service) for one in order.calls] == [("light.nocna", "turn_on")]
    answer = await home.answer()
    assert answer.text == "Done."
    assert answer.lines == ("✓ Lampka nocna: off → on",)
    assert answer.job == reply.job


async def test_each_attempt_is_an_intent_before_and_an_outcome_after(home: Household) -> None:
    """H9: two entries, the intent committed before anything is sent."""
    ada = await home.admin()
    await ada.say("home on", name="light.nocna")
    order = await home.take()
    assert order is not None
    (intent,) = await home.record()
    assert intent.action == "home.intent"
    assert intent.old == {"light.nocna": "off"}
    assert isinstance(intent.new, dict)
    assert intent.new["calls"] == [{"entity_id": "light.nocna", "service": "turn_on", "data": {}}]
    assert len(intent.new["rules"]) == 1


@pytest.mark.parametrize(
    ("command", "options", "calls"),
    [
        ("home off", {"name": "blat"}, [("light.kuchnia_blat", "turn_off", {})]),
        ("home toggle", {"name": "blat w kuchni"}, [("light.kuchnia_blat", "toggle", {})]),
        (
            "home set",
            {"name": "blat", "brightness": "40%"},
            [("light.kuchnia_blat", "turn_on", {"brightness_pct": 40})],
        ),
        (
            "home set",
            {"name": "blat", "colour": "czerwony"},
            [("light.kuchnia_blat", "turn_on", {"rgb_color": (255, 0, 0)})],
        ),
        (
            "home set",
            {"name": "blat", "colour": "#102030", "brightness": "7"},
            [("light.kuchnia_blat", "turn_on", {"rgb_color": (16, 32, 48), "brightness_pct": 7})],
        ),
        (
            "home set",
            {"name": "termostat", "temperature": "21,5"},
            [("climate.salon", "set_temperature", {"temperature": 21.5})],
        ),
        (
            "home set",
            {"name": "roletę w salonie", "position": "30"},
            [("cover.roleta_salon", "set_cover_position", {"position": 30})],
        ),
        (
            "home set",
            {"name": "telewizor", "volume": "25"},
            [("media_player.salon", "volume_set", {"volume_level": 0.25})],
        ),
        ("home set", {"name": "wentylator", "speed": "60"}, [("fan.lazienka", "set_percentage", {"percentage": 60})]),
        ("home open", {"name": "roleta w salonie"}, [("cover.roleta_salon", "open_cover", {})]),
        ("home scene", {"name": "film"}, [("scene.film", "turn_on", {})]),
        (
            "home on",
            {"name": "wszystkie światła w salonie"},
            [("light.salon_kinkiet", "turn_on", {}), ("light.salon_stojaca", "turn_on", {})],
        ),
    ],
)
async def test_commands_come_to_these_calls(
    home: Household, command: str, options: dict[str, str], calls: list[tuple[str, str, dict[str, object]]]
) -> None:
    ada = await home.admin(locale="pl")
    await ada.say(command, **options)  # type: ignore[arg-type]  # as a platform gives them
    (order,) = await home.act()
    assert [(one.call.entity_id, one.call.service, dict(one.call.data)) for one in order.calls] == calls


@pytest.mark.parametrize("role", [Role.GUEST, Role.USER, Role.CREATOR])
async def test_only_admins_get_through_and_the_attempt_is_on_record(home: Household, role: Role) -> None:
    """H3: the person is asked, not the chat."""
    eve = home.talk.person("eve")
    await eve.become(role)
    reply = await eve.say("home on", name="light.nocna")
    assert "Your role does not allow this" in reply.text
    assert await home.actions() == []
    intent, outcome = await home.record()
    assert (intent.action, outcome.action) == ("home.intent", "home.outcome")
    assert outcome.new == {"state": "refused", "error": "not-allowed"}


async def test_what_no_rule_allows_is_not_known_whether_it_exists_or_not(home: Household) -> None:
    """H1."""
    ada = await home.admin()
    hidden = await ada.say("home on", name="light.secret_room")
    missing = await ada.say("home on", name="light.no_such_room")
    assert hidden.text.replace("secret_room", "x") == missing.text.replace("no_such_room", "x")
    assert await home.actions() == []


@pytest.mark.parametrize(("mode", "told"), [(Mode.OFF, "switched off for me"), (Mode.READ_ONLY, "only look")])
async def test_the_mode_holds(home: Household, mode: Mode, told: str) -> None:
    """H5."""
    await home.mode(mode)
    ada = await home.admin()
    assert told in (await ada.say("home on", name="blat")).text
    assert await home.act() == []


@pytest.mark.parametrize("by_mode", [True, False])
async def test_a_dry_run_shows_and_sends_nothing(home: Household, *, by_mode: bool) -> None:
    if by_mode:
        await home.mode(Mode.DRY_RUN)
    ada = await home.admin()
    reply = await ada.say("home off", name="blat", dry=None if by_mode else "yes")
    assert reply.text.startswith("Dry run")
    assert reply.lines == ("Blat (Kuchnia): on, 50 %, #ff7800 → off",)
    assert await home.act() == []
    (action,) = await home.actions()
    assert action.state is State.DRY
    assert len(await home.record()) == 2


async def test_several_things_are_asked_about_and_the_choice_is_done_once(home: Household) -> None:
    ada = await home.admin()
    reply = await ada.say("home on", name="lampę w salonie")
    assert [one.label for row in reply.rows for one in row] == [
        "all lights (2) · Salon",
        "Lampa stojąca · Salon",
        "Kinkiet · Salon",
    ]
    await ada.press(button(reply, "Kinkiet").action)
    (order,) = await home.act()
    assert order.entity_ids == ("light.salon_kinkiet",)
    assert "answered already" in (await ada.press(button(reply, "Kinkiet").action)).text
    assert await home.act() == []


async def test_somebody_elses_choice_can_not_be_made(home: Household) -> None:
    ada, eve = await home.admin(), await home.admin("eve")
    reply = await ada.say("home on", name="lampę w salonie")
    assert "Only the person who asked" in (await eve.press(button(reply, "Kinkiet").action)).text
    assert await home.act() == []


async def test_the_same_event_heard_twice_switches_once(home: Household) -> None:
    ada = await home.admin()
    turn = ada.turn
    for _ in range(3):
        await home.talk.assistant.command(turn, "home toggle", {"name": "blat"})
    assert len(await home.act()) == 1


async def test_free_words_are_shown_before_anything_is_done(home: Household) -> None:
    """H10: whatever is understood waits for a yes."""
    ada = await home.admin(locale="pl")
    reply = await ada.say("home do", words="zgaś blat w kuchni")
    assert await home.act() == []
    assert "Blat" in reply.lines[0]
    await ada.press(button(reply, "homeyes").action)
    (order,) = await home.act()
    assert order.entity_ids == ("light.kuchnia_blat",)


async def test_undo_brings_back_what_was(home: Household) -> None:
    """H11."""
    ada = await home.admin()
    await ada.say("home set", name="blat", brightness="90", colour="blue")
    await home.act()
    await home.rest()
    answer = await home.answer()
    await ada.press(button(answer, "Undo").action)
    (order,) = await home.act()
    (call,) = order.calls
    assert (call.call.service, dict(call.call.data)) == ("turn_on", {"brightness_pct": 50, "rgb_color": (255, 120, 0)})
    assert "nothing to undo" in (await ada.say("home undo")).text


async def test_while_the_house_is_away_commands_are_refused_not_kept(home: Household) -> None:
    """H8."""
    ada = await home.admin()
    async with home.talk.database.transaction() as session:
        await note_health(session, Health(connected=False), now=utc_now())
    assert "can't reach the house" in (await ada.say("home on", name="blat")).text
    assert await home.actions() == []


async def test_ten_a_minute_is_the_most_for_a_person(home: Household) -> None:
    """H6."""
    ada = await home.admin()
    names = ["blat", "lampka nocna", "kinkiet", "lampka zosi", "light.kuchnia_sufit", "light.salon_stojaca"]
    names += ["ekspres", "wentylator", "telewizor", "cover.roleta_salon"]
    for name in names:
        reply = await ada.say("home toggle", name=name)
        assert reply.job is not None, reply
    assert "too fast" in (await ada.say("home on", name="climate.salon")).text


async def test_one_thing_is_switched_once_in_two_seconds(home: Household) -> None:
    """H6."""
    ada, bob = await home.admin(), await home.admin("bob", platform=Platform.TELEGRAM)
    assert (await ada.say("home on", name="blat")).job is not None
    assert "too fast" in (await bob.say("home off", name="blat")).text
