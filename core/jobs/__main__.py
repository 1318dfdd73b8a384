"""Starts the conductor: ``python -m core.jobs``."""

import asyncio
import signal
from datetime import timedelta

import uvloop

from core.bus import Bus
from core.db import Database
from core.jobs.celery import make_celery
from core.jobs.conductor import Conductor
from core.logs import start_logging
from core.settings import DatabaseSettings
from core.storage import open_store


async def conduct(settings: DatabaseSettings) -> None:
    """Run one conductor until the process is told to stop."""
    bus = Bus(settings.redis_url)
    database = Database(
        settings.database_url, pool_size=settings.database_pool, announce=bus.announce, audit_key=settings.audit_key
    )
    conductor = Conductor(
        database=database,
        bus=bus,
        celery=make_celery(settings.redis_url),
        store=open_store(settings),
        lease=timedelta(seconds=settings.lease_s),
    )
    running = asyncio.ensure_future(conductor.run())
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        pass
    finally:
        await database.close()
        await bus.close()


def main() -> None:
    """Read the settings and conduct."""
    settings = DatabaseSettings()
    start_logging(settings.log_level)
    uvloop.run(conduct(settings))


if __name__ == "__main__":
    main()
