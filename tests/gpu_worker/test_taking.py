"""Garbage in the queues of a real worker: it drops each piece, holds none of it, and draws the next order (R2)."""

import asyncio
import json
from base64 import b64encode
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from core.bus import attempt_key
from core.jobs.celery import make_celery, order_queue
from core.jobs.orders import RENDER_TASK, Event
from tests.gpu_worker.orders import item, order, told
from tests.stage import stage, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

QUEUES = ("gpu", "gpu.worker")
PRIVATE = "what somebody wrote"
DEEP = 100_000
# What the headers of Celery's protocol may look like, and what may stand in a body.
HEADERS: tuple[object, ...] = (
    None, 7, "text", [], {}, {"task": 7}, {"task": []}, {"task": RENDER_TASK}, {"task": "no.such.task"},
    {"task": "no.such.task", "id": "1"}, {"task": RENDER_TASK, "id": {}}, {"task": RENDER_TASK, "id": "1", "eta": "x"},
    {"task": RENDER_TASK, "id": "2", "compression": "zlib"}, {"task": RENDER_TASK, "id": "3", "retries": []},
)  # fmt: skip
CALLS: tuple[object, ...] = (
    None, 7, [], [[], {}, {}], [[{}], {}, {}], [[{"id": "x"}], 7, None], {"task": RENDER_TASK},
)  # fmt: skip
PACKED = (b64encode(json.dumps(call).encode()).decode() for call in CALLS)
BODIES: tuple[object, ...] = ("", 7, PRIVATE, "%%%", b64encode(b"\xff\xfe").decode(), *PACKED)
TAGS: tuple[object, ...] = (None, 7, [], {})


def enveloped(body: object = "", headers: object = None, **properties: object) -> bytes:
    """Return a message as kombu's transport for Redis packs it."""
    usual = {"delivery_tag": "t", "body_encoding": "base64", "delivery_info": {"exchange": "", "routing_key": "gpu"}}
    packed = {"body": body, "headers": headers, "content-type": "application/json", "content-encoding": "utf-8"}
    return json.dumps(packed | {"properties": usual | properties}).encode()


def garbage() -> list[bytes]:
    """Return what can lie in a list of Redis: no JSON, other JSON, half a message, a whole one that is no order."""
    no_json = [b"", b"{", b"\xff\x00", PRIVATE.encode(), b"[" * DEEP, b"NaN", b"9" * 5000]
    other = [b"null", b"7", b'"x"', b"[]", b"{}", b'{"__type__": "uuid", "__value__": "x"}', b'{"__type__": "decimal"}']
    half = [b'{"properties": %s}' % one for one in (b"null", b"[]", b"{}", b'{"delivery_tag": "t"}')]
    odd = [enveloped(delivery_tag=tag) for tag in TAGS]
    odd += [enveloped(**{name: []}) for name in ("body_encoding", "delivery_info")]
    whole = [
        enveloped(body, headers, delivery_tag=f"t{number}")
        for number, (body, headers) in enumerate(product(BODIES, HEADERS))
    ]
    huge = enveloped(b64encode(b"[" * 5_000_000).decode(), {"task": RENDER_TASK, "id": "9"}, delivery_tag="huge")
    foreign = enveloped().replace(b"application/json", b"application/x-python-serialize")
    return [*no_json, *other, *half, *odd, *whole, huge, foreign]


async def test_a_worker_outlives_whatever_lies_in_its_queues_r2(redis_url: str, tmp_path: Path) -> None:
    """The worker that took the garbage is the one that draws afterwards, and its log tells no words of what it was."""
    good = order(item())
    with stage("", redis_url, tmp_path) as house, Redis.from_url(redis_url) as redis:
        for queue in QUEUES:
            redis.lpush(queue, *garbage())
        redis.set(attempt_key(good.items[0].job), "nonsense")
        house.start("worker")
        with make_celery(redis_url) as celery:
            route: Any = order_queue("gpu")  # celery-types knows names only
            celery.send_task(RENDER_TASK, args=[good.model_dump(mode="json")], queue=route)

        async def is_drawn() -> bool:
            assert house.running["worker"].poll() is None, house.log("worker")[-2000:]
            ended = [one.job for one in await asyncio.to_thread(told, redis_url) if one.event is Event.SUCCEEDED]
            return ended == [good.items[0].job]

        async def nothing_is_held() -> bool:
            return not any(redis.llen(queue) for queue in QUEUES) and not redis.hlen("unacked")

        await until(is_drawn, "the good order is drawn", within_s=120)
        await until(nothing_is_held, "nothing waits or is held", within_s=60)
        assert house.log("worker").count("is no order and is dropped") > len(garbage())
        assert PRIVATE not in house.log("worker")
