"""What readers' programs and search engines read: Atom for the site, a person and a tag; sitemaps; robots."""

from datetime import UTC, date, datetime

from fastapi import APIRouter, Request, Response

from core.gallery import sheets, tags
from core.gallery.shelves import Wanted
from core.gallery.tags import name_of
from web_gallery import walls
from web_gallery.answers import VARY, conditional, is_known
from web_gallery.reading import outages_told, reading
from web_gallery.refusals import NothingHere
from web_gallery.routes.people import known
from web_gallery.site import Site, TheSite
from web_gallery.views import card_of, open_address
from web_gallery.visits import visit_of
from web_gallery.walls import read_leaf

_READ = ["GET", "HEAD"]
_NEVER_YET = datetime(1970, 1, 1, tzinfo=UTC)
router = APIRouter()


@router.api_route("/feed.atom", methods=_READ)
async def atom(request: Request, site: TheSite) -> Response:
    """Return the newest public pictures as an Atom feed (RFC 4287)."""
    return await _atom(request, site, Wanted(), path="/", title="Inkhearth")


@router.api_route("/u/{handle}/feed.atom", methods=_READ)
async def atom_of_person(request: Request, site: TheSite, handle: str) -> Response:
    """Return somebody's newest public pictures."""
    person, _ = await known(site, handle)
    return await _atom(request, site, Wanted(person=person.id), path=f"/u/{handle}", title=person.name)


@router.api_route("/tags/{tag}/feed.atom", methods=_READ)
async def atom_of_tag(request: Request, site: TheSite, tag: str) -> Response:
    """Return the newest public pictures that bear a tag."""
    visit = visit_of(request, site.settings.default_locale)
    if tags.key_of(tag[: tags.LONGEST * 2], visit.locale) != tag:
        raise NothingHere
    async with reading(site.database) as session:
        name = name_of(tag, await tags.label_of(session, tag), visit.locale)
    return await _atom(request, site, Wanted(tag=tag), path=f"/tags/{tag}", title=name)


async def _atom(request: Request, site: Site, wanted: Wanted, *, path: str, title: str) -> Response:
    """Return a feed whose entries hold every picture that they are about: all pages of a comic."""
    visit = visit_of(request, site.settings.default_locale)
    leaf = await read_leaf(site, wanted, "")
    facts = (visit.locale, path, title, leaf.facts)
    entries: list[tuple[object, object]] = []
    if not is_known(request, facts):
        pictures = await walls.shown(site, leaf)
        with outages_told():
            pages = await sheets.of_comics(site.database, [picture.id for picture in pictures if picture.comic])
        entries = [(card_of(one, say=visit.say, address=open_address), pages.get(one.id, ())) for one in pictures]

    def render() -> str:
        updated = leaf.stubs[0].published_at if leaf.stubs else _NEVER_YET
        return site.pages.render("atom.xml", visit, entries=entries, path=path, title=title, updated=updated)

    return conditional(request, facts, render, "application/atom+xml", headers={"vary": VARY})


@router.api_route("/sitemap.xml", methods=_READ)
async def sitemap(request: Request, site: TheSite) -> Response:
    """Return the index of sitemaps: one of the pages, and one for each day on which something became public."""
    visit = visit_of(request, site.settings.default_locale)
    with outages_told():
        days = await sheets.days(site.database)
    facts = [day.isoformat() for day in days]
    return conditional(request, facts, lambda: site.pages.render("sitemaps.xml", visit, days=facts), "application/xml")


@router.api_route("/sitemap-pages.xml", methods=_READ)
async def sitemap_of_pages(request: Request, site: TheSite) -> Response:
    """Return the pages that are no pictures, and people and tags."""
    visit = visit_of(request, site.settings.default_locale)
    with outages_told():
        paths = await sheets.gathered_paths(site.database)
    entries = [(path, None) for path in ("/", "/about", "/tags", *paths)]
    return conditional(
        request, entries, lambda: site.pages.render("sitemap.xml", visit, entries=entries), "application/xml"
    )


@router.api_route("/sitemap-{day}.xml", methods=_READ)
async def sitemap_of_day(request: Request, site: TheSite, day: str) -> Response:
    """Return the addresses of what became public on a day (UTC)."""
    visit = visit_of(request, site.settings.default_locale)
    with outages_told():
        listed = await sheets.of_day(site.database, _day(day))
    entries = [(path, moment.isoformat(timespec="seconds")) for path, moment in listed]
    return conditional(
        request, entries, lambda: site.pages.render("sitemap.xml", visit, entries=entries), "application/xml"
    )


@router.api_route("/robots.txt", methods=_READ)
async def robots(site: TheSite) -> Response:
    """Tell crawlers where the sitemap is; unlisted pages say ``noindex`` themselves, and only if they may be read."""
    text = (
        "User-agent: *\nDisallow: /api/\nDisallow: /search\nDisallow: /me\n"
        f"Sitemap: {site.settings.origin}/sitemap.xml\n"
    )
    return Response(text, media_type="text/plain", headers={"cache-control": "public, max-age=3600"})


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NothingHere from None
    if found.year in {date.min.year, date.max.year}:
        raise NothingHere
    return found
