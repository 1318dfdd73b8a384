"""Forms of our own pages that may carry one file, capped before anything of it is read."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile

from core.pictures.reading import check_size, read_picture
from core.pictures.writing import UNKNOWN, Marks, write_picture
from core.storage import Store
from web_gallery.settings import WebSettings
from web_gallery.viewers import FormFromElsewhere, Viewer, check_mark, is_ours, said_length

_MOST_FIELDS = 100
_MOST_FIELD_BYTES = 200_000
_AROUND_BYTES = 500_000  # fields and the multipart's own lines beside the file


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form held: its fields, and the bytes of its file, b"" for none."""

    fields: Mapping[str, str]
    data: bytes


async def own_upload(request: Request, settings: WebSettings, viewer: Viewer | None) -> Sent:
    """Return the fields and the file of a form that one of our own pages sent.

    Raises:
        FormFromElsewhere: another site sent it, it lacks the viewer's mark, or it does not say how long it is.
        PictureTooLarge: more than a picture may have; nothing is read then.
    """
    length = said_length(request)
    if not is_ours(request, settings) or length is None:
        raise FormFromElsewhere
    check_size(length - _AROUND_BYTES)
    async with request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=_MOST_FIELD_BYTES) as form:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        data = await files[0].read() if files else b""
    check_mark(fields.pop("csrf", ""), settings, viewer)
    return Sent(fields, data)


async def keep_picture(store: Store, data: bytes) -> str:
    """Check a picture and keep a clean copy without its metadata; returns its key.

    Raises:
        NotAPicture, PictureTooLarge, PictureTooSmall: what is wrong with it.
    """
    clean = await asyncio.to_thread(_cleaned, data)  # decoding 25 megapixels takes a second
    return await store.put(clean, "image/png")


def _cleaned(data: bytes) -> bytes:
    return write_picture(read_picture(data), "image/png", Marks(UNKNOWN))
