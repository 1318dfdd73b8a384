"""Runs migrations, one at a time over all machines (advisory lock), each run in one transaction.

``BEFORE_UPGRADE`` names a folder into which a database that is about to be changed is dumped first.
"""

import asyncio
import os
from pathlib import Path

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.pool import NullPool

from core.addresses import make_engine
from core.clock import utc_now
from core.dumps import dump_before
from core.tables import Model

_MIGRATING = 7_301_000  # advisory lock


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Model.metadata, compare_type=True)
    with context.begin_transaction():
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        _save(context.get_context().get_current_revision())
        context.run_migrations()


def _save(revision: str | None) -> None:
    """Dump what is about to be changed; a dump that fails stops the migration, and nothing is changed."""
    folder = os.environ.get("BEFORE_UPGRADE")
    if folder and revision and revision != context.script.get_current_head():
        dump_before(_address(), Path(folder), revision=revision, now=utc_now())


async def _connect(url: str) -> None:
    engine = make_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


def _address() -> str:
    """Return where the database is, given like every setting as a value or as the file that holds it.

    Where the processes' own role may not change tables, ``OWNER_DATABASE_URL`` names the one that may.
    """
    if given := context.config.get_main_option("sqlalchemy.url"):
        return given
    for name in ("OWNER_DATABASE_URL", "DATABASE_URL"):
        if value := os.environ.get(name):
            return value
        if path := os.environ.get(f"{name}_FILE"):
            return Path(path).read_text(encoding="utf-8").strip()
    raise KeyError(name)


asyncio.run(_connect(_address()))
