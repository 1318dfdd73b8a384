"""Files that are dangerous to open: bombs, files of two kinds, and files that are no pictures at all."""

import struct
import zlib
from io import BytesIO

from PIL import Image, features


def coded(format_: str, size: tuple[int, int] = (32, 24), mode: str = "RGB", **options: object) -> bytes:
    """Return a small honest picture in a format."""
    out = BytesIO()
    Image.new(mode, size, "red" if mode.startswith("RGB") else 0).save(out, format_, **options)
    return out.getvalue()


def png_of(width: int, height: int, *, depth: int = 8, colour: int = 2, body: bytes = b"") -> bytes:
    """Return a PNG that claims a size, with hardly anything in it (W3C PNG, § 5)."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body or zlib.compress(b"")) + _chunk(b"IEND")
    )


def _chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg_of(width: int, height: int) -> bytes:
    """Return a JPEG whose frame header claims a size."""
    data = bytearray(coded("JPEG"))
    start = data.index(b"\xff\xc0") + 5
    data[start : start + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def gif_of(width: int, height: int) -> bytes:
    """Return a GIF whose screen and frame claim a size."""
    data = bytearray(coded("GIF", mode="P"))
    data[6:10] = struct.pack("<HH", width, height)
    start = data.index(b"\x2c") + 5
    data[start : start + 4] = struct.pack("<HH", width, height)
    return bytes(data)


_SIZES = [(5001, 5000), (12_000, 12_000), (16_383, 16_383), (25_000_001, 1), (1, 25_000_001), (65_535, 65_535)]
BOMBS = {
    **{f"png {w}x{h}": png_of(w, h) for w, h in [*_SIZES, (2**31 - 1, 2**31 - 1), (13_000, 13_000)]},
    **{f"png of one bit {w}x{h}": png_of(w, h, depth=1, colour=0) for w, h in _SIZES},
    **{f"jpeg {w}x{h}": jpeg_of(w, h) for w, h in [(5001, 5000), (30_000, 30_000), (65_535, 65_535)]},
    **{f"gif {w}x{h}": gif_of(w, h) for w, h in [(5001, 5000), (30_000, 30_000), (65_535, 65_535)]},
    "webp 5001x5000": coded("WEBP", (5001, 5000), lossless=True, method=0),
    "169 megapixels in a few kilobytes": png_of(13_000, 13_000, body=zlib.compress(bytes(39_013_000), 9)),
}
_PNG = coded("PNG")
_FOREIGN = {
    "zip": b"PK\x03\x04" + b"\x00" * 60,
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    "pdf": b"%PDF-1.7\n1 0 obj<<>>endobj",
    "elf": b"\x7fELF\x02\x01\x01" + b"\x00" * 60,
    "exe": b"MZ\x90\x00" + b"\x00" * 60,
    "script": b"#!/bin/sh\nid\n",
    "php": b"<?php system($_GET[0]); ?>",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 32 32\n",
    "mp4": b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 60,
    "riff without picture": b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 60,
    "gzip": b"\x1f\x8b\x08\x00" + b"\x00" * 60,
    "mvg": b"push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 'https://x.test/'\npop graphic-context",
    "text": b"to nie jest obrazek",
    "nothing": b"",
    "one byte": b"\x89",
    "zeros": b"\x00" * 4096,
    "png signature alone": b"\x89PNG\r\n\x1a\n",
    "jpeg signature alone": b"\xff\xd8\xff\xe0",
    "gif signature alone": b"GIF89a",
}
OTHER_FORMATS = {
    format_: coded(format_)
    for format_ in ("BMP", "TIFF", "PPM", "ICO", "TGA", "PCX", "SGI", "DDS", "JPEG2000", "ICNS", "EPS", "PDF", "AVIF")
    if format_ != "AVIF" or features.check("avif")
}
# A picture behind something else is that something else: what a browser or shell would take it for decides.
POLYGLOTS = {
    **{f"{name} before a picture": head + _PNG for name, head in _FOREIGN.items() if head and head[0] != 0x89},
}
NO_PICTURES = {**_FOREIGN, **OTHER_FORMATS, **POLYGLOTS}
# A picture with something behind it is read; what is kept of it is only the picture.
RIDERS = {
    f"{format_} with {name}": (coded(format_, mode="P" if format_ == "GIF" else "RGB") + tail, tail)
    for format_ in ("PNG", "JPEG", "GIF", "WEBP")
    for name, tail in _FOREIGN.items()
    if len(tail) > 20 and tail.strip(b"\x00")
}
