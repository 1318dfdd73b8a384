"""What everybody may see: search, people, tags. The feed has its own address."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.gallery import people, tags
from core.gallery.searching import people_called, search_of
from core.gallery.tags import key_of
from web_gallery import walls
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere
from web_gallery.routes.api.feed_shapes import PARAMETERS, Shown
from web_gallery.routes.api.jobs import Limit
from web_gallery.routes.api.shapes import Cards, People, PersonTold, Tags, TagTold
from web_gallery.routes.api.speaking import PREFIX, answered, problems
from web_gallery.routes.feed import entry_of
from web_gallery.routes.people import known
from web_gallery.routes.searching import check_manner, find
from web_gallery.site import Site, TheSite
from web_gallery.visits import visit_of
from web_gallery.walls import Leaf, read_leaf
from web_gallery.wishes import wish_of

Question = Annotated[str, Query(max_length=400, description="Words, in English or Polish.")]
Before = Annotated[str, Query(max_length=60, description="Where the page before ended, as its `next` says.")]
How = Annotated[str, Query(max_length=20, description="`beginning` or `any`: how loosely, as `next` says.")]
router = APIRouter(prefix=PREFIX, tags=["catalogue"])


@router.get(
    "/search", response_model=Cards, responses=problems(), openapi_extra=PARAMETERS, summary="Search public pictures"
)
async def search(
    request: Request, site: TheSite, q: Question, limit: Limit = 30, before: Before = "", how: How = ""
) -> Response:
    """List public pictures that words find, newest first: those with all words, else with their beginnings, or any."""
    wish, asked = wish_of(request.url.path, request.query_params), search_of(q)
    check_manner(how)
    if not asked.words:
        return answered(request, Cards(items=[], next=None))
    found = await find(site, asked, wish, how=how, before=before, limit=limit)
    return await _listed(request, site, found.leaf, limit=limit, how=found.how)


@router.get("/people", response_model=People, responses=problems(), summary="Find people")
async def called(request: Request, site: TheSite, q: Question) -> Response:
    """List people with public pictures whose name begins so."""
    async with reading(site.database) as session:
        found = await people_called(session, search_of(q))
        told = [await _person(session, site, one) for one in found]
    return answered(request, People(items=told))


@router.get(
    "/people/{handle}/pictures",
    response_model=Cards,
    responses=problems(),
    openapi_extra=PARAMETERS,
    summary="Somebody's pictures",
)
async def theirs(
    request: Request,
    site: TheSite,
    handle: Annotated[str, Path(max_length=100, pattern=r"^[a-z0-9-]+$")],
    limit: Limit = 30,
    before: Before = "",
) -> Response:
    """List somebody's public pictures, newest first."""
    person, _ = await known(site, handle)
    wish = wish_of(request.url.path, request.query_params, person=person.id)
    return await _listed(request, site, await read_leaf(site, wish.wanted, before, limit=limit), limit=limit)


@router.get("/tags", response_model=Tags, responses=problems(), summary="List tags")
async def most_borne(request: Request, site: TheSite, limit: Limit = 50) -> Response:
    """List the tags that most public pictures bear."""
    locale = visit_of(request, site.settings.default_locale).locale
    async with reading(site.database) as session:
        found = await tags.most_borne(session, locale, limit=limit)
    origin = site.settings.origin
    told = [TagTold(key=one.key, name=one.name, url=f"{origin}/tags/{one.key}", pictures=one.pictures) for one in found]
    return answered(request, Tags(items=told))


@router.get(
    "/tags/{key}/pictures",
    response_model=Cards,
    responses=problems(),
    openapi_extra=PARAMETERS,
    summary="Pictures with a tag",
)
async def tagged(
    request: Request,
    site: TheSite,
    key: Annotated[str, Path(max_length=100, pattern=r"^[a-z0-9-]+$")],
    limit: Limit = 30,
    before: Before = "",
) -> Response:
    """List public pictures that bear a tag, by any of its names, newest first."""
    found = key_of(key, visit_of(request, site.settings.default_locale).locale)
    wish = wish_of(request.url.path, request.query_params, tag=found)
    leaf = await read_leaf(site, wish.wanted, before, limit=limit) if found else None
    if leaf is None or (not leaf.stubs and wish.is_plain and leaf.is_first):
        raise NothingHere
    return await _listed(request, site, leaf, limit=limit)


async def _listed(request: Request, site: Site, leaf: Leaf, *, limit: int, how: str = "") -> Response:
    say, origin = visit_of(request, site.settings.default_locale).say, site.settings.origin
    items = [Shown.model_validate(entry_of(one, say, origin)) for one in await walls.shown(site, leaf)]
    following = None
    if leaf.older:
        further = {"before": leaf.older, "limit": limit} | ({"how": how} if how else {})
        following = f"{origin}{request.url.path}?{request.url.include_query_params(**further).query}"
    return answered(request, Cards(items=items, next=following))


async def _person(session: AsyncSession, site: Site, person: people.Person) -> PersonTold:
    shown = await people.count_shown(session, person.id)
    return PersonTold(
        name=person.name, handle=person.handle, url=f"{site.settings.origin}/u/{person.handle}", pictures=shown
    )
