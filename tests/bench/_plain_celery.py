"""Celery as anybody would set it up, to measure ours against: prefork, late acknowledgement, prefetch of one."""

import os
import time

from celery import Celery
from redis import Redis

from core.jobs.celery import broker_url

QUEUE = "plain"
STARTS = "plain-starts"
_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")

APP = Celery("plain", broker=broker_url(_URL))
APP.conf.update(
    task_acks_late=True, worker_prefetch_multiplier=1, task_ignore_result=True, task_default_queue=QUEUE,
    broker_connection_retry_on_startup=True,
)  # fmt: skip
_redis = Redis.from_url(_URL)


@APP.task(name="plain")
def plain() -> None:
    """Tell when it began."""
    _redis.rpush(STARTS, time.time())
