"""Starts the conductor: ``python -m core.jobs``."""

import asyncio
import logging
import signal
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path

import uvloop
from prometheus_client import CollectorRegistry

from core.audit.guarding import Guard
from core.bus import Bus
from core.clock import utc_now
from core.db import Database
from core.figures.counting import Counting
from core.figures.serving import make_registry, serve_metrics
from core.figures.watching import Watch
from core.jobs.celery import make_celery
from core.jobs.conductor import Conductor
from core.jobs.settings import ConductorSettings
from core.logs import log_for
from core.pictures.credentials import BadCredentials, found
from core.pictures.signet import marks_folder
from core.pulse import pulse
from core.revision import stop_on_wrong_schema
from core.rights.chores import Chores
from core.sealing import Sealing
from core.storage import open_store

_log = logging.getLogger(__name__)


async def conduct(settings: ConductorSettings) -> None:
    """Run one conductor until the process is told to stop."""
    bus = Bus(settings.redis_url)
    registry = make_registry()
    counting = Counting(registry)
    database = Database(
        settings.database_url,
        pool_size=settings.database_pool,
        announce=bus.announce,
        count=counting,
        audit_key=settings.audit_key,
    )
    store = open_store(settings)
    _begin_marks(marks_folder(settings))
    guard, folder = Guard(database, settings.audit_key, settings.checkpoint_folder), settings.data_folder
    watch = Watch(database=database, bus=bus, guard=guard, folder=folder, counting=counting, registry=registry)
    chores = Chores(database, bus, store, folder, Sealing(settings.sealing_keys))
    lease, celery = timedelta(seconds=settings.lease_s), make_celery(settings.redis_url)
    conductor = Conductor(database=database, bus=bus, celery=celery, store=store, lease=lease)
    try:
        await _until_told(settings, _together(conductor, chores, watch), registry)
    finally:
        await database.close()
        await bus.close()


async def _until_told(settings: ConductorSettings, work: Awaitable[None], registry: CollectorRegistry) -> None:
    """Run until the process is told to stop, with its figures shown and its pulse felt."""
    metrics = serve_metrics(registry, settings.metrics_host, settings.conductor_metrics_port)
    running = asyncio.ensure_future(work)
    beating = asyncio.ensure_future(pulse(settings.pulse_file))
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        pass
    finally:
        beating.cancel()
        if metrics is not None:
            metrics.stop()


async def _together(conductor: Conductor, chores: Chores, watch: Watch) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(conductor.run())
        group.create_task(chores.run())
        group.create_task(watch.run())


def _begin_marks(folder: Path) -> None:
    """Make the keys that files are signed with, at the first start; a house without them goes on unsigned."""
    try:
        found(folder, now=utc_now())
    except (OSError, BadCredentials) as error:
        _log.error("no keys to sign files with can be made in %s: %s", folder, error)


def main() -> None:
    """Read the settings and conduct."""
    settings = ConductorSettings()
    log_for(settings, "conductor")
    stop_on_wrong_schema(settings.database_url)
    uvloop.run(conduct(settings))


if __name__ == "__main__":
    main()
