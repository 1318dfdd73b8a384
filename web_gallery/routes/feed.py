"""The feed: public pictures, newest first, page by page, with filters that are real addresses."""

from collections.abc import Callable, Hashable

import orjson
from fastapi import APIRouter, Request, Response

from core.clock import utc_now
from core.gallery import feed as gallery
from core.i18n import Translator
from core.media.queries import Listed
from web_gallery import walls
from web_gallery.answers import VARY, conditional, is_known, page_later
from web_gallery.reading import outages_told
from web_gallery.refusals import AddressDamaged
from web_gallery.routes.api.feed_shapes import PARAMETERS, Shelf
from web_gallery.site import Site, TheSite
from web_gallery.views import card_of, open_address
from web_gallery.visits import visit_of
from web_gallery.walls import PAGE_LENGTH, read_leaf
from web_gallery.wishes import wish_of

_MOST = 100
_READ = ["GET", "HEAD"]
router = APIRouter()


@router.api_route("/", methods=_READ)
async def feed(request: Request, site: TheSite, before: str = "") -> Response:
    """Show a page of the feed; ``before`` is where the last one ended."""
    visit = visit_of(request, site.settings.default_locale)
    wish = wish_of("/", request.query_params)
    leaf = await read_leaf(site, wish.wanted, before)
    models = await models_shown(site)
    today = utc_now().date()

    async def render() -> str:
        cards = await walls.cards(site, visit, leaf)
        choices = wish.choices(visit.say, models, today)
        return site.pages.render("feed.html", visit, leaf=leaf, cards=cards, wish=wish, choices=choices)

    return await page_later(request, site, visit, facts=(leaf.facts, models, today), render=render)


@router.api_route(
    "/api/v1/feed",
    methods=_READ,
    response_model=Shelf,
    openapi_extra=PARAMETERS,
    summary="What is public, newest first",
)
async def feed_for_programs(request: Request, site: TheSite, before: str = "", limit: str = "") -> Response:
    """Return a page of the feed as JSON, filtered as the page is; ``next`` is the address of the page after it."""
    visit = visit_of(request, site.settings.default_locale)
    wish = wish_of("/api/v1/feed", request.query_params)
    leaf = await read_leaf(site, wish.wanted, before, limit=_limit(limit))
    origin = site.settings.origin

    def write(picture: Listed, _: int) -> str:
        return orjson.dumps(entry_of(picture, visit.say, origin)).decode()

    facts = (visit.locale, wish.given, leaf.facts)
    texts = [] if is_known(request, facts) else await walls.made(site, leaf.stubs, _manner(visit.locale), write)

    def written() -> bytes:
        following = f"{origin}{wish.address(before=leaf.older)}" if leaf.older else None
        return orjson.dumps({"pictures": [orjson.Fragment(text) for text in texts], "next": following})

    return conditional(request, facts, written, "application/json", headers={"vary": VARY})


def _manner(locale: str) -> Callable[[int], Hashable]:
    return lambda _: ("json", locale)


async def models_shown(site: Site) -> tuple[str, ...]:
    """Return the models that pictures on the shelves were made with."""
    with outages_told():
        return await site.models.get(lambda: gallery.targets(site.database))


def _limit(text: str) -> int:
    if not text:
        return PAGE_LENGTH
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MOST)) and 1 <= int(text) <= _MOST):
        raise AddressDamaged
    return int(text)


def entry_of(picture: Listed, say: Translator, origin: str) -> dict[str, object]:
    """Return what programs are told of a picture in any list; what is rated is veiled as on the pages."""
    card = card_of(picture, say=say, address=open_address)
    return {
        "id": card.id,
        "kind": "comic" if picture.comic else "animation" if picture.moves else "picture",
        "url": f"{origin}{card.path}",
        "title": card.title,
        "creator": card.creator,
        "published": card.published_at,
        "alt": card.frame.alt,
        "image": None if card.is_veiled else f"{origin}{card.frame.src}",
        "width": card.frame.width,
        "height": card.frame.height,
        "thumbhash": card.frame.thumbhash,
    }
