"""One's jobs: listed, looked at, cancelled, tried again, and told as they go."""

from random import Random
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth.tokens import Scope
from core.clock import new_id, utc_now
from core.jobs import histories, queries, service
from core.jobs.models import Job
from core.jobs.repeating import wish_of
from core.jobs.service import JobNotFound, submit
from core.jobs.service import Request as Ask
from core.jobs.specs import draw_spec
from core.jobs.states import Kind, State
from core.users.models import User
from web_gallery.live.stream import MEDIA_TYPE, since_of
from web_gallery.reading import reading
from web_gallery.routes.api.shapes import Jobs, JobTold
from web_gallery.routes.api.speaking import MOST, PREFIX, answered, next_of, owner_of, place_of, problems
from web_gallery.routes.api.telling import ApiTeller, jobs_told
from web_gallery.routes.events import streamed
from web_gallery.site import Site, TheSite
from web_gallery.studio.asking import policy_of

Limit = Annotated[int, Query(ge=1, le=MOST)]
After = Annotated[str, Query(max_length=60, description="Where the page before ended, as its `next` says.")]
router = APIRouter(prefix=PREFIX, tags=["jobs"])


@router.get("/jobs", response_model=Jobs, responses=problems(), summary="List jobs")
async def listed(
    request: Request,
    site: TheSite,
    limit: Limit = 30,
    after: After = "",
    state: Annotated[list[State] | None, Query(max_length=7)] = None,
    kind: Annotated[list[Kind] | None, Query(max_length=11)] = None,
) -> Response:
    """List one's jobs, newest first; a comic once, not panel by panel."""
    place = place_of(site.settings, after)
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        found = await histories.history(
            session, owner.id, limit=limit + 1, before=place, kinds=kind or (), states=state or ()
        )
        told = await jobs_told(session, site, found[:limit], now=utc_now())
    chosen = "".join(f"&state={one}" for one in state or ()) + "".join(f"&kind={one}" for one in kind or ())
    following = next_of(site, "/jobs", last=found[limit - 1].id if len(found) > limit else None, limit=limit)
    return answered(request, Jobs(items=told, next=following + chosen if following else None))


@router.get("/jobs/{which}", response_model=JobTold, responses=problems(), summary="Look at a job")
async def job(request: Request, site: TheSite, which: UUID) -> Response:
    """Tell how a job stands."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        (told,) = await jobs_told(session, site, [await own(session, owner, which)], now=utc_now())
    return answered(request, told)


@router.post("/jobs/{which}/cancel", response_model=JobTold, responses=problems(409), summary="Cancel a job")
async def cancel(request: Request, site: TheSite, which: UUID) -> Response:
    """Cancel a job; its credits come back."""
    now = utc_now()
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        ended = await service.cancel(session, owner, (await own(session, owner, which)).id, now=now)
        (told,) = await jobs_told(session, site, [ended], now=now)
    return answered(request, told)


@router.post(
    "/jobs/{which}/retry", status_code=202, response_model=JobTold, responses=problems(409), summary="Ask again"
)
async def retry(request: Request, site: TheSite, which: UUID) -> Response:
    """Ask for the same pictures once more, with another seed."""
    now = utc_now()
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        known = await own(session, owner, which)
        if known.draw.pages is not None:
            raise JobNotFound
        again = await drawn_again(session, site, owner, known)
        (told,) = await jobs_told(session, site, [again], now=now)
    return answered(request, told, status=202, headers={"location": told.url})


@router.get(
    "/events",
    responses={200: {"content": {MEDIA_TYPE: {}}, "description": "Events"}, **problems()},
    response_class=Response,
    summary="Hear of jobs as they go",
)
async def events(
    request: Request, site: TheSite, last_event_id: Annotated[str, Header(max_length=40)] = ""
) -> Response:
    """Tell one's jobs as server-sent events: ``job`` with the whole job, ``progress`` with its share and a preview.

    Whoever comes back with ``Last-Event-ID`` is told everything that has changed since.
    """
    now = utc_now()
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
    return streamed(site, owner.id, ApiTeller(site, owner.id), since=since_of(last_event_id, now))


async def own(session: AsyncSession, owner: User, which: UUID) -> Job:
    """Return a person's own job.

    Raises:
        JobNotFound: there is none.
    """
    found = await queries.by_id(session, which)
    if found is None or found.owner_id != owner.id or found.parent_id is not None:
        raise JobNotFound
    return found


async def drawn_again(session: AsyncSession, site: Site, owner: User, known: Job) -> Job:
    """Have the pictures of a job drawn once more."""
    now = utc_now()
    cards = await queries.models(session, now=now, engines=site.settings.engine_order)
    spec = draw_spec(wish_of(known.draw), cards, dice=Random())  # noqa: S311 - seeds are no secrets
    asked = Ask(f"api:{owner.id}:{new_id()}", known.visibility)
    return await submit(session, owner, spec=spec, request=asked, policy=policy_of(site.settings), now=now)
