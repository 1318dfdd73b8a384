"""Updates that come several times, many at once, or while something waits: each takes effect once."""

import asyncio
import time

from tests.bots.telegram.people import Person
from tests.bots.telegram.stage import Stage, speaking


async def test_r3_an_update_delivered_three_times_makes_one_job_one_charge_and_one_reply(
    bot: Stage, ada: Person
) -> None:
    said = ada.written("/draw a fox")
    for number in range(3):
        await bot.api.send({**said, "update_id": said["update_id"] + 1000 * number})
    await bot.has_job()
    await bot.draw()
    await bot.settled("delivered")
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
        await stage.settled("delivered")
        await stage.api.send(said)
        await asyncio.sleep(0.3)
    assert len(await stage.jobs()) == 1
    assert await stage.charges() == 2
    assert len(stage.api.chats.of_bot(ada.number)) == 1


async def test_s1_one_chat_that_waits_holds_up_nobody_else(bot: Stage, ada: Person, jan: Person) -> None:
    bot.api.fail(
        "sendMessage", 429, "Too Many Requests: retry after 30", parameters={"retry_after": 30},
        applies=lambda request: request.chat == ada.number,
    )  # fmt: skip
    await ada.write("/draw a fox")
    await bot.api.until(lambda: bot.api.sent("sendMessage"), "the first try")
    before = time.monotonic()
    await jan.write("/draw lis")
    await bot.api.until(lambda: bot.api.chats.of_bot(jan.number), "Jan's status")
    assert time.monotonic() - before < 25, "nobody waits out somebody else's pause"
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
