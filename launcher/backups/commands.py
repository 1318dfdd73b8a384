"""``./run backup``, ``./run restore`` and ``./run drill``."""

import asyncio
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.dumps import DumpFailed
from launcher.access import grant
from launcher.backups.envelopes import KEY_FILE, Identity, Recipient, make_identity, read_identity, recipient_of
from launcher.backups.keeping import keeping_of, prune
from launcher.backups.making import Made, make
from launcher.backups.manifest import Manifest
from launcher.backups.places import BACKUP_TO, open_place, workshop
from launcher.backups.proving import prove_audit, prove_forgotten, prove_objects, prove_rows, prove_sign_in
from launcher.backups.restoring import fill, open_bundle, settle_house
from launcher.backups.running import reachable, started
from launcher.configuration import DATABASE, OWNER_DATABASE, read_in, settings, told
from launcher.folders import Folders
from launcher.house import forget_again, migrate
from launcher.lock import held, holder
from launcher.sentences import N_, Trouble
from launcher.servers.throwaway import house_folder
from launcher.speech import complain, say

BACKUP_RECIPIENT = "BACKUP_RECIPIENT"


def backup(folders: Folders) -> int:
    """Back the house up, then drop what is kept no longer.

    Raises:
        Trouble: something is missing or failed; then no half backup is left that could be taken for a whole one.
    """
    folders.prepare()
    given = read_in(settings(folders))
    place = open_place(given, folders.data / "backups")
    recipient = _recipient(folders, given)
    with reachable(folders, given) as reached, _explained():
        made = asyncio.run(make(folders, reached, place, recipient=recipient))
    gone = prune(folders, place, keeping_of(given))
    folders.last_backup.write_text(made.manifest.made_at.isoformat(), encoding="utf-8")
    _tell(made, gone)
    if not given.get(BACKUP_TO):
        complain(N_("BACKUP_TO is not set: this backup lies on the same disk as what it is to save."))
    return 0


def restore(folders: Folders, *words: str) -> int:
    """Restore a backup into an empty house, and prove that it is whole.

    Raises:
        Trouble: the house is not empty or at work, or the backup can't be opened or proved.
    """
    asked = _restore_words(words)
    folders.prepare()
    if holder(folders.lock):
        raise Trouble(N_("Inkhearth is at work here: stop it first, with ./run stop."))
    given = read_in(told(folders))
    place = open_place({**given, **({BACKUP_TO: asked.source} if asked.source else {})}, folders.data / "backups")
    identity = read_identity(Path(asked.key) if asked.key else folders.data / KEY_FILE)
    with workshop(folders.data) as workroom:
        opened = open_bundle(place, asked.name, workroom, identity=identity)
        say(N_("Backup {name}: rows {rows}, files {files}."), name=opened.name,
            rows=sum(opened.manifest.rows.values()), files=len(opened.manifest.objects))  # fmt: skip
        settle_house(opened, folders, given)
        with reachable(folders, read_in(settings(folders))) as reached, _explained():
            owner = {**reached, DATABASE: reached.get(OWNER_DATABASE) or reached[DATABASE]}
            asyncio.run(fill(opened, place, owner, identity=identity))
            _prove(folders, owner, opened.manifest)
            if reached.get(OWNER_DATABASE):
                asyncio.run(grant(reached))  # a dump knows no roles
    say(N_("The house is restored. Start it with ./run serve."))
    return 0


def drill(folders: Folders, *words: str) -> int:
    """Restore the newest backup into a throw-away house, prove it, and leave nothing behind.

    Raises:
        Trouble: the backup could not be restored, which is what one wants to know before it is needed.
    """
    asked = _restore_words(words)
    folders.prepare()
    given = told(folders)
    place = open_place({**given, **({BACKUP_TO: asked.source} if asked.source else {})}, folders.data / "backups")
    identity = read_identity(Path(asked.key) if asked.key else folders.data / KEY_FILE)
    with house_folder() as other, workshop(other.data) as workroom:
        opened = open_bundle(place, asked.name, workroom, identity=identity)
        settle_house(opened, other, {})
        with held(other.lock), started(other) as url, _explained():
            reached = {**opened.secrets, "DATA_FOLDER": str(other.data), DATABASE: url, "REDIS_URL": "unix:///none"}
            asyncio.run(fill(opened, place, reached, identity=identity))
            _prove(other, reached, opened.manifest)
    say(N_("The drill went well: backup {name} can be restored."), name=opened.name)
    return 0


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except DumpFailed as failed:
        raise Trouble(N_("The database could not be copied: {reason}"), reason=failed) from failed


def _prove(folders: Folders, given: Mapping[str, str], manifest: Manifest) -> None:
    """Compare a restored house with its backup, bring its database up to date, and try to sign in."""
    rows = asyncio.run(prove_rows(given[DATABASE], manifest))
    say(N_("  ok  rows: {number}, in tables: {tables}"), number=rows, tables=len(manifest.rows))
    files = asyncio.run(prove_objects(given, manifest))
    say(N_("  ok  files, each with its SHA-256: {number}"), number=files)
    last = asyncio.run(prove_audit(given, folders, manifest))
    say(N_("  ok  the audit log, up to entry {seq}"), seq=last)
    migrate(given)
    forget_again(folders, given)
    buried = asyncio.run(prove_forgotten(given, folders))
    say(N_("  ok  no erased account came back; known ones: {number}"), number=buried)
    asyncio.run(prove_sign_in(given))
    say(N_("  ok  signing in"))


def _recipient(folders: Folders, given: Mapping[str, str]) -> Recipient:
    """Return for whom backups are sealed; a house that was told nobody makes a key of its own, once."""
    if given.get(BACKUP_RECIPIENT):
        return recipient_of(given[BACKUP_RECIPIENT])
    path = folders.data / KEY_FILE
    if path.exists():
        return read_identity(path).to_public()
    identity: Identity = make_identity(path)
    sentence = N_("A key for the backups was made: {file}. Copy it away from here; no backup can be opened without it.")
    say(sentence, file=path)
    return identity.to_public()


def _tell(made: Made, gone: int) -> None:
    say(N_("Backup {name}: rows {rows}, files {files} (new: {copied}), old backups dropped: {gone}."), name=made.name,
        rows=sum(made.manifest.rows.values()), files=len(made.manifest.objects), copied=made.copied,
        gone=gone)  # fmt: skip
    if made.manifest.lost:
        complain(N_("Files that the database names and the store has not: {number}."), number=len(made.manifest.lost))


class _Asked:
    """What is asked of a restore: the backup's name ("" for the newest), its key's file and where it lies."""

    name: str = ""
    key: str = ""
    source: str = ""


def _restore_words(words: Sequence[str]) -> _Asked:
    parser = ArgumentParser("./run restore")
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--key", default="")
    parser.add_argument("--from", dest="source", default="")
    return parser.parse_args(words, namespace=_Asked())
