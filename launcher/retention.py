"""Applying the retention table from the command line, or only saying what it would remove."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from core.clock import utc_now
from core.db import Database
from core.rights.retention import Swept, sweep
from launcher.configuration import AUDIT_KEY, DATABASE, read_in, settings
from launcher.folders import Folders
from launcher.house import embedded
from launcher.lock import holder
from launcher.sentences import N_, Trouble
from launcher.speech import say


def retention(folders: Folders, *words: str) -> int:
    """Apply the table, with ``--dry-run`` only count; the conductor does the same every hour.

    Raises:
        Trouble: when the house with its database isn't running.
    """
    given = read_in(settings(folders))
    urls = embedded(folders, given)
    if urls and not holder(folders.lock):
        raise Trouble(N_("Inkhearth is not running. Start ./run in another terminal first."))
    dry = "--dry-run" in words
    swept = asyncio.run(_sweep(given | urls, folders.data, dry=dry))
    say(N_("This would be removed:") if dry else N_("This was removed:"))
    for one in swept:
        print(f"{one.removed:>9}  {one.rule.name:20}{one.rule.days} d")
    return 0


async def _sweep(given: Mapping[str, str], folder: Path, *, dry: bool) -> list[Swept]:
    database = Database(given[DATABASE], pool_size=2, audit_key=SecretStr(given[AUDIT_KEY]))
    try:
        return await sweep(database, folder, now=utc_now(), dry=dry)
    finally:
        await database.close()
