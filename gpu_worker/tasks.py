"""The Celery tasks, and what each worker process keeps between them."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import Celery
from redis import Redis

from core.engines import STORYBOARD
from core.jobs.orders import DERIVE_TASK, RENDER_TASK, Artefact, Item, RenderOrder
from core.pictures.signet import Signet, marks_folder
from core.storage import open_store
from gpu_worker.engines.catalogue import make_engines
from gpu_worker.engines.upscaling.engine import ENGINE as UPSCALE
from gpu_worker.rendering import Renderer
from gpu_worker.reporting import Reporter
from gpu_worker.safety.judge import Judge, threads_for
from gpu_worker.settings import WorkerSettings
from gpu_worker.warmth import tell_warm

# Engines whose results are known without looking at them, and those that make no pictures.
_VOUCHING = {STORYBOARD.engine, UPSCALE, "describe", "transformers", "openai-text", "template"}
_log = logging.getLogger(__name__)
_process: dict[str, Renderer] = {}  # Celery's tasks are plain functions, so what a process keeps lives here
_telling: dict[str, Callable[[], None]] = {}


def start_process(settings: WorkerSettings, *, holder: str) -> None:
    """Make this process's engines and warm them before the first order."""
    engines = make_engines(settings)
    reporter = Reporter(settings.redis_url, holder=holder)
    judge = Judge(threads=threads_for(settings.worker_slots))
    signet = Signet(marks_folder(settings))
    _process["renderer"] = Renderer(
        engines, open_store(settings), reporter, assets=settings.node_modules, judge=judge, signet=signet
    )
    if set(engines) - _VOUCHING:
        judge.trouble()  # said in the log at the start, and loaded before the first picture
    for engine in engines.values():
        engine.warm()
    redis = Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=1)
    _telling["warm"] = partial(tell_warm, redis, engines, holder=holder)
    _telling["warm"]()


def stop_process() -> None:
    """Let go of what this process kept."""
    _telling.clear()
    kept = _process.pop("renderer", None)
    if kept is not None:
        kept.close()


def render(order: dict[str, Any]) -> None:
    """Draw an order as it came over the wire."""
    _process["renderer"].render(RenderOrder.model_validate(order))
    _telling["warm"]()


def derive(item: dict[str, Any], artefact: dict[str, Any]) -> None:
    """Make the renditions that a stored picture lacks."""
    _process["renderer"].derive(Item.model_validate(item), Artefact.model_validate(artefact))


def register(app: Celery) -> None:
    """Give the tasks their names on the wire."""
    app.task(name=RENDER_TASK)(render)
    app.task(name=DERIVE_TASK)(derive)
