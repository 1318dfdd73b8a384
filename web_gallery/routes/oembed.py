"""oEmbed (oembed.com): what other sites put in a link's place."""

import re
from dataclasses import dataclass

import orjson
from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics.shown import ShownPage, comic_of_page, shown
from core.errors import DomainError, Refusal
from core.i18n import N_, Translator
from core.media import queries
from core.media.models import Media
from core.privacy import Visibility
from web_gallery.answers import SHORTLY, VARY
from web_gallery.comic_views import comic_of, previews_of
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere
from web_gallery.routes.pictures import visible
from web_gallery.site import Site, TheSite
from web_gallery.views import detail_of, open_address, shortened
from web_gallery.visits import visit_of

_TITLE_BYTES = 70  # gallery.md G7
_VEIL_WIDTH = 640
_PATH = re.compile(r"/(i|c)/([A-Za-z0-9_-]{1,64})")
_MOST_LETTERS = 500
router = APIRouter()


class FormatNotSpoken(DomainError):
    """oEmbed knows XML too."""

    refusal = Refusal.INVALID
    code = "format-not-spoken"
    msgid = N_("Ask for format=json; it is the only one here.")


@dataclass(frozen=True, slots=True)
class _Photo:
    """A picture in a link's place."""

    title: str
    author: str
    path: str
    width: int
    height: int


@router.api_route("/oembed", methods=["GET", "HEAD"])
async def oembed(request: Request, site: TheSite, url: str = "", format: str = "json") -> Response:  # noqa: A002 - oEmbed's own name
    """Return what stands for a public picture or comic; the rest is not spoken of, and rated ones are a blur."""
    if format != "json":
        raise FormatNotSpoken
    say = visit_of(request, site.settings.default_locale).say
    origin = site.settings.origin
    found = _PATH.fullmatch(url[len(origin) : _MOST_LETTERS].partition("?")[0]) if url.startswith(origin) else None
    if found is None:
        raise NothingHere
    kind, slug = found.groups()
    async with reading(site.database) as session:
        photo = await (_comic if kind == "c" else _picture)(session, slug, say)
    return Response(
        orjson.dumps(_told(photo, site)),
        media_type="application/json",
        headers={"cache-control": SHORTLY, "vary": VARY, "access-control-allow-origin": "*"},
    )


def _told(photo: _Photo, site: Site) -> dict[str, object]:
    return {
        "version": "1.0",
        "type": "photo",
        "title": shortened(photo.title, _TITLE_BYTES),
        "author_name": photo.author,
        "provider_name": "Inkhearth",
        "provider_url": site.settings.origin,
        "cache_age": 30,
        "url": f"{site.settings.origin}{photo.path}",
        "width": photo.width,
        "height": photo.height,
    }


async def _picture(session: AsyncSession, slug: str, say: Translator) -> _Photo:
    media, creator = await visible(session, slug, None)
    comic = await comic_of_page(session, media)
    if comic is not None:
        return await _comic(session, comic, say)
    if media.visibility is not Visibility.PUBLIC:
        raise NothingHere
    if media.level > 0:
        return _veiled(media, creator, say)
    copies = (await queries.derivatives(session, [media.id]))[media.id]
    detail = detail_of(media, creator, copies, say=say, address=open_address)
    share = detail.share
    return _Photo(detail.card.title, creator, share.address, share.width, share.height)


def _veiled(media: Media, creator: str, say: Translator) -> _Photo:
    return _veil(media, say.gettext("A picture by {creator}", creator=creator), creator)


def _veil(seen: Media | ShownPage, title: str, creator: str) -> _Photo:
    height = max(1, round(_VEIL_WIDTH * seen.height / seen.width))
    return _Photo(title, creator, f"/i/{seen.slug}/veil.webp", _VEIL_WIDTH, height)


async def _comic(session: AsyncSession, slug: str, say: Translator) -> _Photo:
    whole = await shown(session, slug)
    if whole is None or whole.deleted_at is not None or not whole.pages:
        raise NothingHere
    if whole.visibility is not Visibility.PUBLIC:
        raise NothingHere
    if whole.level > 0:
        return _veil(whole.pages[0], say.gettext("A comic by {creator}", creator=whole.creator), whole.creator)
    first = previews_of(whole, open_address)[0]
    title = comic_of(whole, say=say, address=open_address).title
    return _Photo(title, whole.creator, first.address, first.width, first.height)
