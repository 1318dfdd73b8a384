"""The studio: pictures asked for in the browser, with or without scripts."""

import logging
from http import HTTPStatus
from random import Random
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.errors import DomainError
from core.jobs import queries as jobs
from core.jobs.drafts import wake
from core.jobs.models import Job
from core.jobs.service import JobNotFound, submit
from core.jobs.specs import draw_spec
from core.roles import Permission, require
from web_gallery.answers import own_page
from web_gallery.noticing import PATH as NOTICE
from web_gallery.noticing import notice_is_due
from web_gallery.reading import reading
from web_gallery.refusals import AddressDamaged, status_of
from web_gallery.routes.pictures import is_veiled, visible
from web_gallery.site import Site, TheSite
from web_gallery.studio import answers
from web_gallery.studio.asking import (
    Typed,
    again,
    begun_by,
    fresh,
    like_picture,
    policy_of,
    request_of,
    signed,
    typed_of,
    wish_of,
)
from web_gallery.studio.bench import bench_of, choices
from web_gallery.studio.cards import cards_of
from web_gallery.studio.showing import told_now
from web_gallery.studio.words import with_better_words
from web_gallery.uploads import keep_picture, own_upload
from web_gallery.viewers import SignInFirst, Viewer, viewer_of
from web_gallery.visits import Visit, visit_of

PATH = "/studio"
Source = Annotated[str, Query(alias="from")]  # the address of a picture whose words are taken up
_log = logging.getLogger(__name__)
router = APIRouter()


@router.api_route(PATH, methods=["GET", "HEAD"])
async def studio(
    request: Request, site: TheSite, before: str = "", like: str = "", source: Source = "", words: str = ""
) -> Response:
    """Show the form and one's own jobs; ``like`` is a job whose words are to be changed, ``words`` a written prompt."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return answers.away("/login")
        if await notice_is_due(site, session, viewer):
            return answers.away(NOTICE)
        typed = begun_by(viewer.user)
        if like:
            typed = again(await own_job(session, viewer, like), viewer.user, site.settings)
        if words:
            typed = await with_better_words(session, viewer, await own_job(session, viewer, words), site.settings)
        if source:
            typed = await _begun_from(session, viewer, source)
        html = await bench_page(site, visit, viewer, session, typed=typed, before=id_of(before) if before else None)
    await wake_drafts(site)
    return own_page(visit, html)


@router.post(PATH)
async def ask(request: Request, site: TheSite) -> Response:
    """Take a wish; what is wrong with it is said beside the form, which keeps what was typed."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await _signed_in(request, site, session)
    sent = await own_upload(request, site.settings, viewer)
    typed = typed_of(sent.fields)
    try:
        if sent.data:
            typed = await _with_reference(site, viewer, typed, sent.data)
        return await _asked(request, site, visit, viewer=viewer, typed=typed)
    except DomainError as error:
        if answers.by_script(request):
            return answers.refusal(visit, error)
        async with reading(site.database) as session:
            html = await bench_page(site, visit, viewer, session, typed=typed, trouble=visit.say.error(error))
        return own_page(visit, html, status=status_of(error))


@router.post(f"{PATH}/reference")
async def keep_reference(request: Request, site: TheSite) -> Response:
    """Keep a picture to start from, as soon as it was dropped or pasted; the form then carries its name."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await _signed_in(request, site, session)
    try:
        sent = await own_upload(request, site.settings, viewer)
        typed = await _with_reference(site, viewer, Typed(), sent.data)
    except DomainError as error:
        return answers.refusal(visit, error)
    return answers.fragment({"reference": typed.reference})


async def _asked(request: Request, site: Site, visit: Visit, *, viewer: Viewer, typed: Typed) -> Response:
    now = utc_now()
    wish = wish_of(typed, viewer.user, site.settings)
    async with reading(site.database) as session:
        cards = await jobs.models(session, now=now, engines=site.settings.engine_order)
        spec = draw_spec(wish, cards, dice=Random())  # noqa: S311 - seeds are no secrets
        job = await submit(
            session, viewer.user, spec=spec, request=request_of(typed, viewer.user), policy=policy_of(site.settings),
            now=now,
        )  # fmt: skip
        if not answers.by_script(request):
            return answers.away(f"{PATH}/jobs/{job.id}")
        _, told = await told_now(session, site, visit, viewer=viewer, job=job, now=now)
    return answers.fragment({**told, "key": fresh(typed).key}, status=HTTPStatus.ACCEPTED)


async def _with_reference(site: Site, viewer: Viewer, typed: Typed, data: bytes) -> Typed:
    """Keep a sent picture and return the form with its name."""
    require(viewer.user.role, Permission.REFERENCE)
    key = await keep_picture(site.store, data)
    return Typed(
        typed.prompt, typed.style, typed.shape, typed.count, typed.model, typed.seed, typed.visibility,
        signed(key, viewer.user, site.settings), typed.key,
    )  # fmt: skip


async def _begun_from(session: AsyncSession, viewer: Viewer, slug: str) -> Typed:
    """Return a form with what a picture's page tells its reader; a veiled one tells nothing."""
    media, _ = await visible(session, slug, viewer)
    return begun_by(viewer.user) if is_veiled(media, viewer) else like_picture(media, viewer.user)


async def own_job(session: AsyncSession, viewer: Viewer, which: str) -> Job:
    """Return a job of the viewer's.

    Raises:
        JobNotFound: there is none.
    """
    job = await jobs.by_id(session, id_of(which))
    if job is None or job.owner_id != viewer.user.id or job.parent_id is not None:
        raise JobNotFound
    return job


async def wake_drafts(site: Site) -> None:
    """Have drafts ready by the time that somebody has typed; without Redis there are none, and all else works."""
    try:
        await wake(site.bus.redis)
    except (RedisError, OSError) as outage:
        _log.info("nobody hears that drafts will be wanted: %s", outage)


def id_of(text: str) -> UUID:
    """Return the id that a part of an address is.

    Raises:
        AddressDamaged: it is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise AddressDamaged from None


async def _signed_in(request: Request, site: Site, session: AsyncSession) -> Viewer:
    viewer = await viewer_of(request, site.settings, session, now=utc_now())
    if viewer is None:
        raise SignInFirst
    return viewer


async def bench_page(
    site: Site,
    visit: Visit,
    viewer: Viewer,
    session: AsyncSession,
    *,
    typed: Typed,
    trouble: str = "",
    before: UUID | None = None,
) -> str:
    """Return the form with what was typed into it and what is wrong with that, above one's own jobs."""
    now = utc_now()
    bench = await bench_of(session, viewer.user, site.settings, now=now, before=before)
    shown = await cards_of(site, bench.jobs, bench.known, name=viewer.user.name, say=visit.say)
    return site.pages.render(
        "studio/pictures.html",
        visit,
        viewer=viewer,
        csrf=viewer.csrf,
        typed=typed,
        trouble=trouble,
        jobs=shown,
        older=bench.older,
        is_first=before is None,
        since=int(now.timestamp() * 1000),
        **choices(visit.say, bench, viewer.user),
    )
