"""What a worker says: outcomes that must arrive, beats that renew leases, progress that may be lost."""

import logging
import threading
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import cast
from uuid import UUID

from PIL import Image
from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core.bus import BEATS, OUTCOMES, attempt_key, cancel_flag, progress_channel
from core.jobs.orders import Beat, Item, Outcome, Progress
from gpu_worker.engines.engine import Pixels

BEATS_A_LEASE = 4
PROGRESS_EVERY_S = 0.5  # architecture.md: at most two a second
PREVIEW_SIDE = 256
_LONGEST_STREAM = 100_000
_PATIENCE = 60  # retries of an outcome, one a second at the end
_log = logging.getLogger(__name__)


class Reporter:
    """One process's line to the conductor."""

    def __init__(self, redis_url: str, *, holder: str) -> None:
        """Prepare the connections; ``holder`` is how rows name this worker."""
        self.holder = holder
        self._sure = Redis.from_url(
            redis_url, socket_timeout=5, retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), _PATIENCE)
        )
        self._light = Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=1)

    def tell(self, outcome: Outcome) -> None:
        """Add an outcome to the stream; waits about a minute for a Redis that is away.

        Raises:
            RedisError: it stayed away; the lease will bring the job back.
        """
        self._sure.xadd(OUTCOMES, {"body": outcome.model_dump_json()}, maxlen=_LONGEST_STREAM, approximate=True)

    def wanted(self, items: Sequence[Item]) -> list[Item]:
        """Return the items that are neither cancelled nor superseded by a later attempt; all, while Redis is away."""
        try:
            keys = [*(cancel_flag(item.job) for item in items), *(attempt_key(item.job) for item in items)]
            answers = cast("list[bytes | None]", self._light.mget(keys))
        except RedisError as error:
            _log.warning("can't ask what is still wanted: %s", error)
            return list(items)
        flags, latest = answers[: len(items)], answers[len(items) :]
        return [
            item
            for item, flag, attempt in zip(items, flags, latest, strict=True)
            if flag is None and not _is_another(attempt, item.attempt)
        ]

    @contextmanager
    def beating(self, items: Sequence[Item], *, lease_s: float) -> Iterator[None]:
        """Renew the leases of some items until the block ends, even through one long step."""
        beat = Beat(worker=self.holder, items=tuple((item.job, item.attempt) for item in items)).model_dump_json()
        done = threading.Event()
        thread = threading.Thread(target=self._beat, args=(beat, done, lease_s / BEATS_A_LEASE), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join(timeout=5)

    def _beat(self, beat: str, done: threading.Event, pause_s: float) -> None:
        while not done.wait(pause_s):
            try:
                self._light.publish(BEATS, beat)
            except RedisError as error:
                _log.warning("a beat is lost: %s", error)

    def show(self, job: UUID, attempt: int, *, done: float, preview: str = "") -> None:
        """Publish progress for who watches."""
        progress = Progress(job=job, attempt=attempt, done=min(max(done, 0.0), 1.0), preview=preview)
        try:
            self._light.publish(progress_channel(job), progress.model_dump_json())
        except RedisError as error:
            _log.info("progress is lost: %s", error)


def _is_another(latest: bytes | None, attempt: int) -> bool:
    """Tell whether a later attempt was sent, as far as Redis knows: what is no number there says nothing."""
    return latest is not None and latest.isdigit() and latest != b"%d" % attempt


class Throttle:
    """Lets something through at most every so many seconds."""

    def __init__(self, every_s: float) -> None:
        """Start closed for the first period: what is done within it needs no progress."""
        self._every_s = every_s
        self._last = time.monotonic()

    def open(self) -> bool:
        """Tell whether it is time, and if so close again."""
        now = time.monotonic()
        if now - self._last < self._every_s:
            return False
        self._last = now
        return True


def preview_of(pixels: Pixels) -> str:
    """Return a small WebP of some pixels as base64."""
    picture = Image.fromarray(pixels)
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    out = BytesIO()
    picture.save(out, "WEBP", quality=60, method=0)
    return b64encode(out.getvalue()).decode()
