"""What the bots are called, told to whoever links to them."""

import asyncio
import logging

import pytest

from bots.naming import tell_name
from core.bus import Bus, front_key
from core.platforms import Platform


async def test_a_bot_goes_on_where_nobody_can_be_told_its_name(caplog: pytest.LogCaptureFixture) -> None:
    """R2: without Redis the bots speak all the same; the gallery leads nobody to them until it is back."""
    caplog.set_level(logging.INFO, logger="bots.naming")
    bus = Bus("redis://127.0.0.1:9")
    telling = asyncio.ensure_future(tell_name(bus, Platform.TELEGRAM, "ink_bot"))
    for _ in range(600):
        if "nobody hears" in caplog.text:
            break
        await asyncio.sleep(0.1)
    assert "nobody hears" in caplog.text
    assert not telling.done()
    telling.cancel()
    await asyncio.wait({telling})
    await bus.close()


async def test_a_name_is_told_for_a_minute(redis_url: str) -> None:
    bus = Bus(redis_url)
    telling = asyncio.ensure_future(tell_name(bus, Platform.DISCORD, "ink_bot"))
    for _ in range(600):
        if await bus.redis.exists(front_key(Platform.DISCORD)):
            break
        await asyncio.sleep(0.1)
    assert await bus.redis.get(front_key(Platform.DISCORD)) == b"ink_bot"
    assert 0 < await bus.redis.ttl(front_key(Platform.DISCORD)) <= 60
    telling.cancel()
    await asyncio.wait({telling})
    await bus.close()
