"""The work of retention: each function removes what is older than allowed, or counts it, and returns how much."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, Table, delete, func, literal, null, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit import service as audit
from core.audit.models import AuditEntry
from core.comics.models import Comic, ComicVersion
from core.db import Database
from core.jobs.models import Job
from core.jobs.states import State
from core.logs import drop_old_lines
from core.media.models import Derivative, Media
from core.moderation.models import Report
from core.quotas.models import Entry
from core.rights import exports as exporting
from core.rights.models import Export
from core.rights.tombstones import buried, forget_before
from core.tables import Model

BLANK = "…"
TELLING = ("reference", "after", "direction", "pages", "edit", "tuning", "writing")  # of a request, beside its prompt
_AT_ONCE = 2000
_UNDONE = [State.FAILED.value, State.CANCELLED.value, State.EXPIRED.value]
Ids = Sequence[Any]  # primary keys of whatever table: UUIDs, digests
Act = Callable[[AsyncSession, Ids], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Sweep:
    """One rule's run: everything older than ``before`` goes, unless the run is ``dry``."""

    database: Database
    folder: Path
    before: datetime
    now: datetime
    dry: bool


def rows(*moments: str) -> Callable[[Sweep], Awaitable[int]]:
    """Return the work that deletes rows by a moment in them, named as "table.column"; each has one primary key."""

    async def work(sweep: Sweep) -> int:
        removed = 0
        for moment in moments:
            name, _, column = moment.partition(".")
            table = Model.metadata.tables[name]
            removed += await _each(sweep, _keys(table).where(table.c[column] < sweep.before), _deletion(table))
        return removed

    return work


async def blank_prompts(sweep: Sweep) -> int:
    """Take words and references out of requests that came to nothing, or whose pictures are all deleted."""
    alive = select(literal(1)).where(Media.job_id == Job.id, Media.deleted_at.is_(None)).exists()
    over = Job.state_name.in_(_UNDONE) | ((Job.state_name == State.SUCCEEDED.value) & ~alive)
    speaking = Job.spec["prompt"].astext != BLANK

    async def blank(session: AsyncSession, ids: Ids) -> None:
        spec = Job.spec.concat({"prompt": BLANK, **dict.fromkeys(TELLING)})
        blanked = update(Job).where(Job.id.in_(ids)).values(spec=spec, words=null())
        await session.execute(blanked.execution_options(synchronize_session=False))

    jobs = await _each(sweep, select(Job.id).where(Job.finished_at < sweep.before, over, speaking), blank)
    return jobs + await _blank_comics(sweep)


async def _blank_comics(sweep: Sweep) -> int:
    """Take the words out of deleted comics and of their versions."""

    async def blank(session: AsyncSession, ids: Ids) -> None:
        gone = update(ComicVersion).where(ComicVersion.comic_id.in_(ids)).values(script="")
        await session.execute(gone.execution_options(synchronize_session=False))
        empty = update(Comic).where(Comic.id.in_(ids)).values(script="", title="")
        await session.execute(empty.execution_options(synchronize_session=False))

    return await _each(sweep, select(Comic.id).where(Comic.deleted_at < sweep.before, Comic.script != ""), blank)


async def deleted_pictures(sweep: Sweep) -> int:
    """Delete what is left of pictures whose files are gone."""

    async def remove(session: AsyncSession, ids: Ids) -> None:
        await session.execute(
            delete(Derivative).where(Derivative.media_id.in_(ids)).execution_options(synchronize_session=False)
        )
        await session.execute(delete(Media).where(Media.id.in_(ids)).execution_options(synchronize_session=False))

    old = select(Media.id).where(Media.deleted_at < sweep.before, Media.purged_at.is_not(None))
    return await _each(sweep, old, remove)


async def exports(sweep: Sweep) -> int:
    """End exports whose day is over, and delete what is known of them a day later."""
    if not sweep.dry:
        async with sweep.database.transaction() as session:
            await exporting.end_old(session, now=sweep.now)
    table = Model.metadata.tables[Export.__tablename__]
    over = _keys(table).where(Export.asked_at < sweep.before - exporting.LIFETIME, Export.key.is_(None))
    return await _each(sweep, over, _deletion(table))


async def old_credits(sweep: Sweep) -> int:
    """Delete old entries of the ledger, which refuses that to everybody who doesn't say why."""

    async def remove(session: AsyncSession, ids: Ids) -> None:
        await session.execute(text("SELECT set_config('inkhearth.erasing', 'on', true)"))
        await session.execute(delete(Entry).where(Entry.id.in_(ids)).execution_options(synchronize_session=False))

    return await _each(sweep, select(Entry.id).where(Entry.created_at < sweep.before), remove)


async def strangers(sweep: Sweep) -> int:
    """Forget what stood for people who reported without an account; their reports stay."""

    async def forget(session: AsyncSession, ids: Ids) -> None:
        await session.execute(
            update(Report).where(Report.id.in_(ids)).values(stranger=None).execution_options(synchronize_session=False)
        )

    old = select(Report.id).where(Report.heard_at < sweep.before, Report.stranger.is_not(None))
    return await _each(sweep, old, forget)


async def logs(sweep: Sweep) -> int:
    """Drop old lines from the log files of this machine."""
    return await asyncio.to_thread(drop_old_lines, sweep.folder / "logs", before=sweep.before, dry=sweep.dry)


async def audit_log(sweep: Sweep) -> int:
    """Cut the beginning off the audit log, which notes where it begins then."""
    async with sweep.database.transaction() as session:
        if sweep.dry:
            old = select(func.count(AuditEntry.seq)).where(AuditEntry.at < sweep.before)
            return await session.scalar(old) or 0
        return await audit.prune(session, now=sweep.now, keep=sweep.now - sweep.before)


async def tombstones(sweep: Sweep) -> int:
    """Forget tombstones that no backup can need any more, here and beside the database."""
    if not sweep.dry:
        await asyncio.to_thread(forget_before, sweep.folder, sweep.before)
    elif old := [at for _, at in buried(sweep.folder) if at < sweep.before]:
        return len(old)
    return await rows("tombstones.erased_at")(sweep)


async def _each(sweep: Sweep, old: Select[Any], act: Act) -> int:
    """Act on the rows with the selected keys, some at a time, each time in a transaction of its own."""
    if sweep.dry:
        async with sweep.database.transaction() as session:
            return await session.scalar(select(func.count()).select_from(old.subquery())) or 0
    done = 0
    while True:
        async with sweep.database.transaction() as session:
            ids = list(await session.scalars(old.limit(_AT_ONCE)))
            if ids:
                await act(session, ids)
        done += len(ids)
        if len(ids) < _AT_ONCE:
            return done


def _keys(table: Table) -> Select[Any]:
    (key,) = table.primary_key.columns
    return select(key)


def _deletion(table: Table) -> Act:
    (key,) = table.primary_key.columns
    return lambda session, ids: session.execute(delete(table).where(key.in_(ids)))
