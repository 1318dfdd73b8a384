"""The house on Telegram: plain words become a plan, and a code leaves the chat as soon as it was read."""

from sqlalchemy import select

from core.clock import utc_now
from core.home import pins
from core.home.models import HomeAction
from core.home.states import State
from core.platforms import Platform
from core.roles import Role
from core.users import service
from core.users.service import Face
from tests.bots.telegram.people import Person, labels, words
from tests.bots.telegram.stage import Stage
from tests.core.home import houses

PIN = "7351"


async def _admin(bot: Stage, ada: Person) -> None:
    async with bot.setting.database.transaction() as session:
        await service.meet(
            session, Face(Platform.TELEGRAM, str(ada.number), "Ada"), first_role=Role.ADMIN, now=utc_now()
        )
        await houses.furnish(session)
        await houses.set_state(session, "alarm_control_panel.dom", "disarmed", code_format="number")


async def _action(bot: Stage) -> HomeAction | None:
    async with bot.setting.database.transaction() as session:
        return await session.scalar(select(HomeAction).order_by(HomeAction.id.desc()).limit(1))


async def test_an_admins_plain_words_are_shown_as_a_plan_that_can_still_be_drawn(bot: Stage, ada: Person) -> None:
    await _admin(bot, ada)
    await ada.write("zgaś blat w kuchni")
    (card,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "a plan")
    assert "Shall I do this?" in words(card)
    assert labels(card)[-1].endswith("Draw it")
    await ada.press(ada.number, card["message_id"], "Draw it")
    (job,) = await bot.has_job()
    assert job.draw.prompt == "zgaś blat w kuchni"


async def test_anybody_elses_are_a_prompt(bot: Stage, ada: Person) -> None:
    async with bot.setting.database.transaction() as session:
        await houses.furnish(session)
    await ada.write("zgaś blat w kuchni")
    (offer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "an offer")
    assert "Shall I draw this?" in words(offer)


async def test_an_alarms_code_is_taken_out_of_the_chat(bot: Stage, ada: Person) -> None:
    await _admin(bot, ada)
    await ada.write("/home arm alarm")
    (card,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "a plan")
    await ada.press(ada.number, card["message_id"], "Do it")
    (_, question) = await bot.api.until(lambda: _two(bot, ada), "a question")
    assert "Code of “Alarm”" in words(question)
    told = await ada.write(PIN, answers=question["message_id"])
    await bot.api.until(lambda: _gone(bot, ada, told["message"]["message_id"]), "the code is deleted")
    await bot.api.until(lambda: len(bot.api.chats.of_bot(ada.number)) > 2, "an answer")
    action = await _action(bot)
    assert action is not None
    assert action.state is State.READY
    assert action.sealed_pin is not None
    keys = bot.setting.keys
    assert keys is not None
    assert pins.unsealed(keys.sealing, action.id, action.sealed_pin).get_secret_value() == PIN
    assert not any(PIN in words(message) for message in bot.api.chats.messages.values())


def _two(bot: Stage, ada: Person) -> list[dict[str, object]]:
    found = bot.api.chats.of_bot(ada.number)
    return found if len(found) >= 2 else []


def _gone(bot: Stage, ada: Person, number: int) -> bool:
    return (ada.number, number) not in bot.api.chats.messages
