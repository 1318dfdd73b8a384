"""Who was erased, as hashes, beside the database: a backup from before must not bring them back."""

import hashlib
import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.rights.models import Tombstone
from core.users.models import User

FILE = "tombstones.jsonl"
_DIGEST_LENGTH = 64


def digest_of(user_id: UUID) -> str:
    """Return the SHA-256 of an account's random id: it names nobody, and is found again only in an old backup."""
    return hashlib.sha256(str(user_id).encode()).hexdigest()


def bury(folder: Path, user_id: UUID, *, now: datetime) -> None:
    """Add a tombstone to the folder's list, before the rows go: a crash in between erases again, never forgets."""
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"digest": digest_of(user_id), "at": now.isoformat(timespec="seconds")}) + "\n"
    descriptor = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode())  # one write to an appending file: whole lines, whoever writes
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def buried(folder: Path) -> list[tuple[str, datetime]]:
    """Return the list's digests with their moments; a last line that a power cut halved is passed over."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [entry for line in lines if (entry := _read(line)) is not None]


def forget_before(folder: Path, moment: datetime) -> int:
    """Drop tombstones older than any backup may be; returns how many went."""
    entries = buried(folder)
    kept = [(digest, at) for digest, at in entries if at >= moment]
    if len(kept) == len(entries):
        return 0
    fresh = (folder / FILE).with_suffix(".new")
    text = "".join(json.dumps({"digest": digest, "at": at.isoformat(timespec="seconds")}) + "\n" for digest, at in kept)
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(0o600)
    fresh.replace(folder / FILE)
    return len(entries) - len(kept)


async def returned(session: AsyncSession, entries: Sequence[tuple[str, datetime]]) -> list[UUID]:
    """Return the accounts that a restored backup brought back, and note their tombstones in the database again."""
    if not entries:
        return []
    moments = dict(entries)
    rows = [{"digest": digest, "erased_at": at} for digest, at in moments.items()]
    await session.execute(insert(Tombstone).on_conflict_do_nothing(), rows)
    digest = func.encode(func.sha256(func.convert_to(cast(User.id, Text), "UTF8")), "hex")
    found = await session.scalars(select(User.id).where(digest.in_(moments)))
    return list(found)


def _read(line: str) -> tuple[str, datetime] | None:
    try:
        entry = json.loads(line)
        digest, at = entry["digest"], datetime.fromisoformat(entry["at"])
    except (ValueError, KeyError, TypeError):
        return None
    is_ours = isinstance(digest, str) and len(digest) == _DIGEST_LENGTH and at.tzinfo is not None
    return (digest, at) if is_ours else None
