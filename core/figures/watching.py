"""Looks the house over again and again, for whoever watches it from outside."""

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Protocol

from prometheus_client import CollectorRegistry
from pydantic import ValidationError

from core.audit.checkpoints import read_checkpoints
from core.audit.guarding import Guard
from core.bus import Bus
from core.clock import utc_now
from core.db import Database
from core.engines import WorkerCard
from core.figures import questions
from core.figures.counting import Counting
from core.figures.house import AuditState, HouseCollector, Look
from core.loads import Load
from core.loops import forever

EVERY_S = 10.0
LEDGER_EVERY_S = 300.0
DAY_S = 86_400.0
LAST_BACKUP = "last-backup"  # launcher.folders: the file that says when the last backup was made
_log = logging.getLogger(__name__)


class Step(Protocol):
    """One thing that is looked at."""

    async def __call__(self, *, now: datetime) -> None:
        """Look at it."""


class Watch:
    """Keeps the figures of the house fresh; an outage leaves the last ones standing, and their age shows."""

    def __init__(
        self,
        *,
        database: Database,
        bus: Bus,
        guard: Guard,
        folder: Path,
        counting: Counting,
        registry: CollectorRegistry,
    ) -> None:
        """Hold the collaborators; ``folder`` is the data folder."""
        self._database = database
        self._bus = bus
        self._guard = guard
        self._folder = folder
        self._counting = counting
        self._ledger: tuple[tuple[str, int, int], ...] = ()
        self._audit: AuditState | None = None
        self.house = HouseCollector(counting.model)
        registry.register(self.house)

    async def run(self) -> None:
        """Run until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(forever(_now(self.look), every_s=EVERY_S))
            group.create_task(forever(_now(self.count_ledger), every_s=LEDGER_EVERY_S))
            group.create_task(forever(_now(self.verify), every_s=DAY_S))

    async def look(self, *, now: datetime) -> None:
        """Look at everything that changes by the second."""
        cards = await self._cards()
        loads = await self._loads(frozenset(cards))
        async with self._database.transaction() as session:
            answers = await questions.look(session)
        self._counting.know(model.target for card, _ in answers.workers for model in card.models)
        self.house.last = Look(
            at=now,
            answers=answers,
            ledger=self._ledger,
            loads=loads,
            awake=frozenset(cards),
            audit=self._audit,
            backup_at=_backup(self._folder / LAST_BACKUP),
            free_bytes=_free(self._folder),
        )

    async def count_ledger(self, *, now: datetime) -> None:  # noqa: ARG002 - one signature for all steps
        """Add up the ledger, which reads all of it."""
        async with self._database.transaction() as session:
            self._ledger = await questions.ledger(session)

    async def verify(self, *, now: datetime) -> None:
        """Have the audit log verified and checkpointed, and remember what came of it."""
        verdict = await self._guard.look(now=now)
        broken = verdict.broken is not None
        points = [] if broken else await asyncio.to_thread(read_checkpoints, self._guard.folder, key=self._guard.key)
        self._audit = AuditState(broken, now, points[-1].at if points else None)

    async def _cards(self) -> Mapping[str, WorkerCard]:
        cards = {}
        for told in await self._bus.announced_workers():
            try:
                card = WorkerCard.model_validate_json(told)
            except ValidationError:
                continue  # the conductor's own loop says so
            cards[card.name] = card
        return cards

    async def _loads(self, workers: frozenset[str]) -> dict[str, Load]:
        loads = {}
        for name, told in (await self._bus.told_loads(sorted(workers))).items():
            try:
                loads[name] = Load.model_validate_json(told)
            except ValidationError as error:
                _log.warning("a worker's load is not understood: %s", error.error_count())
        return loads


def _now(step: Step) -> Callable[[], Awaitable[None]]:
    @wraps(step)
    async def taken() -> None:
        await step(now=utc_now())

    return taken


def _backup(file: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(file.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
