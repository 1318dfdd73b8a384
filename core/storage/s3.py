"""Objects on any S3-compatible server, through the ``minio`` client."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import S3Error
from urllib3 import BaseHTTPResponse

from core.settings import ProcessSettings
from core.storage.store import PIECE, MissingObject, checked_lifetime, is_key, key_of, key_of_file, media_type_of

_GROUP = 500
_GONE = {"NoSuchKey", "NoSuchObject", "NoSuchBucket"}
_READ_S = 8  # five tries of a silent server with their pauses stay below a minute


class S3Store:
    """Keeps objects in one bucket, which is made when it is missing; links are signed here, without a request."""

    def __init__(self, settings: ProcessSettings) -> None:
        """Prepare the client; nothing is connected yet.

        Raises:
            ValueError: the settings name no S3 server.
        """
        if settings.s3_endpoint is None or settings.s3_access_key is None or settings.s3_secret_key is None:
            raise ValueError(settings.s3_endpoint)
        self._bucket = settings.s3_bucket
        self._client = _client(settings, settings.s3_endpoint, secure=settings.s3_secure)
        public = urllib3.util.parse_url(settings.s3_public_url) if settings.s3_public_url else None
        self._signer = (
            _client(settings, public.netloc or "", secure=public.scheme == "https") if public else self._client
        )

    async def put(self, data: bytes, media_type: str) -> str:
        """Keep ``data`` and return its key."""
        key = key_of(data, media_type)
        await asyncio.to_thread(self._put, key, data, media_type)
        return key

    async def put_file(self, path: Path, media_type: str) -> str:
        """Keep what a file holds and return its key."""
        key = await asyncio.to_thread(key_of_file, path, media_type)
        await asyncio.to_thread(self._with_bucket, lambda: self._upload_file(key, path, media_type))
        return key

    async def pieces(self, key: str) -> AsyncIterator[bytes]:
        """Yield an object's bytes in pieces, or raise ``MissingObject``."""
        answer = await asyncio.to_thread(self._open, _checked(key))
        try:
            while piece := await asyncio.to_thread(answer.read, PIECE):
                yield piece
        finally:
            answer.close()
            answer.release_conn()

    async def get(self, key: str) -> bytes:
        """Return an object's bytes, or raise ``MissingObject``."""
        return await asyncio.to_thread(self._get, _checked(key))

    async def delete(self, key: str, *, put_before: datetime | None = None) -> None:
        """Forget an object, with ``put_before`` only if nobody put it again since."""
        await asyncio.to_thread(self._delete, _checked(key), put_before)

    async def exists(self, key: str) -> bool:
        """Tell whether there is such an object."""
        return await asyncio.to_thread(self._exists, _checked(key))

    async def older_than(self, moment: datetime) -> AsyncIterator[list[str]]:
        """Yield the keys last put before ``moment``, in groups."""
        if not await asyncio.to_thread(self._client.bucket_exists, bucket_name=self._bucket):
            return
        objects = iter(self._client.list_objects(bucket_name=self._bucket, recursive=True))
        while group := await asyncio.to_thread(lambda: list(islice(objects, _GROUP))):
            old = [item.object_name or "" for item in group if item.last_modified and item.last_modified < moment]
            yield [name for name in old if is_key(name)]

    async def link(self, key: str, *, lifetime: timedelta, now: datetime) -> str:
        """Return a pre-signed address at the S3 server."""
        return self._signer.get_presigned_url(
            method="GET",
            bucket_name=self._bucket,
            object_name=_checked(key),
            expires=checked_lifetime(lifetime),
            request_date=now,
            extra_query_params={"response-content-type": media_type_of(key)},
        )

    def _put(self, key: str, data: bytes, media_type: str) -> None:
        self._with_bucket(lambda: self._upload(key, data, media_type))

    def _with_bucket(self, upload: Callable[[], None]) -> None:
        try:
            upload()
        except S3Error as error:
            if error.code != "NoSuchBucket":
                raise
            self._client.make_bucket(bucket_name=self._bucket)
            upload()

    def _upload_file(self, key: str, path: Path, media_type: str) -> None:
        self._client.fput_object(
            bucket_name=self._bucket, object_name=key, file_path=str(path), content_type=media_type
        )

    def _upload(self, key: str, data: bytes, media_type: str) -> None:
        self._client.put_object(
            bucket_name=self._bucket,
            object_name=key,
            data=BytesIO(data),
            length=len(data),
            content_type=media_type,
        )

    def _open(self, key: str) -> BaseHTTPResponse:
        try:
            return self._client.get_object(bucket_name=self._bucket, object_name=key)
        except S3Error as error:
            if error.code in _GONE:
                raise MissingObject(key) from None
            raise

    def _get(self, key: str) -> bytes:
        answer = self._open(key)
        try:
            return answer.read()
        finally:
            answer.close()
            answer.release_conn()

    def _delete(self, key: str, put_before: datetime | None) -> None:
        try:
            if put_before is not None and self._put_at(key) >= put_before:
                return
            self._client.remove_object(bucket_name=self._bucket, object_name=key)
        except S3Error as error:
            if error.code not in _GONE:
                raise

    def _put_at(self, key: str) -> datetime:
        found = self._client.stat_object(bucket_name=self._bucket, object_name=key)
        return found.last_modified or datetime.min.replace(tzinfo=UTC)

    def _exists(self, key: str) -> bool:
        try:
            self._client.stat_object(bucket_name=self._bucket, object_name=key)
        except S3Error as error:
            if error.code in _GONE:
                return False
            raise
        return True


def _client(settings: ProcessSettings, endpoint: str, *, secure: bool) -> Minio:
    assert settings.s3_access_key is not None  # noqa: S101 - the settings' validator asks for both keys
    assert settings.s3_secret_key is not None  # noqa: S101 - as above
    pool = urllib3.PoolManager(
        cert_reqs="CERT_REQUIRED",
        ca_certs=str(settings.s3_ca_file) if settings.s3_ca_file else None,  # else those whom the machine trusts
        timeout=urllib3.Timeout(connect=3, read=_READ_S),
        maxsize=16,
        retries=urllib3.Retry(total=4, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
    )
    return Minio(
        endpoint=endpoint,
        access_key=settings.s3_access_key.get_secret_value(),
        secret_key=settings.s3_secret_key.get_secret_value(),
        secure=secure,
        region=settings.s3_region,
        http_client=pool,
    )


def _checked(key: str) -> str:
    if not is_key(key):
        raise MissingObject(key)
    return key
