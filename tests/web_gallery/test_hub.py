"""What open pages hear: whose job changed and how far it is, whatever else is said on the channels (R2)."""

from collections.abc import AsyncIterator

import pytest

from core.bus import Bus, owner_channel, progress_channel
from core.clock import new_id
from core.jobs.orders import Progress
from tests.stage import until
from web_gallery.live.hub import Hub


@pytest.fixture
async def bus(redis_url: str) -> AsyncIterator[Bus]:
    """The messages between processes."""
    bus = Bus(redis_url)
    yield bus
    await bus.close()


async def test_garbage_on_the_channels_keeps_no_page_from_hearing_r2(bus: Bus) -> None:
    owner, job = new_id(), new_id()
    hub = Hub(bus)
    report = Progress(job=job, attempt=1, done=0.5)
    with hub.listening(owner) as listener:
        listener.watched.add(job)

        async def is_heard() -> bool:
            return bool(await bus.redis.publish(progress_channel("x"), "nobody"))

        async def has_both() -> bool:
            return job in listener.changed and listener.progress.get(job) == report

        await until(is_heard, "the hub is subscribed")
        for channel in (progress_channel("x").encode(), owner_channel("").encode() + b"\xff", owner_channel(owner)):
            for body in (b"", b"\xff", b"{", b"[" * 10_000, b"x" * 1_000_000, str(new_id()).encode()):
                await bus.redis.publish(channel, body)
        await bus.redis.publish(owner_channel(owner), str(job))
        await bus.redis.publish(progress_channel(job), report.model_dump_json())
        await until(has_both, "the page hears what came after")
    await hub.close()
