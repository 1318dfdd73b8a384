"""Buttons below results and cards."""

from io import BytesIO

import pytest
from PIL import Image

from core.media import queries as media
from core.media.models import Media
from tests.bots.telegram.people import Person, labels, words
from tests.bots.telegram.schema import Json
from tests.bots.telegram.stage import Stage, speaking


async def drawn(bot: Stage, person: Person, line: str = "/draw a fox") -> int:
    """Have something drawn and return the message with its buttons."""
    before = len(await bot.jobs())
    await person.write(line)
    await bot.has_job(before + 1)
    await bot.draw()

    def shown() -> list[int]:
        found = [item for item in bot.api.chats.of_bot(person.number) if "🔄 Redo" in labels(item)]
        return [item["message_id"] for item in found][before:]

    (message,) = await bot.api.until(shown, "the picture")
    return int(message)


@pytest.mark.parametrize("button", ["Redo", "Vary"])
async def test_redo_and_vary_draw_again_below(bot: Stage, ada: Person, button: str) -> None:
    message = await drawn(bot, ada)
    await ada.press(ada.number, message, button)
    first, second = await bot.has_job(2)
    assert first.draw.prompt == second.draw.prompt
    assert "photo" in bot.api.chats.of_bot(ada.number)[0]
    assert len(bot.api.chats.of_bot(ada.number)) == 2


async def test_cancel_answers_at_once_and_the_status_says_it(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox")
    await bot.has_job()
    (status,) = bot.api.chats.of_bot(ada.number)
    query = await ada.press(ada.number, status["message_id"], "Cancel")
    answer = await bot.api.until(lambda: bot.api.answered.get(query), "an answer")
    assert "Cancelled" in answer["text"]
    await bot.api.until(lambda: "Cancelled" in words(bot.api.chats.of_bot(ada.number)[0]), "the status")


async def test_old_buttons_work_after_a_restart(stage: Stage, ada: Person) -> None:
    async with speaking(stage):
        message = await drawn(stage, ada)
    async with speaking(stage):
        await ada.press(ada.number, message, "Redo")
        assert len(await stage.has_job(2)) == 2


async def test_making_public_changes_the_buttons_below_the_picture_in_place(bot: Stage, ada: Person) -> None:
    message = await drawn(bot, ada)
    await ada.press(ada.number, message, "Make public")
    await bot.api.until(lambda: bot.api.sent("editMessageCaption"), "the caption")
    (picture,) = bot.api.chats.of_bot(ada.number)
    assert "photo" in picture
    assert "🔒 Make private" in labels(picture)
    assert "🌐 Open" in labels(picture)


async def test_pressing_what_changes_nothing_is_no_fault(bot: Stage, ada: Person) -> None:
    message = await drawn(bot, ada)
    await bot.api.send(ada.pressed(ada.number, message, "Only with link"))
    await bot.api.send(ada.pressed(ada.number, message, "Only with link"))
    await bot.api.until(lambda: len(bot.api.sent("editMessageCaption")) == 2, "both edits")
    assert len(bot.api.chats.of_bot(ada.number)) == 1


async def test_the_original_is_the_stored_file_untouched(bot: Stage, ada: Person) -> None:
    message = await drawn(bot, ada)
    await ada.press(ada.number, message, "Original")
    await bot.api.until(lambda: bot.api.sent("sendDocument"), "the file")
    (picture,) = await pictures(bot)
    (data,) = bot.api.sent("sendDocument")[0].files.values()
    assert data == await bot.setting.store.get(picture.key)
    assert Image.open(BytesIO(data)).format == "PNG"


async def asked(bot: Stage, person: Person) -> Json:
    """Return the message that asks whether to delete."""
    shown = bot.api.chats.of_bot
    found: list[Json] = await bot.api.until(
        lambda: [item for item in shown(person.number) if labels(item) == ["🗑️ Delete"]], "sure?"
    )
    return found[0]


async def pictures(bot: Stage) -> list[Media]:
    """Return the pictures of the newest job."""
    job = (await bot.jobs())[-1]
    async with bot.setting.database.transaction() as session:
        return await media.of_job(session, job.id)


@pytest.mark.parametrize("count", [1, 3])
async def test_deleting_takes_the_pictures_out_of_the_chat_and_everywhere_else(
    bot: Stage, ada: Person, count: int
) -> None:
    message = await drawn(bot, ada, f"/draw foxes --count {count}")
    await ada.press(ada.number, message, "Delete")
    question = await asked(bot, ada)
    await ada.press(ada.number, question["message_id"], "Delete")
    shown = bot.api.chats.of_bot
    await bot.api.until(lambda: [words(item) for item in shown(ada.number)] == ["Deleted."], "only the word is left")
    (word,) = bot.api.chats.of_bot(ada.number)
    assert labels(word) == []
    assert await pictures(bot) == []


async def test_a_message_that_telegram_no_longer_deletes_at_least_says_so(bot: Stage, ada: Person) -> None:
    message = await drawn(bot, ada)
    await ada.press(ada.number, message, "Delete")
    question = await asked(bot, ada)
    bot.api.fail("deleteMessages", 400, "Bad Request: message can't be deleted")
    await ada.press(ada.number, question["message_id"], "Delete")
    await bot.api.until(lambda: words(bot.api.chats.of_bot(ada.number)[0]) == "Deleted.", "the caption says it")
    assert labels(bot.api.chats.of_bot(ada.number)[0]) == []


async def test_choosing_a_language_is_heard_from_the_next_word_on(bot: Stage, ada: Person) -> None:
    await ada.write("/language")
    (card,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "the card")
    await ada.press(ada.number, card["message_id"], "Polski")
    await bot.api.until(lambda: bot.api.sent("editMessageText"), "the card changes")
    await ada.write("/draw")
    await bot.api.until(lambda: len(bot.api.chats.of_bot(ada.number)) == 2, "a question")
    assert "What to draw" not in words(bot.api.chats.of_bot(ada.number)[1])


async def test_turning_the_pages_of_ones_pictures(bot: Stage, ada: Person) -> None:
    for number in range(7):
        await drawn(bot, ada, f"/draw fox {number}")
    await ada.write("/mine")
    card = await bot.api.until(
        lambda: [item for item in bot.api.chats.of_bot(ada.number) if "➡️ Older" in labels(item)], "the list"
    )
    await ada.press(ada.number, card[0]["message_id"], "Older")
    await bot.api.until(lambda: bot.api.sent("editMessageText"), "the next page")
    page = bot.api.chats.shown(ada.number, card[0]["message_id"])
    assert "fox 0" in words(page)
    before = len(bot.api.chats.of_bot(ada.number))
    await ada.press(ada.number, page["message_id"], "1")
    shown = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number)[before:], "the picture again")
    assert "photo" in shown[0]


async def test_a_press_on_a_message_too_old_to_be_shown_still_works(bot: Stage, ada: Person) -> None:
    message = await drawn(bot, ada)
    query = ada.pressed(ada.number, message, "Redo")
    query["callback_query"]["message"] = {"chat": ada.chat, "message_id": message, "date": 0}
    await bot.api.send(query)
    assert len(await bot.has_job(2)) == 2
