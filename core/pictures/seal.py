"""C2PA manifests: who made a file and how, signed, inside the file. The library is c2pa-python (contentauth)."""

import hashlib
import struct
import threading
import zlib
from collections.abc import Callable
from io import BytesIO
from uuid import UUID

from c2pa import Builder, C2paError, C2paSignerInfo, C2paSigningAlg, Context, Settings, Signer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from core.pictures.credentials import BadCredentials, Credentials
from core.pictures.settling import settled

MAKER = "Inkhearth"
SEALABLE = frozenset({"image/png", "image/webp", "image/avif", "image/jpeg", "image/gif", "video/mp4"})
_SETTINGS = {
    "version": 1,
    "builder": {"thumbnail": {"enabled": False}},  # the default adds up to a megabyte (engines.md)
    "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
}
_COORDINATE = 32
_PNG_CHUNK = b"caBX"
_GIF_PIECE = 255


class Seal:
    """Signs files with one machine's key. The same file gets the same seal; several threads may use it."""

    def __init__(self, credentials: Credentials) -> None:
        """Load the key.

        Raises:
            BadCredentials: it is none that can sign.
        """
        try:
            key = serialization.load_pem_private_key(credentials.key, password=None)
            leaf = x509.load_pem_x509_certificate(credentials.leaf.encode())
            info = C2paSignerInfo(C2paSigningAlg.ES256, credentials.leaf.encode(), credentials.key, None)
            self._context = Context(settings=Settings.from_dict(_SETTINGS), signer=Signer.from_info(info))
        except (C2paError, ValueError, TypeError) as error:
            raise BadCredentials(str(error)) from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or leaf.public_key() != key.public_key():
            message = "the key is not the one that the leaf names"
            raise BadCredentials(message)
        self._sign = _signing(key)
        self._lock = threading.Lock()

    def sealed(self, data: bytes, media_type: str, *, source: str) -> bytes:
        """Return a file with its manifest; ``source`` is an IPTC digital source type.

        Raises:
            ValueError: the media type is none of ``SEALABLE``.
            C2paError: the bytes are no such file.
        """
        if media_type not in SEALABLE:
            raise ValueError(media_type)
        out = BytesIO()
        with self._lock:
            manifest = Builder(_claim(data, media_type, source), context=self._context).sign(
                media_type, BytesIO(data), out
            )
        return _exchanged(out.getvalue(), manifest, settled(manifest, self._sign), media_type)


def _claim(data: bytes, media_type: str, source: str) -> dict[str, object]:
    """Return what is claimed; the file and what is said of it name the manifest, so the same file has the same."""
    name = UUID(bytes=hashlib.sha256(source.encode() + b"\0" + data).digest()[:16], version=4)
    created = {"action": "c2pa.created", "digitalSourceType": source}
    return {
        "claim_version": 2,
        "claim_generator_info": [{"name": MAKER}],
        "format": media_type,
        "instance_id": f"xmp:iid:{name}",
        "label": f"urn:c2pa:{name}",
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
    }


def _signing(key: ec.EllipticCurvePrivateKey) -> Callable[[bytes], bytes]:
    """Return what signs as COSE wants it, by RFC 6979: the same message has the same signature."""

    def sign(message: bytes) -> bytes:
        signature = key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        return b"".join(part.to_bytes(_COORDINATE, "big") for part in decode_dss_signature(signature))

    return sign


def _exchanged(file: bytes, old: bytes, new: bytes, media_type: str) -> bytes:
    """Return a file with one manifest in the place of another of the same length."""
    if media_type == "image/gif":
        old, new = _in_pieces(old), _in_pieces(new)
    before, found, after = file.partition(old)
    if not found:
        message = "the manifest is not where the library said it put it"
        raise ValueError(message)
    if media_type == "image/png":
        checksum = struct.pack(">I", zlib.crc32(_PNG_CHUNK + new))
        after = checksum + after[len(checksum) :]
    return before + new + after


def _in_pieces(data: bytes) -> bytes:
    """Return bytes as GIF's sub-blocks, each behind its length (GIF89a, § 15)."""
    pieces = [data[at : at + _GIF_PIECE] for at in range(0, len(data), _GIF_PIECE)]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces)
