"""Alarms and locks with a code of their own: asked for privately, carried sealed, and kept nowhere."""

import pytest
from sqlalchemy import select, text

from bots.conversation.replies import Form
from core.clock import utc_now
from core.home import pins, sending
from core.home.models import HomeAction
from core.home.requests import SEND_WITHIN
from core.home.states import State
from core.sealing import SealBroken
from tests.bots.conversation.conftest import Speaker
from tests.bots.conversation.home.conftest import Household, button, code_now
from tests.core.home import houses

PIN = "7351"


async def _panel(home: Household, **attributes: object) -> Speaker:
    """Let the alarm be one with a code; return an admin."""
    await home.state("alarm_control_panel.dom", "disarmed", **{"code_format": "number", **attributes})
    return await home.admin()


async def _asked(home: Household, who: Speaker, command: str, name: str = "alarm") -> Form:
    yes = button(await who.say(command, name=name), "homeyes").action
    form = (await who.press(yes)).form
    assert form is not None
    assert await home.act() == []
    return form


async def test_arming_asks_for_the_alarms_code_where_the_panel_wants_it(home: Household) -> None:
    ada = await _panel(home)
    form = await _asked(home, ada, "home arm")
    assert [(field.name, field.secret, field.required) for field in form.fields] == [("pin", True, False)]
    assert "Alarm" in form.fields[0].label
    assert (await home.talk.assistant.form(ada.turn, form.action, {"pin": PIN})).text == "On its way…"
    (order,) = await home.act()
    keys = home.talk.assistant.setting.keys
    assert keys is not None
    assert order.sealed_pin is not None
    assert pins.unsealed(keys.sealing, order.action_id, order.sealed_pin).get_secret_value() == PIN


@pytest.mark.parametrize("attributes", [{"code_arm_required": False}, {"code_format": None}])
async def test_arming_asks_for_no_code_where_the_panel_wants_none(
    home: Household, attributes: dict[str, object]
) -> None:
    ada = await _panel(home, **attributes)
    yes = button(await ada.say("home arm", name="alarm"), "homeyes").action
    assert (await ada.press(yes)).text == "On its way…"
    (order,) = await home.act()
    assert order.sealed_pin is None


async def test_disarming_asks_for_both_codes_at_once(home: Household) -> None:
    """H4: the authenticator proves the person, the panel has its own."""
    ada = await _panel(home)
    totp = await home.enrol(ada)
    await home.state("alarm_control_panel.dom", "armed_away")
    form = await _asked(home, ada, "home disarm")
    assert [field.name for field in form.fields] == ["code", "pin"]
    assert all(field.secret for field in form.fields)
    wrong = await home.talk.assistant.form(ada.turn, form.action, {"code": "000000", "pin": PIN})
    assert "code is wrong" in wrong.text
    assert await home.act() == []
    assert (await home.talk.assistant.form(ada.turn, form.action, {"code": code_now(totp), "pin": PIN})).text
    assert len(await home.act()) == 1


@pytest.mark.parametrize("given", ["", "-"])
async def test_an_empty_code_leaves_it_to_home_assistant(home: Household, given: str) -> None:
    """Home Assistant may hold a default code for a panel, which it does not tell us."""
    ada = await _panel(home)
    form = await _asked(home, ada, "home arm")
    await home.talk.assistant.form(ada.turn, form.action, {"pin": given})
    (order,) = await home.act()
    keys = home.talk.assistant.setting.keys
    assert keys is not None
    assert order.sealed_pin is not None
    assert pins.unsealed(keys.sealing, order.action_id, order.sealed_pin).get_secret_value() == ""


async def test_the_code_stands_nowhere_before_during_and_after(home: Household) -> None:
    """Not in the audit log, not in the row once it was taken, and sealed while it waits."""
    ada = await _panel(home)
    form = await _asked(home, ada, "home arm")
    await home.talk.assistant.form(ada.turn, form.action, {"pin": PIN})
    assert PIN not in await _everything(home)
    assert (await home.actions())[-1].sealed_pin is not None
    await home.act()
    assert (await home.actions())[-1].sealed_pin is None
    assert PIN not in await _everything(home)


async def test_the_code_goes_when_nobody_takes_the_action(home: Household) -> None:
    ada = await _panel(home)
    form = await _asked(home, ada, "home arm")
    await home.talk.assistant.form(ada.turn, form.action, {"pin": PIN})
    async with home.talk.database.transaction() as session:
        await sending.expire(session, now=utc_now() + SEND_WITHIN * 2)
    (action,) = await home.actions()
    assert (action.state, action.sealed_pin) == (State.EXPIRED, None)


async def test_an_action_that_lost_its_code_is_refused_at_the_bridge(home: Household) -> None:
    ada = await _panel(home)
    form = await _asked(home, ada, "home arm")
    await home.talk.assistant.form(ada.turn, form.action, {"pin": PIN})
    async with home.talk.database.transaction() as session:
        (await session.scalars(select(HomeAction))).one().sealed_pin = None
    assert await home.act() == []
    assert (await home.actions())[-1].error == "home-consent"


async def test_a_code_opens_only_for_its_own_action(home: Household) -> None:
    ada = await _panel(home)
    form = await _asked(home, ada, "home arm")
    await home.talk.assistant.form(ada.turn, form.action, {"pin": PIN})
    (order,) = await home.act()
    keys = home.talk.assistant.setting.keys
    assert keys is not None
    assert order.sealed_pin is not None
    account = await ada.account()
    with pytest.raises(SealBroken):
        pins.unsealed(keys.sealing, account.id, order.sealed_pin)


async def test_two_things_with_codes_of_their_own_are_asked_for_one_by_one(home: Household) -> None:
    ada = await home.admin()
    async with home.talk.database.transaction() as session:
        await houses.add_things(session, [("lock.one", "Sejf", "salon"), ("lock.two", "Sejf", "salon")])
    for name in ("lock.one", "lock.two"):
        await home.state(name, "unlocked", code_format=r"^\d{4}$")
    reply = await ada.say("home lock", name="wszystkie sejf")
    assert "one of them at a time" in reply.text


async def _everything(home: Household) -> str:
    """Return all rows of the tables that speak of the house, as text."""
    async with home.talk.database.transaction() as session:
        found = [
            str((await session.execute(text(f"SELECT row_to_json(t)::text FROM {table} t"))).scalars().all())  # noqa: S608 - our own names
            for table in ("home_actions", "audit_log", "home_choices", "turns", "asked")
        ]
    return "".join(found)
