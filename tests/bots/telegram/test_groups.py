"""Groups: commands and mentions only, private answers in private."""

import asyncio

from bots.conversation.actions import Action
from tests.bots.telegram.people import GROUP, Person, buttons, labels, update, words
from tests.bots.telegram.schema import Json
from tests.bots.telegram.stage import Stage

CHAT = GROUP["id"]
NOT_STARTED = "Forbidden: bot can't initiate conversation with a user"


async def test_talk_among_people_and_commands_for_other_bots_are_left_alone(bot: Stage, ada: Person) -> None:
    await ada.write("a fox", chat=GROUP)
    await ada.write("/draw@other_bot a fox", chat=GROUP)
    await ada.write("/roll 2d6", chat=GROUP)
    await ada.write("/queue@INK_TEST_BOT", chat=GROUP)
    await bot.api.until(lambda: bot.api.sent("sendMessage"), "only the last is answered")
    assert len(bot.api.sent("sendMessage")) == 1
    assert await bot.jobs() == []


async def test_a_mention_with_a_request_is_drawn_at_once(bot: Stage, ada: Person, jan: Person) -> None:
    await ada.write("@ink_test_bot draw me a fox", chat=GROUP)
    await jan.write("narysuj mi lisa @Ink_Test_Bot", chat=GROUP)
    jobs = await bot.has_job(2)
    assert {job.draw.prompt for job in jobs} == {"a fox", "lisa"}


async def test_a_mention_with_other_words_asks_first_and_only_its_writer_may_say_yes(
    bot: Stage, ada: Person, jan: Person
) -> None:
    await ada.write("@ink_test_bot a fox", chat=GROUP)
    (offer,) = await bot.api.until(lambda: bot.api.chats.of_bot(CHAT), "an offer")
    refused = await jan.press(CHAT, offer["message_id"], "Draw it")
    answer = await bot.api.until(lambda: bot.api.answered.get(refused), "a refusal")
    assert answer["show_alert"] is True
    assert await bot.jobs() == []
    await ada.press(CHAT, offer["message_id"], "Draw it")
    (job,) = await bot.has_job()
    assert job.draw.prompt == "a fox"


async def test_a_bare_mention_gets_help(bot: Stage, ada: Person) -> None:
    await ada.write("@ink_test_bot", chat=GROUP)
    await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "help in private")


async def test_the_status_answers_the_message_that_asked(bot: Stage, ada: Person) -> None:
    said = await ada.write("/draw a fox", chat=GROUP)
    await bot.has_job()
    (request,) = bot.api.sent("sendMessage")
    assert request.parameters["reply_parameters"] == {
        "message_id": said["message"]["message_id"],
        "allow_sending_without_reply": True,
    }


async def test_private_answers_go_to_the_private_chat(bot: Stage, ada: Person) -> None:
    await ada.write("/quota", chat=GROUP)
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "the private answer")
    assert "credits" in words(answer)
    assert bot.api.chats.of_bot(CHAT) == []


async def test_private_answers_stay_in_the_group_for_who_never_started_the_bot(
    bot: Stage, ada: Person, jan: Person
) -> None:
    bot.api.chats.closed[ada.number] = NOT_STARTED
    await ada.write("/settings", chat=GROUP)
    (card,) = await bot.api.until(lambda: bot.api.chats.of_bot(CHAT), "the answer")
    assert ada.name not in words(card)
    assert all(item["callback_data"].startswith("!") for item in buttons(card))
    refused = await jan.press(CHAT, card["message_id"], "noir")
    answer = await bot.api.until(lambda: bot.api.answered.get(refused), "a refusal")
    assert answer["show_alert"] is True
    assert card == bot.api.chats.of_bot(CHAT)[0]
    await ada.press(CHAT, card["message_id"], "noir")
    await bot.api.until(lambda: bot.api.sent("editMessageText"), "the card changes")
    changed = bot.api.chats.of_bot(CHAT)[0]
    assert "noir" in words(changed)
    assert all(item["callback_data"].startswith("!") for item in buttons(changed))


