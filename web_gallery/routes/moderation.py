"""Moderators' pages: what waits for a decision, and one case with all that may be done about it."""

import re
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.clock import utc_now
from core.errors import DomainError
from core.moderation import appeals, queries, service
from core.moderation.service import Ruling
from core.moderation.standing import spaces_of
from core.moderation.words import CONCERN_NAMES, STATE_NAMES, Verdict
from core.users import queries as users
from web_gallery.answers import NEVER, own_page
from web_gallery.casework import case_view, work_view
from web_gallery.reading import reading
from web_gallery.refusals import ChoiceUnknown, NothingHere, status_of
from web_gallery.site import Site, TheSite
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.visits import Visit, visit_of

_SHOWN = 50
_MONTH = timedelta(days=30)
_ORIGIN = "web"
_ONLY = "only-"
_PLACE = re.compile(r"only-[1-9]", re.ASCII)
_READ = ["GET", "HEAD"]
router = APIRouter(prefix="/moderation")


@router.api_route("", methods=_READ)
async def queue(request: Request, site: TheSite) -> Response:
    """List the cases that wait where this person may decide, and who decided how much lately."""
    visit = visit_of(request, site.settings.default_locale)
    now = utc_now()
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=now)
        if viewer is None:
            return RedirectResponse("/login", HTTPStatus.SEE_OTHER)
        await _require_moderator(session, viewer)
        waiting = await queries.queue(session, viewer.user, limit=_SHOWN)
        count = await queries.waiting_count(session, viewer.user)
        works = await queries.statistics(session, since=now - _MONTH)
        names = await users.names(session, [work.moderator_id for work in works])
    more = max(count - len(waiting), 0)
    work = [work_view(visit.say, work, names.get(work.moderator_id, "")) for work in works]
    html = site.pages.render(
        "moderation.html", visit, viewer=viewer, waiting=waiting, more=more, work=work, concerns=CONCERN_NAMES,
        states=STATE_NAMES,
    )  # fmt: skip
    return own_page(visit, html)


@router.api_route("/{which}", methods=_READ)
async def case(request: Request, site: TheSite, which: UUID) -> Response:
    """Show a case; that it was looked at stands on record, since it may hold what is private."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return RedirectResponse("/login", HTTPStatus.SEE_OTHER)
        html = await _page(site, visit, viewer, session, which)
    return own_page(visit, html)


@router.post("/{which}/look")
async def look(request: Request, site: TheSite, which: UUID) -> Response:
    """Show what is in quarantine to who must decide of it, on record before it is shown."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await _sender(request, site, session)
        await own_form(request, site.settings, viewer)
        await queries.file_of(session, viewer.user, which)
        await record(session, viewer.user.id, "quarantine.seen", f"case:{which}", origin=_ORIGIN, now=utc_now())
    async with reading(site.database) as session:
        html = await _page(site, visit, viewer, session, which, looks=True)
    return own_page(visit, html)


@router.post("/{which}/{deed}")
async def act(request: Request, site: TheSite, which: UUID, deed: str) -> Response:
    """Do something about a case; what is wrong with it is said on its page, with the words that were typed."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await _sender(request, site, session)
        fields = await own_form(request, site.settings, viewer)
    try:
        async with reading(site.database) as session:
            await _do(session, viewer, which, deed=deed, fields=fields)
    except DomainError as refusal:
        if isinstance(refusal, NothingHere):
            raise
        async with reading(site.database) as session:
            html = await _page(site, visit, viewer, session, which, trouble=refusal, typed=fields)
        return own_page(visit, html, status=status_of(refusal))
    return RedirectResponse(f"/moderation/{which}", HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})


async def _do(session: AsyncSession, viewer: Viewer, which: UUID, *, deed: str, fields: Mapping[str, str]) -> None:
    person, now, why = viewer.user, utc_now(), fields.get("reason", "")
    match deed:
        case "take":
            await service.assign(session, person, which, origin=_ORIGIN, now=now)
        case "note":
            await service.note(session, person, which, words=fields.get("words", ""), origin=_ORIGIN, now=now)
        case "decide":
            await service.decide(session, person, which, ruling=_ruling(fields), origin=_ORIGIN, now=now)
        case "reverse":
            await service.reverse(session, person, which, reason=why, origin=_ORIGIN, now=now)
        case "answer":
            granted = fields.get("granted") == "yes"
            await appeals.decide_appeal(session, person, which, granted=granted, reason=why, origin=_ORIGIN, now=now)
        case _:
            raise NothingHere


def _ruling(fields: Mapping[str, str]) -> Ruling:
    level = fields.get("level", "")
    try:
        verdict = Verdict(fields.get("verdict", ""))
    except ValueError:
        raise ChoiceUnknown from None
    only = frozenset(int(name.removeprefix(_ONLY)) for name in fields if _PLACE.fullmatch(name))
    return Ruling(verdict, fields.get("reason", ""), int(level) if level in {"0", "1", "2", "3"} else None, only)


async def _page(
    site: Site,
    visit: Visit,
    viewer: Viewer,
    session: AsyncSession,
    which: UUID,
    *,
    looks: bool = False,
    trouble: DomainError | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    """Return a case's page, however one came to it; that it was looked at stands on record."""
    view = await case_view(site, visit.say, session, viewer.user, which=which, looks=looks)
    await record(session, viewer.user.id, "case.seen", f"case:{which}", origin=_ORIGIN, now=utc_now())
    words = visit.say.error(trouble) if trouble else ""
    return site.pages.render("case.html", visit, viewer=viewer, view=view, trouble=words, typed=typed or {})


async def _sender(request: Request, site: Site, session: AsyncSession) -> Viewer:
    viewer = await viewer_of(request, site.settings, session, now=utc_now())
    if viewer is None:
        raise SignInFirst
    return viewer


async def _require_moderator(session: AsyncSession, viewer: Viewer) -> None:
    """Pass on who may decide anywhere; to everybody else there is nothing here."""
    if await spaces_of(session, viewer.user) == frozenset():
        raise NothingHere
