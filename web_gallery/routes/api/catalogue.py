"""What everybody may see: search, people, tags. The feed has its own address."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.gallery import feed, people, tags
from core.gallery.searching import Search, people_called, search_of
from core.gallery.shelves import Wanted
from core.media.queries import Listed
from web_gallery import cursors
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere
from web_gallery.routes.api.jobs import Limit
from web_gallery.routes.api.shapes import Cards, CardTold, People, PersonTold, Tags, TagTold
from web_gallery.routes.api.speaking import PREFIX, answered, problems
from web_gallery.site import Site, TheSite
from web_gallery.views import card_of, open_address
from web_gallery.visits import Visit, visit_of

Question = Annotated[str, Query(max_length=400, description="Words, in English or Polish.")]
Before = Annotated[str, Query(max_length=60, description="Where the page before ended, as its `next` says.")]
router = APIRouter(prefix=PREFIX, tags=["catalogue"])


@router.get("/search", response_model=Cards, responses=problems(), summary="Search public pictures")
async def search(request: Request, site: TheSite, q: Question, limit: Limit = 30, before: Before = "") -> Response:
    """List public pictures that words find, newest first."""
    visit = visit_of(request, site.settings.default_locale)
    asked: Search = search_of(q)
    if not asked.words:
        return answered(request, Cards(items=[], next=None))
    return await _listed(request, site, visit, Wanted(), limit=limit, before=before, asked=asked)


@router.get("/people", response_model=People, responses=problems(), summary="Find people")
async def called(request: Request, site: TheSite, q: Question) -> Response:
    """List people with public pictures whose name begins so."""
    async with reading(site.database) as session:
        found = await people_called(session, search_of(q))
        told = [await _person(session, site, one) for one in found]
    return answered(request, People(items=told))


@router.get("/people/{handle}/pictures", response_model=Cards, responses=problems(), summary="Somebody's pictures")
async def theirs(
    request: Request,
    site: TheSite,
    handle: Annotated[str, Path(max_length=100, pattern=r"^[a-z0-9-]+$")],
    limit: Limit = 30,
    before: Before = "",
) -> Response:
    """List somebody's public pictures, newest first."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        person = await people.by_handle(session, handle)
    if person is None:
        raise NothingHere
    return await _listed(request, site, visit, Wanted(person=person.id), limit=limit, before=before)


@router.get("/tags", response_model=Tags, responses=problems(), summary="List tags")
async def most_borne(request: Request, site: TheSite, limit: Limit = 50) -> Response:
    """List the tags that most public pictures bear."""
    locale = visit_of(request, site.settings.default_locale).locale
    async with reading(site.database) as session:
        found = await tags.most_borne(session, locale, limit=limit)
    origin = site.settings.origin
    told = [TagTold(key=one.key, name=one.name, url=f"{origin}/tags/{one.key}", pictures=one.pictures) for one in found]
    return answered(request, Tags(items=told))


@router.get("/tags/{key}/pictures", response_model=Cards, responses=problems(), summary="Pictures with a tag")
async def tagged(
    request: Request,
    site: TheSite,
    key: Annotated[str, Path(max_length=100, pattern=r"^[a-z0-9-]+$")],
    limit: Limit = 30,
    before: Before = "",
) -> Response:
    """List public pictures that bear a tag, newest first."""
    visit = visit_of(request, site.settings.default_locale)
    return await _listed(request, site, visit, Wanted(tag=key), limit=limit, before=before)


async def _listed(
    request: Request,
    site: Site,
    visit: Visit,
    wanted: Wanted,
    *,
    limit: int,
    before: str,
    asked: Search | None = None,
) -> Response:
    place = cursors.read(before) if before else None
    words = asked.query() if asked is not None else None
    found = await feed.stubs(site.database, wanted, limit=limit + 1, before=place, words=words)
    shown = await feed.cards(site.database, [one.id for one in found[:limit]])
    cards = [_card(shown[one.id], visit, site.settings.origin) for one in found[:limit] if one.id in shown]
    following = None
    if len(found) > limit:
        query = request.url.include_query_params(before=cursors.written(found[limit - 1].place), limit=limit).query
        following = f"{site.settings.origin}{request.url.path}?{query}"
    return answered(request, Cards(items=cards, next=following))


def _card(picture: Listed, visit: Visit, origin: str) -> CardTold:
    card = card_of(picture, say=visit.say, address=open_address)
    return CardTold(
        id=picture.id,
        url=f"{origin}/i/{card.slug}",
        title=card.title,
        creator=card.creator,
        published=card.published_at,
        alt=card.frame.alt,
        image=f"{origin}{card.frame.src}",
        width=card.frame.width,
        height=card.frame.height,
    )


async def _person(session: AsyncSession, site: Site, person: people.Person) -> PersonTold:
    shown = await people.count_shown(session, person.id)
    return PersonTold(
        name=person.name, handle=person.handle, url=f"{site.settings.origin}/u/{person.handle}", pictures=shown
    )
