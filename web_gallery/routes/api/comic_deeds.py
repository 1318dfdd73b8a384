"""What is done with a comic: its storyboard, its drawing, a panel again, a file of the whole."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from core.auth.tokens import Scope
from core.clock import new_id, utc_now
from core.comics import continuing, making, service
from core.comics.export.formats import Format
from core.comics.making import NotDrawnYet
from core.comics.shown import shown
from core.jobs.models import Job
from core.jobs.service import Request as Ask
from web_gallery.answers import NEVER
from web_gallery.comic_views import offered
from web_gallery.headers import FILE_POLICY
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere
from web_gallery.routes.api.shapes import JobTold
from web_gallery.routes.api.speaking import PREFIX, answered, owner_of, problems
from web_gallery.routes.api.telling import jobs_told
from web_gallery.routes.comic_files import disposition, made
from web_gallery.site import Site, TheSite
from web_gallery.studio.asking import policy_of

_FORMATS: dict[int | str, dict[str, object]] = {
    200: {
        "description": "The file",
        "content": {
            kind.media_type: {"schema": {"type": "string", "format": "binary"}}
            for kind in (Format.PDF, Format.CBZ, Format.EPUB, Format.PICTURES, Format.STRIP)
        },
    }
}
router = APIRouter(prefix=f"{PREFIX}/comics", tags=["comics"])


@router.post(
    "/{which}/storyboard", status_code=202, response_model=JobTold, responses=problems(409), summary="Storyboard"
)
async def storyboard(request: Request, site: TheSite, which: UUID) -> Response:
    """Have all panels drawn small and set into pages."""
    now = utc_now()
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        own = await service.own(session, owner, which)
        asked = Ask(f"api:{owner.id}:{new_id()}", own.visibility)
        job = await making.storyboard(session, owner, own, request=asked, policy=policy_of(site.settings), now=now)
        (told,) = await jobs_told(session, site, [job], now=now)
    return answered(request, told, status=202, headers={"location": told.url})


@router.post(
    "/{which}/drawing", status_code=202, response_model=JobTold, responses=problems(409), summary="Draw the comic"
)
async def drawing(request: Request, site: TheSite, which: UUID) -> Response:
    """Have the panels drawn that have no picture yet, then the pages set."""
    return await _drawn(request, site, which, panel=None)


@router.post(
    "/{which}/panels/{panel}/drawing",
    status_code=202,
    response_model=JobTold,
    responses=problems(409),
    summary="Draw a panel again",
)
async def redrawing(
    request: Request, site: TheSite, which: UUID, panel: Annotated[int, Path(ge=1, le=999)]
) -> Response:
    """Have one panel drawn again; its old pictures are kept."""
    return await _drawn(request, site, which, panel=panel)


@router.get(
    "/{which}/files/{kind}",
    response_class=Response,
    responses={**_FORMATS, **problems(409)},
    summary="Take a comic along",
)
async def file(request: Request, site: TheSite, which: UUID, kind: Literal["pdf", "cbz", "epub", "png"]) -> Response:
    """Send the newest finished version as one file; a storyboard is no PDF."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        own = await service.own(session, owner, which)
        whole = await shown(session, own.slug)
    if whole is None or not whole.pages:
        raise NotDrawnYet
    format_ = next((each for each in offered(whole) if each.value == kind), None)
    if format_ is None:
        raise NothingHere
    headers = {
        "content-disposition": disposition(whole, format_),
        "content-security-policy": FILE_POLICY,
        "cache-control": NEVER,
    }
    return Response(await made(site, whole, format_), media_type=format_.media_type, headers=headers)


async def _drawn(request: Request, site: Site, which: UUID, *, panel: int | None) -> Response:
    now = utc_now()
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        own = await service.own(session, owner, which)
        card = await continuing.card_of(session, own, now=now)
        asked = Ask(f"api:{owner.id}:{new_id()}", own.visibility)
        job: Job = await making.draw(
            session, owner, own, card=card, request=asked, policy=policy_of(site.settings), now=now, again=panel
        )
        (told,) = await jobs_told(session, site, [job], now=now)
    return answered(request, told, status=202, headers={"location": told.url})
