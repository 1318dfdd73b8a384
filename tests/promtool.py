"""Prometheus' own promtool for tests: the machine's, or Debian's package, fetched once into a cached folder.

It is in no package index. ``apt-get download`` and ``dpkg-deb -x`` need no root; where Debian's lists of packages are
missing, they are fetched into a folder of our own.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

_PACKAGE = "prometheus"
_PATIENCE_S = 60
_TOOLS = ("apt-get", "dpkg-deb")


class NotHere(Exception):
    """It can't be had on this machine; says why."""


def promtool() -> str:
    """Return the program's path; fetch it first if need be.

    Raises:
        NotHere: this is no Debian, or its packages can't be reached.
    """
    if found := shutil.which("promtool"):
        return found
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "inkhearth"
    cache.mkdir(parents=True, exist_ok=True)
    program = cache / "promtool"
    with (cache / "promtool.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not program.exists():
            _fetch(program)
    return str(program)


def _fetch(program: Path) -> None:
    if not all(map(shutil.which, _TOOLS)):
        message = "promtool is not installed, and this is no Debian to fetch it from"
        raise NotHere(message)
    with tempfile.TemporaryDirectory(dir=program.parent) as name:
        folder = Path(name)
        _download(folder)
        (package,) = folder.glob("*.deb")
        _run(["dpkg-deb", "-x", str(package), str(folder)], folder)
        (folder / "usr" / "bin" / "promtool").rename(program)


def _download(folder: Path) -> None:
    apt = ("apt-get", "--quiet", "--option", "Acquire::Retries=1")
    try:
        _run([*apt, "download", _PACKAGE], folder)
    except NotHere:  # a machine whose lists of packages are missing or old
        for part in ("lists/partial", "cache/archives/partial"):
            (folder / part).mkdir(parents=True)
        own = ("--option", f"Dir::State::Lists={folder}/lists", "--option", f"Dir::Cache={folder}/cache")
        _run([*apt, *own, "update"], folder)
        _run([*apt, *own, "download", _PACKAGE], folder)


def _run(argv: Sequence[str], folder: Path) -> None:
    try:
        done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False, timeout=_PATIENCE_S)
    except subprocess.TimeoutExpired as error:
        message = f"promtool could not be fetched: {argv[0]} took longer than {_PATIENCE_S} s"
        raise NotHere(message) from error
    if done.returncode:
        message = f"promtool could not be fetched: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
        raise NotHere(message)
