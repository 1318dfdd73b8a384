"""Making a backup: files first, then one moment of the database, then the files of that moment that are new since."""

import asyncio
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.clock import utc_now
from core.dumps import dump
from core.storage import MissingObject, Store
from launcher.backups.bundle import DUMP, pack
from launcher.backups.database import Snapshot, snapshot
from launcher.backups.envelopes import Recipient, seal
from launcher.backups.manifest import Kept, Manifest
from launcher.backups.places import Place, workshop
from launcher.backups.stores import store_of
from launcher.configuration import DATABASE, value_of
from launcher.folders import Folders
from launcher.sentences import N_, Trouble

BUNDLES, OBJECTS, LISTS = "bundles/", "objects/", "lists/"
_STAMP = "%Y%m%dT%H%M%SZ"
_SEALED = ".age"


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup: its name, how many objects it holds, and how many of them were copied for it."""

    name: str
    manifest: Manifest
    copied: int


@dataclass(slots=True)
class _Copier:
    """Copies objects that the place has not yet; ``known`` are names that it has."""

    store: Store
    place: Place
    recipient: Recipient
    secret: bytes
    folder: Path
    known: set[str]
    copied: int = 0
    kept: dict[str, str] = field(default_factory=dict)

    async def copy(self, keys: Iterable[str]) -> list[str]:
        """Copy what is not there yet; return the keys that the store has not."""
        missing = []
        for key in keys:
            if key in self.kept:
                continue
            name = object_name(key, self.secret)
            try:
                if name not in self.known:
                    await self._copy(key, name)
            except MissingObject:
                missing.append(key)
            else:
                self.kept[key] = name
        return missing

    async def _copy(self, key: str, name: str) -> None:
        plain, sealed = self.folder / "object", self.folder / "object.age"
        with plain.open("wb") as file:
            async for piece in self.store.pieces(key):
                file.write(piece)
        await asyncio.to_thread(seal, plain, sealed, to=self.recipient)
        await asyncio.to_thread(self.place.put, name, sealed)
        self.copied += 1


def object_name(key: str, secret: bytes) -> str:
    """Return the name of an object's sealed copy: who sees the place can't ask whether it holds a file they know."""
    digest = hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()
    return f"{OBJECTS}{digest[:2]}/{digest}{_SEALED}"


async def make(folders: Folders, given: Mapping[str, str], place: Place, *, recipient: Recipient) -> Made:
    """Back up a house, at work or not; its database has to run.

    A file that is purged while we copy was deleted by its owner before the snapshot, and the snapshot does not name it.

    Raises:
        Trouble: there is nothing in the database.
        DumpFailed: it can't be dumped.
    """
    url, secret = value_of(given, DATABASE), value_of(given, "SIGNING_KEY").encode()
    with workshop(folders.data) as folder:
        known = await asyncio.to_thread(place.names, OBJECTS)
        copier = _Copier(store_of(given), place, recipient, secret, folder, known)
        async with snapshot(url) as before:
            files = before.files
        await copier.copy(files)
        async with snapshot(url) as moment:
            if not sum(moment.rows.values()):
                raise Trouble(N_("There is nothing to back up yet."))
            written = folder / DUMP
            await asyncio.to_thread(dump, url, written, seen_as=moment.name)
            lost = await copier.copy(moment.files)
        manifest = _manifest(moment, copier, written, lost, now=utc_now())
        return await _keep(folders, given, place, manifest, copier)


async def _keep(folders: Folders, given: Mapping[str, str], place: Place, manifest: Manifest, copier: _Copier) -> Made:
    """Seal the bundle and put it in its place, after the list of the objects that it needs."""
    name = manifest.made_at.strftime(_STAMP)
    bundle, sealed, listed = (copier.folder / word for word in ("bundle", "bundle.age", "list"))
    pack(bundle, manifest=manifest, dump=copier.folder / DUMP, folders=folders, given=given)
    await asyncio.to_thread(seal, bundle, sealed, to=copier.recipient)
    listed.write_text("".join(f"{kept.name}\n" for kept in manifest.objects), encoding="ascii")
    await asyncio.to_thread(place.put, f"{LISTS}{name}", listed)
    await asyncio.to_thread(place.put, f"{BUNDLES}{name}{_SEALED}", sealed)
    return Made(name, manifest, copier.copied)


def _manifest(moment: Snapshot, copier: _Copier, written: Path, lost: list[str], *, now: datetime) -> Manifest:
    with written.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Manifest(
        made_at=now,
        migration=moment.migration,
        rows=moment.rows,
        objects=tuple(Kept(key=key, name=copier.kept[key]) for key in moment.files if key in copier.kept),
        lost=tuple(lost),
        dump=digest,
        audit=moment.audit,
    )


def bundle_name(name: str) -> str:
    """Return where the bundle of a backup lies."""
    return f"{BUNDLES}{name}{_SEALED}"


def moment_of(name: str) -> datetime | None:
    """Return when a backup was made, or None for a name that is none of ours."""
    try:
        return datetime.strptime(f"{name}+0000", f"{_STAMP}%z")
    except ValueError:
        return None


def backups_in(place: Place) -> list[str]:
    """Return the names of the whole backups of a place, the newest first."""
    names = (name.removeprefix(BUNDLES).removesuffix(_SEALED) for name in place.names(BUNDLES))
    return sorted((name for name in names if moment_of(name)), reverse=True)
