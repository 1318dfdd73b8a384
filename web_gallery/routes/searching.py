"""Searching pictures, comics and people."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from core.gallery.searching import MOST_LETTERS, Manner, Search, people_called, search_of, tags_offered
from core.gallery.tags import Borne, name_of
from web_gallery import walls
from web_gallery.answers import page_later
from web_gallery.reading import reading
from web_gallery.refusals import AddressDamaged
from web_gallery.site import Site, TheSite
from web_gallery.views import card_of, open_address
from web_gallery.visits import Visit, visit_of
from web_gallery.walls import Leaf, read_leaf
from web_gallery.wishes import Wish, wish_of

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Found:
    """Pictures, and how loosely the words had to be taken for them; empty where all words are in each."""

    leaf: Leaf
    how: str


@router.api_route("/search", methods=["GET", "HEAD"])
async def search_page(request: Request, site: TheSite, q: str = "", how: str = "", before: str = "") -> Response:
    """Show what is found; where nothing has all words, what has their beginnings, then what has any of them."""
    visit = visit_of(request, site.settings.default_locale)
    search = search_of(q)
    wish = wish_of("/search", request.query_params)
    check_manner(how)
    found = await find(site, search, wish, how=how, before=before) if search.words else None
    async with reading(site.database) as session:
        people = await people_called(session, search) if found and found.leaf.is_first else []
        empty = found is not None and not found.leaf.stubs
        offered = await tags_offered(session, search, visit.locale) if empty else []

    async def render() -> str:
        return site.pages.render(
            "search.html",
            visit,
            search=search,
            most=MOST_LETTERS,
            leaf=found and found.leaf,
            how=found.how if found else "",
            cards=await _cards(site, visit, search, found.leaf) if found else "",
            wish=_Seek(wish, search.text, found.how if found else ""),
            people=people,
            offered=[Borne(tag, name_of(tag, "", visit.locale)) for tag in offered],
        )

    facts = (search.text, found and (found.leaf.facts, found.how), people, offered)
    return await page_later(request, site, visit, facts=facts, render=render)


@dataclass(frozen=True, slots=True)
class _Seek:
    """The addresses of a search's own pages."""

    wish: Wish
    text: str
    how: str

    def address(self, **changed: str | None) -> str:
        return self.wish.address(**{"q": self.text, "how": self.how or None, **changed})


def check_manner(how: str) -> None:
    """Refuse a manner of searching that there is none of.

    Raises:
        AddressDamaged: it is none.
    """
    if how not in {"", Manner.BEGINNING, Manner.ANY}:
        raise AddressDamaged


async def find(
    site: Site, search: Search, wish: Wish, *, how: str, before: str, limit: int = walls.PAGE_LENGTH
) -> Found:
    """Find pictures with all words, else with their beginnings, else with any; ``how`` is a later page's manner."""
    manners = (Manner(how),) if how else (Manner.ALL,) if before else tuple(Manner)
    found = Found(Leaf((), None, is_first=not before), "")
    for manner in manners:
        leaf = await read_leaf(site, wish.wanted, before, limit=limit, words=search.query(manner))
        found = Found(leaf, "" if manner is Manner.ALL else manner.value)
        if leaf.stubs:
            break
    return found


async def _cards(site: Site, visit: Visit, search: Search, leaf: Leaf) -> Markup:
    """Return the cards with the words that were searched for marked; they are made for this one page."""
    texts = []
    for place, picture in enumerate(await walls.shown(site, leaf)):
        card = card_of(picture, say=visit.say, address=open_address)
        eager = place < walls.EAGER
        texts.append(site.pages.render("_card.html", visit, card=card, eager=eager, pieces=search.marks(card.title)))
    return Markup("".join(texts))  # noqa: S704 - made by a template
