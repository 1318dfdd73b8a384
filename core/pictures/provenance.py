"""What a file says of its origin, read without decoding a single pixel."""

import re
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

from c2pa import C2paError, Context, Reader, Settings

from core.pictures.sniffing import media_type_of

ARCHIVE = "application/zip"
MOST_PICTURES_READ = 4  # of an archive: a comic's pages come from one hand
# An archive's table of contents is read before anything is known of it: ten thousand names, and no 64-bit table.
_LONGEST_TABLE = 1 << 19
_END_OF_ARCHIVE, _LONG_ARCHIVE = b"PK\x05\x06", b"PK\x06\x07"
_TAIL = 22 + 0xFFFF + 20
# The packet is text in every format, and looking for two attributes needs no parser that a stranger's file could upset.
_PACKET = re.compile(rb"<x:xmpmeta\b.{0,65536}?</x:xmpmeta>", re.DOTALL)
_SOURCE = re.compile(rb'DigitalSourceType(?:="|>)(http[^"<\s]{1,200})')
_TOOL = re.compile(rb'CreatorTool(?:="|>)([^"<]{1,100})')
_MANIFEST = b"jumb"  # how each box of a manifest is called, so a file without one is not read any further
_HOUSE = "user_anchors"


class Standing(StrEnum):
    """What the signature in a file is worth."""

    OURS = "ours"
    OTHERS = "others"
    BROKEN = "broken"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file says: ``standing`` and ``signed_by`` of its signature, ``source`` by IPTC, ``tool`` that wrote it.

    ``source`` is the signed one where there is one; all texts may be "" and all but ours be lies.
    """

    standing: Standing = Standing.NONE
    source: str = ""
    tool: str = ""
    signed_by: str = ""

    @property
    def is_said(self) -> bool:
        """Whether the file says anything at all."""
        return bool(self.standing is not Standing.NONE or self.source or self.tool)


class Inspector:
    """Reads origins; knows this house's roots. Several threads may use it."""

    def __init__(self, roots: str | None) -> None:
        """Trust files that lead to ``roots`` (PEM), and call no others ours.

        Raises:
            C2paError: that is no certificate.
        """
        trust = {"trust": {"user_anchors": roots}} if roots else {}
        verify = {"remote_manifest_fetch": False, "ocsp_fetch": False}
        self._context = Context(settings=Settings.from_dict({"version": 1, "verify": verify, **trust}))
        self._lock = threading.Lock()

    def origin(self, data: bytes) -> Origin:
        """Return what a file says of its origin; of an archive, what its first pictures say.

        The type is found by content. Whatever is damaged says nothing.
        """
        media_type = media_type_of(data)
        if media_type is None:
            return Origin()
        if media_type == ARCHIVE:
            return self._of_archive(data)
        packet = _xmp(data)
        signed = self._signed(data, media_type)
        return Origin(
            signed.standing, signed.source or _first(_SOURCE, packet), _first(_TOOL, packet), signed.signed_by
        )

    def _of_archive(self, data: bytes) -> Origin:
        """Return the weakest of what the pictures in an archive say: one that was exchanged spoils it."""
        origins = [self.origin(picture) for picture in _pictures(data)]
        order = [Standing.BROKEN, Standing.NONE, Standing.OTHERS, Standing.OURS]
        return min(origins, key=lambda origin: order.index(origin.standing), default=Origin())

    def _signed(self, data: bytes, media_type: str) -> Origin:
        if _MANIFEST not in data:
            return Origin()
        try:
            with self._lock, Reader(media_type, BytesIO(data), context=self._context) as reader:
                state = reader.get_validation_state()
                anchors = (reader.get_validation_results() or {}).get("trustListUri")
                manifest = reader.get_active_manifest() or {}
        except C2paError.ManifestNotFound:
            return Origin()
        except C2paError:  # a damaged manifest, or a file that is not what it begins like
            return Origin(Standing.BROKEN)
        if state not in {"Trusted", "Valid"}:
            return Origin(Standing.BROKEN)
        standing = Standing.OURS if state == "Trusted" and anchors == _HOUSE else Standing.OTHERS
        signer = manifest.get("signature_info", {})
        return Origin(standing, _claimed_source(manifest), signed_by=str(signer.get("issuer", ""))[:100])


def _claimed_source(manifest: dict[str, Any]) -> str:
    """Return the source type of the first action that names one."""
    for assertion in manifest.get("assertions", []):
        if str(assertion.get("label", "")).startswith("c2pa.actions"):
            for action in assertion.get("data", {}).get("actions", []):
                if action.get("digitalSourceType"):
                    return str(action["digitalSourceType"])[:200]
    return ""


def _xmp(data: bytes) -> bytes:
    found = _PACKET.search(data)
    return found.group() if found else b""


def _first(pattern: re.Pattern[bytes], packet: bytes) -> str:
    found = pattern.search(packet)
    return found.group(1).decode("utf-8", "replace") if found else ""


def _pictures(data: bytes) -> Iterator[bytes]:
    """Yield the first pictures of an archive; only what is stored as it is, so nothing is ever unpacked."""
    if not _is_short(data[-_TAIL:]):
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            stored = [
                one
                for one in archive.infolist()
                if one.compress_type == zipfile.ZIP_STORED and one.file_size <= len(data)
            ]
            named = [one for one in stored if one.filename.lower().endswith((".png", ".jpg", ".jpeg", ".webp"))]
            for entry in named[:MOST_PICTURES_READ]:
                yield archive.read(entry)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, NotImplementedError):
        return


def _is_short(tail: bytes) -> bool:
    """Tell from an archive's end whether its table of contents may be read (APPNOTE.TXT 4.3.16)."""
    at = tail.rfind(_END_OF_ARCHIVE)
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    return at >= 0 and size <= _LONGEST_TABLE and _LONG_ARCHIVE not in tail
