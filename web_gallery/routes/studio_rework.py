"""What is made of a picture that is there: clips, larger ones, variations, repainted parts, words."""

import asyncio
from dataclasses import dataclass
from random import Random

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id, utc_now
from core.comics.shown import comic_of_page
from core.errors import DomainError
from core.jobs import queries as jobs
from core.jobs.editing import Edit, Mode
from core.jobs.models import Job
from core.jobs.service import submit
from core.jobs.specs import draw_spec
from core.media.queries import derivatives
from core.pictures.masks import mask_of
from web_gallery.addresses import own_addresses
from web_gallery.answers import own_page
from web_gallery.noticing import PATH as NOTICE
from web_gallery.noticing import notice_is_due
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere, status_of
from web_gallery.routes.pictures import is_veiled, visible
from web_gallery.site import Site, TheSite
from web_gallery.studio import answers, reworking
from web_gallery.studio.asking import policy_of, web_request
from web_gallery.studio.bench import credits_line, credits_of
from web_gallery.studio.reworking import Deed, PartNotMarked, Subject
from web_gallery.uploads import Sent, keep_picture, own_upload
from web_gallery.viewers import SignInFirst, Viewer, viewer_of
from web_gallery.views import card_of, listed_of
from web_gallery.visits import Visit, visit_of

_VIDEO = "video/"
router = APIRouter(prefix="/studio/rework")


@dataclass(frozen=True, slots=True)
class _Typed:
    """What a refused form held, so that nobody types it again."""

    deed: str = ""
    prompt: str = ""


@router.api_route("/{slug}", methods=["GET", "HEAD"])
async def rework(request: Request, site: TheSite, slug: str) -> Response:
    """Show a picture with what can be made of it."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return answers.away("/login")
        if await notice_is_due(site, session, viewer):
            return answers.away(NOTICE)
        subject = await subject_of(session, viewer, slug)
        if comic := await comic_of_page(session, subject.media):
            return RedirectResponse(f"/c/{comic}")
        html = await _page(site, visit, viewer, session, subject=subject, typed=_Typed())
    return own_page(visit, html)


@router.post("/{slug}/{name}")
async def ask(request: Request, site: TheSite, slug: str, name: str) -> Response:
    """Take a wish; what is wrong with it is said on the page."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            raise SignInFirst
        subject = await subject_of(session, viewer, slug)
    sent = await own_upload(request, site.settings, viewer)
    try:
        job = await _asked(site, visit, viewer, deed=reworking.deed_of(name), subject=subject, sent=sent)
    except DomainError as error:
        if answers.by_script(request):
            return answers.refusal(visit, error)
        typed = _Typed(name, sent.fields.get("prompt", ""))
        async with reading(site.database) as session:
            html = await _page(
                site, visit, viewer, session, subject=subject, typed=typed, trouble=visit.say.error(error)
            )
        return own_page(visit, html, status=status_of(error))
    if answers.by_script(request):
        return answers.fragment({"at": f"/studio/jobs/{job.id}"})
    return answers.away(f"/studio/jobs/{job.id}")


async def subject_of(session: AsyncSession, viewer: Viewer, slug: str) -> Subject:
    """Return a picture that somebody may start from.

    Raises:
        NothingHere: there is none, it isn't for this person, is veiled, or moves already.
        PictureGone: it was deleted or hidden.
    """
    media, _ = await visible(session, slug, viewer)
    if is_veiled(media, viewer) or media.media_type.startswith(_VIDEO):
        raise NothingHere
    return Subject(media, await session.get_one(Job, media.job_id), viewer.user)


async def _asked(site: Site, visit: Visit, viewer: Viewer, *, deed: Deed, subject: Subject, sent: Sent) -> Job:
    now = utc_now()
    async with reading(site.database) as session:
        cards = await jobs.models(session, now=now, engines=site.settings.engine_order)
    wish = reworking.wish_of(deed, subject, fields=sent.fields, cards=cards, say=visit.say)
    spec = draw_spec(wish, cards, dice=Random())  # noqa: S311 - seeds are no secrets
    if deed is Deed.REPAINT:
        edit = Edit(mode=Mode.INPAINT, mask=await _mask(site, subject, sent))
        spec = spec.model_copy(update={"edit": edit})
    wanted = web_request(viewer.user, sent.fields.get("key", ""), subject.reach)
    async with reading(site.database) as session:
        return await submit(session, viewer.user, spec=spec, request=wanted, policy=policy_of(site.settings), now=now)


async def _mask(site: Site, subject: Subject, sent: Sent) -> str:
    """Keep the mask that was painted or sent, or one of the things that were ticked; return its key.

    Raises:
        PartNotMarked: there is neither.
        NotAPicture, PictureTooLarge, PictureTooSmall: what is wrong with a file.
    """
    if sent.data:
        return await keep_picture(site.store, sent.data)
    boxes = reworking.ticked(subject, sent.fields)
    if not boxes:
        raise PartNotMarked
    size = (subject.media.width, subject.media.height)
    return await site.store.put(await asyncio.to_thread(mask_of, size, boxes), "image/png")


async def _page(
    site: Site, visit: Visit, viewer: Viewer, session: AsyncSession, *, subject: Subject, typed: _Typed,
    trouble: str = "",
) -> str:  # fmt: skip
    now = utc_now()
    media = subject.media
    copies = (await derivatives(session, [media.id]))[media.id]
    links = await own_addresses(site, [media.key, *(copy.key for copy in copies)])
    card = card_of(listed_of(media, viewer.user.name, copies), say=visit.say, address=links.__getitem__)
    return site.pages.render(
        "studio/rework.html",
        visit,
        viewer=viewer,
        csrf=viewer.csrf,
        key=new_id().hex,
        subject=subject,
        card=card,
        told=card.frame.alt if media.alt else "",
        typed=typed,
        trouble=trouble,
        credits_line=credits_line(visit.say, await credits_of(session, viewer.user, site.settings, now=now)),
        **reworking.choices(visit.say, await jobs.models(session, now=now, engines=site.settings.engine_order)),
    )
