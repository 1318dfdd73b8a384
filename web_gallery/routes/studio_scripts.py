"""Comics in the studio: the list, and the editor that a script is written, checked and invented in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from time import time

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id, utc_now
from core.comics import making, service
from core.comics.continuing import next_part
from core.comics.inventing import MOST_PANELS, USUAL_PANELS, invent
from core.comics.models import Comic
from core.comics.ordering import DRAFT_COST
from core.comics.service import Look, Written
from core.engines import STYLES
from core.errors import DomainError
from core.jobs.drafts import Draft, drafted
from core.jobs.models import Job
from core.jobs.writing import Task
from core.privacy import VISIBILITY_NAMES, Visibility, checked_visibility
from core.roles import Permission, may
from core.screening.screen import refuse
from core.writing import using
from web_gallery.answers import own_page
from web_gallery.reading import reading
from web_gallery.refusals import status_of
from web_gallery.routes.drafts import owner_and_fields
from web_gallery.routes.studio import id_of, wake_drafts
from web_gallery.site import Site, TheSite
from web_gallery.studio import answers
from web_gallery.studio.asking import policy_of, web_request
from web_gallery.studio.bench import credits_line, credits_of
from web_gallery.studio.drafting import pages_draft
from web_gallery.studio.examples import EXAMPLES, example
from web_gallery.studio.scripts import LONGEST, SIZE_NAMES, checked, formatted, page_size, read
from web_gallery.studio.shelf import shelf_of
from web_gallery.studio.words import has_model
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.visits import Visit, visit_of

PATH = "/studio/comics"
_MOST_DRAFTED = 24  # panels: more would not be drawn while anybody waits
router = APIRouter(prefix=PATH)


@dataclass(frozen=True, slots=True)
class Draftsheet:
    """The editor's form as it stands."""

    script: str = ""
    size: str = ""
    style: str = ""
    visibility: str = ""
    idea: str = ""
    panels: str = str(USUAL_PANELS)
    key: str = ""


@router.api_route("", methods=["GET", "HEAD"])
async def comics(request: Request, site: TheSite, before: str = "") -> Response:
    """List one's own comics."""
    visit = visit_of(request, site.settings.default_locale)
    now = utc_now()
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=now)
        if viewer is None:
            return answers.away("/login")
        shelf = await shelf_of(session, site, viewer, say=visit.say, before=id_of(before) if before else None, now=now)
    html = site.pages.render(
        "studio/comics.html", visit, viewer=viewer, csrf=viewer.csrf, shelf=shelf, is_first=not before,
        since=int(now.timestamp() * 1000),
    )  # fmt: skip
    return own_page(visit, html)


@router.api_route("/new", methods=["GET", "HEAD"])
async def new(request: Request, site: TheSite, like: str = "", after: str = "", words: str = "") -> Response:
    """Show the editor: empty, with an example (``like``), a written script (``words``) or going on (``after``)."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return answers.away("/login")
        typed = Draftsheet(example(like, visit.locale), visibility=viewer.user.visibility.value, key=new_id().hex)
        if after:
            before = await service.own(session, viewer.user, id_of(after))
            title = visit.say.gettext("{title}, part 2", title=before.title) if before.title else ""
            typed = replace(typed, script=next_part(before, title), visibility=before.visibility_name)
        if words:
            typed = written(await using.own_text(session, viewer.user, id_of(words), task=Task.SCRIPT), typed)
        html = await editor(site, visit, viewer, session, typed=typed)
    await wake_drafts(site)
    return own_page(visit, html)


@router.post("")
async def take(request: Request, site: TheSite) -> Response:
    """Take the editor's form: have it drawn, or without scripts check it, tidy it up or make it of an idea."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            raise SignInFirst
        fields = await own_form(request, site.settings, viewer)
    typed = sheet_of(fields)
    try:
        match fields.get("do", "draw"):
            case "check":
                pass
            case "format":
                typed = replace(typed, script=formatted(typed.script, visit.locale))
            case "idea":
                typed = replace(typed, script=invented(typed, visit))
            case _:
                return await _begun(site, visit, viewer, typed)
        trouble = None
    except DomainError as error:
        trouble = error
    async with reading(site.database) as session:
        html = await editor(site, visit, viewer, session, typed=typed, trouble=trouble)
    return own_page(visit, html, **({"status": status_of(trouble)} if trouble else {}))


@router.post("/check")
async def check(request: Request, site: TheSite) -> Response:
    """Say what there is to say of a script, as a fragment; ``do`` may have it tidied up or invented first."""
    visit = visit_of(request, site.settings.default_locale)
    try:
        _, fields = await owner_and_fields(request, site)
        typed = sheet_of(fields)
        if fields.get("do") == "format":
            typed = replace(typed, script=formatted(typed.script, visit.locale))
        if fields.get("do") == "idea":
            typed = replace(typed, script=invented(typed, visit))
        said = checked(typed.script, typed.size, visit.say)
    except DomainError as error:
        return answers.refusal(visit, error)
    html = site.pages.render("studio/_checked.html", visit, checked=said)
    return answers.fragment({"script": typed.script, "ready": said.is_ready, "html": html})