async def answer_to(bot: Stage, query: str) -> Json:
    """Return what a press was answered."""
    found: Json = await bot.api.until(lambda: bot.api.answered.get(query), query)
    return found


async def drawn(bot: Stage, person: Person) -> int:
    """Have a picture drawn in the group and return its message."""
    await person.write("/draw a fox", chat=GROUP)
    await bot.has_job()
    await bot.draw()
    await bot.api.until(lambda: bot.api.sent("editMessageMedia"), "the picture")
    return int(bot.api.chats.of_bot(CHAT)[0]["message_id"])


async def test_somebody_elses_private_picture_is_not_found_by_its_buttons(bot: Stage, ada: Person, jan: Person) -> None:
    message = await drawn(bot, ada)
    for button in ("Redo", "Vary", "Edit", "Make public", "Original", "Delete"):
        query = await jan.press(CHAT, message, button)
        answer = await answer_to(bot, query)
        assert answer["show_alert"] is True
        assert answer["text"]
    assert len(await bot.jobs()) == 1
    assert bot.api.chats.of_bot(jan.number) == []


async def test_the_original_goes_to_its_owner_alone(bot: Stage, ada: Person) -> None:
    message = await drawn(bot, ada)
    await ada.press(CHAT, message, "Original")
    await bot.api.until(lambda: bot.api.sent("sendDocument"), "the file")
    assert bot.api.sent("sendDocument")[0].chat == ada.number


async def test_a_private_file_never_falls_back_into_the_group(bot: Stage, ada: Person) -> None:
    message = await drawn(bot, ada)
    bot.api.chats.closed[ada.number] = NOT_STARTED
    await ada.press(CHAT, message, "Original")
    await bot.api.until(lambda: len(bot.api.chats.of_bot(CHAT)) == 2, "a hint")
    hint = bot.api.chats.of_bot(CHAT)[1]
    assert [item["url"] for item in buttons(hint)] == ["https://t.me/ink_test_bot"]
    assert {request.chat for request in bot.api.sent("sendDocument")} == {ada.number}


async def test_an_anonymous_admin_and_other_bots_are_not_served(bot: Stage, ada: Person) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    message = bot.api.chats.add(GROUP, anonymous, {"text": "/draw a fox"})
    await bot.api.send(update(message={**message, "sender_chat": GROUP}))
    await asyncio.sleep(0.2)
    assert await bot.jobs() == []


async def test_forged_button_data_is_refused(bot: Stage, ada: Person, jan: Person) -> None:
    await drawn(bot, ada)
    (job, *_) = await bot.jobs()
    message = bot.api.chats.shown(CHAT, bot.api.chats.of_bot(CHAT)[0]["message_id"])
    known = [str(Action("remove", job.id)), str(Action("reach", job.id, "public")), f"!{Action('delete', job.id)}"]
    for data in ["", "!", "=", "=draw=", "remove", "reach", "set::style.x", "x" * 64, "\u0000", *known]:
        query = jan.forged(message, data)
        await bot.api.send(query)
        await answer_to(bot, str(query["callback_query"]["id"]))
    picture = bot.api.chats.of_bot(CHAT)[0]
    assert "photo" in picture
    assert "✖️ Cancel" not in labels(picture)


async def test_a_secret_is_not_said_in_a_group_even_where_no_private_chat_is_possible(bot: Stage, ada: Person) -> None:
    """R5: whoever sends a link code joins its account, whoever opens a sign-in link is that person."""
    bot.api.chats.closed[ada.number] = NOT_STARTED
    for number, command in enumerate(("/link", "/login"), 1):
        await ada.write(command, chat=GROUP)
        await bot.api.until(lambda: len(bot.api.chats.of_bot(CHAT)) == number, "a hint")  # noqa: B023 - awaited here
        hint = bot.api.chats.of_bot(CHAT)[-1]
        assert "private chat" in words(hint)
        assert [item["url"] for item in buttons(hint)] == ["https://t.me/ink_test_bot"]
