"""H3 and H4: what is dangerous is confirmed by its own person, where they asked, once, in time, with a code."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bots.conversation.actions import Action, parse_action
from bots.conversation.replies import Reply
from core.clock import utc_now
from core.home.codes import LOCKED
from core.home.models import HomeAction, HomeEntity
from core.home.states import Mode, State
from core.platforms import Platform
from core.roles import Role
from core.users import service as users
from tests.bots.conversation.conftest import Speaker
from tests.bots.conversation.home.conftest import Household, button, code_now
from tests.core.home import houses


async def _lock(home: Household, who: Speaker) -> tuple[Reply, str]:
    """Ask for the door to be locked, which is high risk but closes."""
    await home.state("lock.front_door", "unlocked")
    reply = await who.say("home lock", name="front door")
    return reply, button(reply, "homeyes").action


async def _unlock(home: Household, who: Speaker) -> str:
    reply = await who.say("home unlock", name="front door")
    assert reply.lines == ("Front Door: locked → unlocked",)
    return button(reply, "homeyes").action


async def test_what_is_dangerous_is_shown_first_and_done_after_a_yes(home: Household) -> None:
    ada = await home.admin()
    reply, yes = await _lock(home, ada)
    assert reply.text == "Shall I do this?"
    assert reply.lines == ("Front Door: unlocked → locked",)
    assert await home.act() == []
    assert (await ada.press(yes)).text == "On its way…"
    assert len(await home.act()) == 1
    assert (await home.answer()).lines == ("✓ Front Door: unlocked → locked",)


async def test_a_yes_is_for_one_use_even_when_it_is_pressed_twice_at_once(home: Household) -> None:
    ada = await home.admin()
    _, yes = await _lock(home, ada)
    replies = await asyncio.gather(*(ada.press(yes) for _ in range(5)))
    assert sorted(reply.text for reply in replies).count("On its way…") == 1
    assert len(await home.act()) == 1
    assert "answered already" in (await ada.press(yes)).text
    assert await home.act() == []


async def test_nobody_else_can_say_yes_for_somebody(home: Household) -> None:
    """The same person at the press, as an admin at the press."""
    ada, eve = await home.admin(), await home.admin("eve")
    _, yes = await _lock(home, ada)
    assert "Only the person who asked" in (await eve.press(yes)).text
    account = await ada.account()
    async with home.talk.database.transaction() as session:
        await users.appoint(session, account, role=Role.USER)
    assert "Your role does not allow this" in (await ada.press(yes)).text
    assert await home.act() == []


async def test_a_yes_counts_in_the_chat_where_it_was_asked(home: Household) -> None:
    ada = await home.admin()
    _, yes = await _lock(home, ada)
    elsewhere = replace(ada.turn, channel_id="another")
    assert "Only the person who asked" in (await home.talk.assistant.press(elsewhere, yes)).text
    assert await home.act() == []


async def test_a_yes_comes_too_late_after_a_minute(home: Household) -> None:
    ada = await home.admin()
    _, yes = await _lock(home, ada)
    async with home.talk.database.transaction() as session:
        await session.execute(update(HomeAction).values(expires_at=HomeAction.expires_at - timedelta(seconds=61)))
    reply = await ada.press(yes)
    assert "Only the person who asked" in reply.text or "too long ago" in reply.text
    assert await home.act() == []


async def test_an_expired_yes_that_is_otherwise_right_is_refused(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await home.admin()
    _, yes = await _lock(home, ada)
    monkeypatch.setattr("bots.conversation.turns.utc_now", lambda: utc_now() + timedelta(seconds=61))
    assert "too long ago" in (await ada.press(yes)).text
    assert await home.act() == []


async def test_a_forged_yes_is_none(home: Household) -> None:
    ada = await home.admin()
    _, yes = await _lock(home, ada)
    real = parse_action(yes)
    assert real is not None
    other = "b" if real.detail.endswith("a") else "a"
    for mark in ("", "a", "a" * 20, real.detail[:-1], real.detail[:-1] + other):
        assert "Only the person who asked" in (await ada.press(str(Action("homeyes", real.subject, mark)))).text
    assert await home.act() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"entity_ids": ["light.nocna"], "calls": [{"entity_id": "light.nocna", "service": "turn_on", "data": {}}]},
        {"channel_id": "another"},
        {"expires_at": None},
    ],
)
async def test_a_row_that_was_tampered_with_is_not_confirmed(home: Household, changed: dict[str, object]) -> None:
    """The mark binds entities, services, data, person, chat and expiry."""
    ada = await home.admin()
    _, yes = await _lock(home, ada)
    (action,) = await home.actions()
    values = dict(changed)
    if "expires_at" in values:
        values["expires_at"] = action.expires_at + timedelta(hours=1)
    async with home.talk.database.transaction() as session:
        await session.execute(update(HomeAction).values(**values))
    assert "Only the person who asked" in (await ada.press(yes)).text
    assert await home.act() == []


async def test_a_no_ends_it(home: Household) -> None:
    ada, eve = await home.admin(), await home.admin("eve")
    reply, yes = await _lock(home, ada)
    no = button(reply, "homeno").action
    assert "Only the person who asked" in (await eve.press(no)).text
    assert "I leave it" in (await ada.press(no)).text
    assert "answered already" in (await ada.press(yes)).text
    assert await home.act() == []


async def test_what_has_changed_since_it_was_shown_is_not_done(home: Household) -> None:
    """H4: the state is read again before acting."""
    ada = await home.admin()
    _, yes = await _lock(home, ada)
    await home.state("lock.front_door", "locked")
    assert "has changed since" in (await ada.press(yes)).text
    assert await home.act() == []
    assert (await home.actions())[-1].state is State.REFUSED


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("home unlock", "front door"),
        ("home open", "front door"),
        ("home disarm", "alarm"),
        ("home open", "garage door"),
        ("home on", "brama wjazdowa"),
        ("home toggle", "brama wjazdowa"),
    ],
)
async def test_unlocking_opening_and_disarming_take_a_code(home: Household, command: str, name: str) -> None:
    ada = await home.admin()
    assert "you have none yet" in (await ada.say(command, name=name)).text
    totp = await home.enrol(ada)
    yes = button(await ada.say(command, name=name), "homeyes").action
    form = (await ada.press(yes)).form
    assert form is not None
    assert await home.act() == []
    assert "code is wrong" in (await home.talk.assistant.form(ada.turn, form.action, {"code": "000000"})).text
    reply = await home.talk.assistant.form(ada.turn, form.action, {"code": code_now(totp)})
    assert reply.text == "On its way…"
    assert len(await home.act()) == 1


async def test_a_code_is_for_one_use(home: Household) -> None:
    ada = await home.admin()
    totp = await home.enrol(ada)
    first = (await ada.press(await _unlock(home, ada))).form
    assert first is not None
    code = code_now(totp)
    assert (await home.talk.assistant.form(ada.turn, first.action, {"code": code})).text == "On its way…"
    await home.act()
    await home.rest()
    await home.state("lock.front_door", "locked")
    again = (await ada.press(await _unlock(home, ada))).form
    assert again is not None
    assert "used already" in (await home.talk.assistant.form(ada.turn, again.action, {"code": code})).text
    assert await home.act() == []


async def test_five_wrong_codes_close_the_door_for_a_while_even_to_the_right_one(home: Household) -> None:
    ada = await home.admin()
    totp = await home.enrol(ada)
    form = (await ada.press(await _unlock(home, ada))).form
    assert form is not None
    for wrong in ("000000", "", "١٢٣٤٥٦", "1234567", "x" * 4000):
        assert "code is wrong" in (await home.talk.assistant.form(ada.turn, form.action, {"code": wrong})).text
    told = (await home.talk.assistant.form(ada.turn, form.action, {"code": code_now(totp)})).text
    assert f"Try again in {int(LOCKED.total_seconds() // 60)} minutes" in told
    assert await home.act() == []


async def test_doors_only_where_nobody_else_listens(home: Household) -> None:
    """H3."""
    ada = await home.admin(space="a server")
    await home.state("lock.front_door", "unlocked")
    assert "only in a private chat" in (await ada.say("home lock", name="front door")).text
    assert (await ada.say("home mode", channel="admins")).lines[-1] == "This channel: admins only."
    assert (await ada.say("home lock", name="front door")).text == "Shall I do this?"
    await ada.say("home mode", channel="open")
    assert "only in a private chat" in (await ada.say("home lock", name="front door")).text


async def test_more_than_five_of_medium_risk_are_confirmed_and_more_than_twenty_refused(home: Household) -> None:
    ada = await home.admin()
    assert (await ada.say("home open", name="wszystkie rolety")).job is not None
    async with home.talk.database.transaction() as session:
        await houses.add_things(session, [(f"cover.r{number}", f"Okienko {number}", "salon") for number in range(6)])
    await home.rest()
    reply = await ada.say("home close", name="wszystkie rolety")
    assert reply.text == "Shall I do this?"
    async with home.talk.database.transaction() as session:
        await houses.add_things(session, [(f"light.l{number}", f"Lampka {number}", "salon") for number in range(21)])
    assert "at most 20" in (await ada.say("home on", name="wszystkie światła")).text


async def test_three_of_high_risk_in_ten_minutes_are_the_most(home: Household) -> None:
    """H6."""
    ada = await home.admin()
    for _ in range(3):
        _, yes = await _lock(home, ada)
        assert (await ada.press(yes)).text == "On its way…"
        await home.act()
        async with home.talk.database.transaction() as session:
            await session.execute(update(HomeAction).values(ready_at=HomeAction.ready_at - timedelta(minutes=1)))
    await home.state("lock.front_door", "unlocked")
    assert "3 times in ten minutes" in (await ada.say("home lock", name="front door")).text


async def test_a_relay_that_is_renamed_to_a_gate_after_it_was_asked_for_is_not_switched(home: Household) -> None:
    """The bridge decides again: what was low risk at the asking must not slip through."""
    ada = await home.admin()
    await ada.say("home on", name="ekspres")
    async with home.talk.database.transaction() as session:
        await session.execute(update(HomeEntity).where(HomeEntity.entity_id == "switch.ekspres").values(name="Furtka"))
    assert await home.act() == []
    action = (await home.actions())[-1]
    assert (action.state, action.error) == (State.REFUSED, "home-consent")


@pytest.mark.parametrize("what", ["role", "mode", "rule", "late"])
async def test_the_bridge_decides_again_and_refuses_what_is_no_longer_allowed(home: Household, what: str) -> None:
    ada = await home.admin()
    await ada.say("home on", name="lampka nocna")
    account = await ada.account()
    async with home.talk.database.transaction() as session:
        match what:
            case "role":
                await users.appoint(session, account, role=Role.USER)
            case "rule":
                session.add(houses.rule_row(entity_id="light.nocna", allows=False, now=utc_now()))
            case "late":
                await session.execute(update(HomeAction).values(expires_at=utc_now() - timedelta(seconds=1)))
    if what == "mode":
        await home.mode(Mode.READ_ONLY)
    assert await home.act() == []
    action = (await home.actions())[-1]
    assert action.state is (State.EXPIRED if what == "late" else State.REFUSED)
    assert [seen.action for seen in await home.record()] == ["home.intent", "home.outcome"]
    assert (await home.answer()).rows == ()


async def test_an_admin_on_another_platform_is_the_same_person_only_when_linked(home: Household) -> None:
    ada = await home.admin()
    _, yes = await _lock(home, ada)
    other = home.talk.person("ada", platform=Platform.TELEGRAM)
    assert "Your role does not allow this" in (await other.press(yes)).text
    assert await home.act() == []
