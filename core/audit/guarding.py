"""Looking after the log: verified and checkpointed once a day, and shouted about when a link is broken."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from core.audit.checkpoints import Checkpoint, CheckpointForged, read_checkpoints, write_checkpoint
from core.audit.service import checkpoint
from core.audit.verifying import Broken, Fault, Verdict, verify
from core.db import Database

EVERY = timedelta(days=1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Guard:
    """Verifies the log and keeps its checkpoints in a folder, best one of another machine."""

    database: Database
    key: SecretStr
    folder: Path

    async def look(self, *, now: datetime) -> Verdict:
        """Verify the log as ``verdict`` does, and once a day mark how far it holds."""
        verdict, known = await self._judge()
        if verdict.broken is None and (not known or known[-1].at <= now - EVERY):
            await self._mark(now)
        return verdict

    async def verdict(self) -> Verdict:
        """Verify the whole log against every checkpoint; a forged checkpoint counts as a broken link at its place."""
        return (await self._judge())[0]

    async def _judge(self) -> tuple[Verdict, list[Checkpoint]]:
        try:
            known = await asyncio.to_thread(read_checkpoints, self.folder, key=self.key)
        except CheckpointForged as forged:
            _log.error("AUDIT: the checkpoint %s in %s was not signed by us", forged, self.folder)
            return Verdict(0, 0, b"", Broken(0, Fault.FORGED)), []
        async with self.database.transaction() as session:
            verdict = await verify(session, self.key, checkpoints=known)
        if verdict.broken is not None:
            _log.error("AUDIT: the log is broken at entry %d: %s", verdict.broken.seq, verdict.broken.fault)
        return verdict, known

    async def _mark(self, now: datetime) -> None:
        async with self.database.transaction() as session:
            point = await checkpoint(session, now=now)
        if point is not None:
            path = await asyncio.to_thread(write_checkpoint, self.folder, point, key=self.key)
            _log.info("audit log verified up to entry %d, checkpoint %s", point.seq, path)
