"""Carrying out erasures: the rows, and every other memory that we have."""

import asyncio
import logging
import shutil
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.bus import Bus
from core.db import Database
from core.platforms import Platform
from core.rights import erasure
from core.rights.broker import forget_keys, take_orders_back
from core.rights.tombstones import buried, bury, returned
from core.users.models import Identity

# Where bots.console keeps them in the data folder.
CONSOLE_PICTURES, CONSOLE_HISTORY = "pictures", "console-history"
_log = logging.getLogger(__name__)


async def forget_due(database: Database, bus: Bus, folder: Path, *, now: datetime) -> int:
    """Forget everybody whose day has come; returns how many. ``folder`` keeps the list of tombstones."""
    async with database.transaction() as session:
        people = await erasure.due(session, now=now)
    for user_id in people:
        await forget(database, bus, folder, user_id=user_id, now=now)
    return len(people)


async def forget(database: Database, bus: Bus | None, folder: Path, *, user_id: UUID, now: datetime) -> None:
    """Forget one person. Without ``bus`` (Redis is not up yet) what workers still hold is dropped by them."""
    bury(folder, user_id, now=now)
    async with database.transaction() as session:
        jobs = await erasure.shut_out(session, user_id, now=now)
    if bus is not None:
        await take_orders_back(bus.redis, jobs)
    async with database.transaction() as session:
        alone = await _sits_alone(session, user_id)
    if alone:
        await asyncio.to_thread(_clear_console, folder)
    async with database.transaction() as session:
        erased = await erasure.erase(session, user_id, now=now)
    if bus is not None:
        await forget_keys(bus.redis, user_id)
    if erased is not None:
        _log.info("a person was forgotten: %d rows, %d messages to take away", erased.rows, erased.messages)


async def _sits_alone(session: AsyncSession, user_id: UUID) -> bool:
    """Tell whether somebody is the only one who ever sat at this machine's terminal chat."""
    here = select(Identity.user_id).where(Identity.platform_name == Platform.CONSOLE.value).distinct()
    return set(await session.scalars(here)) == {user_id}


def _clear_console(folder: Path) -> None:
    """Delete what the terminal chat saved: its pictures, and the lines that were typed. Others' can't be told apart."""
    shutil.rmtree(folder / CONSOLE_PICTURES, ignore_errors=True)
    (folder / CONSOLE_HISTORY).unlink(missing_ok=True)


async def replay(database: Database, folder: Path, *, now: datetime) -> int:
    """Forget again whom a restored backup brought back; returns how many. To be run before anybody is served."""
    entries = buried(folder)
    async with database.transaction() as session:
        back = await returned(session, entries)
    for user_id in back:
        await forget(database, None, folder, user_id=user_id, now=now)
    return len(back)
