"""Real servers for tests: each starts in a throw-away folder of its own and is gone when the block ends."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import urllib3
from minio import Minio

from launcher.folders import REPOSITORY
from launcher.processes import Program, start
from launcher.servers.throwaway import end, house_folder, running_postgres, running_valkey, wait_until

__all__ = [
    "S3Server",
    "end",
    "free_port",
    "house_folder",
    "migrate",
    "running_postgres",
    "running_s3",
    "running_valkey",
    "wait_until",
]


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running S3-compatible server."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str


@contextmanager
def running_s3(certificate: Path | None = None) -> Iterator[S3Server]:
    """Yield a running SeaweedFS with one empty bucket; with a certificate (a file with its key) it speaks TLS alone."""
    with house_folder() as folders:
        server = S3Server(f"127.0.0.1:{free_port()}", "tests-access-key", "tests-secret-key", "inkhearth-tests")
        program = _weed(server, folders.data, certificate)
        trusted = ssl.create_default_context(cafile=certificate) if certificate else None
        process = start(program, log=folders.logs / "s3.log", records=folders.records)
        try:
            wait_until(lambda: _answers(server.endpoint, trusted), "SeaweedFS is ready")
            _client(server, certificate).make_bucket(server.bucket)
            yield server
        finally:
            end(process, folders)
            for port in (part.rpartition("=")[2] for part in program.argv if ".port" in part):
                for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108 - where SeaweedFS puts them
                    left.unlink()


def _client(server: S3Server, certificate: Path | None) -> Minio:
    pool = urllib3.PoolManager(ca_certs=str(certificate)) if certificate else None
    return Minio(server.endpoint, access_key=server.access_key, secret_key=server.secret_key,
                 secure=certificate is not None, http_client=pool)  # fmt: skip


def _weed(server: S3Server, folder: Path, certificate: Path | None) -> Program:
    names = [f"-{area}.{kind}" for area in ("master", "volume", "filer", "admin") for kind in ("port", "port.grpc")]
    ports = {name: str(free_port()) for name in names}
    ports |= {"-s3.port": server.endpoint.rpartition(":")[2], "-s3.port.grpc": str(free_port())}
    switches = ["-s3.port.iceberg=0", "-s3.port.lance=0", "-admin.ui=false", "-webdav=false"]
    if certificate:
        switches += [f"-s3.cert.file={certificate}", f"-s3.key.file={certificate}"]
    return Program(
        "s3",
        [
            str(Path(sys.executable).parent / "weed"),
            f"-logdir={folder}",
            "mini",
            f"-dir={folder}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            *switches,
            *(f"{name}={port}" for name, port in ports.items()),
        ],
        os.environ | {"AWS_ACCESS_KEY_ID": server.access_key, "AWS_SECRET_ACCESS_KEY": server.secret_key},
        stop_signal=signal.SIGKILL,  # its own farewell takes two seconds, and nothing here is kept
        folder=folder,
    )


def _answers(endpoint: str, trusted: ssl.SSLContext | None) -> bool:
    try:
        address = f"http{'s' if trusted else ''}://{endpoint}/"
        with urllib.request.urlopen(address, timeout=1, context=trusted):  # noqa: S310 - our own server
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return error.code in {401, 403}
    except OSError:
        return False


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def migrate(database_url: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Run Alembic (``upgrade head`` unless told otherwise) against a database."""
    subprocess.run(
        [sys.executable, "-m", "alembic", *(arguments or ("upgrade", "head"))],
        cwd=REPOSITORY,
        env=os.environ | {"DATABASE_URL": database_url} | dict(environment or {}),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
