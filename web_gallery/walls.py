"""The wall of pictures: a page of cards, each made once and kept until anything on it changes."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup

from core.gallery import feed
from core.gallery.feed import Stub
from core.gallery.shelves import Wanted
from core.media.queries import Listed
from web_gallery import cursors
from web_gallery.reading import outages_told
from web_gallery.site import Site
from web_gallery.views import card_of, open_address
from web_gallery.visits import Visit

PAGE_LENGTH = 30
EAGER = 4  # cards of the first row on a wide window


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page; ``older`` is the cursor of the next, None at the end."""

    stubs: tuple[Stub, ...]
    older: str | None
    is_first: bool

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything that a page of these cards is made of."""
        return (*((stub.id, stub.mark) for stub in self.stubs), self.older, self.is_first)


async def read_leaf(
    site: Site, wanted: Wanted, before: str, *, limit: int = PAGE_LENGTH, words: str | None = None
) -> Leaf:
    """Read which pictures a page shows; one more than it shows tells whether there is another.

    Raises:
        AddressDamaged: ``before`` is no cursor of ours.
        StoreAway: the database can't be reached.
    """
    place = cursors.read(before) if before else None
    with outages_told():
        found = await feed.stubs(site.database, wanted, limit=limit + 1, before=place, words=words)
    older = cursors.written(found[limit - 1].place) if len(found) > limit else None
    return Leaf(tuple(found[:limit]), older, is_first=not before)


async def shown(site: Site, leaf: Leaf) -> list[Listed]:
    """Return everything that a page's cards say, in order; what went in between is left out."""
    found = await _read(site, [stub.id for stub in leaf.stubs])
    return [found[stub.id] for stub in leaf.stubs if stub.id in found]


async def cards(site: Site, visit: Visit, leaf: Leaf) -> Markup:
    """Return a page's cards as HTML; the newest picture of all may be wide."""
    manners = [(place < EAGER, place == 0 and leaf.is_first) for place in range(len(leaf.stubs))]

    def write(picture: Listed, place: int) -> str:
        eager, wide = manners[place]
        card = card_of(picture, say=visit.say, address=open_address, may_be_wide=wide)
        return site.pages.render("_card.html", visit, card=card, eager=eager, pieces=None)

    texts = await made(site, leaf.stubs, lambda place: ("html", visit.locale, *manners[place]), write)
    return Markup("".join(texts))  # noqa: S704 - made by a template


async def made(
    site: Site, stubs: Sequence[Stub], manner: Callable[[int], Hashable], write: Callable[[Listed, int], str]
) -> list[str]:
    """Return a text for each picture: the kept one, or a new one where the picture has changed since."""
    keys = [(stub.id, stub.mark, manner(place)) for place, stub in enumerate(stubs)]
    texts = [site.kept.get(key) for key in keys]
    missing = [place for place, text in enumerate(texts) if text is None]
    found = await _read(site, [stubs[place].id for place in missing])
    for place in missing:
        picture = found.get(stubs[place].id)
        if picture is not None:
            text = texts[place] = write(picture, place)
            site.kept.put((picture.id, picture.mark, manner(place)), text)
    return [text for text in texts if text is not None]


async def _read(site: Site, ids: Sequence[UUID]) -> dict[UUID, Listed]:
    with outages_told():
        return await feed.cards(site.database, ids)
