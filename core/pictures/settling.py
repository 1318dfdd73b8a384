"""Makes a C2PA manifest the same bytes for the same file: the library salts its assertions, and signs, by chance.

Files lie in the store under the hash of their bytes, so the same picture has to be the same file however often it is
written: a worker that draws again after a crash must not leave an orphan, nor make every copy twice. The library has no
setting for it, so the salts are replaced, the hashes that cover them follow, and the claim is signed again.

Source: C2PA 2.2, § 8.4.2.3 for what a hashed URI covers, § 11.1.4.4 for salts and § 13.2 for the signature; JUMBF is
ISO/IEC 19566-5; COSE_Sign1 is RFC 9052, § 4.4.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Sign = Callable[[bytes], bytes]  # the 64 bytes of an ES256 signature, the same for the same message
_HEADER = 8
_SUPERBOX, _DESCRIPTION, _SALT, _CBOR = b"jumb", b"jumd", b"c2sh", b"cbor"
_LABEL_AT = 17  # behind the type's UUID and a byte of toggles
_SIGNED = b"\xd2\x84"  # tag 18 (COSE_Sign1) on an array of four
_SIGNATURE = b"\xf6\x58\x40"  # no payload of its own, then a string of 64 bytes
_SIGNATURE_BYTES = 64


class UnknownManifest(ValueError):
    """A manifest is not built as the library that was measured builds it."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A box in a manifest: where its content begins and ends, and its label where it is a superbox."""

    kind: bytes
    start: int
    end: int
    label: bytes = b""


def settled(manifest: bytes, sign: Sign) -> bytes:
    """Return a manifest store of one manifest with salts by its content and a signature by ``sign``; as long as before.

    Raises:
        UnknownManifest: a part is not where it should be.
    """
    data = bytearray(manifest)
    boxes = list(_boxes(data, 0, len(data)))
    claim, signature = (_content(data, boxes, label) for label in (b"c2pa.claim.v2", b"c2pa.signature"))
    for assertion in _assertions(boxes):
        before = _digest(data, assertion)
        _replace_salt(data, assertion)
        at = data.find(before, claim.start, claim.end)
        if at < 0:
            message = "the claim does not cover an assertion"
            raise UnknownManifest(message)
        data[at : at + len(before)] = _digest(data, assertion)
    _sign_again(data, claim, signature, sign)
    return bytes(data)


def _boxes(data: bytearray, start: int, end: int) -> Iterator[_Box]:
    """Yield all boxes, each before what it holds."""
    while start + _HEADER <= end:
        length, kind = struct.unpack_from(">I4s", data, start)
        stop = start + length
        if length < _HEADER or stop > end:
            message = "a box is longer than what holds it"
            raise UnknownManifest(message)
        inner = start + _HEADER
        yield _Box(kind, inner, stop, _label(data, inner) if kind == _SUPERBOX else b"")
        if kind == _SUPERBOX:
            yield from _boxes(data, inner, stop)
        start = stop


def _label(data: bytearray, start: int) -> bytes:
    """Return the label of a superbox, which its description box begins with."""
    at = start + _HEADER + _LABEL_AT
    return bytes(data[at : data.index(0, at)])


def _content(data: bytearray, boxes: list[_Box], label: bytes) -> _Box:
    """Return the CBOR box in the superbox of a label."""
    for outer in boxes:
        if outer.label == label:
            return next(box for box in _boxes(data, outer.start, outer.end) if box.kind == _CBOR)
    message = f"there is no {label.decode()}"
    raise UnknownManifest(message)


def _assertions(boxes: list[_Box]) -> list[_Box]:
    (store,) = [box for box in boxes if box.label == b"c2pa.assertions"]
    return [box for box in boxes if box.kind == _SUPERBOX and store.start < box.start and box.end <= store.end]


def _digest(data: bytearray, box: _Box) -> bytes:
    """Return what a hashed URI says of a box: the hash of its content, without length and kind."""
    return hashlib.sha256(data[box.start : box.end]).digest()


def _replace_salt(data: bytearray, assertion: _Box) -> None:
    """Put the hash of what an assertion says in the place of its salt, which lies in the description box."""
    length, _ = struct.unpack_from(">I4s", data, assertion.start)
    stop = assertion.start + length
    at = data.find(_SALT, assertion.start, stop)
    if at < 0:
        return
    salt = hashlib.sha256(data[stop : assertion.end]).digest()
    data[at + len(_SALT) : stop] = salt[: stop - at - len(_SALT)]


def _sign_again(data: bytearray, claim: _Box, signature: _Box, sign: Sign) -> None:
    if data[signature.start : signature.start + 2] != _SIGNED:
        message = "the signature is no COSE_Sign1"
        raise UnknownManifest(message)
    protected = bytes(data[signature.start + 2 : _end_of_string(data, signature.start + 2)])
    payload = bytes(data[claim.start : claim.end])
    at = data.rfind(_SIGNATURE, signature.start, signature.end)
    if at < 0:
        message = "the signature is not one of ES256"
        raise UnknownManifest(message)
    signed = sign(b"\x84\x6aSignature1" + protected + b"\x40" + _string(payload))
    place = at + len(_SIGNATURE)
    data[place : place + _SIGNATURE_BYTES] = signed


def _end_of_string(data: bytearray, at: int) -> int:
    """Return where a CBOR byte string ends that begins at ``at`` (RFC 8949, § 3)."""
    size = data[at] & 0x1F
    match size:
        case 24:
            return at + 2 + data[at + 1]
        case 25:
            return at + 3 + int.from_bytes(data[at + 1 : at + 3], "big")
        case _ if size < 24:  # noqa: PLR2004 - the size itself, up to here
            return at + 1 + size
        case _:
            message = "the protected header is too long"
            raise UnknownManifest(message)


def _string(data: bytes) -> bytes:
    """Return bytes as a CBOR byte string."""
    if len(data) < 24:  # noqa: PLR2004 - RFC 8949, § 3: the size fits into the first byte
        return bytes([0x40 | len(data)]) + data
    if len(data) <= 0xFF:  # noqa: PLR2004 - one byte of size
        return bytes([0x58, len(data)]) + data
    return b"\x59" + len(data).to_bytes(2, "big") + data