@router.post("/draft")
async def draft(request: Request, site: TheSite) -> Response:
    """Draw the pages of a script as a draft; 204 where a later one was asked for or there is nothing to draw."""
    visit = visit_of(request, site.settings.default_locale)
    try:
        viewer, fields = await owner_and_fields(request, site)
        typed = sheet_of(fields)
        parsed = read(typed.script, visit.locale)
        if parsed.script is None or len(parsed.script.panels) > _MOST_DRAFTED:
            return Response(status_code=204)
        refuse(typed.script)
        spec = pages_draft(parsed.script, page_size(typed.size) if typed.size else None, typed.style)
        made = await drafted(site.bus.redis, f"{viewer.session_id}:comic", spec, asked_at=time())
    except DomainError as error:
        return answers.refusal(visit, error)
    return answers.fragment({"pages": _pages(made)}) if made.pictures else Response(status_code=204)


def sheet_of(fields: Mapping[str, str]) -> Draftsheet:
    """Return what a sent form holds."""
    return Draftsheet(
        script=fields.get("script", "").replace("\r\n", "\n"),
        size=fields.get("size", ""),
        style=fields.get("style", ""),
        visibility=fields.get("visibility", ""),
        idea=fields.get("idea", ""),
        panels=fields.get("panels", ""),
        key=fields.get("key", ""),
    )


def invented(typed: Draftsheet, visit: Visit) -> str:
    """Return a script made of the form's idea.

    Raises:
        IdeaEmpty, IdeaTooLong, ScreenedOut: what the person can change.
    """
    refuse(typed.idea)
    return invent(typed.idea, panels=panels_of(typed), language=visit.locale, dice=Random())  # noqa: S311 - plots are no secrets


def panels_of(typed: Draftsheet) -> int:
    """Return how many panels an idea gets: as was typed, else the usual number."""
    told = typed.panels.strip()
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= len(str(MOST_PANELS)) else USUAL_PANELS


def look_of(typed: Draftsheet, viewer: Viewer) -> Look:
    """Return what was chosen beside the script.

    Raises:
        UnknownPageSize, UnknownVisibility: there is none of this name.
    """
    reach = checked_visibility(typed.visibility) if typed.visibility else viewer.user.visibility
    return Look(page_size(typed.size) if typed.size else None, typed.style or None, reach)


def written(job: Job, typed: Draftsheet) -> Draftsheet:
    """Return the editor's form with a script that was written, and what was chosen when it was asked for."""
    writing = using.writing_of(job)
    return replace(
        typed, script=using.text_of(job), size=writing.size, style=job.draw.style, visibility=job.visibility_name,
        idea=job.draw.prompt, panels=str(writing.panels),
    )  # fmt: skip


async def _begun(site: Site, visit: Visit, viewer: Viewer, typed: Draftsheet) -> Response:
    """Keep a script and have its storyboard drawn.

    Raises:
        ScriptUnfinished: the script has mistakes; nothing is kept then.
        DomainError: as ``core.comics.making.storyboard``.
    """
    parsed = read(typed.script, visit.locale)
    if parsed.script is None:
        raise making.ScriptUnfinished
    async with reading(site.database) as session:
        comic, _ = await begun(session, site, viewer, Written(typed.script, parsed.script, visit.locale), typed=typed)
    return answers.away(f"{PATH}/{comic.id}")


async def begun(
    session: AsyncSession, site: Site, viewer: Viewer, written: Written, *, typed: Draftsheet
) -> tuple[Comic, Job]:
    """Keep a comic and have its storyboard drawn; the same form sent twice makes one."""
    now = utc_now()
    asked = web_request(viewer.user, typed.key)
    comic = await service.begin(
        session, viewer.user, written, look=look_of(typed, viewer), key=asked.key, now=now,
        dice=Random(),  # noqa: S311 - seeds are no secrets
    )  # fmt: skip
    job = await making.storyboard(session, viewer.user, comic, request=asked, policy=policy_of(site.settings), now=now)
    return comic, job


async def editor(
    site: Site,
    visit: Visit,
    viewer: Viewer,
    session: AsyncSession,
    *,
    typed: Draftsheet,
    trouble: DomainError | None = None,
) -> str:
    """Return the editor with what was typed into it, and what is wrong with that."""
    now = utc_now()
    credits_left = await credits_of(session, viewer.user, site.settings, now=now)
    return site.pages.render(
        "studio/script.html",
        visit,
        viewer=viewer,
        csrf=viewer.csrf,
        typed=typed,
        trouble=visit.say.error(trouble) if trouble else "",
        checked=checked(typed.script, typed.size if typed.size in set(SIZE_NAMES) else "", visit.say),
        examples=[(each.key, visit.say.gettext(each.name)) for each in EXAMPLES],
        cost=DRAFT_COST,
        by_model=await has_model(session, site.settings),
        credits_line=credits_line(visit.say, credits_left),
        since=int(now.timestamp() * 1000),
        **looks(visit, viewer),
    )


def looks(visit: Visit, viewer: Viewer) -> dict[str, object]:
    """Return the choices beside a script, in the person's words."""
    say = visit.say
    reaches = [
        each for each in Visibility if each is not Visibility.PUBLIC or may(viewer.user.role, Permission.PUBLISH)
    ]
    return {
        "sizes": [(size.value, say.gettext(name)) for size, name in SIZE_NAMES.items()],
        "styles": [(name, say.gettext(label)) for name, label in STYLES.items()],
        "reaches": [(reach.value, say.gettext(VISIBILITY_NAMES[reach])) for reach in reversed(reaches)],
        "longest": LONGEST,
        "most_panels": MOST_PANELS,
    }


def _pages(made: Draft) -> list[dict[str, object]]:
    return [
        {
            "picture": f"data:image/webp;base64,{page.data}",
            "width": page.width,
            "height": page.height,
            "alt": next(iter(page.alt.values()), ""),
        }
        for page in made.pictures
    ]
