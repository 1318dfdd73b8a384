"""Starts the conductor: ``python -m core.jobs``."""

import asyncio
import logging
import signal
from datetime import timedelta
from functools import partial
from pathlib import Path

import uvloop

from core.audit.guarding import Guard
from core.bus import Bus
from core.clock import utc_now
from core.db import Database
from core.jobs.celery import make_celery
from core.jobs.conductor import Conductor
from core.jobs.loops import forever
from core.logs import start_logging
from core.pictures.credentials import BadCredentials, found
from core.pictures.signet import marks_folder
from core.pulse import pulse
from core.revision import stop_on_wrong_schema
from core.rights.chores import Chores
from core.settings import DatabaseSettings
from core.storage import open_store

_DAY_S = 86_400.0
_log = logging.getLogger(__name__)


async def conduct(settings: DatabaseSettings) -> None:
    """Run one conductor until the process is told to stop."""
    bus = Bus(settings.redis_url)
    database = Database(
        settings.database_url, pool_size=settings.database_pool, announce=bus.announce, audit_key=settings.audit_key
    )
    store = open_store(settings)
    _begin_marks(marks_folder(settings))
    conductor = Conductor(
        database=database,
        bus=bus,
        celery=make_celery(settings.redis_url),
        store=store,
        lease=timedelta(seconds=settings.lease_s),
    )
    chores = Chores(database, bus, store, settings.data_folder)
    guard = Guard(database, settings.audit_key, settings.checkpoint_folder)
    running = asyncio.ensure_future(_together(conductor, chores, guard))
    beating = asyncio.ensure_future(pulse(settings.pulse_file))
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        pass
    finally:
        beating.cancel()
        await database.close()
        await bus.close()


async def _together(conductor: Conductor, chores: Chores, guard: Guard) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(conductor.run())
        group.create_task(chores.run())
        group.create_task(forever(partial(_guard, guard), every_s=_DAY_S))


def _begin_marks(folder: Path) -> None:
    """Make the keys that files are signed with, at the first start; a house without them goes on unsigned."""
    try:
        found(folder, now=utc_now())
    except (OSError, BadCredentials) as error:
        _log.error("no keys to sign files with can be made in %s: %s", folder, error)


async def _guard(guard: Guard) -> None:
    await guard.look(now=utc_now())


def main() -> None:
    """Read the settings and conduct."""
    settings = DatabaseSettings()
    start_logging(settings.log_level)
    stop_on_wrong_schema(settings.database_url)
    uvloop.run(conduct(settings))


if __name__ == "__main__":
    main()
