"""Whether the database is of the form that this code was written for."""

import asyncio
import logging
import sys
from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from core.addresses import make_engine
from core.db import DATABASE_OUTAGES

MISCONFIGURED = 78  # EX_CONFIG of sysexits.h: the launcher shows the last line and does not start it again
_ALEMBIC = Path(__file__).parent.parent / "alembic.ini"
_PATIENCE_S = 5.0
_log = logging.getLogger(__name__)


@cache
def newest_revision() -> str | None:
    """Return the revision that this code expects; its folder is read once."""
    return _scripts().get_current_head()


def stop_on_wrong_schema(url: str) -> None:
    """End the process, with the command that helps, when the database is older or newer than the code.

    A database that does not answer is no reason: outages pass, and everything waits for their end.
    """
    try:
        found = asyncio.run(asyncio.wait_for(_revision(url), _PATIENCE_S))
    except DATABASE_OUTAGES as error:
        _log.warning("the database does not answer yet: %s", type(error).__name__)
        return
    if found == newest_revision():
        return
    if found is None or _is_known(found):
        _log.error("the database is at %s and has to be at %s: run `alembic upgrade head` (./run does)", found,
                   newest_revision())  # fmt: skip
    else:
        _log.error("the database is at %s, of a newer Inkhearth: update this one, or restore an older backup", found)
    sys.exit(MISCONFIGURED)


async def _revision(url: str) -> str | None:
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            if await connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
                return None
            found: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
            return found
    finally:
        await engine.dispose()


def _is_known(revision: str) -> bool:
    return any(script.revision == revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(Config(_ALEMBIC))
