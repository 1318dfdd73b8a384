"""What ``./run`` does for people's rights while nobody is served: ``python -m core.rights replay``."""

import asyncio
import logging
import sys
from pathlib import Path

from core.clock import utc_now
from core.db import Database
from core.logs import start_logging
from core.rights.forgetting import replay
from core.settings import DatabaseSettings

_log = logging.getLogger(__name__)


async def replay_tombstones(settings: DatabaseSettings) -> int:
    """Forget again whom a restored backup brought back; returns how many."""
    database = Database(settings.database_url, pool_size=2, audit_key=settings.audit_key)
    try:
        return await replay(database, Path(settings.data_folder), now=utc_now())
    finally:
        await database.close()


def main() -> None:
    """Read the settings and replay."""
    if sys.argv[1:] != ["replay"]:
        sys.exit("usage: python -m core.rights replay")
    settings = DatabaseSettings()
    start_logging(settings.log_level)
    again = asyncio.run(replay_tombstones(settings))
    if again:
        _log.warning("%d erased accounts had come back with a backup and are erased again", again)


if __name__ == "__main__":
    main()
