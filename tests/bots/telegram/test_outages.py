"""Telegram and our own servers fail; answers arrive all the same."""

import asyncio
from datetime import timedelta

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bots.deliveries import Later, Unreachable
from bots.telegram.wire import delivery_error
from core.jobs.orders import Event
from tests.bots.telegram.people import GROUP, Person, words
from tests.bots.telegram.stage import Stage, speaking

CHAT = GROUP["id"]


async def test_r2_a_429_is_honoured_and_the_picture_arrives_once(bot: Stage, ada: Person) -> None:
    bot.api.fail("editMessageMedia", 429, "Too Many Requests: retry after 2", parameters={"retry_after": 2})
    await ada.write("/draw a fox")
    await bot.has_job()
    await bot.draw()
    await bot.settled("delivered")
    first, second = bot.api.sent("editMessageMedia")
    assert second.at - first.at >= 2
    assert len(bot.api.chats.of_bot(ada.number)) == 1


async def test_r2_a_429_on_the_status_is_waited_out(bot: Stage, ada: Person) -> None:
    bot.api.fail("sendMessage", 429, "Too Many Requests: retry after 1", parameters={"retry_after": 1})
    await ada.write("/draw a fox")
    await bot.has_job()
    assert len(bot.api.chats.of_bot(ada.number)) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_r2_server_errors_are_tried_again(bot: Stage, ada: Person, status: int) -> None:
    bot.api.fail("sendMessage", status, "Internal Server Error")
    fault = bot.api.fail("editMessageMedia", status, "Bad Gateway")
    fault.body = b"<html>nginx</html>"
    await ada.write("/draw a fox")
    await bot.has_job()
    await bot.draw()
    await bot.settled("delivered")
    assert "photo" in bot.api.chats.of_bot(ada.number)[0]


async def test_r2_a_connection_that_drops_is_tried_again(bot: Stage, ada: Person) -> None:
    bot.api.fail("editMessageMedia", 0, "dropped")
    await ada.write("/draw a fox")
    await bot.has_job()
    await bot.draw()
    await bot.settled("delivered")


async def test_r3_an_edit_that_arrived_though_its_answer_was_lost_is_not_repeated_as_a_new_message(
    bot: Stage, ada: Person
) -> None:
    bot.api.fail("editMessageMedia", 0, "dropped", after=True)
    await ada.write("/draw a fox")
    await bot.has_job()
    await bot.draw()
    await bot.settled("delivered")
    assert len(bot.api.chats.of_bot(ada.number)) == 1


async def test_r3_an_album_that_arrived_is_not_sent_again_when_its_buttons_fail(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox --count 2")
    await bot.has_job()
    bot.api.fail("sendMessage", 500, "Internal Server Error", times=2)
    await bot.draw()
    await bot.settled("delivered")
    assert len(bot.api.sent("sendMediaGroup")) == 1
    assert len(bot.api.chats.of_bot(ada.number)) == 3


async def test_a_person_who_blocked_the_bot_is_not_written_to_again(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox")
    await bot.has_job()
    bot.api.chats.closed[ada.number] = "Forbidden: bot was blocked by the user"
    await bot.draw()
    row = await bot.settled("abandoned")
    assert "blocked" in (row.error or "")
    await asyncio.sleep(1.2)
    assert len(bot.api.sent("editMessageMedia")) == 1


async def test_a_group_that_became_a_supergroup_is_followed(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox", chat=GROUP)
    await bot.has_job()
    bot.api.chats.moved[CHAT] = -100_777
    await bot.draw()
    await bot.settled("delivered")
    (picture,) = bot.api.chats.of_bot(-100_777)
    assert "photo" in picture


async def test_a_message_that_is_not_modified_counts_as_arrived(bot: Stage, ada: Person) -> None:
    bot.api.fail("editMessageMedia", 400, "Bad Request: message is not modified: specified new message content")
    await ada.write("/draw a fox")
    await bot.has_job()
    await bot.draw()
    await bot.settled("delivered")
    assert len(bot.api.sent("editMessageMedia")) == 1


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Forbidden("Forbidden: bot was kicked from the group chat"), Unreachable),
        (BadRequest("Bad Request: chat not found"), Unreachable),
        (BadRequest("Bad Request: not enough rights to send photos to the chat"), Unreachable),
        (BadRequest("Bad Request: something new"), Later),
        (NetworkError("Bad Gateway"), Later),
        (TimedOut(), Later),
    ],
)
def test_errors_pass_or_are_final(error: TelegramError, kind: type[Exception]) -> None:
    assert isinstance(delivery_error(error), kind)


