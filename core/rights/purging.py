"""Deleting files that nothing needs any more: those of people who were forgotten, of exports that ended."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, true, union
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.media.models import Purge
from core.rights.registry import TIES
from core.rights.ties import Tie, named_column
from core.storage import Store

AGE = timedelta(minutes=1)  # a worker may just have put the same file again for a picture that is not written down yet
_AT_ONCE = 500


async def purge(database: Database, store: Store, *, now: datetime) -> int:
    """Delete the files that were noted; returns how many are gone. Killed on the way, the rest is done next time."""
    gone = 0
    while True:
        async with database.transaction() as session:
            noted = select(Purge.key).where(Purge.since <= now - AGE).order_by(Purge.key).limit(_AT_ONCE)
            keys = list(await session.scalars(noted))
            wanted = await needed(session, keys)
        if not keys:
            return gone
        for key in keys:
            if key not in wanted:
                await store.delete(key, put_before=now - AGE)
                gone += 1
        async with database.transaction() as session:
            await session.execute(delete(Purge).where(Purge.key.in_(keys)).execution_options(synchronize_session=False))


async def needed(session: AsyncSession, keys: Collection[str]) -> set[str]:
    """Return those files that a living row still names, in any table of the registry."""
    if not keys:
        return set()
    held = [
        select(column.label("key")).where(column.in_(keys), _alive(tie))
        for tie in TIES
        for column in tie.file_columns()
    ]
    return set(await session.scalars(select(union(*held).subquery().c.key)))


async def living_files(session: AsyncSession) -> set[str]:
    """Return every file that a living row names, in any table of the registry: what a backup has to hold."""
    held = [
        select(column.label("key")).where(column.is_not(None), column != "", _alive(tie))
        for tie in TIES
        for column in tie.file_columns()
    ]
    return set(await session.scalars(select(union(*held).subquery().c.key)))


def _alive(tie: Tie) -> ColumnElement[bool]:
    """Return the condition under which a row still needs its files: it, and what it belongs to, was not deleted."""
    itself = tie.rows.c[tie.gone].is_(None) if tie.gone else true()
    if not tie.through:
        return itself
    above = next(other for other in TIES if other.table == tie.through)
    parents = select(named_column(tie, above)).where(_alive(above))
    return itself & tie.rows.c[tie.person].in_(parents)
