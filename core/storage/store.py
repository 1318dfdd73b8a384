"""What every object store does."""

import hashlib
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from minio.error import MinioException
from urllib3.exceptions import HTTPError

LONGEST_LINK = timedelta(minutes=10)  # trust.md: signed links to what is not public live at most this long
PIECE = 1 << 18
EXTENSIONS = {
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/vnd.comicbook+zip": "cbz",
    "application/epub+zip": "epub",
    "application/octet-stream": "bin",
}
MEDIA_TYPES = {extension: media_type for media_type, extension in EXTENSIONS.items()}
STORE_OUTAGES = (OSError, HTTPError, MinioException)
_KEY = re.compile(r"^[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{2,4}$")


class MissingObject(LookupError):
    """The store has no object under this key."""


class Store(Protocol):
    """Keeps bytes under a key made of their content; the same bytes twice are one object."""

    async def put(self, data: bytes, media_type: str) -> str:
        """Keep ``data`` and return its key; when this returns, the object survives a power cut."""

    async def put_file(self, path: Path, media_type: str) -> str:
        """Keep what a file holds, as ``put`` does, without ever having all of it in memory."""

    async def get(self, key: str) -> bytes:
        """Return an object's bytes, or raise ``MissingObject``."""

    def pieces(self, key: str) -> AsyncIterator[bytes]:
        """Yield an object's bytes in pieces of at most ``PIECE`` bytes, or raise ``MissingObject``."""

    async def delete(self, key: str, *, put_before: datetime | None = None) -> None:
        """Forget an object, with ``put_before`` only if nobody put it again since; a missing one is no error."""

    async def exists(self, key: str) -> bool:
        """Tell whether there is an object under this key."""

    def older_than(self, moment: datetime) -> AsyncIterator[list[str]]:
        """Yield, in groups of up to 500, the keys last put before ``moment``."""

    async def link(self, key: str, *, lifetime: timedelta, now: datetime) -> str:
        """Return an address from which a browser may fetch the object until ``now + lifetime`` (≤ 10 minutes)."""


def key_of(data: bytes, media_type: str) -> str:
    """Return the key of some bytes: their SHA-256, spread over 256 folders.

    Raises:
        ValueError: the media type is none that we keep.
    """
    if media_type not in EXTENSIONS:
        raise ValueError(media_type)
    return _key(hashlib.sha256(data).hexdigest(), media_type)


def key_of_file(path: Path, media_type: str) -> str:
    """Return the key of a file's bytes.

    Raises:
        ValueError: the media type is none that we keep.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if media_type not in EXTENSIONS:
        raise ValueError(media_type)
    return _key(digest, media_type)


def _key(digest: str, media_type: str) -> str:
    return f"{digest[:2]}/{digest}.{EXTENSIONS[media_type]}"


def is_key(text: str) -> bool:
    """Tell whether a text is a key that we made, and so safe as a path."""
    return _KEY.fullmatch(text) is not None and MEDIA_TYPES.get(text.rpartition(".")[2]) is not None


def media_type_of(key: str) -> str:
    """Return the media type that a key's extension stands for."""
    return MEDIA_TYPES[key.rpartition(".")[2]]


def checked_lifetime(lifetime: timedelta) -> timedelta:
    """Return a link's lifetime, or raise ``ValueError`` when it is not positive or too long."""
    if not timedelta(0) < lifetime <= LONGEST_LINK:
        raise ValueError(lifetime)
    return lifetime
