"""Messages between our processes hurry, are acknowledged, and may be lost."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio.client import PubSub
from redis.exceptions import ResponseError

from core import bus as messages
from core.bus import Bus
from core.nudges import Nudge


@pytest.fixture(params=["", "?protocol=2", "?protocol=3"])
async def bus(redis_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    """A connection, in each dialect that a deployment's address may ask for."""
    bus = Bus(redis_url + str(request.param))
    yield bus
    await bus.close()


async def next_of(heard: PubSub) -> bytes:
    """Return what the next message says; redis-py answers None for its own."""
    async with asyncio.timeout(5):
        while (message := await heard.get_message(timeout=1)) is None:
            pass
    return bytes(message["data"])


async def test_a_nudge_is_heard_and_a_flag_stands(bus: Bus) -> None:
    async with bus.listen("a", patterns=["b:*"]) as heard:
        await bus.announce([Nudge("a", "1"), Nudge("b:x", "2"), Nudge("flag", "3", keep_s=60)])
        assert sorted([await next_of(heard), await next_of(heard)]) == [b"1", b"2"]
    assert await bus.redis.get("flag") == b"3"
    assert 0 < await bus.redis.ttl("flag") <= 60


async def test_one_may_listen_to_patterns_alone(bus: Bus) -> None:
    async with bus.listen(patterns=["c:*"]) as heard:
        await bus.announce([Nudge("c:1", "x")])
        assert await next_of(heard) == b"x"


async def test_nudges_to_nobody_are_lost_without_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    away = Bus("redis://127.0.0.1:1/0")
    await away.announce([Nudge("a")])
    await away.close()
    assert "the next tick makes up for them" in caplog.text


async def test_the_latest_attempt_of_a_job_is_marked(bus: Bus) -> None:
    await bus.mark_attempts([("job", 1), ("job", 2)])
    assert await bus.redis.get(messages.attempt_key("job")) == b"2"
    assert messages.cancel_flag("job") != messages.attempt_key("job") != messages.progress_channel("job")


async def test_a_redis_that_lost_its_memory_is_new_once(bus: Bus) -> None:
    assert [await bus.is_new() for _ in range(3)] == [True, False, False]
    await bus.redis.flushall()
    assert await bus.is_new()


async def test_living_workers_are_found_by_their_announcements(bus: Bus) -> None:
    assert await bus.announced_workers() == []
    await bus.redis.set(messages.worker_key("pc"), b"card", ex=10)
    assert await bus.announced_workers() == [b"card"]


async def test_outcomes_stay_until_they_are_acknowledged_r1(bus: Bus, redis_url: str) -> None:
    assert await bus.read_outcomes("one", block_ms=10) == [], "the group is made"
    assert await bus.read_outcomes("one", block_ms=10) == []
    for body in (b"1", b"2"):
        await bus.redis.xadd(messages.OUTCOMES, {"body": body})
    letters = await bus.read_outcomes("one", block_ms=10)
    assert [letter.body for letter in letters] == [b"1", b"2"]
    other = Bus(redis_url)
    assert await other.read_outcomes("two", block_ms=10) == [], "they are in the first one's hands"
    await other.close()
    await bus.acknowledge(letters[:1])
    await bus.redis.xclaim(messages.OUTCOMES, "conductor", "one", 0, [letters[1].id], idle=6000)  # it died
    other = Bus(redis_url)
    assert [letter.body for letter in await other.read_outcomes("two", block_ms=10)] == [b"2"]
    await other.close()
    await bus.acknowledge(letters[1:])
    await bus.acknowledge([])
    assert await bus.redis.xlen(messages.OUTCOMES) == 0


async def test_two_readers_may_make_the_group_at_once(bus: Bus) -> None:
    await bus.redis.xgroup_create(messages.OUTCOMES, "conductor", id="0", mkstream=True)
    await bus._make_group()  # noqa: SLF001 - the second of two that found none


async def test_a_stream_of_another_kind_is_a_fault_and_not_an_empty_one(bus: Bus) -> None:
    await bus.redis.set(messages.OUTCOMES, "no stream")
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        await bus.read_outcomes("one", block_ms=10)
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        await bus._make_group()  # noqa: SLF001 - as above
