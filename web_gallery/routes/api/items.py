"""One picture and one comic of the gallery, for whoever may see its page: the same facts, veiled and hidden alike."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth.tokens import Scope
from core.clock import utc_now
from core.comics.shown import ShownComic, comic_of_page, shown
from core.media.models import Media
from core.rights.addresses import was_erased
from web_gallery.comic_views import Leaf, comic_of, offered
from web_gallery.reading import reading
from web_gallery.refusals import ComicGone, NothingHere
from web_gallery.routes import comics
from web_gallery.routes.api.item_shapes import ComicShown, ShownPage, ShownPicture
from web_gallery.routes.api.speaking import PREFIX, answered, owner_of, problems
from web_gallery.routes.pictures import Look, is_veiled, look_of, visible
from web_gallery.site import Site, TheSite
from web_gallery.viewers import Viewer
from web_gallery.visits import Visit, visit_of

Slug = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9_-]+$", description="The last part of its address.")]
router = APIRouter(prefix=PREFIX, tags=["catalogue"])


@router.get(
    "/items/pictures/{slug}", response_model=ShownPicture, responses=problems(410), summary="A picture of the gallery"
)
async def picture(request: Request, site: TheSite, slug: Slug) -> Response:
    """Tell what a picture's page shows; with a token also of one's own that nobody else may see."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await _viewer(request, site, session)
        media, creator = await visible(session, slug, viewer)
        if await comic_of_page(session, media) is not None:
            raise NothingHere
        look = await look_of(session, site, visit, media, creator)
    told = _veiled(site, visit, media, creator) if is_veiled(media, viewer) else _picture(site, media, look)
    return answered(request, told)


@router.get(
    "/items/comics/{slug}", response_model=ComicShown, responses=problems(410), summary="A comic of the gallery"
)
async def comic(request: Request, site: TheSite, slug: Slug) -> Response:
    """Tell what a comic's page shows; with a token also of one's own that nobody else may see."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await _viewer(request, site, session)
        found = await shown(session, slug)
        if found is None and await was_erased(session, slug):
            raise ComicGone
    whole = comics.visible_comic(found, viewer.user.id if viewer else None)
    return answered(request, await _comic(site, visit, whole, veiled=comics.is_veiled(whole, viewer)))


async def _viewer(request: Request, site: Site, session: AsyncSession) -> Viewer | None:
    """Return whose token came; nobody's where there is none, for these pages are open."""
    if "authorization" not in request.headers:
        return None
    owner = await owner_of(request, site, session, scope=Scope.READ)
    return Viewer(owner, owner.id, utc_now(), "")


def _picture(site: Site, media: Media, look: Look) -> ShownPicture:
    origin, detail, making = site.settings.origin, look.detail, look.making
    return ShownPicture(
        id=media.id,
        url=f"{origin}/i/{media.slug}",
        title=detail.card.title,
        creator=detail.card.creator,
        handle=making.handle if making.handle and detail.is_listed else None,
        visibility=media.visibility,
        level=media.level,
        veiled=False,
        prompt=detail.prompt or None,
        alt=detail.card.frame.alt,
        left_out=list(detail.not_drawn),
        model=detail.model,
        style=media.style,
        seed=detail.seed,
        steps=making.steps,
        width=media.width,
        height=media.height,
        bytes=media.bytes,
        media_type=media.media_type,
        file=_whole(origin, detail.original),
        tags=[tag.name for tag in look.borne],
        parents=[f"{origin}/i/{kin.slug}" for kin in making.parents],
        children=[f"{origin}/i/{kin.slug}" for kin in making.children],
        created_at=media.created_at,
        published_at=media.published_at,
    )


def _veiled(site: Site, visit: Visit, media: Media, creator: str) -> ShownPicture:
    title = visit.say.gettext("A picture by {creator}", creator=creator)
    return ShownPicture(
        id=media.id, url=f"{site.settings.origin}/i/{media.slug}", title=title, creator=creator, handle=None,
        visibility=media.visibility, level=media.level, veiled=True, prompt=None, alt=title, left_out=[], model=None,
        style=None, seed=None, steps=None, width=media.width, height=media.height, bytes=None, media_type=None,
        file=None, tags=[], parents=[], children=[], created_at=None, published_at=None,
    )  # fmt: skip


async def _comic(site: Site, visit: Visit, whole: ShownComic, *, veiled: bool) -> ComicShown:
    origin = site.settings.origin
    found = comic_of(whole, say=visit.say, address=await comics.addresses_of(site, whole))
    return ComicShown(
        id=whole.id,
        url=f"{origin}/c/{whole.slug}",
        title=visit.say.gettext("A comic by {creator}", creator=whole.creator) if veiled else found.title,
        creator=whole.creator,
        language=found.language,
        direction=found.way,
        visibility=whole.visibility,
        level=whole.level,
        veiled=veiled,
        pages=[] if veiled else [_page(origin, leaf) for leaf in found.leaves],
        formats=[] if veiled else sorted(each.value for each in offered(whole)),
        created_at=whole.created_at,
    )


def _page(origin: str, leaf: Leaf) -> ShownPage:
    return ShownPage(
        number=leaf.number,
        url=f"{origin}{leaf.path}",
        width=leaf.frame.width,
        height=leaf.frame.height,
        alt=leaf.frame.alt,
        image=_whole(origin, leaf.original),
    )


def _whole(origin: str, address: str) -> str:
    return address if "://" in address else f"{origin}{address}"
