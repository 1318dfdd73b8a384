"""The embedded store: a folder, and links that the gallery serves."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from pydantic import SecretStr

from core.signing import signature, signature_fits
from core.storage.store import PIECE, MissingObject, checked_lifetime, is_key, key_of, key_of_file

_PURPOSE = "file"
_DIGITS = 12  # of a POSIX time for the next 30,000 years


class FolderStore:
    """Keeps each object as a file; a file appears whole or not at all."""

    def __init__(self, folder: Path, *, base_url: str, signing_key: SecretStr) -> None:
        """Name the folder (made when first needed), the gallery's address and the key that signs links."""
        self._folder = folder
        self._base_url = base_url.rstrip("/")
        self._key = signing_key

    async def put(self, data: bytes, media_type: str) -> str:
        """Keep ``data`` and return its key; an object that is there already only becomes young again."""
        key = key_of(data, media_type)
        await asyncio.to_thread(self._write, key, data)
        return key

    async def put_file(self, path: Path, media_type: str) -> str:
        """Keep what a file holds and return its key."""
        key = await asyncio.to_thread(key_of_file, path, media_type)
        await asyncio.to_thread(self._copy, key, path)
        return key

    async def pieces(self, key: str) -> AsyncIterator[bytes]:
        """Yield an object's bytes in pieces, or raise ``MissingObject``."""
        try:
            file = await asyncio.to_thread(self.path(key).open, "rb")
        except FileNotFoundError:
            raise MissingObject(key) from None
        with file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece

    async def get(self, key: str) -> bytes:
        """Return an object's bytes, or raise ``MissingObject``."""
        try:
            return await asyncio.to_thread(self.path(key).read_bytes)
        except FileNotFoundError:
            raise MissingObject(key) from None

    async def delete(self, key: str, *, put_before: datetime | None = None) -> None:
        """Forget an object, with ``put_before`` only if nobody put it again since."""
        path = self.path(key)
        if put_before is not None and path.is_file() and path.stat().st_mtime >= put_before.timestamp():
            return
        path.unlink(missing_ok=True)

    async def exists(self, key: str) -> bool:
        """Tell whether there is such an object."""
        return self.path(key).is_file()

    async def older_than(self, moment: datetime) -> AsyncIterator[list[str]]:
        """Yield the keys last put before ``moment``, in groups; half-written leftovers of that age are removed."""
        for folder in sorted(self._folder.glob("??/")):
            yield await asyncio.to_thread(list, self._old_keys(folder, moment.timestamp()))

    async def link(self, key: str, *, lifetime: timedelta, now: datetime) -> str:
        """Return a signed address at the gallery."""
        self.path(key)
        expires = int((now + checked_lifetime(lifetime)).timestamp())
        return f"{self._base_url}/files/{key}?expires={expires}&signature={self._sign(key, expires)}"

    def link_fits(self, key: str, *, expires: str, given: str, now: datetime) -> bool:
        """Tell whether an address was signed by us and still holds."""
        if not (expires.isascii() and expires.isdigit() and len(expires) <= _DIGITS):
            return False
        fresh = int(expires) > now.timestamp()
        return signature_fits(given, self._key, _PURPOSE, key, expires) and fresh

    def path(self, key: str) -> Path:
        """Return the file of a key, or raise ``MissingObject`` for anything that is not a key of ours."""
        if not is_key(key):
            raise MissingObject(key)
        return self._folder / key

    def _sign(self, key: str, expires: int) -> str:
        return signature(self._key, _PURPOSE, key, str(expires))

    def _write(self, key: str, data: bytes) -> None:
        self._keep(key, lambda file: file.write(data))

    def _copy(self, key: str, source: Path) -> None:
        with source.open("rb") as original:
            self._keep(key, lambda file: shutil.copyfileobj(original, file, PIECE))

    def _keep(self, key: str, write: Callable[[IO[bytes]], object]) -> None:
        path = self.path(key)
        if path.exists():
            os.utime(path)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)

    def _old_keys(self, folder: Path, before: float) -> Iterator[str]:
        for entry in os.scandir(folder):
            if not entry.is_file() or entry.stat().st_mtime >= before:
                continue
            if entry.name.startswith("."):
                Path(entry).unlink(missing_ok=True)
            elif is_key(key := f"{folder.name}/{entry.name}"):
                yield key
