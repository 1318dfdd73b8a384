"""Errands: told once, at a polite rate, again after what passes; nothing is kept of them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bots import errands as running
from bots.conversation.replies import Reply
from bots.deliveries import Later, Unreachable
from bots.errands import Runner
from core.bus import Bus
from core.clock import utc_now
from core.errands import service as errands
from core.errands.models import Errand, Task
from core.errands.service import MOST_TRIES, Told
from core.platforms import Platform
from core.rights.exports import READY
from tests.bots.conversation.conftest import Talk

WORDS = Told("announcement", {"words": "We move tomorrow."})


@dataclass
class Chat:
    """A platform: what arrived there, and what it says instead."""

    said: list[tuple[str, Reply]] = field(default_factory=list)
    removed: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)

    def _refuse(self) -> None:
        if self.refusals:
            raise self.refusals.pop(0)

    async def answer(self, channel_id: str, message_id: str | None, reply: Reply) -> str:
        """Take a message."""
        self._refuse()
        assert message_id is None
        self.said.append((channel_id, reply))
        return "1"

    async def private_channel(self, person: str) -> str:
        """Open a private talk."""
        return f"private:{person}"

    async def remove(self, channel_id: str, message_id: str) -> None:
        """Take a message away."""
        self._refuse()
        self.removed.append((channel_id, message_id))


@pytest.fixture
async def bus(redis_url: str) -> AsyncIterator[Bus]:
    """The messages between processes."""
    bus = Bus(redis_url)
    yield bus
    await bus.close()


@pytest.fixture
def chat() -> Chat:
    """An empty platform."""
    return Chat()


@pytest.fixture
def runner(talk: Talk, bus: Bus, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Who runs errands on Discord, without pauses."""
    monkeypatch.setattr(running, "PAUSES_S", dict.fromkeys(Task, 0.0))
    return Runner(Platform.DISCORD, assistant=talk.assistant, bus=bus, hands=chat)


async def _announce(talk: Talk, channel: str = "news", told: Told = WORDS) -> None:
    async with talk.database.transaction() as session:
        await errands.announce(session, Platform.DISCORD, channel, told=told, locale="en", now=utc_now())


async def _left(talk: Talk) -> int:
    async with talk.database.transaction() as session:
        return await session.scalar(select(func.count(Errand.id))) or 0


async def test_what_is_announced_is_said_once_and_forgotten(talk: Talk, runner: Runner, chat: Chat) -> None:
    await _announce(talk)
    assert await runner.run_due() == 1
    assert await runner.run_due() == 0
    assert [(place, reply.text) for place, reply in chat.said] == [("news", "📣 We move tomorrow.")]
    assert await _left(talk) == 0


async def test_a_person_is_told_in_private_on_each_platform_and_in_their_language(
    talk: Talk, runner: Runner, chat: Chat
) -> None:
    account = await talk.person("ann").account()
    told = Told(READY, {"export": "019ac53e-0000-7000-8000-000000000000"})
    async with talk.database.transaction() as session:
        assert await errands.tell(session, account.id, told, locale="pl", now=utc_now()) == 1
    await runner.run_due()
    ((place, reply),) = chat.said
    assert place == "private:ann"
    assert "gotowa" in reply.text
    assert reply.rows[0][0].action.startswith("export:")
    assert not reply.rows[0][0].url, "the secret is not in a message that lies around"


async def test_a_message_is_taken_away(talk: Talk, runner: Runner, chat: Chat) -> None:
    async with talk.database.transaction() as session:
        await errands.remove(session, Platform.DISCORD, "5", message_id="77", locale="en", now=utc_now())
    await runner.run_due()
    assert chat.removed == [("5", "77")]
    assert await _left(talk) == 0


async def test_what_may_pass_is_tried_again_when_the_platform_says(talk: Talk, runner: Runner, chat: Chat) -> None:
    await _announce(talk)
    chat.refusals = [Later("busy", timedelta(seconds=90)), Later("away")]
    await runner.run_due()
    async with talk.database.transaction() as session:
        errand = (await session.scalars(select(Errand))).one()
        assert timedelta(seconds=80) < errand.not_before - utc_now() < timedelta(seconds=91)
        await session.execute(update(Errand).values(not_before=utc_now()))
    await runner.run_due()
    async with talk.database.transaction() as session:
        await session.execute(update(Errand).values(not_before=utc_now()))
    await runner.run_due()
    assert len(chat.said) == 1


async def test_what_can_not_be_done_is_given_up(talk: Talk, runner: Runner, chat: Chat) -> None:
    await _announce(talk)
    chat.refusals = [Unreachable("gone")]
    await runner.run_due()
    assert await _left(talk) == 0
    await _announce(talk)
    async with talk.database.transaction() as session:
        await session.execute(update(Errand).values(tries=MOST_TRIES - 1))
    chat.refusals = [Later("away")]
    await runner.run_due()
    assert (await _left(talk), chat.said) == (0, [])


async def test_a_topic_of_another_version_is_dropped(talk: Talk, runner: Runner, chat: Chat) -> None:
    await _announce(talk, told=Told("tomorrow's topic", {}))
    await runner.run_due()
    assert (await _left(talk), chat.said) == (0, [])


async def test_another_platforms_errands_are_left_alone(talk: Talk, runner: Runner) -> None:
    async with talk.database.transaction() as session:
        await errands.announce(session, Platform.TELEGRAM, "5", told=WORDS, locale="en", now=utc_now())
    assert await runner.run_due() == 0
    assert await _left(talk) == 1


async def test_two_runners_say_a_thing_once(talk: Talk, runner: Runner, chat: Chat) -> None:
    for number in range(5):
        await _announce(talk, str(number))
    await asyncio.gather(*(runner.run_due() for _ in range(3)))
    assert sorted(place for place, _ in chat.said) == ["0", "1", "2", "3", "4"]


async def test_a_runner_hears_of_new_errands(talk: Talk, runner: Runner, chat: Chat) -> None:
    task = asyncio.create_task(runner.run())
    await _announce(talk)
    async with asyncio.timeout(45):
        while not chat.said:  # noqa: ASYNC110 - another task says it
            await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.wait([task])
