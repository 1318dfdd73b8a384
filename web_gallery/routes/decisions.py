"""What moderators decided about one's own results: the statements of reasons, and the one appeal."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.errors import DomainError
from core.moderation import appeals, queries
from web_gallery.answers import NEVER, own_page
from web_gallery.reading import reading
from web_gallery.refusals import status_of
from web_gallery.site import Site, TheSite
from web_gallery.standings import statement_of
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.visits import Visit, visit_of

PATH = "/me/decisions"
_MOST_SHOWN = 50
router = APIRouter()


@router.api_route(PATH, methods=["GET", "HEAD"])
async def decisions(request: Request, site: TheSite) -> Response:
    """Tell a person what was decided about their results and why; nobody needs a chat for that."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return RedirectResponse("/login", HTTPStatus.SEE_OTHER)
        html = await _page(site, visit, viewer, session)
    return own_page(visit, html)


@router.post(f"{PATH}/{{which}}/appeal")
async def appeal(request: Request, site: TheSite, which: UUID) -> Response:
    """Object to a decision, once; what is wrong with it is said on the page, with the words that were typed."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            raise SignInFirst
        words = (await own_form(request, site.settings, viewer)).get("words", "")
    try:
        async with reading(site.database) as session:
            await appeals.appeal(session, viewer.user, which, words=words, origin="web", now=utc_now())
    except DomainError as refusal:
        async with reading(site.database) as session:
            html = await _page(site, visit, viewer, session, trouble=refusal, typed={str(which): words})
        return own_page(visit, html, status=status_of(refusal))
    return RedirectResponse(PATH, HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})


async def _page(
    site: Site,
    visit: Visit,
    viewer: Viewer,
    session: AsyncSession,
    *,
    trouble: DomainError | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    found = await queries.decided_about(session, viewer.user, now=utc_now(), limit=_MOST_SHOWN)
    return site.pages.render(
        "decisions.html",
        visit,
        viewer=viewer,
        statements=[statement_of(visit.say, against) for against in found],
        trouble=visit.say.error(trouble) if trouble else "",
        typed=typed or {},
    )
