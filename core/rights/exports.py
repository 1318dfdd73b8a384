"""Exports: asked for once a day, packed by the conductor, fetched by a link that works once and ends after a day."""

import hashlib
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit import service as audit
from core.db import Database
from core.errands import service as errands
from core.errands.service import Told
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.media import service as media
from core.platforms import Platform
from core.rights import packing
from core.rights.models import Export
from core.sealing import Sealing
from core.storage import Store
from core.users.models import User

LIFETIME = timedelta(hours=24)
EVERY = timedelta(hours=24)
READY = "export-ready"  # the topic of what the person is told
_CLAIM = timedelta(minutes=30)
_MOST_TRIES = 3
_SECRET_BYTES = 32


class ExportNotFound(DomainError):
    """No such export, or not this person's."""

    refusal = Refusal.NOT_FOUND
    code = "export-not-found"
    msgid = N_("This copy is gone: each is kept for a day. Ask for a new one with /privacy export.")


class ExportNotReady(DomainError):
    """It is still being packed."""

    refusal = Refusal.CONFLICT
    code = "export-not-ready"
    msgid = N_("Your copy is still being packed. Try again in a moment.")


class ExportLinkUsed(DomainError):
    """The link is wrong, used or too old."""

    refusal = Refusal.NOT_FOUND
    code = "export-link"
    msgid = N_("This link is wrong, was used already, or is older than a day. Ask for a new one with /privacy export.")


async def ask(session: AsyncSession, person: User, *, platform: Platform, locale: str, now: datetime) -> Export:
    """Have everything about a person packed; within a day of the last time, return that one."""
    await session.get(User, person.id, with_for_update=True)  # two clicks make one export
    recent = await latest(session, person.id, now=now)
    if recent is not None:
        return recent
    export = Export(user_id=person.id, locale=locale, asked_at=now)
    session.add(export)
    await session.flush()
    await audit.record(session, person.id, "export.asked", f"user:{person.id}", origin=platform, now=now)
    return export


async def latest(session: AsyncSession, user_id: UUID, *, now: datetime) -> Export | None:
    """Return what a person asked for within the last day, if it did not fail."""
    found = await session.scalars(
        select(Export)
        .where(Export.user_id == user_id, Export.failed_at.is_(None), Export.asked_at > now - EVERY)
        .order_by(Export.asked_at.desc())
        .limit(1)
    )
    return found.first()


async def make_link(session: AsyncSession, person: User, export_id: UUID, *, now: datetime) -> str:
    """Return the secret of a new link to a packed export; the link before it ends.

    Raises:
        ExportNotFound: it is not this person's, or its day is over.
        ExportNotReady: it is still being packed.
    """
    export = await session.get(Export, export_id, with_for_update=True)
    if export is None or export.user_id != person.id or export.failed_at is not None:
        raise ExportNotFound
    if export.ready_at is None:
        raise ExportNotReady
    if export.key is None or export.ready_at + LIFETIME <= now:
        raise ExportNotFound
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    export.digest = _digest(secret)
    return secret


async def found(session: AsyncSession, secret: str, *, now: datetime) -> Export:
    """Return the export behind a link without using the link up, as chat platforms do who look at every link.

    Raises:
        ExportLinkUsed: no living link has this secret.
    """
    export = await session.scalar(select(Export).where(Export.digest == _digest(secret)))
    if export is None or export.key is None or export.ready_at is None or export.ready_at + LIFETIME <= now:
        raise ExportLinkUsed
    return export


async def collect(session: AsyncSession, secret: str, *, now: datetime) -> Export:
    """Use a link up and return its export; of two who use it at once, one gets it.

    Raises:
        ExportLinkUsed: no living link has this secret.
    """
    export = await found(session, secret, now=now)
    taken = await session.scalar(
        update(Export)
        .where(Export.id == export.id, Export.digest == _digest(secret))
        .values(digest=None, collected_at=now)
        .returning(Export.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise ExportLinkUsed
    await audit.record(session, export.user_id, "export.fetched", f"user:{export.user_id}", origin="web", now=now)
    return export


async def pack_next(database: Database, store: Store, folder: Path, *, sealing: Sealing, now: datetime) -> bool:
    """Pack the export that waits longest; False when none does. Killed on the way, it is tried again."""
    async with database.transaction() as session:
        export = await _claim(session, now=now)
    if export is None:
        return False
    path = await packing.pack(database, store, folder, user_id=export.user_id, sealing=sealing, now=now)
    try:
        key = await store.put_file(path, packing.MEDIA_TYPE)
        size = path.stat().st_size
    finally:
        path.unlink()
    async with database.transaction() as session:
        await _finish(session, export, key=key, size=size, now=now)
    return True


async def end_old(session: AsyncSession, *, now: datetime) -> int:
    """Take away the files of exports whose day is over; returns how many."""
    over = await session.execute(
        select(Export.id, Export.key).where(Export.key.is_not(None), Export.ready_at <= now - LIFETIME)
    )
    rows = over.all()
    if rows:
        await media.note_useless(session, [row.key for row in rows if row.key], now=now)
        await session.execute(
            update(Export)
            .where(Export.id.in_([row.id for row in rows]))
            .values(key=None, digest=None)
            .execution_options(synchronize_session=False)
        )
    return len(rows)


async def _claim(session: AsyncSession, *, now: datetime) -> Export | None:
    waiting = select(Export).where(
        Export.ready_at.is_(None),
        Export.failed_at.is_(None),
        Export.claimed_until.is_(None) | (Export.claimed_until <= now),
    )
    export = await session.scalar(waiting.order_by(Export.asked_at).limit(1).with_for_update(skip_locked=True))
    if export is None:
        return None
    if export.tries >= _MOST_TRIES:
        export.failed_at = now
        return None
    export.tries += 1
    export.claimed_until = now + _CLAIM
    return export


async def _finish(session: AsyncSession, export: Export, *, key: str, size: int, now: datetime) -> None:
    """Note that an export is there, and tell the person; for somebody who was erased meanwhile, only remove it."""
    done = await session.scalar(
        update(Export)
        .where(Export.id == export.id, Export.ready_at.is_(None))
        .values(ready_at=now, key=key, bytes=size, claimed_until=None)
        .returning(Export.id)
        .execution_options(synchronize_session=False)
    )
    if done is None:
        await media.note_useless(session, [key], now=now)
        return
    told = Told(READY, {"export": str(export.id)})
    await errands.tell(session, export.user_id, told, locale=export.locale, now=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
