"""Telegram and our own servers fail; answers arrive all the same."""

import asyncio
import time
from datetime import timedelta

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bots.deliveries import Later, Unreachable
from bots.telegram.wire import delivery_error
from core.jobs.models import Delivery
from core.jobs.orders import Event
from tests.bots.telegram.people import GROUP, Person, words
from tests.bots.telegram.stage import Stage, speaking

CHAT = GROUP["id"]


async def settled(bot: Stage, state: str) -> Delivery:
    """Return the one delivery once it is in a state."""
    for _ in range(1500):
        (row,) = await bot.deliveries()
        if row.state == state:
            return row
        await asyncio.sleep(0.01)
    raise TimeoutError(await bot.deliveries())


async def test_r2_a_429_is_honoured_and_the_picture_arrives_once(bot: Stage, ada: Person) -> None:
    bot.api.fail("editMessageMedia", 429, "Too Many Requests: retry after 2", parameters={"retry_after": 2})
    await ada.write("/draw a fox")
    await bot.has_job()
    await bot.draw()
    await settled(bot, "delivered")
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
    await settled(bot, "delivered")
    assert "photo" in bot.api.chats.of_bot(ada.number)[0]


async def test_r2_a_connection_that_drops_is_tried_again(bot: Stage, ada: Person) -> None:
    bot.api.fail("editMessageMedia", 0, "dropped")
    await ada.write("/draw a fox")
    await bot.has_job()
    await bot.draw()
    await settled(bot, "delivered")


async def test_r3_an_edit_that_arrived_though_its_answer_was_lost_is_not_repeated_as_a_new_message(
    bot: Stage, ada: Person
) -> None:
    bot.api.fail("editMessageMedia", 0, "dropped", after=True)
    await ada.write("/draw a fox")
    await bot.has_job()
    await bot.draw()
    await settled(bot, "delivered")
    assert len(bot.api.chats.of_bot(ada.number)) == 1


async def test_r3_an_album_that_arrived_is_not_sent_again_when_its_buttons_fail(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox --count 2")
    await bot.has_job()
    bot.api.fail("sendMessage", 500, "Internal Server Error", times=2)
    await bot.draw()
    await settled(bot, "delivered")
    assert len(bot.api.sent("sendMediaGroup")) == 1
    assert len(bot.api.chats.of_bot(ada.number)) == 3


async def test_a_person_who_blocked_the_bot_is_not_written_to_again(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox")
    await bot.has_job()
    bot.api.chats.closed[ada.number] = "Forbidden: bot was blocked by the user"
    await bot.draw()
    row = await settled(bot, "abandoned")
    assert "blocked" in (row.error or "")
    await asyncio.sleep(1.2)
    assert len(bot.api.sent("editMessageMedia")) == 1


async def test_a_group_that_became_a_supergroup_is_followed(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox", chat=GROUP)
    await bot.has_job()
    bot.api.chats.moved[CHAT] = -100_777
    await bot.draw()
    await settled(bot, "delivered")
    (picture,) = bot.api.chats.of_bot(-100_777)
    assert "photo" in picture


async def test_a_message_that_is_not_modified_counts_as_arrived(bot: Stage, ada: Person) -> None:
    bot.api.fail("editMessageMedia", 400, "Bad Request: message is not modified: specified new message content")
    await ada.write("/draw a fox")
    await bot.has_job()
    await bot.draw()
    await settled(bot, "delivered")
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


async def test_r3_an_update_delivered_three_times_makes_one_job_one_charge_and_one_reply(
    bot: Stage, ada: Person
) -> None:
    said = ada.written("/draw a fox")
    for number in range(3):
        await bot.api.send({**said, "update_id": said["update_id"] + 1000 * number})
    await bot.has_job()
    await bot.draw()
    await settled(bot, "delivered")
    assert len(await bot.jobs()) == 1
    assert await bot.charges() == 2  # reserved, settled
    assert len(bot.api.chats.of_bot(ada.number)) == 1


async def test_r3_an_update_that_comes_again_after_a_restart_makes_nothing_new(stage: Stage, ada: Person) -> None:
    said = ada.written("/draw a fox")
    for _ in range(3):
        async with speaking(stage):
            await stage.api.send({**said, "update_id": said["update_id"]})
            await stage.has_job()
            await asyncio.sleep(0.2)
        stage.api.waiting.clear()
    async with speaking(stage):
        await stage.draw()
        await settled(stage, "delivered")
        await stage.api.send(said)
        await asyncio.sleep(0.3)
    assert len(await stage.jobs()) == 1
    assert await stage.charges() == 2
    assert len(stage.api.chats.of_bot(ada.number)) == 1


async def test_s1_one_chat_that_waits_holds_up_nobody_else(bot: Stage, ada: Person, jan: Person) -> None:
    bot.api.fail(
        "sendMessage", 429, "Too Many Requests: retry after 5", parameters={"retry_after": 5},
        applies=lambda request: request.chat == ada.number,
    )  # fmt: skip
    await ada.write("/draw a fox")
    await bot.api.until(lambda: bot.api.sent("sendMessage"), "the first try")
    before = time.monotonic()
    await jan.write("/draw lis")
    await bot.api.until(lambda: bot.api.chats.of_bot(jan.number), "Jan's status")
    assert time.monotonic() - before < 2
    assert bot.api.waiting, "what is unfinished must stay unconfirmed"


async def test_r3_an_update_is_confirmed_only_when_it_is_answered(stage: Stage, ada: Person) -> None:
    stage.api.fail("sendMessage", 429, "Too Many Requests: retry after 60", parameters={"retry_after": 60})
    async with speaking(stage):
        await ada.write("/queue")
        await stage.api.until(lambda: stage.api.sent("sendMessage"), "the first try")
        await asyncio.sleep(0.6)
        assert len(stage.api.waiting) == 1
        await stage.api.until(lambda: not stage.api.faults, "the fault is used")
    async with speaking(stage):
        await stage.api.until(lambda: stage.api.chats.of_bot(ada.number), "answered after the restart")


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
    await settled(bot, "delivered")
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


async def test_s1_a_hundred_people_at_once_are_all_taken_and_answered(bot: Stage) -> None:
    people = [Person(bot.api, 8000 + number, f"P{number}") for number in range(100)]
    for person in people:
        await person.write("/draw a fox")
    await bot.has_job(100)
    assert {len(bot.api.chats.of_bot(person.number)) for person in people} == {1}
    assert await bot.charges() == 100


async def test_r3_forty_updates_delivered_three_times_make_forty_of_everything(bot: Stage) -> None:
    said = [Person(bot.api, 8100 + number, f"P{number}").written("/draw a fox") for number in range(40)]
    for round_ in range(3):
        for heard in said:
            await bot.api.send({**heard, "update_id": heard["update_id"] + 10_000 * round_})
    await bot.has_job(40)
    for _ in range(12):
        await bot.draw()
    await bot.api.until(lambda: len(bot.api.sent("editMessageMedia")) == 40, "forty pictures")
    await asyncio.sleep(0.3)
    assert len(await bot.jobs()) == 40
    assert await bot.charges() == 80
    assert {len(bot.api.chats.of_bot(8100 + number)) for number in range(40)} == {1}
