"""The part of a backup that is made anew each time: the manifest, the dump, and the house's own small files."""

import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from launcher.backups.manifest import FORM, Manifest
from launcher.configuration import MADE_ONCE, value_of
from launcher.folders import Folders
from launcher.sentences import N_, Trouble

MANIFEST, DUMP, SECRETS = "manifest.json", "database.dump", "secrets.env"
_HOUSE = "house"
# Beside the store and the database, which travel in their own way: what is made anew, can be fetched again, is only of
# this machine, or opens the backup.
LEFT_OUT = frozenset(
    {
        "logs",
        "run",
        "lock",
        "postgres",
        "store",
        "valkey",
        "models",
        "pictures",
        "backups",
        "backup.key",
        SECRETS,
        "before",
    }
)


def pack(bundle: Path, *, manifest: Manifest, dump: Path, folders: Folders, given: Mapping[str, str]) -> None:
    """Write the bundle; secrets that are given by the environment or as files are written down with it."""
    described, secret = dump.with_name(MANIFEST), dump.with_name(SECRETS)
    described.write_text(manifest.model_dump_json(), encoding="utf-8")
    secret.touch(mode=0o600)
    secret.write_text("".join(f"{name}={value_of(given, name)}\n" for name in MADE_ONCE), encoding="utf-8")
    with tarfile.open(bundle, "w") as tar:
        tar.add(described, MANIFEST)
        tar.add(dump, DUMP)
        tar.add(secret, f"{_HOUSE}/{SECRETS}")
        for path in _small_files(folders.data):
            tar.add(path, f"{_HOUSE}/{path.relative_to(folders.data).as_posix()}", recursive=False)


def unpack(bundle: Path, folder: Path) -> Manifest:
    """Write a bundle's files below a folder and return its manifest.

    Raises:
        Trouble: it is no bundle of ours, or of a newer form.
    """
    try:
        with tarfile.open(bundle) as tar:
            tar.extractall(folder, filter="data")
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_text(encoding="utf-8"))
    except (tarfile.TarError, OSError, ValueError) as error:
        raise Trouble(N_("The backup is damaged: {reason}"), reason=error) from error
    if manifest.form > FORM:
        raise Trouble(N_("This backup was made by a newer Inkhearth: update first."))
    return manifest


def settle(folder: Path, data: Path) -> None:
    """Put a house's own small files where they belong; none that is there is written over."""
    house = folder / _HOUSE
    for path in sorted(house.rglob("*")):
        place = data / path.relative_to(house)
        if path.is_dir():
            place.mkdir(exist_ok=True, mode=0o700)
        elif not place.exists():
            place.write_bytes(path.read_bytes())
            place.chmod(0o600)


def secrets_of(folder: Path) -> dict[str, str]:
    """Return the secrets that an unpacked bundle carries."""
    lines = (folder / _HOUSE / SECRETS).read_text(encoding="utf-8").splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines) if value}


def _small_files(data: Path) -> Iterator[Path]:
    for entry in sorted(data.iterdir()):
        if entry.name in LEFT_OUT or entry.name.startswith("."):
            continue
        yield from (path for path in (entry, *sorted(entry.rglob("*"))) if path.is_file() and not path.is_symlink())
