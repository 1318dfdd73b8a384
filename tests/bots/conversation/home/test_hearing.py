"""Plain words to the house: an admin's, in a private chat, that name something exactly; all else stays a prompt."""

import pytest
from sqlalchemy import func, select

from core.home.states import Mode, State
from core.platforms import Platform
from core.roles import Role
from core.users.models import User
from tests.bots.conversation.home.conftest import Household, button


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("turn on the bedside lamp", ""),
        ("zapal lampkę nocną", "Lampka nocna (Sypialnia): off → on"),
        ("Zgaś blat w kuchni!", "Blat (Kuchnia): on, 50 %, #ff7800 → off"),
        ("please turn off the blat", "Blat (Kuchnia): on, 50 %, #ff7800 → off"),
        ("ustaw termostat na 23 stopnie", "Termostat (Salon): heating, set to 21 ° → set to 23 °"),
    ],
)
async def test_what_an_admin_says_is_shown_as_a_plan_and_done_after_a_yes(
    home: Household, words: str, line: str
) -> None:
    """H10."""
    ada = await home.admin()
    reply = await home.talk.assistant.said(ada.turn, words)
    if not line:
        assert reply is None
        return
    assert reply is not None
    assert (reply.text, reply.lines) == ("Shall I do this?", (line,))
    assert await home.act() == []
    assert (await ada.press(button(reply, "homeyes").action)).text == "On its way…"
    assert len(await home.act()) == 1


async def test_what_may_be_several_things_is_asked_about(home: Household) -> None:
    ada = await home.admin()
    reply = await home.talk.assistant.said(ada.turn, "zapal lampę w salonie")
    assert reply is not None
    assert (await home.actions()) == [] or reply.text == "Shall I do this?"


@pytest.mark.parametrize(
    "words",
    [
        "a fox reading under a tree",
        "open door in a dark forest",
        "set of golden lamps on a table",
        "turn on the charm of an old lighthouse",
        "stop motion puppet",
        "lock and key, watercolour",
        "run through the rain",
        "zamek na wzgórzu o świcie",
        "otwórz oczy, mały smoku",
        "turn on the lampka nocnna",
        "turn on",
        "zgaś " + "blat " * 60,
        "",
        "\u202e\x00\ud800",
    ],
)
async def test_what_may_be_a_prompt_stays_one(home: Household, words: str) -> None:
    ada = await home.admin()
    assert await home.talk.assistant.said(ada.turn, words) is None
    assert await home.actions() == []
    assert await home.record() == []


@pytest.mark.parametrize("role", [role for role in Role if role < Role.ADMIN])
async def test_nobody_but_an_admin_is_heard(home: Household, role: Role) -> None:
    bob = home.talk.person("bob")
    await bob.become(role)
    assert await home.talk.assistant.said(bob.turn, "zgaś blat w kuchni") is None
    assert await home.record() == []


async def test_a_stranger_does_not_become_an_account_by_writing_to_us(home: Household) -> None:
    stranger = home.talk.person("stranger", platform=Platform.DISCORD)
    assert await home.talk.assistant.said(stranger.turn, "zgaś blat w kuchni") is None
    async with home.talk.database.transaction() as session:
        assert await session.scalar(select(func.count(User.id))) == 0


async def test_nothing_is_heard_where_others_read(home: Household) -> None:
    ada = await home.admin(space="a server")
    assert await home.talk.assistant.said(ada.turn, "zgaś blat w kuchni") is None


async def test_a_house_that_is_off_leaves_words_to_be_prompts(home: Household) -> None:
    ada = await home.admin()
    await home.mode(Mode.OFF)
    assert await home.talk.assistant.said(ada.turn, "zgaś blat w kuchni") is None


async def test_what_is_hidden_by_the_rules_is_not_heard_of(home: Household) -> None:
    ada = await home.admin()
    assert await home.talk.assistant.said(ada.turn, "turn on the hidden light") is None


async def test_a_door_that_is_spoken_of_takes_its_code_as_ever(home: Household) -> None:
    ada = await home.admin()
    await home.enrol(ada)
    reply = await home.talk.assistant.said(ada.turn, "unlock the front door")
    assert reply is not None
    assert (await ada.press(button(reply, "homeyes").action)).form is not None
    assert await home.act() == []
    assert (await home.actions())[-1].state is State.ASKED
