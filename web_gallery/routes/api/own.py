"""Oneself: credits, characters, frames, models to choose from, and what one reports."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from core.auth.tokens import Scope
from core.clock import utc_now
from core.comics import cast, queries
from core.comics.script.settings import LONGEST_LOOKS
from core.frames import queries as frames
from core.frames import service as hanging
from core.jobs import queries as jobs
from core.moderation import reports
from core.moderation.reports import LONGEST_NOTE, Complaint, Reporter
from core.moderation.words import Concern, Source
from core.roles import Permission, require
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere
from web_gallery.routes.api.shapes import (
    Cast,
    CharacterTold,
    CreditsTold,
    Frames,
    FrameTold,
    MeTold,
    Models,
    ModelTold,
    ReportTold,
)
from web_gallery.routes.api.speaking import PREFIX, Shape, answered, owner_of, problems
from web_gallery.routes.pictures import visible
from web_gallery.site import TheSite
from web_gallery.studio.asking import policy_of
from web_gallery.studio.bench import credits_of
from web_gallery.viewers import Viewer
from web_gallery.visits import visit_of

Name = Annotated[str, Path(max_length=60, pattern=r"^[^\x00-\x1f\x7f/]+$")]
router = APIRouter(prefix=PREFIX)


class Looks(Shape):
    """What a character looks like."""

    looks: str = Field(max_length=LONGEST_LOOKS * 2, examples=["girl in a red coat, grey braid"])


class Report(Shape):
    """What is wrong with a picture; ``picture`` is the last part of its page's address."""

    picture: str = Field(max_length=64, pattern=r"^[A-Za-z0-9_-]+$", examples=["Zk3xV0…"])
    concern: Concern = Field(strict=False)
    note: str = Field("", max_length=LONGEST_NOTE)


@router.get("/me", response_model=MeTold, responses=problems(), tags=["own"], summary="Oneself")
async def me(request: Request, site: TheSite) -> Response:
    """Tell whose token it is, and what is left of the day."""
    now = utc_now()
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        left = await credits_of(session, owner, site.settings, now=now)
        waiting = len(await jobs.open_jobs(session, owner.id))
    told = MeTold.model_validate(
        {
            "id": owner.id,
            "name": owner.name,
            "role": owner.role.name.lower(),
            "language": owner.locale,
            "visibility": owner.visibility,
            "credits": CreditsTold(left=max(left.left, 0), allowance=left.allowance, resets_at=left.resets_at),
            "waiting": waiting,
            "waiting_limit": policy_of(site.settings).limits.waiting[owner.role],
        }
    )
    return answered(request, told)


@router.get("/models", response_model=Models, responses=problems(), tags=["own"], summary="What can draw")
async def models(request: Request, site: TheSite) -> Response:
    """List all models, the everyday one first."""
    now = utc_now()
    async with reading(site.database) as session:
        await owner_of(request, site, session, scope=Scope.READ)
        cards = await jobs.models(session, now=now, engines=site.settings.engine_order)
        awake = {card.target for worker in await jobs.workers(session, now=now, awake=True) for card in worker.models}
    told = [
        ModelTold(
            name=card.name,
            title=card.title or card.name,
            cost=card.cost,
            awake=card.target in awake,
            references=card.references,
        )
        for card in cards
    ]
    return answered(request, Models(items=told))


@router.get("/cast", response_model=Cast, responses=problems(), tags=["cast"], summary="List characters")
async def characters(request: Request, site: TheSite) -> Response:
    """List one's characters by name."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        found = await queries.cast(session, owner.id)
    return answered(request, Cast(items=[CharacterTold(name=one.name, looks=one.looks) for one in found]))


@router.put("/cast/{name}", response_model=CharacterTold, responses=problems(409), tags=["cast"], summary="Keep one")
async def keep(request: Request, site: TheSite, name: Name, wanted: Looks) -> Response:
    """Add a character, or give one that is there other looks."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        require(owner.role, Permission.DRAW)
        kept = await cast.add(session, owner, name, looks=wanted.looks, now=utc_now())
        told = CharacterTold(name=kept.name, looks=kept.looks)
    return answered(request, told)


@router.delete("/cast/{name}", status_code=204, responses=problems(), tags=["cast"], summary="Remove one")
async def forget(request: Request, site: TheSite, name: Name) -> Response:
    """Take a character out of the cast; drawn comics keep them."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        await cast.remove(session, owner, name)
    return Response(status_code=204)


@router.get("/frames", response_model=Frames, responses=problems(), tags=["frames"], summary="List frames")
async def hung(request: Request, site: TheSite) -> Response:
    """List one's picture frames; a creation that names a new one hangs it."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        found = await frames.of_owner(session, owner.id)
    origin = site.settings.origin
    return answered(
        request, Frames(items=[FrameTold(name=one.name, url=f"{origin}/frames/{one.slug}.png") for one in found])
    )


@router.delete("/frames/{name}", status_code=204, responses=problems(), tags=["frames"], summary="Take one down")
async def take_down(request: Request, site: TheSite, name: Name) -> Response:
    """Remove a frame; its pictures stay."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        if not await hanging.take_down(session, owner, name=name):
            raise NothingHere
    return Response(status_code=204)


@router.post(
    "/reports",
    status_code=201,
    response_model=ReportTold,
    responses=problems(409, 410),
    tags=["own"],
    summary="Report a picture",
)
async def report(request: Request, site: TheSite, wanted: Report) -> Response:
    """Report a picture to the moderators; the same person's second report of it changes nothing."""
    now = utc_now()
    locale = visit_of(request, site.settings.default_locale).locale
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        shown, _ = await visible(session, wanted.picture, Viewer(owner, owner.id, now, ""))
        by = Reporter(locale, "api", owner)
        complaint = Complaint(Source.WEB, wanted.concern, wanted.note)
        heard = await reports.report(session, shown.job_id, by=by, complaint=complaint, now=now)
    return answered(request, ReportTold(new=heard.is_new, hidden=heard.hidden), status=201)
