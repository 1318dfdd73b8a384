"""A comic as one file to take along."""

import asyncio
import re
import unicodedata
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from core.comics.composing import compose
from core.comics.export.cbz import cbz
from core.comics.export.epub import epub
from core.comics.export.formats import Format
from core.comics.export.model import Book
from core.comics.export.pages import coded_as, picture_zip
from core.comics.export.pdf.document import pdf
from core.comics.export.strip import strip
from core.comics.lettering.fonts import load_fonts
from core.comics.parts import kept
from core.comics.script import FILE, parse
from core.comics.script.model import PageSize
from core.comics.shown import ShownComic
from core.jobs.models import Job
from core.jobs.pages import Pages
from core.pictures.reading import read_picture
from core.pictures.renditions import Copy
from core.pictures.signet import Signet
from core.pictures.writing import COMPOSITE, Marks
from core.privacy import Visibility
from core.storage.store import MissingObject
from web_gallery.answers import NEVER, SHORTLY, matches
from web_gallery.comic_views import offered
from web_gallery.headers import FILE_POLICY
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere, StoreAway
from web_gallery.routes.comics import is_veiled, known, revealed
from web_gallery.site import Site, TheSite

_LONGEST_NAME = 60
# A page is set in about half a second of one core: one comic at a time, so that pages are served meanwhile.
_BINDER = ThreadPoolExecutor(1, thread_name_prefix="binder")
router = APIRouter()


@router.api_route("/c/{slug}/download/{wanted}", methods=["GET", "HEAD"])
async def download(request: Request, site: TheSite, slug: str, wanted: str) -> Response:
    """Send a comic as a file; it is made of the finished pages, and is the same bytes each time."""
    whole, viewer = await known(request, site, slug)
    if is_veiled(whole, viewer):
        raise NothingHere
    return await _sent(request, site, whole, wanted)


@router.post("/c/{slug}/download/{wanted}")
async def download_rated(request: Request, site: TheSite, slug: str, wanted: str) -> Response:
    """Send a rated comic as a file to who asks for it where its veil was lifted; no link does."""
    whole, _ = await revealed(request, site, slug)
    return await _sent(request, site, whole, wanted)


async def _sent(request: Request, site: Site, whole: ShownComic, wanted: str) -> Response:
    format_ = next((each for each in offered(whole) if each.value == wanted), None)
    if format_ is None:
        raise NothingHere
    headers = {
        "content-disposition": disposition(whole, format_),
        "content-security-policy": FILE_POLICY,
        "etag": f'"{whole.id.hex}-{whole.version}-{format_.value}"',
        "cache-control": SHORTLY if whole.visibility is Visibility.PUBLIC and whole.level == 0 else NEVER,
        "x-robots-tag": "noindex",
    }
    if matches(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(await made(site, whole, format_), media_type=format_.media_type, headers=headers)


async def made(site: Site, whole: ShownComic, format_: Format) -> bytes:
    """Return a comic as a file of a format that is offered for it.

    Raises:
        StoreAway, NothingHere: something of it is missing.
    """
    if format_ is Format.PDF:
        return await _pdf(site, whole)
    return await _packed(site, whole, format_)


async def _packed(site: Site, whole: ShownComic, format_: Format) -> bytes:
    """Return the finished pages in a package."""
    data = await _fetched(site, [page.key for page in whole.pages])
    pages = [Copy(data[page.key], page.media_type, page.width, page.height) for page in whole.pages]
    order = await _order(site, whole) if format_ is Format.STRIP else None
    source = order.source if order is not None else ""
    made_of = _Origin(source or COMPOSITE, site.origins.signet)
    return await asyncio.get_running_loop().run_in_executor(_BINDER, _bound, whole, pages, format_, made_of)


async def _pdf(site: Site, whole: ShownComic) -> bytes:
    """Return the comic set anew from its pictures: lines and letters stay sharp at any size."""
    pages = await _order(site, whole)
    if pages is None:
        raise NothingHere
    pictures = await _fetched(site, [part.key for part in pages.parts if part.key])
    return await asyncio.get_running_loop().run_in_executor(_BINDER, _set, whole, pages, pictures)


async def _order(site: Site, whole: ShownComic) -> Pages | None:
    """Return what a comic's pages were set from."""
    async with reading(site.database) as session:
        job = await session.scalar(select(Job).where(Job.id == whole.job_id))
    return job.draw.pages if job is not None else None


async def _fetched(site: Site, keys: Sequence[str]) -> dict[str, bytes]:
    try:
        return {key: await site.store.get(key) for key in keys}
    except MissingObject:
        raise StoreAway from None


def _set(whole: ShownComic, pages: Pages, pictures: Mapping[str, bytes]) -> bytes:
    script = parse(pages.script, limits=FILE, language=pages.language).script
    if script is None:
        raise NothingHere
    fonts = load_fonts()
    drawn = dict(kept(script, pages.parts, pictures.__getitem__))
    composed = compose(script, PageSize(pages.size), drawn, fonts=fonts, seed=whole.seed)
    book = replace(_book(whole), pages=composed.pages, source=pages.source or COMPOSITE)
    return pdf(book, composed.pictures, fonts=fonts)


@dataclass(frozen=True, slots=True)
class _Origin:
    source: str
    signet: Signet


def _bound(whole: ShownComic, pages: Sequence[Copy], format_: Format, made_of: _Origin) -> bytes:
    """Return pages in a package; the strip is a new picture, which says of itself what it was made of, signed."""
    match format_:
        case Format.CBZ:
            return cbz(_book(whole), pages)
        case Format.EPUB:
            return epub(_book(whole), pages, [page.alt for page in whole.pages])
        case Format.STRIP:
            beside = strip([read_picture(page.data) for page in pages], mirrored=_book(whole).is_mirrored)
            return coded_as(beside, "image/png", Marks(made_of.source, seal=made_of.signet.seal())).data
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


def disposition(whole: ShownComic, format_: Format) -> str:
    """Return the header that names the file: as the comic is called, and plainly for old browsers (RFC 6266)."""
    title = re.sub(r"[^\w\s-]", "", whole.title)[:_LONGEST_NAME].strip() or f"comic-{whole.slug[:8]}"
    plain = unicodedata.normalize("NFKD", title.replace("ł", "l").replace("Ł", "L"))
    simple = re.sub(r"[^A-Za-z0-9_-]+", "-", plain.encode("ascii", "ignore").decode()).strip("-") or "comic"
    name = quote(f"{title}.{format_.extension}", safe="")
    return f"attachment; filename=\"{simple}.{format_.extension}\"; filename*=UTF-8''{name}"
