"""The page of one picture."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from core.clock import utc_now
from core.comics.shown import comic_of_page
from core.media import queries
from core.media.models import Derivative, Media
from core.privacy import Visibility, can_see
from core.storage.store import LONGEST_LINK
from web_gallery.answers import NEVER, page
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere, PictureGone
from web_gallery.site import Site, TheSite
from web_gallery.viewers import viewer_of
from web_gallery.views import Address, Detail, detail_of, open_address, shortened
from web_gallery.visits import language_cookie, visit_of

_TITLE_BYTES, _DESCRIPTION_BYTES = 70, 350  # gallery.md G7
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,64}")
router = APIRouter()


@router.api_route("/i/{slug}", methods=["GET", "HEAD"])
async def picture(request: Request, site: TheSite, slug: str) -> Response:
    """Show a picture that is public, unlisted to whoever knows its address, or the viewer's own."""
    if not _SLUG.fullmatch(slug):
        raise NothingHere
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        media, creator = _seen(await queries.shown(session, slug), viewer.user.id if viewer else None)
        copies = (await queries.derivatives(session, [media.id]))[media.id]
        comic = await comic_of_page(session, media)
    if comic is not None:
        return RedirectResponse(f"/c/{comic}", HTTPStatus.TEMPORARY_REDIRECT, headers={"cache-control": NEVER})
    address = await _addresses(site, media, copies)
    detail = detail_of(media, creator, copies, say=visit.say, address=address)

    def render() -> str:
        return site.pages.render("picture.html", visit, detail=detail, **_share(detail))

    if detail.is_listed:
        return page(request, site, visit, facts=detail, render=render)
    headers = {"content-language": visit.locale, "cache-control": NEVER, "x-robots-tag": "noindex"}
    if visit.newly_chosen:
        headers["set-cookie"] = language_cookie(visit.locale, secure=site.settings.behind_tls)
    return Response(render(), media_type="text/html", headers=headers)


def _seen(found: tuple[Media, str] | None, viewer: UUID | None) -> tuple[Media, str]:
    """Pass on what somebody may see: owners all that is theirs.

    A rated picture (level above 0) is for nobody here until people can say that they want to see such things.
    """
    if found is None:
        raise NothingHere
    media, creator = found
    if media.deleted_at is not None:
        raise PictureGone
    rated = media.level > 0 and media.owner_id != viewer
    if rated or not can_see(media.visibility, owner=media.owner_id, viewer=viewer):
        raise NothingHere
    return media, creator


async def _addresses(site: Site, media: Media, copies: Sequence[Derivative]) -> Address:
    """Return where the files of a picture are fetched: lasting addresses if it is public, else signed ones."""
    if media.visibility is Visibility.PUBLIC:
        return open_address
    now = utc_now()
    links = {
        key: (await site.store.link(key, lifetime=LONGEST_LINK, now=now)).removeprefix(site.settings.origin)
        for key in (media.key, *(copy.key for copy in copies))
    }
    return links.__getitem__


def _share(detail: Detail) -> dict[str, str]:
    """Return the texts that other sites show beside a link."""
    card = detail.card
    return {
        "share_title": shortened(card.title, _TITLE_BYTES),
        "share_text": shortened(card.frame.alt, _DESCRIPTION_BYTES),
    }