def test_telegrams_own_word_is_how_long_an_answer_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    found = delivery_error(RetryAfter(timedelta(seconds=7)))
    assert isinstance(found, Later)
    assert found.wait == timedelta(seconds=7)


async def test_an_update_that_nobody_understands_does_not_stop_the_next(bot: Stage, ada: Person) -> None:
    await bot.api.send({"update_id": 1, "message": {"message_id": "no number", "chat": 7}})
    await bot.api.send({"update_id": 2, "something_new": {"of": "tomorrow"}})
    await ada.write("/queue")
    await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "the answer")


async def test_progress_that_comes_after_the_end_changes_nothing(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox")
    await bot.has_job()
    (item,) = await bot.take_order()
    await bot.end(item, Event.FAILED, error="engine")
    await bot.settled("delivered")
    await asyncio.sleep(1.1)
    await bot.report(item, 0.9)
    await asyncio.sleep(0.3)
    assert "%" not in words(bot.api.chats.of_bot(ada.number)[0])


async def test_answers_to_a_crowded_group_all_arrive(bot: Stage) -> None:
    people = [Person(bot.api, 8000 + number, f"P{number}") for number in range(9)]
    for person in people:
        await person.write("/draw a fox", chat=GROUP)
    await bot.has_job(9)
    for _ in range(4):
        await bot.draw()

    def pictures() -> int:
        return sum("photo" in item for item in bot.api.chats.of_bot(CHAT))

    await bot.api.until(lambda: pictures() == 9, "nine pictures")


async def test_polling_survives_telegram_being_away(stage: Stage, ada: Person) -> None:
    stage.api.fail("getUpdates", 502, "Bad Gateway")
    stage.api.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    stage.api.fail("getUpdates", 429, "Too Many Requests: retry after 1", parameters={"retry_after": 1})
    stage.api.fail("getMe", 503, "Service Unavailable")
    stage.api.fail("getMyCommands", 500, "Internal Server Error")
    async with speaking(stage):
        await ada.write("/queue")
        await stage.api.until(lambda: stage.api.chats.of_bot(ada.number), "the answer")
    assert stage.api.faults == []


async def test_a_store_that_fails_delays_an_answer_and_nothing_else(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox")
    await bot.has_job()
    (folder, hidden) = (bot.settings.store_folder, bot.settings.data_folder / "away")
    artefacts = await bot.draw()
    await bot.settled("delivered")
    await ada.write("/draw a fox --seed 1")
    await bot.has_job(2)
    (item,) = await bot.take_order()
    key = artefacts[0].key
    (folder / key).rename(hidden)
    (folder / key).mkdir()  # reading it is an OSError, as of a disk that is away
    await bot.end(item, Event.SUCCEEDED, artefacts=tuple(artefacts))
    await asyncio.sleep(0.5)
    assert [row.state for row in await bot.deliveries()] == ["delivered", "due"]
    (folder / key).rmdir()
    hidden.rename(folder / key)
    await bot.api.until(lambda: sum("photo" in row for row in bot.api.chats.of_bot(ada.number)) == 2, "both")


async def test_pictures_gone_from_the_store_leave_the_words(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox")
    await bot.has_job()
    bot.api.fail("editMessageMedia", 500, "Internal Server Error")
    artefacts = await bot.draw()
    await bot.api.until(lambda: bot.api.sent("editMessageMedia"), "the first try")
    await bot.setting.store.delete(artefacts[0].key)
    await bot.settled("delivered")
    assert "a fox" in words(bot.api.chats.of_bot(ada.number)[0])


async def test_an_album_that_is_refused_as_photos_goes_as_documents(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox --count 2")
    await bot.has_job()
    bot.api.fail("sendMediaGroup", 400, "Bad Request: IMAGE_PROCESS_FAILED")
    await bot.draw()
    await bot.settled("delivered")
    assert ["document" in item for item in bot.api.chats.of_bot(ada.number)] == [True, True, False]
