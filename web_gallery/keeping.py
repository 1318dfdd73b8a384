"""What retention did, as figures for Prometheus: an alert rings when a rule has not run for hours."""

import asyncio
import logging

from core.rights.retention import last_runs
from web_gallery.reading import reading
from web_gallery.refusals import StoreAway
from web_gallery.site import Site

EVERY_S = 60.0
_log = logging.getLogger(__name__)


async def watch_retention(site: Site) -> None:
    """Keep the figures fresh until cancelled; a database that is away costs a round."""
    while True:
        try:
            await note_retention(site)
        except StoreAway:
            _log.info("the figures of retention wait for the database")
        await asyncio.sleep(EVERY_S)


async def note_retention(site: Site) -> None:
    """Read the figures once."""
    async with reading(site.database) as session:
        runs = await last_runs(session)
    for run in runs:
        site.metrics.retention_removed.labels(run.rule).set(run.removed_in_all)
        site.metrics.retention_ran.labels(run.rule).set(run.ran_at.timestamp())
