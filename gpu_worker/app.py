"""The Celery application of a worker: ``celery -A gpu_worker.app worker -Q gpu``.

``app`` is made when Celery asks for it, so importing this module reads no settings.
"""

import logging
import sys
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import uuid4

from billiard.exceptions import WorkerLostError
from celery import Celery, signals
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core.bus import WORKER_SECONDS, worker_key
from core.engines import WorkerCard
from core.jobs.celery import make_celery, order_queue
from core.jobs.orders import RENDER_TASK
from core.logs import log_for
from core.pulse import beat
from gpu_worker.drafting import Keeper
from gpu_worker.engines.catalogue import make_engines
from gpu_worker.leaving import leave_in_time
from gpu_worker.losing import tell_lost
from gpu_worker.measuring import tell_load
from gpu_worker.settings import WorkerSettings
from gpu_worker.taking import take_carefully
from gpu_worker.tasks import register, start_process, stop_process
from gpu_worker.warmth import announced

POOL = "gpu_worker.pool:Pool"
ANNOUNCE_EVERY_S = 1.0
MISCONFIGURED = 78  # EX_CONFIG of sysexits.h: the launcher shows the last line and does not start it again
_log = logging.getLogger(__name__)


@cache
def make_app() -> Celery:
    """Read the settings and compose the worker."""
    settings = WorkerSettings()
    try:
        card = _card(settings)
    except ValueError as error:  # an engine that there is not, or a table of models that is wrong
        log_for(settings, "worker")
        _log.critical("%s", error)
        sys.exit(MISCONFIGURED)
    take_carefully()
    app = make_celery(settings.redis_url)
    app.conf.update(
        worker_pool=POOL,
        worker_concurrency=settings.worker_slots,
        task_time_limit=settings.worker_limit_s,
        worker_proc_alive_timeout=60.0,
    )
    register(app)
    _connect(app, settings, card)
    _hear_losses(settings, card)
    return app


def __getattr__(name: str) -> Any:  # noqa: ANN401 - PEP 562's signature
    """Make ``app`` on demand."""
    if name == "app":
        return make_app()
    raise AttributeError(name)


def _card(settings: WorkerSettings) -> WorkerCard:
    cards = tuple(card for engine in make_engines(settings).values() for card in engine.cards())
    return WorkerCard(
        name=settings.worker_name,
        incarnation=uuid4().hex[:12],
        queue=f"gpu.{settings.worker_name}",
        slots=settings.worker_slots,
        models=cards,
    )


def _connect(app: Celery, settings: WorkerSettings, card: WorkerCard) -> None:
    """Hook into the worker's life: logging, its own queue, its engines, its announcements."""
    stop = threading.Event()

    @signals.setup_logging.connect(weak=False)
    def _log_as_we_do(**_: object) -> None:
        log_for(settings, "worker")

    @signals.celeryd_after_setup.connect(weak=False)
    def _take_own_queue(**_: object) -> None:
        queues: Any = app.amqp.queues  # celery-types has no Queues.select_add
        queues.select_add(order_queue(card.queue))

    @signals.worker_process_init.connect(weak=False)
    def _start_process(**_: object) -> None:
        start_process(settings, holder=card.holder)

    @signals.worker_process_shutdown.connect(weak=False)
    def _stop_process(**_: object) -> None:
        stop_process()

    @signals.worker_ready.connect(weak=False)
    def _announce(**_: object) -> None:
        threading.Thread(target=_announce_until, args=(settings, card, stop), daemon=True).start()

    @signals.worker_shutting_down.connect(weak=False)
    def _leave(**_: object) -> None:
        if not stop.is_set():
            stop.set()
            threading.Thread(target=leave_in_time, args=(settings.worker_grace_s,), daemon=True).start()


def _hear_losses(settings: WorkerSettings, card: WorkerCard) -> None:
    @signals.task_failure.connect(weak=False)
    def _lose(sender: Any, exception: BaseException, args: Sequence[object], **_: object) -> None:  # noqa: ANN401 - Celery's Task is generic
        if isinstance(exception, WorkerLostError) and sender.name == RENDER_TASK:
            with Redis.from_url(
                settings.redis_url, socket_timeout=2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 1)
            ) as redis:
                tell_lost(redis, args, holder=card.holder)


def _announce_until(settings: WorkerSettings, card: WorkerCard, stop: threading.Event) -> None:
    """Say who is here, again and again; a worker that stops says no more and is forgotten within seconds."""
    redis = Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=2)
    drafts = Keeper()
    while not stop.wait(ANNOUNCE_EVERY_S):
        beat(settings.pulse_file)
        try:
            redis.set(worker_key(card.name), announced(redis, card).model_dump_json(), ex=WORKER_SECONDS)
            tell_load(redis, card.name)
            if settings.worker_drafts:
                drafts.look(redis)
        except RedisError as error:
            _log.warning("nobody hears the announcement: %s", error)
    drafts.stop()
    redis.delete(worker_key(card.name))
