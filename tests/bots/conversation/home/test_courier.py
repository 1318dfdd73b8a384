"""What the house answers, and what it tells by itself, reaches the chat: edited into its message, once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import update

from bots.deliveries import Later, Unreachable
from bots.house import HouseCourier
from core.bus import Bus, snapshot_key
from core.clock import utc_now
from core.db import Database
from core.home import deliveries, sending
from core.home.models import HomeAction
from core.home.watching import Change, note_changes
from core.platforms import Platform
from tests.beside import beside
from tests.bots.conversation.home.conftest import Household, action_id
from tests.bots.conversation.test_courier import Chat, bus, chat

__all__ = ["bus", "chat"]


@asynccontextmanager
async def bringing(home: Household, bus: Bus, chat: Chat) -> AsyncIterator[asyncio.Task[None]]:
    """Run a courier until the block ends."""
    database = home.talk.database
    async with beside(HouseCourier(Platform.DISCORD, database=database, bus=bus, post=chat).run()) as running:
        yield running


async def _until(chat: Chat, answers: int) -> None:
    async def arrived() -> bool:
        return len(chat.answers) >= answers

    await _wait(arrived)


async def _wait(ready: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(400):
        if await ready():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError


async def test_an_answer_is_edited_into_the_message_that_said_it_is_on_its_way(
    home: Household, bus: Bus, chat: Chat
) -> None:
    ada = await home.admin()
    reply = await ada.say("home on", name="lampka nocna")
    await home.talk.assistant.posted(reply, Platform.DISCORD, message_id="77")
    async with bringing(home, bus, chat):
        await home.act()
        await _until(chat, 1)
        await asyncio.sleep(1.5)
    ((message_id, answer),) = chat.answers
    assert message_id == "77"
    assert answer.text == "Done."
    assert answer.job == action_id(reply)


async def test_an_answer_waits_for_the_platform_and_is_given_up_where_the_channel_is_gone(
    home: Household, bus: Bus, chat: Chat
) -> None:
    ada = await home.admin()
    await ada.say("home on", name="lampka nocna")
    chat.refusals.append(Later("busy", timedelta(milliseconds=10)))
    async with bringing(home, bus, chat):
        await home.act()
        await _until(chat, 1)
    await home.rest()
    await ada.say("home off", name="lampka nocna")
    chat.refusals.append(Unreachable("gone"))
    await home.act()
    async with bringing(home, bus, chat):

        async def given_up() -> bool:
            return (await home.actions())[-1].delivery == "abandoned"

        await _wait(given_up)
    assert len(chat.answers) == 1
    assert [action.delivery for action in await home.actions()] == ["delivered", "abandoned"]


async def test_two_bots_bring_an_answer_once(home: Household, bus: Bus, chat: Chat) -> None:
    """R3."""
    ada = await home.admin()
    async with bringing(home, bus, chat), bringing(home, bus, chat):
        for name in ("lampka nocna", "blat", "ekspres"):
            await ada.say("home toggle", name=name)
        await home.act()
        await _until(chat, 3)
        await asyncio.sleep(1.5)
    assert len(chat.answers) == 3


async def test_an_order_that_no_bridge_takes_is_told_so(home: Household, bus: Bus, chat: Chat) -> None:
    """H8: refused, not queued."""
    ada = await home.admin()
    await ada.say("home on", name="lampka nocna")
    async with home.talk.database.transaction() as session:
        await session.execute(update(HomeAction).values(expires_at=utc_now() - timedelta(seconds=1)))
    async with bringing(home, bus, chat):
        await _until(chat, 1)
    assert "can't reach the house" in chat.answers[0][1].text
    assert await home.act() == []
    assert [seen.action for seen in await home.record()] == ["home.intent", "home.outcome"]


async def test_a_cameras_picture_passes_through_and_a_watcher_is_told(home: Household, bus: Bus, chat: Chat) -> None:
    ada = await home.admin()
    await ada.say("home camera", name="kamera")
    await ada.say("home watch", name="front door")
    order = await home.take()
    assert order is not None
    picture = BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "JPEG")
    await bus.redis.set(snapshot_key(order.action_id), picture.getvalue(), ex=60)
    async with bringing(home, bus, chat):
        async with home.talk.database.transaction() as session:
            await sending.answer(session, order.action_id, {"snapshot": {}}, now=utc_now())
        await _until(chat, 1)
        async with home.talk.database.transaction() as session:
            await note_changes(session, [Change("lock.front_door", "unlocked", utc_now())], now=utc_now())
        await _until(chat, 2)
    assert chat.answers[0][1].pictures[0].data == picture.getvalue()
    assert chat.answers[1][1].text == "🔔 Front Door: locked → unlocked"


@pytest.mark.parametrize("refusal", [Later("busy"), Unreachable("gone")])
async def test_a_notice_waits_or_ends_its_watch(home: Household, bus: Bus, chat: Chat, refusal: Exception) -> None:
    ada = await home.admin()
    await ada.say("home watch", name="front door")
    chat.refusals.append(refusal)
    async with home.talk.database.transaction() as session:
        await note_changes(session, [Change("lock.front_door", "unlocked", utc_now())], now=utc_now())
    async with bringing(home, bus, chat):

        async def refused() -> bool:
            return not chat.refusals

        await _wait(refused)
        await asyncio.sleep(0.5)
    watched = (await ada.say("home watch")).lines
    assert bool(watched) is isinstance(refusal, Later)


async def test_an_answer_that_makes_no_sense_holds_up_no_others(home: Household, bus: Bus, chat: Chat) -> None:
    ada = await home.admin()
    await ada.say("home history", name="temperatura")
    order = await home.take()
    assert order is not None
    async with home.talk.database.transaction() as session:
        await sending.answer(session, order.action_id, {"history": "none at all"}, now=utc_now())
    await ada.say("home on", name="lampka nocna")
    async with bringing(home, bus, chat) as running:
        await home.act()
        await _until(chat, 1)
        assert not running.done()
    assert chat.answers[0][1].text == "Done."


async def test_an_answer_that_never_arrives_is_given_up_in_the_end(home: Household) -> None:
    ada = await home.admin()
    await ada.say("home on", name="lampka nocna")
    await home.act()
    for _ in range(deliveries.MOST_TRIES):
        async with home.talk.database.transaction() as session:
            (due,) = await deliveries.claim_due(session, Platform.DISCORD, limit=5, now=utc_now())
            assert await deliveries.claim_due(session, Platform.DISCORD, limit=5, now=utc_now()) == []
            await deliveries.postpone(session, due, wait=timedelta(microseconds=1), now=utc_now())
    assert (await home.actions())[-1].delivery == "abandoned"


async def test_what_a_dead_bridge_was_sending_is_never_sent_again(home: Household) -> None:
    """H8: found after a crash it becomes unknown."""
    ada = await home.admin()
    await ada.say("home on", name="lampka nocna")
    order = await home.take()
    assert order is not None
    async with home.talk.database.transaction() as session:
        assert await sending.recover(session, sent_before=utc_now() - timedelta(minutes=1), now=utc_now()) == 0
        assert await sending.recover(session, sent_before=utc_now(), now=utc_now()) == 1
    assert await home.take() is None
    assert "don't send it again" in (await home.answer()).text
    async with home.talk.database.transaction() as session:
        await sending.finish(session, order.action_id, [], now=utc_now())
        await sending.fail(session, order.action_id, "late", now=utc_now())
    assert (await home.actions())[-1].error == "home-bridge-died"


async def test_an_outage_of_the_database_costs_a_tick(home: Household, bus: Bus, chat: Chat) -> None:
    away = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    running = asyncio.create_task(HouseCourier(Platform.DISCORD, database=away, bus=bus, post=chat).run())
    await asyncio.sleep(2.5)
    assert not running.done()
    running.cancel()
    await asyncio.wait([running])
    await away.close()
