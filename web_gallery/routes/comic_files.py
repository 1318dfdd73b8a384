"""A comic as one file to take along."""

import asyncio
import re
import unicodedata
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from core.comics.export.cbz import cbz
from core.comics.export.epub import epub
from core.comics.export.formats import Format
from core.comics.export.model import Book
from core.comics.export.pages import picture_zip
from core.comics.shown import ShownComic
from core.pictures.renditions import Copy
from core.privacy import Visibility
from core.storage.store import MissingObject
from web_gallery.answers import NEVER, SHORTLY, matches
from web_gallery.comic_views import OFFERED
from web_gallery.headers import FILE_POLICY
from web_gallery.refusals import NothingHere, StoreAway
from web_gallery.routes.comics import seen
from web_gallery.site import Site, TheSite

_LONGEST_NAME = 60
router = APIRouter()


@router.api_route("/c/{slug}/download/{wanted}", methods=["GET", "HEAD"])
async def download(request: Request, site: TheSite, slug: str, wanted: str) -> Response:
    """Send a comic as a file; it is made of the finished pages, and is the same bytes each time."""
    if wanted not in OFFERED:
        raise NothingHere
    whole, _ = await seen(request, site, slug)
    format_ = Format(wanted)
    headers = {
        "content-disposition": _disposition(whole, format_),
        "content-security-policy": FILE_POLICY,
        "etag": f'"{whole.id.hex}-{whole.version}-{format_.value}"',
        "cache-control": SHORTLY if whole.visibility is Visibility.PUBLIC else NEVER,
        "x-robots-tag": "noindex",
    }
    if matches(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    pages = await _pages(site, whole)
    data = await asyncio.to_thread(_made, whole, pages, format_)
    return Response(data, media_type=format_.media_type, headers=headers)


async def _pages(site: Site, whole: ShownComic) -> list[Copy]:
    try:
        return [Copy(await site.store.get(page.key), page.media_type, page.width, page.height) for page in whole.pages]
    except MissingObject:
        raise StoreAway from None


def _made(whole: ShownComic, pages: Sequence[Copy], format_: Format) -> bytes:
    match format_:
        case Format.CBZ:
            return cbz(_book(whole), pages)
        case Format.EPUB:
            return epub(_book(whole), pages, [page.alt for page in whole.pages])
        case _:
            return picture_zip(pages)


def _book(whole: ShownComic) -> Book:
    return Book(
        id=whole.id,
        title=whole.title,
        language=whole.language,
        pages=(),
        made_at=whole.created_at,
        author=whole.creator,
        rating=whole.level,
        direction=whole.direction,
    )


def _disposition(whole: ShownComic, format_: Format) -> str:
    """Return the header that names the file: as the comic is called, and plainly for old browsers (RFC 6266)."""
    title = re.sub(r"[^\w\s-]", "", whole.title)[:_LONGEST_NAME].strip() or f"comic-{whole.slug[:8]}"
    plain = unicodedata.normalize("NFKD", title.replace("ł", "l").replace("Ł", "L"))
    simple = re.sub(r"[^A-Za-z0-9_-]+", "-", plain.encode("ascii", "ignore").decode()).strip("-") or "comic"
    name = quote(f"{title}.{format_.extension}", safe="")
    return f"attachment; filename=\"{simple}.{format_.extension}\"; filename*=UTF-8''{name}"
