"""A backup into an empty house: files first, then the database wholly or not at all, then the proof."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.dumps import load
from core.rights.tombstones import FILE as TOMBSTONES
from core.storage import Store
from core.storage.store import media_type_of
from launcher.backups.bundle import DUMP, secrets_of, settle, unpack
from launcher.backups.database import is_empty
from launcher.backups.envelopes import Identity, unseal
from launcher.backups.making import backups_in, bundle_name
from launcher.backups.manifest import Kept, Manifest
from launcher.backups.places import Place
from launcher.backups.stores import store_of
from launcher.configuration import DATABASE, MADE_ONCE
from launcher.folders import Folders
from launcher.sentences import N_, Trouble


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle that was fetched, opened and unpacked into a folder of this machine."""

    name: str
    folder: Path
    manifest: Manifest

    @property
    def secrets(self) -> dict[str, str]:
        """The secrets of the house that was backed up."""
        return secrets_of(self.folder)


def open_bundle(place: Place, name: str, folder: Path, *, identity: Identity) -> Opened:
    """Fetch and open a backup; ``name`` is "" for the newest.

    Raises:
        Trouble: there is none, it can't be opened, or it is damaged.
    """
    found = backups_in(place)
    if not found or (name and name not in found):
        known = ", ".join(found[:5]) or "–"
        raise Trouble(N_("There is no such backup here; there are: {names}."), names=known)
    chosen = name or found[0]
    place.get(bundle_name(chosen), folder / "bundle.age")
    unseal(folder / "bundle.age", folder / "bundle", by=identity)
    manifest = unpack(folder / "bundle", folder)
    with (folder / DUMP).open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != manifest.dump:
            raise Trouble(N_("The backup is damaged: {reason}"), reason=DUMP)
    return Opened(chosen, folder, manifest)


def settle_house(opened: Opened, folders: Folders, given: Mapping[str, str]) -> None:
    """Bring the house its own files and secrets, and add the newest list of who was erased.

    Raises:
        Trouble: the house has other secrets, so it is not empty.
    """
    theirs = opened.secrets
    if any(given.get(name) not in {None, "", theirs.get(name)} for name in MADE_ONCE):
        sentence = N_("This house has secrets of its own already: restore into an empty data folder (INKHEARTH_DATA).")
        raise Trouble(sentence)
    settle(opened.folder, folders.data)
    _drop_newer_checkpoints(folders.data / "audit", opened.manifest.audit)
    _join_tombstones(opened.folder / "house" / TOMBSTONES, folders.data / TOMBSTONES)


async def fill(opened: Opened, place: Place, given: Mapping[str, str], *, identity: Identity) -> int:
    """Put objects and database where the settings say; returns the number of objects.

    Raises:
        Trouble: the database is not empty, or a file is damaged.
        DumpFailed: the database can't be filled.
    """
    url = given[DATABASE]
    if not await is_empty(url):
        raise Trouble(N_("The database is not empty: a backup is only restored into an empty one."))
    store = store_of(given)
    for kept in opened.manifest.objects:
        await _bring(kept, place, store, opened.folder, identity=identity)
    await asyncio.to_thread(load, url, opened.folder / DUMP)
    return len(opened.manifest.objects)


async def _bring(kept: Kept, place: Place, store: Store, folder: Path, *, identity: Identity) -> None:
    """Copy one object; its key is the SHA-256 of its bytes, so the store's own key proves it."""
    if await store.exists(kept.key):
        return
    sealed, plain = folder / "object.age", folder / "object"
    try:
        await asyncio.to_thread(place.get, kept.name, sealed)
    except FileNotFoundError:
        raise Trouble(N_("The backup is damaged: {reason}"), reason=kept.name) from None
    await asyncio.to_thread(unseal, sealed, plain, by=identity)
    brought = await store.put_file(plain, media_type_of(kept.key))
    if brought != kept.key:
        await store.delete(brought)
        raise Trouble(N_("The backup is damaged: {reason}"), reason=kept.name)


def _drop_newer_checkpoints(folder: Path, last: int) -> None:
    """Remove checkpoints of entries that were written while the backup was made: the dump has not got them."""
    for path in folder.glob("audit-*.json"):
        if json.loads(path.read_text(encoding="utf-8"))["seq"] > last:
            path.unlink()


def _join_tombstones(theirs: Path, ours: Path) -> None:
    """Add the backup's erased people to a newer list that somebody brought into the empty folder."""
    if not theirs.exists() or theirs.read_bytes() == ours.read_bytes():
        return
    known = ours.read_text(encoding="utf-8").splitlines()
    new = [line for line in theirs.read_text(encoding="utf-8").splitlines() if line not in known]
    ours.write_text("".join(f"{line}\n" for line in (*known, *new)), encoding="utf-8")
