"""Zip files that are the same bytes for the same content, on any machine at any time."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that zip can say
_UNIX = 3
_READABLE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in an archive; pictures are stored as they are, since they don't shrink."""

    name: str
    data: bytes
    packed: bool = False


def archive(entries: Iterable[Entry]) -> bytes:
    """Return a zip file with the entries in their order."""
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for entry in entries:
            file.writestr(_info(entry), entry.data)
    return out.getvalue()


def _info(entry: Entry) -> ZipInfo:
    info = ZipInfo(entry.name, _EPOCH)
    info.compress_type = ZIP_DEFLATED if entry.packed else ZIP_STORED
    info.create_system = _UNIX
    info.external_attr = _READABLE
    return info
