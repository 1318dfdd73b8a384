"""The embedded servers in throw-away folders, for checks and tests: they start fast, keep nothing and leave nothing."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.folders import Folders
from launcher.processes import recorded, start, stop
from launcher.servers import postgres, valkey
from launcher.servers.postgres import Postgres
from launcher.servers.valkey import Valkey

# Such data may be lost, and what a commit waits for is the disk.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "256MB"}
_DISK, _MEMORY = Path("/tmp"), Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of its own in there
_ROOM_BYTES = 4 << 30
_WAIT_S = 90.0
_LOOK_S = 0.02


@contextmanager
def house_folder(*, in_memory: bool = False) -> Iterator[Folders]:
    """Yield the folders of a house that is removed again, short enough for sockets and open to any account.

    ``in_memory`` asks for a file system that is no disk, where there is one with room: for small data that is lost.
    """
    path = Path(tempfile.mkdtemp(prefix="inkhearth-", dir=_MEMORY if in_memory and _has_room(_MEMORY) else _DISK))
    path.chmod(0o711)
    folders = Folders(path)
    folders.prepare()
    try:
        yield folders
    finally:
        stop(recorded(folders.records), within_s=10)
        shutil.rmtree(path, ignore_errors=True)
        shutil.rmtree(folders.sockets, ignore_errors=True)


def _has_room(path: Path) -> bool:
    """Tell whether a folder can take a few servers with what they write in a run of the tests."""
    return path.is_dir() and os.access(path, os.W_OK | os.X_OK) and shutil.disk_usage(path).free > _ROOM_BYTES


@contextmanager
def running_postgres(*, in_memory: bool = False) -> Iterator[Postgres]:
    """Yield a running Postgres without databases of ours.

    A test copies a database of 700 files: 38 ms in memory, 520 ms on a busy disk that waits for nothing. What is
    measured lies on the disk, as it does where people use it.
    """
    with house_folder(in_memory=in_memory) as folders:
        server = postgres.prepare(folders, options=CARELESS)
        process = start(server.program(), log=folders.logs / "postgres.log", records=folders.records)
        wait_until(lambda: server.is_ready(process.pid), "Postgres is ready")
        try:
            yield server
        finally:
            end(process, folders)


@contextmanager
def running_valkey() -> Iterator[Valkey]:
    """Yield a running Valkey that keeps nothing on disk."""
    with house_folder() as folders:
        server = valkey.prepare(folders, durable=False)
        process = start(server.program(), log=folders.logs / "valkey.log", records=folders.records)
        wait_until(server.is_ready, "Valkey is ready")
        try:
            yield server
        finally:
            end(process, folders)


def end(process: subprocess.Popen[bytes], folders: Folders) -> None:
    """Stop a server that was started in ``folders`` and collect its exit status."""
    stop([record for record in recorded(folders.records) if record.pid == process.pid], within_s=10)
    process.wait(timeout=10)


def wait_until(is_so: Callable[[], bool], what: str, *, within_s: float = _WAIT_S) -> None:
    """Return as soon as ``is_so`` holds.

    Raises:
        TimeoutError: naming ``what`` did not come true.
    """
    deadline = time.monotonic() + within_s
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(_LOOK_S)
