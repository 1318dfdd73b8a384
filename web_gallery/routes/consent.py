"""The notice for who signs in and has never seen it: what is kept, and one button."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from core.clock import utc_now
from core.platforms import Platform
from core.rights import consents
from core.rights.notice import ABOUT, kept
from web_gallery.answers import NEVER, own_page
from web_gallery.noticing import PATH, is_own_path, notice_is_due
from web_gallery.reading import reading
from web_gallery.routes.signing_in import away
from web_gallery.site import TheSite
from web_gallery.viewers import owner_of_form, viewer_of
from web_gallery.visits import visit_of

_HOME = "/me"
router = APIRouter()


@router.api_route(PATH, methods=["GET", "HEAD"])
async def notice(request: Request, site: TheSite) -> Response:
    """Show the notice, or go on where it is known."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return away("/login")
        if not await notice_is_due(site, session, viewer):
            return away(_HOME)
    about = visit.say.gettext(ABOUT)
    return own_page(visit, site.pages.render("notice.html", visit, viewer=viewer, about=about, kept=kept(visit.say)))


@router.post(PATH)
async def agree(request: Request, site: TheSite) -> Response:
    """Write down that somebody knows the notice, and go on with the form that waited for it."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer, fields = await owner_of_form(request, site.settings, session)
        await consents.agree(session, viewer.user.id, platform=Platform.WEB, locale=visit.locale, now=utc_now())
    then = fields.get("then", "")
    if is_own_path(then):  # 307 has the browser send the same form on
        return RedirectResponse(then, HTTPStatus.TEMPORARY_REDIRECT, headers={"cache-control": NEVER})
    return away(_HOME)
