"""The embedded servers in throw-away folders, for checks and tests: they start fast, keep nothing and leave nothing."""

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
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_WAIT_S = 90.0
_LOOK_S = 0.02


@contextmanager
def house_folder() -> Iterator[Folders]:
    """Yield the folders of a house that is removed again, short enough for sockets and open to any account."""
    path = Path(tempfile.mkdtemp(prefix="inkhearth-", dir="/tmp"))
    path.chmod(0o711)
    folders = Folders(path)
    folders.prepare()
    try:
        yield folders
    finally:
        stop(recorded(folders.records), within_s=10)
        shutil.rmtree(path, ignore_errors=True)
        shutil.rmtree(folders.sockets, ignore_errors=True)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Yield a running Postgres without databases of ours."""
    with house_folder() as folders:
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
