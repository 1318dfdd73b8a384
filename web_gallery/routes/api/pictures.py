"""One's pictures: listed, shown to others or not, tagged, varied, deleted."""

from random import Random
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth.tokens import Scope
from core.clock import new_id, utc_now
from core.gallery import tags
from core.jobs import queries as jobs
from core.jobs.models import Job
from core.jobs.repeating import more_like
from core.jobs.service import Request as Ask
from core.jobs.service import submit
from core.jobs.specs import draw_spec
from core.media import queries, service
from core.media.models import Media
from core.media.service import PictureNotFound
from core.privacy import Visibility
from core.users.models import User
from web_gallery.reading import reading
from web_gallery.routes.api.jobs import After, Limit
from web_gallery.routes.api.shapes import JobTold, Pictures, PictureTold, Reach
from web_gallery.routes.api.speaking import (
    PREFIX,
    Shape,
    answered,
    check_match,
    next_of,
    owner_of,
    place_of,
    problems,
)
from web_gallery.routes.api.telling import jobs_told, pictures_told
from web_gallery.site import TheSite
from web_gallery.studio.asking import policy_of
from web_gallery.visits import visit_of

router = APIRouter(prefix=PREFIX, tags=["pictures"])


class PictureChange(Shape):
    """What shall become of a picture; what is left out stays."""

    visibility: Reach | None = None
    tags: list[str] | None = Field(None, max_length=40, examples=[["fox", "night"]])


@router.get("/pictures", response_model=Pictures, responses=problems(), summary="List pictures")
async def listed(request: Request, site: TheSite, limit: Limit = 30, after: After = "") -> Response:
    """List one's own pictures, newest first, whoever may see them."""
    place = place_of(site.settings, after)
    locale = visit_of(request, site.settings.default_locale).locale
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        found = await queries.mine(session, owner.id, limit=limit + 1, before=place)
        told = await pictures_told(session, site, found[:limit], locale=locale)
    last = found[limit - 1].id if len(found) > limit else None
    return answered(request, Pictures(items=told, next=next_of(site, "/pictures", last=last, limit=limit)))


@router.get("/pictures/{which}", response_model=PictureTold, responses=problems(), summary="Look at a picture")
async def picture(request: Request, site: TheSite, which: UUID) -> Response:
    """Tell everything of one of one's own pictures."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        told = await _told(request, site, session, await _own(session, owner, which))
    return answered(request, told)


@router.patch(
    "/pictures/{which}", response_model=PictureTold, responses=problems(409, 412), summary="Show or tag a picture"
)
async def change(request: Request, site: TheSite, which: UUID, wanted: PictureChange) -> Response:
    """Change how far a picture reaches, and its tags; with ``If-Match`` only as it was read."""
    now = utc_now()
    locale = visit_of(request, site.settings.default_locale).locale
    async with reading(site.database) as session:
        scope = Scope.PUBLISH if wanted.visibility == Visibility.PUBLIC.value else Scope.CREATE
        owner = await owner_of(request, site, session, scope=scope)
        media = await _own(session, owner, which)
        check_match(request, await _told(request, site, session, media))
        if wanted.visibility is not None:
            await service.set_visibility(session, owner, which, visibility=Visibility(wanted.visibility), now=now)
        if wanted.tags is not None:
            await tags.set_own(session, owner, which, names=wanted.tags, locale=locale)
        await session.flush()
        told = await _told(request, site, session, media)
    return answered(request, told)


@router.delete("/pictures/{which}", status_code=204, responses=problems(412), summary="Delete a picture")
async def delete(request: Request, site: TheSite, which: UUID) -> Response:
    """Take a picture away from everywhere."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        check_match(request, await _told(request, site, session, await _own(session, owner, which)))
        await service.delete(session, owner, which, now=utc_now())
    return Response(status_code=204)


@router.post(
    "/pictures/{which}/variations",
    status_code=202,
    response_model=JobTold,
    responses=problems(409),
    summary="Draw more like it",
)
async def vary(request: Request, site: TheSite, which: UUID) -> Response:
    """Draw more like one picture: from the picture itself where the model can, else with other seeds."""
    now = utc_now()
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        media = await _own(session, owner, which)
        known = await session.get_one(Job, media.job_id)
        if known.draw.pages is not None:
            raise PictureNotFound
        cards = await jobs.models(session, now=now, engines=site.settings.engine_order)
        spec = draw_spec(more_like(known.draw, media.key, cards), cards, dice=Random())  # noqa: S311 - seeds are no secrets
        asked = Ask(f"api:{owner.id}:{new_id()}", known.visibility)
        made = await submit(session, owner, spec=spec, request=asked, policy=policy_of(site.settings), now=now)
        (told,) = await jobs_told(session, site, [made], now=now)
    return answered(request, told, status=202, headers={"location": told.url})


async def _own(session: AsyncSession, owner: User, which: UUID) -> Media:
    media = await service.owned(session, owner, which)
    if media.owner_id != owner.id or media.part:
        raise PictureNotFound
    return media


async def _told(request: Request, site: TheSite, session: AsyncSession, media: Media) -> PictureTold:
    locale = visit_of(request, site.settings.default_locale).locale
    (told,) = await pictures_told(session, site, [media], locale=locale)
    return told
