"""The second factor is set up in private, kept sealed, and changed only with one of its own codes."""

from core.home.models import HomeCode
from tests.bots.conversation.home.conftest import Household, authenticator, button, code_now


async def test_an_authenticator_is_set_up_in_private_and_counts_after_its_first_code(home: Household) -> None:
    crowd = await home.admin(space="a server")
    assert "only in a private chat" in (await crowd.say("home code")).text
    ada = await home.admin()
    reply = await ada.say("home code")
    assert reply.secret
    totp = authenticator(reply.lines[0].replace(" ", ""))
    assert "otpauth://totp/Inkhearth" in reply.lines[1]
    form = (await ada.press(button(reply, "homeenter").action)).form
    assert form is not None
    assert "wrong" in (await home.talk.assistant.form(ada.turn, form.action, {"code": "123"})).text
    done = await home.talk.assistant.form(ada.turn, form.action, {"code": code_now(totp)})
    assert done.text == "Your authenticator is set up."
    async with home.talk.database.transaction() as session:
        row = await session.get_one(HomeCode, (await ada.account()).id)
        assert b"otpauth" not in row.sealed
    again = await ada.say("home code")
    assert again.lines == ()
    form = (await ada.press(button(again, "homerenew").action)).form
    assert form is not None
    assert "wrong" in (await home.talk.assistant.form(ada.turn, form.action, {"code": "123"})).text
    renewed = await home.talk.assistant.form(ada.turn, form.action, {"code": code_now(totp, steps=1)})
    assert renewed.lines[0] != reply.lines[0]
