"""Packing an export: a zip on the disk, one thing at a time, so that no size of it fills the memory."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import orjson
from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.i18n import N_, translator
from core.media.models import Derivative, Media
from core.rights import document
from core.rights.models import Export
from core.rights.registry import TIES
from core.rights.ties import rows_of
from core.rights.volumes import bound, next_volume
from core.sealing import Sealing
from core.storage import MissingObject, Store
from core.users.models import User

MEDIA_TYPE = "application/zip"
DOCUMENT, SCHEMA = "data.json", "data.schema.json"
READMES = {"en": "README.txt", "pl": "CZYTAJ.txt"}
_AT_ONCE = 200
_PACKED = frozenset({Media.__tablename__, Export.__tablename__})  # packed as pictures; exports hold no exports
_ABOUT = N_(
    "This is everything that Inkhearth keeps about you, packed on {moment} UTC.\n"
    "\n"
    "data.json: every record, readable by people and programs. data.schema.json describes it.\n"
    "pictures/: your pictures as they were drawn. Their names are the ids in data.json, section media.\n"
    "comics/: your comics as CBZ, for any comic reader. Their names are the ids in section comics.\n"
    "uploads/: what you gave to start from, masks, and pictures of your characters, as data.json names them.\n"
    "{missing}\n"
    "Not in here: what belongs to other people, secrets such as the hashes of links, and copies in smaller sizes.\n"
    "Erase everything with /privacy erase.\n"
)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file in the export: its name there and its key in the store."""

    name: str
    key: str


async def pack(
    database: Database, store: Store, folder: Path, *, user_id: UUID, sealing: Sealing, now: datetime
) -> Path:
    """Return a new zip in ``folder`` with everything about a person; the caller removes it."""
    path = await asyncio.to_thread(_empty_file, folder)
    with ZipFile(path, "w") as archive:
        async with database.transaction() as session:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            await _write_document(archive, document.written(session, user_id, sealing=sealing, now=now), now)
        missing = await _enclose(archive, database, store, user_id=user_id, now=now)
        missing += await _enclose_uploads(archive, database, store, user_id=user_id, now=now)
        await _bind_comics(archive, database, store, user_id=user_id, now=now)
        await asyncio.to_thread(_write_readmes, archive, missing, now)
    return path


def _empty_file(folder: Path) -> Path:
    """Make a file that only we can read."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="export-", suffix=".zip", delete=False) as file:
        return Path(file.name)


async def _write_document(archive: ZipFile, pieces: AsyncIterator[bytes], now: datetime) -> None:
    with archive.open(_entry(DOCUMENT, now), "w", force_zip64=True) as out:
        batch: list[bytes] = []
        async for piece in pieces:
            batch.append(piece)
            if len(batch) >= _AT_ONCE:
                await asyncio.to_thread(out.write, b"".join(batch))
                batch.clear()
        await asyncio.to_thread(out.write, b"".join(batch))
    archive.writestr(_entry(SCHEMA, now), orjson.dumps(document.schema(), option=orjson.OPT_INDENT_2))


async def _enclose(archive: ZipFile, database: Database, store: Store, *, user_id: UUID, now: datetime) -> int:
    """Add the person's files; returns how many the store no longer has."""
    missing = 0
    after: UUID | None = None
    while True:
        async with database.transaction() as session:
            page = await _pictures(session, user_id, after)
        if not page:
            return missing
        for picture_id, enclosure in page:
            after = picture_id
            missing += not await _add(archive, store, enclosure, now)


async def _enclose_uploads(archive: ZipFile, database: Database, store: Store, *, user_id: UUID, now: datetime) -> int:
    """Add what the person gave to start from; returns how many the store no longer has."""
    missing, after = 0, ""
    while True:
        async with database.transaction() as session:
            keys = await _uploads(session, user_id, after)
        if not keys:
            return missing
        for key in keys:
            after = key
            missing += not await _add(archive, store, Enclosure(f"uploads/{key.rpartition('/')[2]}", key), now)


async def _bind_comics(archive: ZipFile, database: Database, store: Store, *, user_id: UUID, now: datetime) -> None:
    """Add each of the person's comics as CBZ."""
    after: UUID | None = None
    while True:
        async with database.transaction() as session:
            volume = await next_volume(session, user_id, after=after)
            owner = await session.get(User, user_id)
        if volume is None:
            return
        after = volume.comic.id
        data = await bound(volume, store, author=owner.name if owner else "")
        if data is not None:
            entry = _entry(f"comics/{volume.comic.id}.cbz", now)
            entry.compress_type = ZIP_STORED
            await asyncio.to_thread(archive.writestr, entry, data)


async def _pictures(session: AsyncSession, user_id: UUID, after: UUID | None) -> list[tuple[UUID, Enclosure]]:
    query = select(Media.id, Media.key).where(Media.owner_id == user_id, Media.deleted_at.is_(None))
    if after is not None:
        query = query.where(Media.id > after)
    rows = await session.execute(query.order_by(Media.id).limit(_AT_ONCE))
    return [(picture_id, Enclosure(f"pictures/{picture_id}.{key.rpartition('.')[2]}", key)) for picture_id, key in rows]


async def _uploads(session: AsyncSession, user_id: UUID, after: str) -> list[str]:
    """Return the next files that the person's rows name and that are no pictures: these are packed already."""
    held = [
        select(column.label("key")).where(rows_of(tie, user_id, TIES), column > after)
        for tie in TIES
        if tie.exported and tie.table not in _PACKED
        for column in tie.file_columns()
    ]
    keys = union(*held).subquery().c.key
    drawn = select(Media.key).where(Media.key == keys).exists()
    copied = select(Derivative.key).where(Derivative.key == keys).exists()
    found = await session.scalars(select(keys).where(~drawn, ~copied).order_by(keys).limit(_AT_ONCE))
    return list(found)


async def _add(archive: ZipFile, store: Store, enclosure: Enclosure, now: datetime) -> bool:
    pieces = store.pieces(enclosure.key)
    try:
        first = await anext(pieces, b"")
    except MissingObject:
        return False
    entry = _entry(enclosure.name, now)
    entry.compress_type = ZIP_STORED  # pictures are compressed already
    with archive.open(entry, "w", force_zip64=True) as out:
        await asyncio.to_thread(out.write, first)
        async for piece in pieces:
            await asyncio.to_thread(out.write, piece)
    return True


def _write_readmes(archive: ZipFile, missing: int, now: datetime) -> None:
    for locale, name in READMES.items():
        say = translator(locale)
        gone = say.ngettext(
            "{count} picture could not be found in the store.",
            "{count} pictures could not be found in the store.",
            missing,
            count=missing,
        )
        text = say.gettext(_ABOUT, moment=say.moment(now), missing=f"{gone}\n" if missing else "")
        archive.writestr(_entry(name, now), text.encode())


def _entry(name: str, now: datetime) -> ZipInfo:
    entry = ZipInfo(name, now.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
