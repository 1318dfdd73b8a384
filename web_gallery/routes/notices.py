"""What readers' programs and search engines read: Atom, sitemap, robots."""

from fastapi import APIRouter, Request, Response

from core.media import queries
from web_gallery.answers import VARY, conditional
from web_gallery.reading import reading
from web_gallery.routes.feed import PAGE_LENGTH, read_leaf
from web_gallery.site import TheSite
from web_gallery.visits import visit_of

_MOST_LISTED = 20_000  # a sitemap may name 50,000 addresses, each counted once a language (sitemaps.org)
_READ = ["GET", "HEAD"]
router = APIRouter()


@router.api_route("/feed.atom", methods=_READ)
async def atom(request: Request, site: TheSite) -> Response:
    """Return the newest public pictures as an Atom feed (RFC 4287)."""
    visit = visit_of(request, site.settings.default_locale)
    leaf = await read_leaf(site, "", limit=PAGE_LENGTH)
    return conditional(
        request,
        (visit.locale, leaf),
        lambda: site.pages.render("atom.xml", visit, cards=leaf.cards(visit.say)),
        "application/atom+xml",
        headers={"vary": VARY},
    )


@router.api_route("/sitemap.xml", methods=_READ)
async def sitemap(request: Request, site: TheSite) -> Response:
    """Return the addresses of public pictures in every language."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        listed = await queries.listed(session, limit=_MOST_LISTED)
    return conditional(
        request, listed, lambda: site.pages.render("sitemap.xml", visit, listed=listed), "application/xml"
    )


@router.api_route("/robots.txt", methods=_READ)
async def robots(site: TheSite) -> Response:
    """Tell crawlers where the sitemap is; unlisted pages say ``noindex`` themselves, and only if they may be read."""
    text = f"User-agent: *\nDisallow: /api/\nSitemap: {site.settings.origin}/sitemap.xml\n"
    return Response(text, media_type="text/plain", headers={"cache-control": "public, max-age=3600"})
