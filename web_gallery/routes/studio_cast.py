"""One's characters in the studio: who keeps their looks over panels and comics."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.comics import cast, queries
from core.errors import DomainError
from core.roles import Permission, require
from web_gallery.answers import own_page
from web_gallery.reading import reading
from web_gallery.refusals import status_of
from web_gallery.site import Site, TheSite
from web_gallery.studio import answers
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.visits import Visit, visit_of

_PATH = "/studio/cast"
router = APIRouter(prefix=_PATH)


@router.api_route("", methods=["GET", "HEAD"])
async def characters(request: Request, site: TheSite) -> Response:
    """List one's characters."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return answers.away("/login")
        html = await _page(site, visit, viewer, session)
    return own_page(visit, html)


@router.post("")
async def add(request: Request, site: TheSite) -> Response:
    """Add somebody, or give them other looks; what is wrong is said beside the form."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            raise SignInFirst
        fields = await own_form(request, site.settings, viewer)
        name, looks = fields.get("name", ""), fields.get("looks", "")
        try:
            require(viewer.user.role, Permission.DRAW)
            await cast.add(session, viewer.user, name, looks=looks, now=utc_now())
        except DomainError as error:
            html = await _page(site, visit, viewer, session, name=name, looks=looks, trouble=visit.say.error(error))
            return own_page(visit, html, status=status_of(error))
    return answers.away(_PATH)


@router.post("/remove")
async def remove(request: Request, site: TheSite) -> Response:
    """Take somebody out of the cast; drawn comics keep them."""
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            raise SignInFirst
        fields = await own_form(request, site.settings, viewer)
        await cast.remove(session, viewer.user, fields.get("name", ""))
    return answers.away(_PATH)


async def _page(
    site: Site,
    visit: Visit,
    viewer: Viewer,
    session: AsyncSession,
    *,
    name: str = "",
    looks: str = "",
    trouble: str = "",
) -> str:
    found = await queries.cast(session, viewer.user.id)
    return site.pages.render(
        "studio/cast.html", visit, viewer=viewer, csrf=viewer.csrf, characters=found, typed=name, looks=looks,
        trouble=trouble,
    )  # fmt: skip
