"""Carrying out erasures: the rows, and every other memory that we have."""

import logging
from datetime import datetime
from pathlib import Path
from uuid import UUID

from core.bus import Bus
from core.db import Database
from core.rights import erasure
from core.rights.broker import take_orders_back
from core.rights.tombstones import buried, bury, returned

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
        erased = await erasure.erase(session, user_id, now=now)
    if erased is not None:
        _log.info("a person was forgotten: %d rows, %d messages to take away", erased.rows, erased.messages)


async def replay(database: Database, folder: Path, *, now: datetime) -> int:
    """Forget again whom a restored backup brought back; returns how many. To be run before anybody is served."""
    entries = buried(folder)
    async with database.transaction() as session:
        back = await returned(session, entries)
    for user_id in back:
        await forget(database, None, folder, user_id=user_id, now=now)
    return len(back)
