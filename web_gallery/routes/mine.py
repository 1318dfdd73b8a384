"""What is one's own: the pictures, whoever may see them."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from core.clock import utc_now
from core.jobs.queries import open_jobs
from core.media import queries
from core.media.models import Derivative, Media
from core.moderation.queries import decided_about
from web_gallery.addresses import own_addresses
from web_gallery.answers import own_page
from web_gallery.noticing import PATH as NOTICE
from web_gallery.noticing import notice_is_due
from web_gallery.reading import reading
from web_gallery.refusals import AddressDamaged
from web_gallery.site import Site, TheSite
from web_gallery.standings import reach_of
from web_gallery.studio.cards import JobCard, cards_of, known_of
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
        waiting = await open_jobs(session, viewer.user.id) if place is None else []
        known = await known_of(session, waiting, now=utc_now())
        decided = await decided_about(session, viewer.user, now=utc_now(), limit=PAGE_LENGTH)
    under_way = await cards_of(site, waiting, known, name=viewer.user.name, say=visit.say)
    older = str(shown[-1].id) if len(found) > PAGE_LENGTH else ""
    told = any(against.may_appeal for against in decided)
    html = await _page(site, visit, viewer, shown=shown, copies=copies, older=older, under_way=under_way, told=told)
    return own_page(visit, html)


async def _page(
    site: Site,
    visit: Visit,
    viewer: Viewer,
    *,
    shown: Sequence[Media],
    copies: dict[UUID, list[Derivative]],
    older: str,
    under_way: Sequence[JobCard],
    told: bool,
) -> str:
    keys = [key for picture in shown for key in (picture.key, *(copy.key for copy in copies[picture.id]))]
    links = await own_addresses(site, keys)
    cards = [
        (
            card_of(listed_of(picture, viewer.user.name, copies[picture.id]), say=visit.say, address=links.__getitem__),
            reach_of(visit.say, picture),
            picture.hidden_at is not None,
        )
        for picture in shown
    ]
    return site.pages.render(
        "mine.html", visit, viewer=viewer, csrf=viewer.csrf, cards=cards, older=older, jobs=under_way,
        is_first="before" not in dict(visit.kept), since=int(utc_now().timestamp() * 1000), told=told,
    )  # fmt: skip


def _place(before: str) -> UUID | None:
    if not before:
        return None
    try:
        return UUID(before)
    except ValueError:
        raise AddressDamaged from None
