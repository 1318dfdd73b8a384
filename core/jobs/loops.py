"""Loops that survive any outage: what the conductor does for ever."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from kombu.exceptions import KombuError
from minio.error import MinioException
from redis.exceptions import RedisError
from urllib3.exceptions import HTTPError

from core.db import DATABASE_OUTAGES
from core.stopping import heed_stop

TICK_S = 0.5
# Postgres restarting, Redis away, the broker's connection lost, the store out of reach.
OUTAGES = (*DATABASE_OUTAGES, RedisError, KombuError, MinioException, HTTPError)
_log = logging.getLogger(__name__)


async def forever(step: Callable[[], Awaitable[None]], *, every_s: float = 0.0) -> None:
    """Take a step again and again with pauses of ``every_s``, until cancelled; an outage costs a tick."""
    while True:
        heed_stop()
        try:
            await step()
            await asyncio.sleep(every_s)
        except OUTAGES as outage:
            _log.warning("%s waits for an outage to pass: %s", getattr(step, "__name__", step), outage)
            await asyncio.sleep(TICK_S)
