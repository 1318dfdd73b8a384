"""One comic in the studio: drawn, redrawn, rewritten, set on other pages, shown, continued, deleted."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.comics import continuing, making, service
from core.comics.making import NoSuchPanel, ScriptUnfinished
from core.comics.models import Comic
from core.comics.ordering import script_of
from core.comics.service import Written
from core.engines import STYLES
from core.errors import DomainError
from core.jobs.service import Policy, cancel
from core.jobs.service import Request as Ask
from core.jobs.specs import UnknownStyle
from core.jobs.writing import Task
from core.privacy import checked_visibility
from core.writing import using
from web_gallery.answers import own_page
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere, status_of
from web_gallery.routes.studio import id_of, wake_drafts
from web_gallery.routes.studio_scripts import PATH, looks
from web_gallery.site import Site, TheSite
from web_gallery.studio import answers
from web_gallery.studio.asking import policy_of, web_request
from web_gallery.studio.desk import desk_of, newest_job
from web_gallery.studio.scripts import checked, page_size, read
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.visits import Visit, visit_of

_REFRESH_S = 3
router = APIRouter(prefix=PATH)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something asked for a comic: by whom, with which fields, under which limits."""

    viewer: Viewer
    comic: Comic
    fields: Mapping[str, str]
    request: Ask
    policy: Policy
    language: str
    now: datetime


Does = Callable[[AsyncSession, Deed], Awaitable[object]]


@router.api_route("/{which}", methods=["GET", "HEAD"])
async def comic(request: Request, site: TheSite, which: str, words: str = "") -> Response:
    """Show a comic's desk; without scripts it asks for itself again while something is under way.

    ``words`` is a text of other words for it, shown in its editor and not yet taken.
    """
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return answers.away("/login")
        own = await service.own(session, viewer.user, id_of(which))
        typed = None
        if words:
            typed = using.text_of(await using.own_text(session, viewer.user, id_of(words), task=Task.DIALOGUE))
        html = await desk_page(site, visit, viewer, session, comic=own, typed=typed)
    await wake_drafts(site)
    return own_page(visit, html)


@router.post("/{which}/{verb}")
async def act(request: Request, site: TheSite, which: str, verb: str) -> Response:
    """Do one of the deeds; a refusal is said on the comic's own page, with the script as it was typed."""
    visit = visit_of(request, site.settings.default_locale)
    does = _DEEDS.get(verb)
    if does is None:
        raise NothingHere
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            raise SignInFirst
        fields = await own_form(request, site.settings, viewer)
    try:
        async with reading(site.database) as session:
            own = await service.own(session, viewer.user, id_of(which))
            asked = web_request(viewer.user, fields.get("key", ""), own.visibility)
            deed = Deed(viewer, own, fields, asked, policy_of(site.settings), visit.locale, utc_now())
            await does(session, deed)
            gone = own.deleted_at is not None
    except service.ComicNotFound:
        raise
    except DomainError as error:
        async with reading(site.database) as session:
            own = await service.own(session, viewer.user, id_of(which))
            html = await desk_page(
                site, visit, viewer, session, comic=own, typed=fields.get("script"), trouble=visit.say.error(error)
            )
        return own_page(visit, html, status=status_of(error))
    return answers.away(PATH if gone else f"{PATH}/{which}")


async def _rewrite(session: AsyncSession, deed: Deed) -> None:
    """Take a changed script: pages at once where nothing has to be drawn, a storyboard before anything was."""
    text = deed.fields.get("script", "").replace("\r\n", "\n")
    parsed = read(text, deed.language)
    if parsed.script is None:
        raise ScriptUnfinished
    service.rewrite(deed.comic, Written(text, parsed.script, deed.language))
    await _follow(session, deed)


async def _storyboard(session: AsyncSession, deed: Deed) -> None:
    await making.storyboard(
        session, deed.viewer.user, deed.comic, request=deed.request, policy=deed.policy, now=deed.now
    )


async def _draw(session: AsyncSession, deed: Deed) -> None:
    await _drawn(session, deed, panel=None)


async def _panel(session: AsyncSession, deed: Deed) -> None:
    given = deed.fields.get("panel", "").strip()
    if not (given.isascii() and given.isdecimal() and len(given) <= len("999")):
        script = script_of(deed.comic)
        raise NoSuchPanel(number=given[:20] or "?", most=len(script.panels) if script else 0)
    await _drawn(session, deed, panel=int(given))


async def _drawn(session: AsyncSession, deed: Deed, *, panel: int | None) -> None:
    card = await continuing.card_of(session, deed.comic, now=deed.now)
    await making.draw(
        session, deed.viewer.user, deed.comic, card=card, request=deed.request, policy=deed.policy, now=deed.now,
        again=panel,
    )  # fmt: skip


async def _size(session: AsyncSession, deed: Deed) -> None:
    deed.comic.size = page_size(deed.fields.get("size", "")).value
    await _follow(session, deed)


async def _style(session: AsyncSession, deed: Deed) -> None:
    style = deed.fields.get("style", "")
    if style not in STYLES:
        raise UnknownStyle(style=style[:60], known=", ".join(STYLES))
    deed.comic.style = style
    await _follow(session, deed)


async def _follow(session: AsyncSession, deed: Deed) -> None:
    await session.flush()
    await continuing.after_change(
        session, deed.viewer.user, deed.comic, request=deed.request, policy=deed.policy, now=deed.now
    )


async def _reach(session: AsyncSession, deed: Deed) -> None:
    visibility = checked_visibility(deed.fields.get("visibility", ""))
    await service.set_visibility(
        session, deed.viewer.user, deed.comic, visibility=visibility, closed=frozenset(), now=deed.now
    )


async def _cancel(session: AsyncSession, deed: Deed) -> None:
    job = await newest_job(session, deed.comic)
    if job is not None:
        await cancel(session, deed.viewer.user, job.id, now=deed.now)


async def _delete(session: AsyncSession, deed: Deed) -> None:
    await service.delete(session, deed.viewer.user, deed.comic, now=deed.now)


_DEEDS: dict[str, Does] = {
    "script": _rewrite,
    "storyboard": _storyboard,
    "draw": _draw,
    "panel": _panel,
    "size": _size,
    "style": _style,
    "reach": _reach,
    "cancel": _cancel,
    "delete": _delete,
}


async def desk_page(
    site: Site,
    visit: Visit,
    viewer: Viewer,
    session: AsyncSession,
    *,
    comic: Comic,
    typed: str | None = None,
    wish: str = "",
    trouble: str = "",
) -> str:
    """Return a comic's desk, with what was typed into it and what is wrong with that.

    ``typed`` is a script that was not taken, ``wish`` what was asked for of other words.
    """
    now = utc_now()
    desk = await desk_of(session, site, viewer, comic, say=visit.say, now=now)
    script = desk.script if typed is None else typed.replace("\r\n", "\n")
    return site.pages.render(
        "studio/comic.html",
        visit,
        viewer=viewer,
        csrf=viewer.csrf,
        desk=desk,
        script=script,
        wish=wish,
        checked=checked(script, desk.size, visit.say),
        trouble=trouble,
        refresh=_REFRESH_S if desk.job is not None and desk.job.is_open else 0,
        since=int(now.timestamp() * 1000),
        **looks(visit, viewer),
    )
