"""Where a file that somebody shows us comes from: what it says, whether that is true, and what it looks like."""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from core.db import Database
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.media.likeness import Alike, alike
from core.pictures.credentials import ROOT
from core.pictures.fingerprints import fingerprint
from core.pictures.provenance import Inspector, Origin
from core.pictures.reading import check_size, read_picture
from core.pictures.signet import Signet
from core.pictures.sniffing import media_type_of
from web_gallery.reading import reading

# A picture of 25 megapixels takes a second to decode: one at a time, so that pages are served meanwhile.
_LOUPE = ThreadPoolExecutor(1, thread_name_prefix="loupe")
_COMPARED = {"image/png", "image/jpeg", "image/webp", "image/gif"}


class NothingSent(DomainError):
    """The form came without a file."""

    refusal = Refusal.INVALID
    code = "no-file"
    msgid = N_("Choose a file first.")


class NotKnownKind(DomainError):
    """A file of another kind."""

    refusal = Refusal.INVALID
    code = "unknown-kind-of-file"
    msgid = N_("I can look at PNG, JPEG, WebP, AVIF and GIF pictures, MP4 clips, PDF, EPUB and CBZ files.")


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking: ``origin`` by the file's own words, ``alike`` the public pictures that it looks like."""

    origin: Origin
    alike: Sequence[Alike]


class Origins:
    """Looks at files, and signs what is made here; knows the house's roots and keys as soon as they are there."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the house's credentials."""
        self._folder = folder
        self.signet = Signet(folder)
        self._lock = threading.Lock()
        self._inspector: Inspector | None = None

    async def look(self, database: Database, data: bytes) -> Looked:
        """Look at a file; nothing of it is kept.

        Raises:
            NothingSent, NotKnownKind, PictureTooLarge, NotAPicture, PictureTooSmall: what is wrong with it.
        """
        if not data:
            raise NothingSent
        check_size(len(data))
        if media_type_of(data) is None:
            raise NotKnownKind
        origin, looks = await asyncio.get_running_loop().run_in_executor(_LOUPE, self.seen, data)
        if looks is None:
            return Looked(origin, ())
        async with reading(database) as session:
            return Looked(origin, await alike(session, looks))

    def seen(self, data: bytes) -> tuple[Origin, int | None]:
        """Return what a file says and its fingerprint, where it is a picture; its size is judged before its pixels.

        Raises:
            PictureTooLarge, NotAPicture, PictureTooSmall: what is wrong with it.
        """
        looks = fingerprint(read_picture(data)) if media_type_of(data) in _COMPARED else None
        return self._known().origin(data), looks

    def _known(self) -> Inspector:
        with self._lock:
            if self._inspector is not None:
                return self._inspector
            path = self._folder / ROOT
            if not path.exists():
                return Inspector(None)
            self._inspector = Inspector(path.read_text(encoding="ascii"))
            return self._inspector
