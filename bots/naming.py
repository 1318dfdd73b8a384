"""What the bots are called on a platform, told to whoever links to them: the gallery, on whichever machine it runs."""

import asyncio
import logging

from redis.exceptions import RedisError

from core.bus import Bus, front_key
from core.platforms import Platform
from core.stopping import heed_stop

EVERY_S = 20.0
BELIEVED_S = 60  # so long after the last bot has gone nobody links to it any more
_log = logging.getLogger(__name__)


async def tell_name(bus: Bus, platform: Platform, name: str) -> None:
    """Say what this bot is called there, over and over until cancelled; several bots of a name say the same."""
    while True:
        try:
            await bus.redis.set(front_key(platform), name, ex=BELIEVED_S)
        except (RedisError, OSError) as error:
            _log.info("nobody hears what I am called: %s", error)
        heed_stop()
        await asyncio.sleep(EVERY_S)
