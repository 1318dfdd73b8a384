"""Pages and files that don't depend on any picture."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from web_gallery.answers import packed, page
from web_gallery.refusals import NothingHere
from web_gallery.site import TheSite
from web_gallery.visits import visit_of

_FOR_EVER = "public, max-age=31536000, immutable"  # the address names the content
_READ = ["GET", "HEAD"]
router = APIRouter()


@router.api_route("/about", methods=_READ)
async def about(request: Request, site: TheSite) -> Response:
    """Say what this place is."""
    visit = visit_of(request, site.settings.default_locale)
    return page(request, site, visit, facts="about", render=lambda: site.pages.render("about.html", visit))


@router.api_route("/static/{digest}/{name}", methods=_READ)
async def static(request: Request, site: TheSite) -> Response:
    """Serve a style sheet, font or drawing from memory."""
    asset = site.assets.files.get(request.url.path)
    if asset is None:
        raise NothingHere
    headers = {"cache-control": _FOR_EVER}
    if asset.media_type.startswith("font/"):  # packed by itself
        return Response(asset.data, media_type=asset.media_type, headers=headers)
    return packed(request, asset.data, asset.media_type, headers=headers)


@router.api_route("/favicon.ico", methods=_READ)
async def favicon(site: TheSite) -> Response:
    """Send those who guess an icon's address to the real one."""
    return RedirectResponse(site.assets.favicon, HTTPStatus.PERMANENT_REDIRECT)
