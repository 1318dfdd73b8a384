"""One moment of the database, with which everything else of a backup agrees."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from core.addresses import make_engine
from core.audit.models import AuditEntry
from core.rights.purging import living_files
from core.tables import Model


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
    engine = make_engine(url)
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
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            found = await connection.scalar(
                text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"),
            )
            return not found
    finally:
        await engine.dispose()
