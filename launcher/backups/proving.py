"""The proof that a restored house is the one that was backed up; an empty one never is."""

import asyncio
import hashlib
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.addresses import make_engine
from core.audit.checkpoints import CheckpointForged, read_checkpoints
from core.audit.verifying import verify
from core.auth.sessions import find_session
from core.auth.signing_in import make_link, sign_in
from core.clock import utc_now
from core.db import Database
from core.rights.tombstones import buried, digest_of
from core.storage import MissingObject, Store
from core.users.models import User
from launcher.backups.database import count_rows
from launcher.backups.manifest import Manifest
from launcher.backups.stores import store_of
from launcher.configuration import AUDIT_KEY, DATABASE
from launcher.folders import Folders
from launcher.sentences import N_, Trouble


class _TakenBack(Exception):
    """Ends a transaction that must leave nothing behind, and says whether what was tried in it worked."""

    def __init__(self, *, worked: bool) -> None:
        super().__init__(worked)
        self.worked = worked


async def prove_rows(url: str, manifest: Manifest) -> int:
    """Compare the number of rows of every table; returns how many there are in all.

    Raises:
        Trouble: a table has more or fewer, or nothing was restored at all.
    """
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            rows = await count_rows(connection)
    finally:
        await engine.dispose()
    wrong = [name for name in manifest.rows if rows.get(name) != manifest.rows[name]]
    if wrong:
        raise Trouble(N_("Rows are missing or too many in: {names}."), names=", ".join(sorted(wrong)))
    if not sum(rows.values()):
        raise Trouble(N_("Nothing was restored: the backup has no rows."))
    return sum(rows.values())


async def prove_objects(given: Mapping[str, str], manifest: Manifest) -> int:
    """Read every object and compare its SHA-256 with its key.

    Raises:
        Trouble: one is missing or another one.
    """
    store = store_of(given)
    for kept in manifest.objects:
        if not await _is_whole(store, kept.key):
            raise Trouble(N_("The file {key} is missing or damaged in the store."), key=kept.key)
    return len(manifest.objects)


async def _is_whole(store: Store, key: str) -> bool:
    digest = hashlib.sha256()
    try:
        async for piece in store.pieces(key):
            digest.update(piece)
    except MissingObject:
        return False
    return digest.hexdigest() == Path(key).stem


async def prove_audit(given: Mapping[str, str], folders: Folders, manifest: Manifest) -> int:
    """Verify the audit log against its checkpoints; returns its last entry's number.

    Raises:
        Trouble: a link is broken, or it ends elsewhere than the backup says.
    """
    key = SecretStr(given[AUDIT_KEY])
    database = Database(given[DATABASE], pool_size=1, audit_key=key)
    try:
        known = await asyncio.to_thread(read_checkpoints, folders.data / "audit", key=key)
        async with database.transaction() as session:
            verdict = await verify(session, key, checkpoints=known)
    except CheckpointForged as forged:
        raise Trouble(N_("BROKEN: the checkpoint {file} was not signed with this key."), file=forged) from forged
    finally:
        await database.close()
    if verdict.broken is not None or verdict.seq != manifest.audit:
        raise Trouble(N_("The audit log does not hold from entry {seq} on."), seq=verdict.seq)
    return verdict.seq


async def prove_sign_in(given: Mapping[str, str]) -> None:
    """Sign somebody in with a link, as far as a browser session that is found again, and take it back.

    Raises:
        Trouble: that does not work.
    """
    database = Database(given[DATABASE], pool_size=1, audit_key=SecretStr(given[AUDIT_KEY]))
    try:
        async with database.transaction() as session:
            await _try_signing_in(session)
    except _TakenBack as tried:
        if not tried.worked:
            raise Trouble(N_("Nobody can sign in to the restored house.")) from None
    finally:
        await database.close()


async def _try_signing_in(session: AsyncSession) -> None:
    raise _TakenBack(worked=await _signs_in(session))


async def _signs_in(session: AsyncSession) -> bool:
    user = await session.scalar(select(User).order_by(User.id).limit(1))
    if user is None:
        return True  # nobody is there, so nobody can
    now = utc_now()
    key = await make_link(session, user, now=now)
    _, opened = await sign_in(session, key, device="restore", now=now)
    found = await find_session(session, opened, now=now)
    return found is not None and found[1].id == user.id


async def prove_forgotten(given: Mapping[str, str], folders: Folders) -> int:
    """Check that nobody whose tombstone is known is there; returns the number of tombstones.

    Raises:
        Trouble: somebody came back.
    """
    digests = {digest for digest, _ in buried(folders.data)}
    engine = make_engine(given[DATABASE])
    try:
        async with engine.connect() as connection:
            people = await connection.scalars(select(User.id))
            back = [person for person in people if digest_of(person) in digests]
    finally:
        await engine.dispose()
    if back:
        raise Trouble(N_("Erased accounts came back with the backup: {number}."), number=len(back))
    return len(digests)
