"""The queue and the workers, for programs of admins."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from core.admin import queue
from core.admin.queue import LONGEST_REASON
from core.clock import utc_now
from core.jobs import monitoring, pausing
from core.jobs.models import Job
from core.jobs.monitoring import Standing, Wanted
from core.jobs.pausing import Breadth
from core.jobs.states import Kind
from core.platforms import Platform
from web_gallery.reading import reading
from web_gallery.routes.api.admin_people import After, Limit, admin_of
from web_gallery.routes.api.admin_shapes import (
    HeldTold,
    LoadTold,
    PauseTold,
    QueueTold,
    WatchedJobs,
    WatchedTold,
    WorkersTold,
    WorkerTold,
)
from web_gallery.routes.api.speaking import PREFIX, Shape, answered, next_of, place_of, problems
from web_gallery.site import TheSite
from web_gallery.studio.asking import policy_of

Name = Annotated[str, Path(max_length=200, description="A kind of job, a worker, or `all` for the queue.")]
router = APIRouter(prefix=f"{PREFIX}/admin", tags=["admin"])
_EVERYTHING = "all"


class Pausing(Shape):
    """Why something is stopped; whoever waits reads it."""

    reason: str = Field("", max_length=LONGEST_REASON, examples=["A new card is built in."])


@router.get("/queue", response_model=QueueTold, responses=problems(), summary="How the queue is")
async def standing(request: Request, site: TheSite) -> Response:
    """Tell what waits, runs, was done and failed lately, and what is paused."""
    async with reading(site.database) as session:
        await admin_of(request, site, session)
        loads = await monitoring.loads(session, now=utc_now())
        pauses = await pausing.pauses(session)
    return answered(
        request,
        QueueTold(
            loads=[LoadTold.model_validate(load, from_attributes=True) for load in loads],
            pauses=[
                PauseTold.model_validate(
                    {"breadth": one.breadth_name, "name": one.name, "reason": one.reason, "since": one.since}
                )
                for one in pauses
            ],
        ),
    )


@router.put("/queue/pauses/{breadth}/{name}", status_code=204, responses=problems(), summary="Stop something")
async def pause(request: Request, site: TheSite, breadth: Breadth, name: Name, wanted: Pausing) -> Response:
    """Stop the queue, a kind or a worker; what is stopped already gets the new reason."""
    async with reading(site.database) as session:
        admin = await admin_of(request, site, session)
        await queue.pause(
            session, admin, breadth, name=_name(breadth, name), reason=wanted.reason, origin=Platform.WEB,
            now=utc_now(),
        )  # fmt: skip
    return Response(status_code=204)


@router.delete("/queue/pauses/{breadth}/{name}", status_code=204, responses=problems(), summary="Let it go on")
async def resume(request: Request, site: TheSite, breadth: Breadth, name: Name) -> Response:
    """Let something go on; what is not stopped already does."""
    async with reading(site.database) as session:
        admin = await admin_of(request, site, session)
        known = _name(breadth, name).replace("\0", "")
        await queue.resume(session, admin, breadth, name=known, origin=Platform.WEB, now=utc_now())
    return Response(status_code=204)


@router.get("/jobs", response_model=WatchedJobs, responses=problems(), summary="List everybody's jobs")
async def jobs(
    request: Request,
    site: TheSite,
    limit: Limit = 30,
    after: After = "",
    standing: Standing | None = None,
    kind: Kind | None = None,
    owner: Annotated[UUID | None, Query(description="Only this person's.")] = None,
) -> Response:
    """List jobs, newest first; a comic's panels only where their kind is asked for."""
    wanted = Wanted(standing, kind, owner_id=owner)
    async with reading(site.database) as session:
        await admin_of(request, site, session)
        found = await monitoring.listed(session, wanted, limit=limit + 1, before=place_of(site.settings, after))
    page = found[:limit]
    last = page[-1].job.id if len(found) > limit else None
    following = next_of(site, "/admin/jobs", last=last, limit=limit)
    return answered(request, WatchedJobs(items=[_told(one.job) for one in page], next=following))


@router.post("/jobs/{which}/retry", response_model=WatchedTold, responses=problems(409), summary="Try a job again")
async def retry(request: Request, site: TheSite, which: UUID) -> Response:
    """Have a failed job wait again; it costs its owner nothing."""
    async with reading(site.database) as session:
        admin = await admin_of(request, site, session)
        expiry = policy_of(site.settings).expiry
        told = _told(await queue.retry(session, admin, which, expiry=expiry, origin=Platform.WEB, now=utc_now()))
    return answered(request, told)


@router.post("/jobs/{which}/cancel", response_model=WatchedTold, responses=problems(409), summary="Cancel a job")
async def cancel(request: Request, site: TheSite, which: UUID) -> Response:
    """Cancel anybody's job; their credits go back."""
    async with reading(site.database) as session:
        admin = await admin_of(request, site, session)
        told = _told(await queue.cancel(session, admin, which, origin=Platform.WEB, now=utc_now()))
    return answered(request, told)


@router.get("/workers", response_model=WorkersTold, responses=problems(), summary="Engines and workers")
async def workers(request: Request, site: TheSite) -> Response:
    """List the workers that were ever heard of."""
    async with reading(site.database) as session:
        await admin_of(request, site, session)
        found = await monitoring.machines(session, now=utc_now())
        pauses = await pausing.pauses(session)
    paused = {one.name for one in pauses if one.breadth_name == Breadth.WORKER}
    told = [
        WorkerTold(
            name=one.card.name,
            awake=one.is_awake,
            paused=one.card.name in paused,
            seen_at=one.seen_at,
            slots=one.card.slots,
            models=[model.target for model in one.card.models],
            loaded=list(one.card.warm),
            held=[HeldTold(job=each.job_id, kind=each.kind, state=each.state) for each in one.held],
        )
        for one in found
    ]
    return answered(request, WorkersTold(items=told))


def _name(breadth: Breadth, name: str) -> str:
    return "" if breadth is Breadth.QUEUE and name == _EVERYTHING else name


def _told(job: Job) -> WatchedTold:
    return WatchedTold(
        id=job.id,
        owner=job.owner_id,
        kind=job.kind,
        target=job.target,
        state=job.state,
        error=job.error,
        failures=job.failures,
        cost=job.cost,
        worker=(job.worker or "").partition("#")[0] or None,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )
