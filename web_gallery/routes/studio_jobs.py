"""What is done with one's jobs and their results in the studio: looked at, cancelled, again, shown, deleted."""

from collections.abc import Awaitable, Callable
from random import Random

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.comics.shown import comic_of_page
from core.errors import DomainError
from core.jobs import queries as jobs
from core.jobs import service
from core.jobs.models import Job
from core.jobs.repeating import more_like, wish_of
from core.jobs.service import JobNotFound, submit
from core.jobs.specs import Wish, draw_spec
from core.media import queries as media
from core.media import service as pictures
from core.media.models import Media
from core.privacy import checked_visibility
from web_gallery.answers import own_page
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere
from web_gallery.routes.studio import PATH, id_of, own_job
from web_gallery.site import Site, TheSite
from web_gallery.studio import answers
from web_gallery.studio.asking import policy_of, web_request
from web_gallery.studio.showing import told_now
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.visits import Visit, visit_of

_REFRESH_S = 3  # of a page without scripts, while its job is under way
Fields = dict[str, str]
Deed = Callable[[AsyncSession, Viewer, Fields], Awaitable[Job | None]]
router = APIRouter(prefix=f"{PATH}/jobs")


@router.api_route("/{which}", methods=["GET", "HEAD"])
async def job_page(request: Request, site: TheSite, which: str) -> Response:
    """Show one job; without scripts the page asks for itself again while there is something to wait for."""
    visit = visit_of(request, site.settings.default_locale)
    now = utc_now()
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=now)
        if viewer is None:
            return answers.away("/login")
        job = await own_job(session, viewer, which)
        card, told = await told_now(session, site, visit, viewer=viewer, job=job, now=now)
    if answers.by_script(request):
        return answers.fragment(told)
    html = site.pages.render(
        "studio/job.html", visit, viewer=viewer, csrf=viewer.csrf, job=card, refresh=_REFRESH_S if card.is_open else 0,
        since=int(now.timestamp() * 1000),
    )  # fmt: skip
    return own_page(visit, html)


@router.post("/{which}/cancel")
async def cancel(request: Request, site: TheSite, which: str) -> Response:
    """Cancel a job."""

    async def deed(session: AsyncSession, viewer: Viewer, _: Fields) -> Job:
        job = await own_job(session, viewer, which)
        return await service.cancel(session, viewer.user, job.id, now=utc_now())

    return await _done(request, site, deed)


@router.post("/{which}/again")
async def again(request: Request, site: TheSite, which: str) -> Response:
    """Draw the same again with another seed."""

    async def deed(session: AsyncSession, viewer: Viewer, fields: Fields) -> Job:
        job = await own_job(session, viewer, which)
        if job.draw.pages is not None:
            raise JobNotFound
        return await _drawn(session, site, viewer, wish_of(job.draw), like=job, key=fields.get("key", ""))

    return await _done(request, site, deed)


@router.post("/{which}/vary/{picture}")
async def vary(request: Request, site: TheSite, which: str, picture: str) -> Response:
    """Draw more like one picture of a job."""

    async def deed(session: AsyncSession, viewer: Viewer, fields: Fields) -> Job:
        job = await own_job(session, viewer, which)
        chosen = await pictures.owned(session, viewer.user, id_of(picture))
        if chosen.job_id != job.id or job.draw.pages is not None:
            raise pictures.PictureNotFound
        cards = await jobs.models(session, now=utc_now(), engines=site.settings.engine_order)
        wish = more_like(job.draw, chosen.key, cards)
        return await _drawn(session, site, viewer, wish, like=job, key=fields.get("key", ""))

    return await _done(request, site, deed)


@router.post("/{which}/reach")
async def reach(request: Request, site: TheSite, which: str) -> Response:
    """Change how far all pictures of a job reach."""

    async def deed(session: AsyncSession, viewer: Viewer, fields: Fields) -> Job:
        job = await own_job(session, viewer, which)
        visibility = checked_visibility(fields.get("visibility", ""))
        for each in await _results(session, job):
            await pictures.set_visibility(session, viewer.user, each.id, visibility=visibility, now=utc_now())
        return job

    return await _done(request, site, deed)


@router.post("/{which}/delete")
async def delete(request: Request, site: TheSite, which: str) -> Response:
    """Delete all pictures of a job; a comic is deleted as a whole, in its own page."""

    async def deed(session: AsyncSession, viewer: Viewer, _: Fields) -> Job:
        job = await own_job(session, viewer, which)
        for each in await _results(session, job):
            await pictures.delete(session, viewer.user, each.id, now=utc_now())
        return job

    return await _done(request, site, deed)


async def _results(session: AsyncSession, job: Job) -> list[Media]:
    """Return a job's pictures, unless they are a comic's, whose pages share one reach."""
    found = await media.of_job(session, job.id)
    if not found:
        raise pictures.PictureNotFound
    if await comic_of_page(session, found[0]) is not None:
        raise NothingHere
    return found


async def _drawn(session: AsyncSession, site: Site, viewer: Viewer, wish: Wish, *, like: Job, key: str) -> Job:
    now = utc_now()
    cards = await jobs.models(session, now=now, engines=site.settings.engine_order)
    spec = draw_spec(wish, cards, dice=Random())  # noqa: S311 - seeds are no secrets
    return await submit(
        session, viewer.user, spec=spec, request=web_request(viewer.user, key, like.visibility),
        policy=policy_of(site.settings), now=now,
    )  # fmt: skip


async def _done(request: Request, site: Site, deed: Deed) -> Response:
    """Do something in the viewer's name; a script gets the job's card, a browser the job's page.

    Raises:
        SignInFirst: nobody is signed in.
        DomainError: what the deed refuses, to a browser; a script gets it as a sentence.
    """
    visit = visit_of(request, site.settings.default_locale)
    try:
        async with reading(site.database) as session:
            viewer = await viewer_of(request, site.settings, session, now=utc_now())
            if viewer is None:
                raise SignInFirst
            fields = dict(await own_form(request, site.settings, viewer))
            job = await deed(session, viewer, fields)
        return await _told(request, site, visit, viewer=viewer, job=job)
    except DomainError as error:
        if not answers.by_script(request):
            raise
        return answers.refusal(visit, error)


async def _told(request: Request, site: Site, visit: Visit, *, viewer: Viewer, job: Job | None) -> Response:
    if job is None:
        return answers.away(PATH)
    if not answers.by_script(request):
        return answers.away(f"{PATH}/jobs/{job.id}")
    async with reading(site.database) as session:
        fresh = await jobs.by_id(session, job.id)
        _, told = await told_now(session, site, visit, viewer=viewer, job=fresh or job, now=utc_now())
    return answers.fragment(told)
