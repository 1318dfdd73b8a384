"""Answers and progress reach the chat: at least once, in the face of refusals, restarts and outages."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from bots import deliveries as courier
from bots.conversation.assistant import Assistant
from bots.conversation.replies import Reply
from bots.conversation.turns import Setting
from bots.deliveries import Courier, Later, Unreachable
from core.bus import Bus, progress_channel
from core.clock import utc_now
from core.db import Database
from core.jobs.models import Delivery, Job
from core.jobs.orders import Progress
from core.jobs.service import Policy
from core.platforms import Platform
from tests.beside import beside
from tests.bots.conversation.conftest import Talk


@dataclass
class Chat:
    """A chat platform: what arrived in it, and what it says instead of taking an answer."""

    answers: list[tuple[str | None, Reply]] = field(default_factory=list)
    bars: list[tuple[str, float | None]] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)
    slow: asyncio.Event | None = None
    poisoned: Later | None = None  # what the answer to the job `poison` meets each time
    poison: UUID | None = None

    async def answer(self, channel_id: str, message_id: str | None, reply: Reply) -> str:  # noqa: ARG002 - the protocol's own signature
        """Take an answer, unless a refusal is due."""
        if self.refusals:
            raise self.refusals.pop(0)
        if self.poisoned and reply.job == self.poison:
            raise self.poisoned
        self.answers.append((message_id, reply))
        if self.slow is not None:
            await self.slow.wait()
        return message_id or f"posted {len(self.answers)}"

    async def is_age_restricted(self, channel_id: str) -> bool:  # noqa: ARG002 - as above
        """Tell that anybody may come in."""
        return False

    async def progress(self, channel_id: str, message_id: str, reply: Reply) -> None:  # noqa: ARG002 - as above
        """Take progress, unless a refusal is due."""
        self.bars.append((message_id, reply.done))
        if self.refusals:
            raise self.refusals.pop(0)


@pytest.fixture
async def bus(redis_url: str) -> AsyncIterator[Bus]:
    """The messages between processes."""
    bus = Bus(redis_url)
    yield bus
    await bus.close()


@pytest.fixture
def chat() -> Chat:
    """An empty chat."""
    return Chat()


@asynccontextmanager
async def bringing(talk: Talk, bus: Bus, chat: Chat) -> AsyncIterator[asyncio.Task[None]]:
    """Run a courier until the block ends."""
    async with beside(Courier(Platform.DISCORD, assistant=talk.assistant, bus=bus, post=chat).run()) as running:
        yield running


async def until(holds: Callable[[], bool | Awaitable[bool]], seconds: float = 60) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while True:
            held = holds()
            if held if isinstance(held, bool) else await held:
                return
            await asyncio.sleep(0.02)


async def state(talk: Talk) -> Delivery:
    """Return the one delivery as it is stored."""
    async with talk.database.transaction() as session:
        return (await session.scalars(select(Delivery))).one()


async def is_now(talk: Talk, wanted: str) -> bool:
    """Tell whether the delivery has come to a state."""
    return (await state(talk)).state == wanted


async def test_an_answer_becomes_the_message_in_which_the_job_was_accepted(talk: Talk, bus: Bus, chat: Chat) -> None:
    accepted = await talk.person("anna", "pl").say("draw", prompt="lis")
    await talk.assistant.posted(accepted, Platform.DISCORD, message_id="m1")
    async with bringing(talk, bus, chat):
        await talk.draw()
        await until(lambda: is_now(talk, "delivered"))
    assert [message_id for message_id, _ in chat.answers] == ["m1"]
    assert chat.answers[0][1].job == accepted.job
    assert (await state(talk)).message_id == "m1"


async def test_many_answers_are_brought_each_once_r3(talk: Talk, bus: Bus, chat: Chat) -> None:
    for number in range(10):
        await talk.drawn(talk.person(f"p{number}"))
    async with bringing(talk, bus, chat), bringing(talk, bus, chat):
        await until(lambda: len(chat.answers) >= 10)
        await asyncio.sleep(1.2)
    assert len({reply.job for _, reply in chat.answers}) == len(chat.answers) == 10


async def test_a_platform_that_asks_to_wait_gets_the_answer_later(talk: Talk, bus: Bus, chat: Chat) -> None:
    await talk.drawn(talk.person("anna"))
    chat.refusals = [Later("slow down", timedelta(milliseconds=100)), Later("again", timedelta(milliseconds=100))]
    async with bringing(talk, bus, chat):
        await until(lambda: is_now(talk, "delivered"))
    assert len(chat.answers) == 1
    assert (await state(talk)).tries == 3


async def test_what_was_put_off_comes_soon_after_another_arrives_r2(talk: Talk, bus: Bus, chat: Chat) -> None:
    """After an outage nobody waits out a pause of ten minutes."""
    await _tried_nine_times(talk)
    chat.refusals = [Later("bad gateway")]
    async with bringing(talk, bus, chat):
        await until(lambda: _due_in_minutes(talk, 10))
        await talk.drawn(talk.person("bert"))
        await until(lambda: _arrived(talk, 2))


async def _tried_nine_times(talk: Talk) -> None:
    await talk.drawn(talk.person("anna"))
    async with talk.database.transaction() as session:
        await session.execute(update(Delivery).values(tries=9))


async def _due_in_minutes(talk: Talk, tries: int) -> bool:
    async with talk.database.transaction() as session:
        later = Delivery.not_before > utc_now() + timedelta(minutes=5)
        return bool(await session.scalar(select(Delivery.id).where(later, Delivery.tries == tries)))


async def _arrived(talk: Talk, wanted: int) -> bool:
    async with talk.database.transaction() as session:
        states = list(await session.scalars(select(Delivery.state)))
    return states.count("delivered") == wanted


async def test_what_fails_by_itself_is_hurried_only_once(talk: Talk, bus: Bus, chat: Chat) -> None:
    await _tried_nine_times(talk)
    chat.poisoned, chat.poison = Later("bad gateway"), (await state(talk)).job_id
    async with bringing(talk, bus, chat):
        await until(lambda: _due_in_minutes(talk, 10))
        for number, name in enumerate(("bert", "carl"), 1):
            await talk.drawn(talk.person(name))
            await until(lambda arrived=number: _arrived(talk, arrived))  # type: ignore[misc]  # bound in the loop
        await until(lambda: _due_in_minutes(talk, 11))
        await asyncio.sleep(1.5)
        assert await _due_in_minutes(talk, 11), "carl's answer brought no further try"


async def test_a_channel_that_is_gone_is_given_up_and_the_pictures_stay(talk: Talk, bus: Bus, chat: Chat) -> None:
    await talk.drawn(talk.person("anna"))
    chat.refusals = [Unreachable("the channel is gone")]
    async with bringing(talk, bus, chat):
        await until(lambda: is_now(talk, "abandoned"))
    assert chat.answers == []
    assert len(await talk.pictures()) == 1


async def test_an_answer_that_meets_a_fault_holds_up_no_other(
    talk: Talk, bus: Bus, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("anna", "bert"):
        await talk.drawn(talk.person(name))
    chat.refusals = [RuntimeError("unforeseen")]
    async with bringing(talk, bus, chat):
        await until(lambda: len(chat.answers) == 1 and "could not be brought" in caplog.text)


async def test_a_stop_lets_what_is_being_posted_arrive_and_be_written_down(talk: Talk, bus: Bus, chat: Chat) -> None:
    await talk.drawn(talk.person("anna"))
    chat.slow = asyncio.Event()
    async with bringing(talk, bus, chat) as running:
        await until(lambda: len(chat.answers) == 1)
        running.cancel()
        asyncio.get_running_loop().call_later(0.2, chat.slow.set)
    assert (await state(talk)).state == "delivered"


async def test_a_crash_between_post_and_record_brings_the_answer_again(talk: Talk, bus: Bus, chat: Chat) -> None:
    await talk.drawn(talk.person("anna"))
    async with bringing(talk, bus, chat):
        await until(lambda: is_now(talk, "delivered"))
    async with talk.database.transaction() as session:  # as a killed bot leaves it: posted, claimed, not written down
        await session.execute(
            update(Delivery).values(state="due", message_id=None, claimed_until=utc_now() - timedelta(seconds=1))
        )
    async with bringing(talk, bus, chat):
        await until(lambda: is_now(talk, "delivered"))
    assert len(chat.answers) == 2, "at least once"


async def tell(bus: Bus, job: Job, done: float) -> None:
    """Report progress as a worker does."""
    report = Progress(job=job.id, attempt=1, done=done)
    await bus.redis.publish(progress_channel(job.id), report.model_dump_json())


async def test_progress_is_shown_in_the_message_once_it_is_known_and_not_too_often(
    talk: Talk, bus: Bus, chat: Chat
) -> None:
    accepted = await talk.person("anna").say("draw", prompt="a fox")
    elsewhere = await talk.job(await talk.person("bert", platform=Platform.TELEGRAM).say("draw", prompt="an owl"))
    job = await talk.job(accepted)
    async with bringing(talk, bus, chat):
        await asyncio.sleep(0.5)
        await tell(bus, job, 0.1)
        await asyncio.sleep(0.3)
        assert chat.bars == [], "the message is not posted yet"
        await talk.assistant.posted(accepted, Platform.DISCORD, message_id="m1")
        for done in (0.2, 0.3, 0.4):
            await tell(bus, elsewhere, done)
            await tell(bus, job, done)
        await bus.redis.publish(progress_channel(job.id), "nonsense")
        await until(lambda: len(chat.bars) == 1)
        await asyncio.sleep(courier.PROGRESS_EVERY_S)
        chat.refusals = [Later("spent")]
        await tell(bus, job, 0.9)
        await until(lambda: len(chat.bars) == 2)
    assert chat.bars == [("m1", 0.2), ("m1", 0.9)]


async def test_what_is_watched_is_forgotten_oldest_first(
    talk: Talk, bus: Bus, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "_REMEMBERED", 2)
    accepted = [await talk.person(f"p{number}").say("draw", prompt="a fox") for number in range(4)]
    async with bringing(talk, bus, chat):
        await asyncio.sleep(0.5)
        for number, reply in enumerate(accepted):
            await talk.assistant.posted(reply, Platform.DISCORD, message_id=f"m{number}")
            await tell(bus, await talk.job(reply), 0.5)
        await until(lambda: len(chat.bars) == 4)
        await tell(bus, await talk.job(accepted[0]), 0.6)
        await until(lambda: len(chat.bars) == 5)


async def test_an_outage_of_postgres_or_redis_is_waited_out(talk: Talk, chat: Chat) -> None:
    away = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    setting = Setting(away, talk.assistant.setting.store, Policy(), "http://x.test")
    bus = Bus("redis://127.0.0.1:1/0")
    async with bringing(Talk(Assistant(setting), away), bus, chat) as running:
        await asyncio.sleep(2.5)
        assert not running.done()
    await away.close()
    await bus.close()


async def test_a_nudge_hurries_an_answer(talk: Talk, bus: Bus, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "TICK_S", 60.0)
    accepted = await talk.person("anna").say("draw", prompt="a fox")
    async with bringing(talk, bus, chat):
        await asyncio.sleep(0.5)
        await talk.draw()
        await bus.redis.publish("inkhearth:deliveries:discord", str(accepted.job))
        await until(lambda: len(chat.answers) == 1, 5)
