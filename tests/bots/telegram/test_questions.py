"""Questions that are asked when something is missing, and what their answers continue."""

import pytest

from bots.conversation.actions import Action
from core.jobs.models import Job
from tests.bots.telegram.people import GROUP, Person, labels, photo, words
from tests.bots.telegram.schema import Json
from tests.bots.telegram.stage import Stage, speaking


async def asked(stage: Stage, chat: int, *, at_least: int = 1) -> Json:
    """Return the newest question in a chat."""
    requests = await stage.api.until(
        lambda: [
            item
            for item in stage.api.sent("sendMessage")
            if item.chat == chat and "force_reply" in (item.parameters.get("reply_markup") or {})
        ][at_least - 1 :],
        "a question",
    )
    assert requests[-1].parameters["reply_markup"]["selective"] is True
    return stage.api.chats.of_bot(chat)[-1]


@pytest.mark.parametrize(("speaks", "command"), [("en", "/draw"), ("pl", "/narysuj")])
async def test_a_command_without_its_text_asks_and_the_answer_continues_it(
    bot: Stage, speaks: str, command: str
) -> None:
    person = Person(bot.api, 7010, "Ewa", speaks)
    await person.write(command)
    question = await asked(bot, person.number)
    assert await bot.jobs() == []
    await person.write("a fox", answers=question["message_id"])
    assert (await bot.has_job())[0].draw.prompt == "a fox"


async def test_the_options_and_the_picture_given_before_are_kept(bot: Stage, ada: Person) -> None:
    await ada.write("/draw --style ink --count 2")
    question = await asked(bot, ada.number)
    await ada.write("a fox --count 3", answers=question["message_id"])
    spec = (await bot.has_job())[0].draw
    assert (spec.prompt, spec.style, spec.count) == ("a fox", "ink", 3)


async def test_a_question_outlives_a_restart(stage: Stage, ada: Person) -> None:
    async with speaking(stage):
        await ada.write("/draw --style ink")
        question = await asked(stage, ada.number)
    async with speaking(stage):
        await ada.write("a fox", answers=question["message_id"])
        assert (await stage.has_job())[0].draw.style == "ink"


async def test_nobody_elses_answer_counts_in_a_group(bot: Stage, ada: Person, jan: Person) -> None:
    await ada.write("/draw", chat=GROUP)
    question = await asked(bot, GROUP["id"])
    await jan.write("a hare", chat=GROUP, answers=question["message_id"])
    await ada.write("a fox", chat=GROUP, answers=question["message_id"])
    jobs = await bot.has_job()
    assert [job.draw.prompt for job in jobs] == ["a fox"]


async def test_r5_a_forged_question_is_not_continued(bot: Stage, ada: Person) -> None:
    await ada.write("/draw")
    question = await asked(bot, ada.number)
    link = question["entities"][0]
    link["url"] = link["url"].replace("c=draw", "c=link")
    await ada.write("a fox", answers=question["message_id"])
    offer = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number)[1:], "plain words, after the question")
    assert labels(offer[0]) == ["🎨 Draw it"]
    assert await bot.jobs() == []


async def test_r5_a_question_copied_into_another_chat_is_not_continued(bot: Stage, ada: Person, jan: Person) -> None:
    await ada.write("/draw")
    question = await asked(bot, ada.number)
    copied = bot.api.chats.add(jan.chat, question["from"], {"text": question["text"], "entities": question["entities"]})
    await jan.write("a fox", answers=copied["message_id"])
    await bot.api.until(lambda: labels(bot.api.chats.of_bot(jan.number)[-1]), "plain words, after the question")
    assert await bot.jobs() == []


async def test_a_command_wins_over_the_question_that_it_answers(bot: Stage, ada: Person) -> None:
    await ada.write("/draw")
    question = await asked(bot, ada.number)
    await ada.write("/quota", answers=question["message_id"])
    await bot.api.until(lambda: "credits" in words(bot.api.chats.of_bot(ada.number)[-1]), "the quota")
    assert await bot.jobs() == []


async def test_an_empty_answer_is_asked_again(bot: Stage, ada: Person) -> None:
    await ada.write("/draw")
    question = await asked(bot, ada.number)
    bot.api.files["cat"] = b"no matter"
    await ada.write(answers=question["message_id"], photo=photo("cat"))
    await asked(bot, ada.number, at_least=2)


async def edited(bot: Stage, person: Person, where: int) -> Job:
    """Have a picture drawn and press "Edit" below it."""
    (job, *_) = await bot.has_job()
    await bot.draw()
    await bot.api.until(lambda: bot.api.sent("editMessageMedia"), "the picture")
    await person.press(where, bot.api.chats.of_bot(where)[-1]["message_id"], "Edit")
    return job


async def test_a_form_shows_the_old_prompt_for_copying_and_its_answer_draws_again(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a <b>fox</b> & a hare --style ink")
    await edited(bot, ada, ada.number)
    question = await asked(bot, ada.number)
    assert "a <b>fox</b> & a hare" in words(question)
    assert [entity["type"] for entity in question["entities"]] == ["text_link", "bold", "code", "italic"]
    await ada.write("two hares", answers=question["message_id"])
    _, again = await bot.has_job(2)
    assert (again.draw.prompt, again.draw.style) == ("two hares", "ink")


async def test_a_form_in_a_group_names_whom_it_asks(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox", chat=GROUP)
    job = await edited(bot, ada, GROUP["id"])
    question = await asked(bot, GROUP["id"])
    assert question["entities"][1]["url"] == f"tg://user?id={ada.number}"
    assert str(Action("edited", job.id)) not in words(question)
