"""Where backups lie: a folder (best on another disk or machine) or a bucket of any S3-compatible server."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from urllib.parse import urlsplit

from minio import Minio
from minio.error import S3Error
from urllib3 import PoolManager, Retry

from launcher.configuration import value_of
from launcher.sentences import N_, Trouble

BACKUP_TO = "BACKUP_TO"
_S3 = "s3"
_GONE = {"NoSuchKey", "NoSuchBucket"}


class Place(Protocol):
    """Keeps files by name; a name may have slashes, and a file appears whole or not at all."""

    def names(self, prefix: str) -> set[str]:
        """Return the names that begin so."""

    def put(self, name: str, path: Path) -> None:
        """Keep a copy of a file."""

    def get(self, name: str, path: Path) -> None:
        """Write a kept file to ``path``.

        Raises:
            FileNotFoundError: there is none of this name.
        """

    def delete(self, name: str) -> None:
        """Forget a file; a missing one is no error."""


class FolderPlace:
    """A folder of this machine, or one that is mounted here."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when first written to."""
        self._folder = folder

    def names(self, prefix: str) -> set[str]:
        """Return the names that begin so."""
        found = (path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*") if path.is_file())
        return {name for name in found if name.startswith(prefix) and not name.endswith(".part")}

    def put(self, name: str, path: Path) -> None:
        """Keep a copy of a file."""
        place = self._folder / name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = place.with_name(f"{place.name}.part")
        shutil.copyfile(path, part)
        part.chmod(0o600)
        part.replace(place)

    def get(self, name: str, path: Path) -> None:
        """Write a kept file to ``path``."""
        shutil.copyfile(self._folder / name, path)

    def delete(self, name: str) -> None:
        """Forget a file."""
        (self._folder / name).unlink(missing_ok=True)


class BucketPlace:
    """A bucket, below a prefix; it is made when it is missing."""

    def __init__(self, client: Minio, bucket: str, prefix: str) -> None:
        """Hold the client; ``prefix`` is "" or ends with a slash."""
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    def names(self, prefix: str) -> set[str]:
        """Return the names that begin so."""
        if not self._client.bucket_exists(bucket_name=self._bucket):
            return set()
        begun = f"{self._prefix}{prefix}"
        found = self._client.list_objects(bucket_name=self._bucket, prefix=begun, recursive=True)
        return {(item.object_name or "").removeprefix(self._prefix) for item in found}

    def put(self, name: str, path: Path) -> None:
        """Keep a copy of a file."""
        try:
            self._upload(name, path)
        except S3Error as error:
            if error.code != "NoSuchBucket":
                raise
            self._client.make_bucket(bucket_name=self._bucket)
            self._upload(name, path)

    def get(self, name: str, path: Path) -> None:
        """Write a kept file to ``path``."""
        try:
            self._client.fget_object(bucket_name=self._bucket, object_name=f"{self._prefix}{name}", file_path=str(path))
        except S3Error as error:
            if error.code in _GONE:
                raise FileNotFoundError(name) from None
            raise

    def delete(self, name: str) -> None:
        """Forget a file."""
        with suppress(S3Error):
            self._client.remove_object(bucket_name=self._bucket, object_name=f"{self._prefix}{name}")

    def _upload(self, name: str, path: Path) -> None:
        self._client.fput_object(bucket_name=self._bucket, object_name=f"{self._prefix}{name}", file_path=str(path))


def _trusting(ca_file: str | None) -> PoolManager | None:
    """Return what checks a server's certificate by a file of one's own; None leaves that to the client."""
    if not ca_file:
        return None
    return PoolManager(cert_reqs="CERT_REQUIRED", ca_certs=ca_file, retries=Retry(total=5, backoff_factor=0.2))


def open_place(given: Mapping[str, str], default: Path) -> Place:
    """Return the place that ``BACKUP_TO`` names: a folder, or s3://bucket/prefix at the server of ``BACKUP_S3_…``.

    Raises:
        Trouble: a bucket is named without a server and its keys.
    """
    where = given.get(BACKUP_TO, "")
    if urlsplit(where).scheme != _S3:
        return FolderPlace(Path(where).expanduser().resolve() if where else default)
    keys = ("BACKUP_S3_ENDPOINT", "BACKUP_S3_ACCESS_KEY", "BACKUP_S3_SECRET_KEY")
    missing = [key for key in keys if not value_of(given, key)]
    if missing:
        raise Trouble(N_("BACKUP_TO names a bucket, but {names} is not set."), names=", ".join(missing))
    endpoint, access_key, secret_key = (value_of(given, key) for key in keys)
    client = Minio(
        endpoint=endpoint,
        access_key=access_key,
        secret_key=secret_key,
        secure=given.get("BACKUP_S3_SECURE", "true").lower() != "false",
        region=given.get("BACKUP_S3_REGION") or "us-east-1",
        http_client=_trusting(given.get("BACKUP_S3_CA_FILE")),
    )
    prefix = urlsplit(where).path.strip("/")
    return BucketPlace(client, urlsplit(where).netloc, f"{prefix}/" if prefix else "")


@contextmanager
def workshop(near: Path) -> Iterator[Path]:
    """Yield a private folder for half-made things, on the disk of the data so that big files need no second copy."""
    with TemporaryDirectory(prefix=".backup-", dir=near) as name:
        yield Path(name)
