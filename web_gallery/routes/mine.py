"""What is one's own: the pictures, whoever may see them."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from core.clock import utc_now
from core.media import queries
from core.media.models import Derivative, Media
from core.privacy import VISIBILITY_NAMES
from core.storage.store import LONGEST_LINK
from web_gallery.answers import own_page
from web_gallery.reading import reading
from web_gallery.refusals import AddressDamaged
from web_gallery.routes.consent import PATH as NOTICE
from web_gallery.routes.consent import notice_is_due
from web_gallery.site import Site, TheSite
from web_gallery.viewers import Viewer, viewer_of
from web_gallery.views import card_of, listed_of
from web_gallery.visits import Visit, visit_of

PAGE_LENGTH = 30
router = APIRouter()


@router.api_route("/me", methods=["GET", "HEAD"])
async def mine(request: Request, site: TheSite, before: str = "") -> Response:
    """Show the signed-in person's pictures, newest first; ``before`` is the last one of the page before."""
    visit = visit_of(request, site.settings.default_locale)
    place = _place(before)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return RedirectResponse("/login", HTTPStatus.SEE_OTHER)
        if await notice_is_due(site, session, viewer):
            return RedirectResponse(NOTICE, HTTPStatus.SEE_OTHER)
        found = await queries.mine(session, viewer.user.id, limit=PAGE_LENGTH + 1, before=place)
        shown = found[:PAGE_LENGTH]
        copies = await queries.derivatives(session, [picture.id for picture in shown])
    older = str(shown[-1].id) if len(found) > PAGE_LENGTH else ""
    html = await _page(site, visit, viewer, shown=shown, copies=copies, older=older, is_first=place is None)
    return own_page(visit, html)


async def _page(
    site: Site,
    visit: Visit,
    viewer: Viewer,
    *,
    shown: Sequence[Media],
    copies: dict[UUID, list[Derivative]],
    older: str,
    is_first: bool,
) -> str:
    keys = [key for picture in shown for key in (picture.key, *(copy.key for copy in copies[picture.id]))]
    links = await own_addresses(site, keys)
    cards = [
        (
            card_of(listed_of(picture, viewer.user.name, copies[picture.id]), say=visit.say, address=links.__getitem__),
            visit.say.gettext(VISIBILITY_NAMES[picture.visibility]),
        )
        for picture in shown
    ]
    return site.pages.render("mine.html", visit, viewer=viewer, cards=cards, older=older, is_first=is_first)


async def own_addresses(site: Site, keys: Sequence[str]) -> dict[str, str]:
    """Return signed addresses of files that need not be public, on this very host."""
    now = utc_now()
    links = {key: await site.store.link(key, lifetime=LONGEST_LINK, now=now) for key in keys}
    return {key: link.removeprefix(site.settings.origin) for key, link in links.items()}


def _place(before: str) -> UUID | None:
    if not before:
        return None
    try:
        return UUID(before)
    except ValueError:
        raise AddressDamaged from None
