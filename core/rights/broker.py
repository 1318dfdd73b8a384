"""What waits in Redis for a worker and speaks of somebody's jobs: taken out when they are forgotten.

An order that also holds other people's jobs goes with it; these come back when their lease ends, as after any loss.
"""

import json
from base64 import b64decode
from collections.abc import Collection
from uuid import UUID

from redis.asyncio import Redis

_UNACKED, _UNACKED_INDEX = "unacked", "unacked_index"  # where Celery's transport (kombu) keeps what workers hold
_AT_ONCE = 500


async def take_orders_back(redis: Redis, jobs: Collection[UUID]) -> int:
    """Take every order that names one of the jobs out of the broker; returns how many."""
    names = {str(job) for job in jobs}
    taken = 0
    if not names:
        return taken
    async for key in redis.scan_iter(count=_AT_ONCE, _type="list"):
        taken += await _take_from_queue(redis, key, names)
    return taken + await _take_from_held(redis, names)


async def forget_keys(redis: Redis, user_id: UUID) -> int:
    """Delete every key that is named after somebody: counts of requests, their last draft; returns how many."""
    gone = 0
    async for key in redis.scan_iter(match=f"*{user_id}*", count=_AT_ONCE):
        gone += await redis.delete(key)
    return gone


async def _take_from_queue(redis: Redis, queue: bytes, names: Collection[str]) -> int:
    taken = 0
    for message in await redis.lrange(queue, 0, -1):
        if _speaks_of(message, names):
            taken += await redis.lrem(queue, 1, message)  # type: ignore[arg-type]  # as above
    return taken


async def _take_from_held(redis: Redis, names: Collection[str]) -> int:
    taken = 0
    async for tag, message in redis.hscan_iter(_UNACKED, count=_AT_ONCE):
        if _speaks_of(message, names):
            taken += await redis.hdel(_UNACKED, tag)
            await redis.zrem(_UNACKED_INDEX, tag)
    return taken


def _speaks_of(message: bytes | str, names: Collection[str]) -> bool:
    """Tell whether a message of the broker's (JSON, its body in base64) names a job."""
    text = message.decode("utf-8", "replace") if isinstance(message, bytes) else message
    try:
        envelope = json.loads(text)
        envelope = envelope[0] if isinstance(envelope, list) else envelope
        text += b64decode(envelope["body"]).decode("utf-8", "replace")
    except (ValueError, KeyError, TypeError, IndexError):
        pass  # not an order as Celery writes them: what can be read of it decides
    return any(name in text for name in names)
