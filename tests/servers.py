"""Real servers for tests: each starts in a throw-away folder of its own and is gone when the block ends."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from minio import Minio

from launcher.folders import REPOSITORY, Folders
from launcher.processes import Program, recorded, start, stop
from launcher.servers import postgres, valkey
from launcher.servers.postgres import Postgres
from launcher.servers.valkey import Valkey

# Test data may be lost: what a commit waits for is the disk.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_WAIT_S = 30.0
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running S3-compatible server."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str


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
        yield server
        end(process, folders)


@contextmanager
def running_valkey() -> Iterator[Valkey]:
    """Yield a running Valkey that keeps nothing on disk."""
    with house_folder() as folders:
        server = valkey.prepare(folders, durable=False)
        process = start(server.program(), log=folders.logs / "valkey.log", records=folders.records)
        wait_until(server.is_ready, "Valkey is ready")
        yield server
        end(process, folders)


@contextmanager
def running_s3() -> Iterator[S3Server]:
    """Yield a running SeaweedFS with one empty bucket."""
    with house_folder() as folders:
        server = S3Server(f"127.0.0.1:{free_port()}", "tests-access-key", "tests-secret-key", "inkhearth-tests")
        program = _weed(server, folders.data)
        process = start(program, log=folders.logs / "s3.log", records=folders.records)
        wait_until(lambda: _answers(server.endpoint), "SeaweedFS is ready")
        client = Minio(server.endpoint, access_key=server.access_key, secret_key=server.secret_key, secure=False)
        client.make_bucket(server.bucket)
        yield server
        end(process, folders)
        for port in (part.rpartition("=")[2] for part in program.argv if ".port" in part):
            for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108 - where SeaweedFS puts them
                left.unlink()


def _weed(server: S3Server, folder: Path) -> Program:
    ports = {
        name: str(free_port())
        for area in ("master", "volume", "filer", "admin")
        for name in (f"-{area}.port", f"-{area}.port.grpc")
    }
    ports |= {"-s3.port": server.endpoint.rpartition(":")[2], "-s3.port.grpc": str(free_port())}
    fixed = (
        "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3.port.iceberg=0", "-s3.port.lance=0",
        "-admin.ui=false", "-webdav=false",
    )  # fmt: skip
    return Program(
        "s3",
        (str(Path(sys.executable).parent / "weed"), f"-logdir={folder}", "mini", f"-dir={folder}", *fixed,
         *(f"{name}={port}" for name, port in ports.items())),
        os.environ | {"AWS_ACCESS_KEY_ID": server.access_key, "AWS_SECRET_ACCESS_KEY": server.secret_key},
        stop_signal=signal.SIGKILL,  # its own farewell takes two seconds, and nothing here is kept
        folder=folder,
    )  # fmt: skip


def _answers(endpoint: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{endpoint}/", timeout=1):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return error.code in {401, 403}
    except OSError:
        return False


def end(process: subprocess.Popen[bytes], folders: Folders) -> None:
    """Stop a server that was started in ``folders`` and collect its exit status."""
    stop([record for record in recorded(folders.records) if record.pid == process.pid], within_s=10)
    process.wait(timeout=10)


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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


def migrate(database_url: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Run Alembic (``upgrade head`` unless told otherwise) against a database."""
    subprocess.run(
        [sys.executable, "-m", "alembic", *(arguments or ("upgrade", "head"))],
        cwd=REPOSITORY,
        env=os.environ | {"DATABASE_URL": database_url} | dict(environment or {}),
        check=True,
        stdout=subprocess.DEVNULL,
    )
