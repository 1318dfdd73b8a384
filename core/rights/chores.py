"""What the conductor does again and again beside its jobs: for people's rights, and for the gallery's shelves."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from core.bus import Bus
from core.clock import utc_now
from core.db import Database
from core.gallery.listing import list_next, recount
from core.loops import OUTAGES, forever
from core.moderation import service as moderation
from core.rights import exports, forgetting, purging, retention
from core.sealing import Sealing
from core.storage import STORE_OUTAGES, Store

_OUTAGES = (*OUTAGES, *STORE_OUTAGES)
_TICK_S = 1.0
_SOON_S = 2.0
_MINUTE_S = 60.0
_HOUR_S = 3600.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chores:
    """Erasures, exports, files that are to go, and retention.

    ``folder`` is the data folder, ``sealing`` opens sealed fields.
    """

    database: Database
    bus: Bus
    store: Store
    folder: Path
    sealing: Sealing

    async def run(self) -> None:
        """Run until cancelled; who came back with a restored backup is forgotten first."""
        async with asyncio.TaskGroup() as group:
            for step, every_s in self._steps():
                group.create_task(forever(step, every_s=every_s, outages=_OUTAGES))

    def _steps(self) -> tuple[tuple[Callable[[], Awaitable[None]], float], ...]:
        return (
            (self.list_pictures, _TICK_S),
            (self.recount_tags, _HOUR_S),
            (self.forget_people, _SOON_S),
            (self.pack_exports, _SOON_S),
            (self.purge_files, _MINUTE_S),
            (self.keep_no_longer, _HOUR_S),
            (self.make_decisions_final, _HOUR_S),
        )

    async def list_pictures(self) -> None:
        """Bring the gallery's shelves in step with what is public."""
        listed = 1
        while listed:
            async with self.database.transaction() as session:
                listed = await list_next(session)

    async def recount_tags(self) -> None:
        """Count every tag's pictures anew."""
        async with self.database.transaction() as session:
            await recount(session)

    async def forget_people(self) -> None:
        """Forget everybody whose day has come."""
        await forgetting.forget_due(self.database, self.bus, self.folder, now=utc_now())

    async def pack_exports(self) -> None:
        """Pack every export that waits."""
        folder = self.folder / "exports"
        while await exports.pack_next(self.database, self.store, folder, sealing=self.sealing, now=utc_now()):
            pass

    async def purge_files(self) -> None:
        """Delete files that nothing needs."""
        await purging.purge(self.database, self.store, now=utc_now())

    async def keep_no_longer(self) -> None:
        """Apply the retention table, and forget again whom a restored backup brought back."""
        await forgetting.replay(self.database, self.folder, now=utc_now())
        swept = await retention.sweep(self.database, self.folder, now=utc_now())
        if removed := {one.rule.name: one.removed for one in swept if one.removed}:
            _log.info("retention removed %s", removed)

    async def make_decisions_final(self) -> None:
        """Delete for good what was deleted or suspended thirty days ago, and close what can't be appealed any more."""
        async with self.database.transaction() as session:
            await moderation.purge_due(session, now=utc_now())
            await moderation.close_old(session, now=utc_now())
