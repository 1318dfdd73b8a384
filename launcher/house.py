"""A house at work: servers first, then the migrated database, then everybody who lives on them."""

import logging
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from launcher.configuration import DATABASE, REDIS, is_given, settings
from launcher.folders import REPOSITORY, Folders
from launcher.install import prepare_bridge
from launcher.lock import held
from launcher.processes import LAUNCHER, announce, forget, recorded, stop
from launcher.programs import STOP_ORDER, has_home, programs
from launcher.sentences import N_, Say, Trouble
from launcher.servers import postgres, valkey
from launcher.supervisor import Supervisor

STOP_S = 9.0
TOMBSTONES = "tombstones.jsonl"  # core.rights.tombstones.FILE, named here so that a start loads no database code
_SERVER_S = 60.0
_DATABASE_S = 30.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class House:
    """A house whose processes run: its folders, its settings, and who looks after it."""

    folders: Folders
    settings: Mapping[str, str]
    supervisor: Supervisor


@contextmanager
def open_house(folders: Folders, *, say: Say) -> Iterator[House]:
    """Start everything, look after it until the block ends, then stop everything.

    Raises:
        Trouble: when something can't be started; then nothing is left running.
    """
    folders.prepare()
    with held(folders.lock):
        clear(folders)
        supervisor = Supervisor(folders, say=say)
        announce(folders.records)
        try:
            given = settings(folders)
            check_port(given)
            given |= _start_servers(folders, given, supervisor)
            given.setdefault("PUBLIC_URL", "http://{}:{}".format(*address(given)))
            migrate(given)
            forget_again(folders, given)
            if has_home(given):
                prepare_bridge()
            for program in programs(given):
                supervisor.keep(program)
            supervisor.watch()
            yield House(folders, given, supervisor)
        finally:
            supervisor.stop(STOP_ORDER, within_s=STOP_S)
            forget(folders.records)


def clear(folders: Folders) -> int:
    """Stop what a killed launcher left running, and return how many processes that were."""
    left = {record.name: record for record in recorded(folders.records) if record.name != LAUNCHER}
    for names in STOP_ORDER:
        stop([left[name] for name in names if name in left], within_s=STOP_S / len(STOP_ORDER))
    recorded(folders.records)
    return len(left)


def address(given: Mapping[str, str]) -> tuple[str, int]:
    """Return host and port that the gallery listens on."""
    return given.get("GALLERY_HOST") or "127.0.0.1", int(given.get("GALLERY_PORT") or 8080)


def check_port(given: Mapping[str, str]) -> None:
    """Check that the gallery's port is free.

    Raises:
        Trouble: when it is not.
    """
    host, port = address(given)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sentence = N_(
                "The gallery cannot listen on {host} port {port} ({reason}): "
                "stop what uses it, or put GALLERY_PORT={other} into data/settings.env."
            )
            raise Trouble(sentence, host=host, port=port, reason=error.strerror, other=port + 1) from error


def _start_servers(folders: Folders, given: Mapping[str, str], supervisor: Supervisor) -> dict[str, str]:
    """Start the servers that no setting replaces, and return the settings that lead to them."""
    urls = embedded(folders, given)
    if REDIS in urls:
        broker = valkey.prepare(folders)
        supervisor.keep(broker.program())
        supervisor.wait_until(broker.is_ready, "valkey", within_s=_SERVER_S)
    if DATABASE in urls:
        database = postgres.prepare(folders)
        pid = supervisor.keep(database.program())
        supervisor.wait_until(lambda: database.is_ready(pid), "postgres", within_s=_SERVER_S)
        database.create_database()
    return urls


def embedded(folders: Folders, given: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that lead to the embedded servers which no setting replaces."""
    urls = {REDIS: valkey.address(folders), DATABASE: postgres.address(folders)}
    return {name: url for name, url in urls.items() if not is_given(given, name)}


def migrate(given: Mapping[str, str]) -> None:
    """Bring the database to the newest form, waiting a while for one that is still starting.

    Raises:
        Trouble: when it can't be reached or doesn't fit.
    """
    if not (REPOSITORY / "migrations" / "env.py").exists():
        return
    deadline = time.monotonic() + _DATABASE_S
    while (done := _upgrade(given)).returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        unreachable = "Connection" in last or "starting up" in last or "OSError" in last
        if not unreachable or time.monotonic() > deadline:
            place = urlsplit(given.get(DATABASE) or Path(given[f"{DATABASE}_FILE"]).read_text(encoding="utf-8"))
            sentence = N_("The database at {place} cannot be used: {reason}")
            raise Trouble(sentence, place=place.hostname or place.query, reason=last)
        time.sleep(1)


def forget_again(folders: Folders, given: Mapping[str, str]) -> None:
    """Erase again whom a restored backup brought back, before anybody is served.

    Raises:
        Trouble: when that fails; serving them would break a promise.
    """
    if not (folders.data / TOMBSTONES).exists():
        return
    argv = [sys.executable, "-m", "core.rights", "replay"]
    done = subprocess.run(argv, cwd=REPOSITORY, env=dict(given), capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Trouble(N_("Erased accounts could not be looked for: {reason}"), reason=last)


def _upgrade(environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "alembic", "upgrade", "head"]
    before = (
        {"BEFORE_UPGRADE": str(Path(environment["DATA_FOLDER"]) / "before")} if "DATA_FOLDER" in environment else {}
    )
    return subprocess.run(
        argv, cwd=REPOSITORY, env={**before, **environment}, capture_output=True, text=True, check=False
    )
