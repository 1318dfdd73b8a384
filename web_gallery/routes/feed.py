"""The feed: public pictures, newest first, page by page."""

from dataclasses import dataclass

import orjson
from fastapi import APIRouter, Request, Response

from core.i18n import Translator
from core.media import queries
from core.media.queries import Listed
from web_gallery import cursors
from web_gallery.answers import VARY, conditional, page
from web_gallery.reading import reading
from web_gallery.refusals import AddressDamaged
from web_gallery.site import Site, TheSite
from web_gallery.views import Card, card_of, open_address
from web_gallery.visits import visit_of

PAGE_LENGTH = 30
_MOST = 100
_READ = ["GET", "HEAD"]
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the feed; ``older`` is the cursor of the next, None at the end."""

    pictures: tuple[Listed, ...]
    older: str | None
    is_first: bool

    def cards(self, say: Translator) -> list[Card]:
        """Return what the page shows; the newest picture may be wide."""
        return [
            card_of(picture, say=say, address=open_address, may_be_wide=place == 0 and self.is_first)
            for place, picture in enumerate(self.pictures)
        ]


@router.api_route("/", methods=_READ)
async def feed(request: Request, site: TheSite, before: str = "") -> Response:
    """Show a page of the feed; ``before`` is where the last one ended."""
    visit = visit_of(request, site.settings.default_locale)
    leaf = await read_leaf(site, before, limit=PAGE_LENGTH)

    def render() -> str:
        return site.pages.render("feed.html", visit, leaf=leaf, cards=leaf.cards(visit.say))

    return page(request, site, visit, facts=leaf, render=render)


@router.api_route("/api/v1/feed", methods=_READ)
async def feed_for_programs(request: Request, site: TheSite, before: str = "", limit: str = "") -> Response:
    """Return a page of the feed as JSON; ``next`` is the address of the page after it."""
    visit = visit_of(request, site.settings.default_locale)
    leaf = await read_leaf(site, before, limit=_limit(limit))
    origin = site.settings.origin

    def written() -> bytes:
        pictures = [_entry(card, origin) for card in leaf.cards(visit.say)]
        following = f"{origin}/api/v1/feed?before={leaf.older}" if leaf.older else None
        return orjson.dumps({"pictures": pictures, "next": following})

    return conditional(request, (visit.locale, leaf), written, "application/json", headers={"vary": VARY})


async def read_leaf(site: Site, before: str, *, limit: int) -> Leaf:
    """Read one page of the feed; one picture more than it shows tells whether there is another.

    Raises:
        AddressDamaged: ``before`` is no cursor of ours.
        StoreAway: the database can't be reached.
    """
    place = cursors.read(before) if before else None
    async with reading(site.database) as session:
        found = await queries.feed(session, limit=limit + 1, before=place)
    last = found[limit - 1] if len(found) > limit else None
    older = cursors.written((last.published_at, last.id)) if last is not None and last.published_at else None
    return Leaf(tuple(found[:limit]), older, is_first=not before)


def _limit(text: str) -> int:
    if not text:
        return PAGE_LENGTH
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MOST)) and 1 <= int(text) <= _MOST):
        raise AddressDamaged
    return int(text)


def _entry(card: Card, origin: str) -> dict[str, object]:
    return {
        "id": card.id,
        "url": f"{origin}/i/{card.slug}",
        "title": card.title,
        "creator": card.creator,
        "published": card.published_at,
        "alt": card.frame.alt,
        "image": f"{origin}{card.frame.src}",
        "width": card.frame.width,
        "height": card.frame.height,
        "thumbhash": card.frame.thumbhash,
    }
