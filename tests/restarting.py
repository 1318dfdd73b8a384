"""Real servers that a test kills and starts again in the same place."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from launcher.folders import Folders
from launcher.processes import Program, start
from launcher.servers import postgres, valkey
from launcher.servers.throwaway import CARELESS, end, house_folder, wait_until
from tests.servers import migrate


@dataclass
class Server:
    """One server under its address."""

    url: str
    _folders: Folders
    _program: Program
    _is_ready: Callable[[int], bool]
    _process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Kill it with SIGKILL; a server that keeps nothing has forgotten all."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Stop it as an administrator does, with everybody disconnected."""
        self._process.send_signal(self._program.stop_signal)
        self._process.wait()

    def start(self) -> None:
        """Start it again and wait until it answers."""
        log = self._folders.logs / f"{self._program.name}.log"
        self._process = start(self._program, log=log, records=self._folders.records)
        wait_until(lambda: self._is_ready(self._process.pid), f"{self._program.name} is ready")

    def end(self) -> None:
        """Stop it for good."""
        end(self._process, self._folders)


@contextmanager
def forgetful_valkey() -> Iterator[Server]:
    """Yield a Valkey that keeps nothing on disk."""
    with house_folder() as folders:
        built = valkey.prepare(folders, durable=False)
        yield from _running(built.url, folders, built.program(), lambda _pid: built.is_ready())


@contextmanager
def migrated_postgres() -> Iterator[Server]:
    """Yield a Postgres with an empty database of ours."""
    with house_folder() as folders:
        built = postgres.prepare(folders, options=CARELESS)
        with_database = _running(built.url, folders, built.program(), built.is_ready)
        for server in with_database:
            built.create_database()
            migrate(built.url)
            yield server


def _running(url: str, folders: Folders, program: Program, is_ready: Callable[[int], bool]) -> Iterator[Server]:
    process = start(program, log=folders.logs / f"{program.name}.log", records=folders.records)
    server = Server(url, folders, program, is_ready, process)
    wait_until(lambda: is_ready(process.pid), f"{program.name} is ready")
    try:
        yield server
    finally:
        server.end()
