"""Asking for texts in the studio: better words for a picture, a script of an idea, other words for a comic."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id, utc_now
from core.comics import service as comics
from core.errors import DomainError
from core.jobs.models import Job
from core.writing import service
from web_gallery.answers import own_page
from web_gallery.reading import reading
from web_gallery.refusals import status_of
from web_gallery.routes.drafts import owner_and_fields
from web_gallery.routes.studio import PATH as STUDIO
from web_gallery.routes.studio import bench_page, id_of, own_job
from web_gallery.routes.studio_comics import desk_page
from web_gallery.routes.studio_scripts import editor, look_of, panels_of, sheet_of
from web_gallery.site import Site, TheSite
from web_gallery.studio import answers
from web_gallery.studio.asking import request_of, typed_of, web_request, wish_of
from web_gallery.studio.words import asking_of, facts_of, text_on_card
from web_gallery.viewers import SignInFirst, Viewer, viewer_of
from web_gallery.visits import Visit, visit_of

PATH = f"{STUDIO}/words"
router = APIRouter(prefix=PATH)


@router.post("")
async def ask(request: Request, site: TheSite) -> Response:
    """Ask for a text; a script hears how it stands, a browser goes where it will be seen."""
    visit = visit_of(request, site.settings.default_locale)
    try:
        viewer, fields = await owner_and_fields(request, site)
    except DomainError as error:
        if not answers.by_script(request):
            raise
        return answers.refusal(visit, error)
    try:
        async with reading(site.database) as session:
            job = await _asked(session, site, visit, viewer=viewer, fields=fields)
            told, text = facts_of(job, visit.say), text_on_card(job, visit.say)
    except DomainError as error:
        if answers.by_script(request):
            return answers.refusal(visit, error)
        return await _said(site, visit, viewer, fields, trouble=error)
    if answers.by_script(request):
        return answers.fragment(told)
    return answers.away(text.use if text else f"{STUDIO}/jobs/{job.id}")


@router.api_route("/{which}", methods=["GET", "HEAD"])
async def text(request: Request, site: TheSite, which: str) -> Response:
    """Tell how a text stands, and the text once it is there."""
    visit = visit_of(request, site.settings.default_locale)
    try:
        async with reading(site.database) as session:
            viewer = await viewer_of(request, site.settings, session, now=utc_now())
            if viewer is None:
                raise SignInFirst
            told = facts_of(await own_job(session, viewer, which), visit.say)
    except DomainError as error:
        if not answers.by_script(request):
            raise
        return answers.refusal(visit, error)
    return answers.fragment(told)


async def _said(
    site: Site, visit: Visit, viewer: Viewer, fields: Mapping[str, str], *, trouble: DomainError
) -> Response:
    """Say what is wrong on the page that the form stood on, with what was typed."""
    said = visit.say.error(trouble)
    async with reading(site.database) as session:
        match fields.get("do"):
            case "idea":
                html = await editor(site, visit, viewer, session, typed=sheet_of(fields), trouble=trouble)
            case "dialogue":
                own = await comics.own(session, viewer.user, id_of(fields.get("comic", "")))
                wish = fields.get("wish", "")
                html = await desk_page(site, visit, viewer, session, comic=own, wish=wish, trouble=said)
            case _:
                html = await bench_page(site, visit, viewer, session, typed=typed_of(fields), trouble=said)
    return own_page(visit, html, status=status_of(trouble))


async def _asked(session: AsyncSession, site: Site, visit: Visit, *, viewer: Viewer, fields: Mapping[str, str]) -> Job:
    """Take a wish for a text; the same form sent twice makes one job."""
    key = f"{fields['key'][:40]}:{fields.get('turn', '')[:20]}" if fields.get("key") else new_id().hex
    match fields.get("do"):
        case "idea":
            typed = sheet_of(fields)
            asking = asking_of(site.settings, web_request(viewer.user, key), visit.locale)
            return await service.script_from(
                session, viewer.user, typed.idea, panels=panels_of(typed), look=look_of(typed, viewer), asking=asking
            )
        case "dialogue":
            own = await comics.own(session, viewer.user, id_of(fields.get("comic", "")))
            asking = asking_of(site.settings, web_request(viewer.user, key), visit.locale)
            return await service.other_words(session, viewer.user, own, wish=fields.get("wish", ""), asking=asking)
        case _:
            asked = typed_of({**fields, "key": key})
            wish = wish_of(asked, viewer.user, site.settings)
            asking = asking_of(site.settings, request_of(asked, viewer.user), visit.locale)
            return await service.better_words(session, viewer.user, wish, asking=asking)
