"""Where everything that is kept lies: one data folder, and short private folders for sockets."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from launcher.sentences import N_, Trouble

REPOSITORY = Path(__file__).resolve().parent.parent
_SOCKET_PATH_BYTES = 100  # sun_path holds 108 bytes on Linux and 104 on macOS, with its closing zero
ROOT = 0


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one house, all derived from its data folder."""

    data: Path

    @property
    def logs(self) -> Path:
        """One log file a process."""
        return self.data / "logs"

    @property
    def records(self) -> Path:
        """One record of each started process, by which a later start finds what was left behind."""
        return self.data / "run"

    @property
    def lock(self) -> Path:
        """The file whose lock says that this house is at work."""
        return self.data / "lock"

    @property
    def last_backup(self) -> Path:
        """The file that says when the last backup was made."""
        return self.data / "last-backup"

    @property
    def key(self) -> str:
        """A short name of this data folder, to name things outside it."""
        return hashlib.sha256(bytes(self.data)).hexdigest()[:10]

    @property
    def sockets(self) -> Path:
        """A short folder for UNIX sockets; data folders are often too deep for a socket's path."""
        return Path("/run/inkhearth" if os.geteuid() == ROOT else f"/tmp/inkhearth-{os.geteuid()}") / self.key  # noqa: S108 - checked by private()

    def prepare(self) -> None:
        """Make the folders.

        Raises:
            Trouble: when one of them can't be made or isn't ours.
        """
        try:
            # Root's database runs under another account, which has to pass through.
            self.data.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == ROOT else 0o700)
            for folder in (self.logs, self.records):
                folder.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            sentence = N_("Cannot write to {folder} ({reason}): free it, or set INKHEARTH_DATA to another folder.")
            raise Trouble(sentence, folder=self.data, reason=error.strerror) from error
        private(self.sockets.parent, passable=os.geteuid() == ROOT)
        private(self.sockets, passable=os.geteuid() == ROOT)


def private(folder: Path, *, passable: bool = False) -> None:
    """Make a folder that only we can write to; ``passable`` lets others walk through it.

    Raises:
        Trouble: when somebody else has put one there, as anybody may in ``/tmp``.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    status = folder.lstat()
    if status.st_uid != os.geteuid() or folder.is_symlink():
        raise Trouble(N_("{folder} belongs to somebody else: remove it, then start again."), folder=folder)
    folder.chmod(0o711 if passable else 0o700)


def check_length(socket: Path) -> None:
    """Check that the path of a socket fits into what the kernel keeps of it.

    Raises:
        Trouble: when it is too long.
    """
    if len(bytes(socket)) > _SOCKET_PATH_BYTES:
        raise Trouble(N_("The path {path} is too long for a socket: shorten it."), path=socket)


def data_folder() -> Path:
    """Return the data folder: ``INKHEARTH_DATA``, or ``data`` beside the code."""
    given = os.environ.get("INKHEARTH_DATA")
    return Path(given).expanduser().resolve() if given else REPOSITORY / "data"
