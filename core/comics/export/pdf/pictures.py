"""Pictures in a PDF: the shown part alone, coded once, with its marks."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from math import ceil, floor

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

from core.comics.export.pages import coded
from core.comics.geometry import Box
from core.comics.render.drawing import Picture
from core.pictures.renditions import Copy
from core.pictures.writing import Marks

_SIGNATURE = 8
_SHARPEST = 1.25  # pixels of a picture for one of the page: more only makes the file heavy


def embed_picture(document: pikepdf.Pdf, picture: Image.Image, marks: Marks) -> pikepdf.Object:
    """Add a picture to a document and return it; its provenance mark stands beside it and in the file itself.

    It is not sealed: in a document it is no file of its own, and of a PNG only the rows are taken.
    """
    file = coded(picture.convert("RGB"), replace(marks, seal=None))
    data, facts = _jpeg(file) if file.media_type == "image/jpeg" else _png(file)
    stream = document.make_stream(
        data,
        Type=Name.XObject, Subtype=Name.Image, Width=file.width, Height=file.height,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8, **facts,
    )  # fmt: skip
    stream.Metadata = document.make_stream(marks.xmp(), Type=Name.Metadata, Subtype=Name.XML)
    return stream


def shown_part(step: Picture, picture: Image.Image) -> tuple[Image.Image, Box]:
    """Return the pixels that a frame shows, and the box on the page that they fill."""
    window = step.window
    part = (
        max(0, floor(window.left)), max(0, floor(window.top)),
        min(picture.width, ceil(window.right)), min(picture.height, ceil(window.bottom)),
    )  # fmt: skip
    across, down = step.box.width / window.width, step.box.height / window.height
    box = Box(
        step.box.left + (part[0] - window.left) * across,
        step.box.top + (part[1] - window.top) * down,
        step.box.left + (part[2] - window.left) * across,
        step.box.top + (part[3] - window.top) * down,
    )
    shown = picture.crop(part)
    most = (ceil(box.width * _SHARPEST), ceil(box.height * _SHARPEST))
    if shown.width > most[0] and shown.height > most[1]:
        shown = shown.resize(most, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return shown, box


def _jpeg(file: Copy) -> tuple[bytes, dict[str, object]]:
    return file.data, {"Filter": Name.DCTDecode}


def _png(file: Copy) -> tuple[bytes, dict[str, object]]:
    """Return a PNG's own compressed rows: PDF's Flate filter reads them as they are (ISO 32000-1, § 7.4.4.4)."""
    parameters = Dictionary(Predictor=15, Colors=3, BitsPerComponent=8, Columns=file.width)
    rows = b"".join(data for kind, data in _chunks(file.data) if kind == b"IDAT")
    return rows, {"Filter": Name.FlateDecode, "DecodeParms": parameters}


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = _SIGNATURE
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length
