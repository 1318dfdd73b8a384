"""Draws drafts in a process of its own: ``python -m gpu_worker.drafting``, started by a worker when somebody asks.

A draft must not wait for the picture that a worker is drawing, and an order must not wait for a draft.
"""

import logging
import os
import subprocess
import sys
import time
from base64 import b64encode
from io import BytesIO
from pathlib import Path

from PIL import Image
from pydantic import ValidationError
from redis import Redis
from redis.exceptions import RedisError

from core.bus import DRAFTS, draft_answer, latest_draft
from core.engines import STORYBOARD
from core.jobs.drafts import PATIENCE_S, Draft, DraftOrder, DraftPicture
from core.logs import start_logging
from gpu_worker.composing import Composer
from gpu_worker.engines.engine import Cancelled, Drawn, EngineError, Wanted
from gpu_worker.engines.storyboard_engine import StoryboardEngine
from gpu_worker.settings import WorkerSettings

PAGE_WIDTH = 760  # pixels of a comic's page in a draft
_IDLE_S = 600
_LOOK_S = 2
_ANSWER_S = 30
_QUALITY = 72
_log = logging.getLogger(__name__)


class Drafter:
    """Draws one draft after the other."""

    def __init__(self, redis: Redis, assets: Path) -> None:
        """Load the storyboard; ``assets`` is the folder of npm packages."""
        self._redis = redis
        self._engine = StoryboardEngine(assets)
        self._composer = Composer({STORYBOARD.engine: self._engine}, assets=assets)
        self._engine.warm()

    def serve_one(self, *, wait_s: int = _LOOK_S) -> bool:
        """Wait for an order and answer it; False where none came."""
        taken = self._redis.brpop([DRAFTS], timeout=wait_s)
        if taken is None:
            return False
        try:
            order = DraftOrder.model_validate_json(taken[1])
        except ValidationError as error:
            _log.warning("a draft's order is not understood: %s", error)
            return True
        draft = self._drawn(order) if self._wanted(order) else Draft()
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.rpush(draft_answer(order.id), draft.model_dump_json())
            pipe.expire(draft_answer(order.id), _ANSWER_S)
            pipe.execute()
        return True

    def _wanted(self, order: DraftOrder) -> bool:
        latest = self._redis.get(latest_draft(order.owner))
        return latest == str(order.id).encode() and time.time() - order.asked_at < PATIENCE_S

    def _drawn(self, order: DraftOrder) -> Draft:
        watch = _Watch(self, order)
        try:
            if order.spec.pages is not None:
                drawn = self._composer.pages(order.spec, fetch=_nothing, watch=watch)
            else:
                drawn = self._engine.render([Wanted(order.spec, order.spec.seed)], watch)
        except (EngineError, Cancelled) as error:
            _log.info("no draft: %r", error)
            return Draft()
        left_out = sorted({word for one in drawn for word in one.not_drawn})
        return Draft(pictures=tuple(_picture(one) for one in drawn), left_out=tuple(left_out))

    def check(self, order: DraftOrder) -> None:
        """Stop a draft that is wanted no more.

        Raises:
            Cancelled: a later one was asked for.
        """
        if not self._wanted(order):
            raise Cancelled


class _Watch:
    """Asks before each panel whether anybody still waits."""

    def __init__(self, drafter: Drafter, order: DraftOrder) -> None:
        self._drafter = drafter
        self._order = order

    def step(self, done: float, previews: object = ()) -> None:  # noqa: ARG002 - the engine's protocol
        """Let it go on, or stop it."""
        self._drafter.check(self._order)


class Keeper:
    """Starts the process that draws drafts when somebody asks for one, and ends it with the worker."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: subprocess.Popen[bytes] | None = None

    def look(self, redis: Redis) -> None:
        """Start it if orders wait and it does not run."""
        running = self._process is not None and self._process.poll() is None
        if not running and redis.llen(DRAFTS):
            self._process = subprocess.Popen([sys.executable, "-m", "gpu_worker.drafting"], cwd=_root())

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


def serve(settings: WorkerSettings) -> None:
    """Draw drafts until nobody has asked for a while, or the worker that started this is gone."""
    parent, last = os.getppid(), time.monotonic()
    redis = Redis.from_url(settings.redis_url, socket_timeout=_LOOK_S + 5, socket_connect_timeout=2)
    drafter = Drafter(redis, settings.node_modules)
    while os.getppid() == parent and time.monotonic() - last < _IDLE_S:
        try:
            if drafter.serve_one():
                last = time.monotonic()
        except (RedisError, OSError) as outage:
            _log.info("drafts wait for Redis: %s", outage)
            time.sleep(1)


def _picture(drawn: Drawn) -> DraftPicture:
    picture = Image.fromarray(drawn.pixels)
    if picture.width > PAGE_WIDTH:
        picture.thumbnail((PAGE_WIDTH, PAGE_WIDTH * 40), Image.Resampling.BILINEAR)
    out = BytesIO()
    picture.save(out, "WEBP", quality=_QUALITY, method=0)
    return DraftPicture(
        data=b64encode(out.getvalue()).decode(), width=picture.width, height=picture.height, alt=drawn.alt
    )


def _nothing(key: str) -> bytes:
    """Drafts are made of nothing that is kept."""
    raise LookupError(key)


def _root() -> Path:
    return Path(__file__).parent.parent


if __name__ == "__main__":
    _settings = WorkerSettings()
    start_logging(_settings.log_level)
    serve(_settings)
