"""One's rights on the web: a copy of everything, and being forgotten."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.platforms import Platform
from core.rights import erasure, exports
from web_gallery.answers import NEVER, own_page
from web_gallery.reading import reading
from web_gallery.site import Site, TheSite
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.visits import visit_of

_PATH = "/me/data"
router = APIRouter()


class NotSure(DomainError):
    """The box that confirms an erasure was not ticked."""

    refusal = Refusal.INVALID
    code = "not-sure"
    msgid = N_("Nothing was erased. Tick the box to show that you mean it.")


class SignInAgain(DomainError):
    """What can't be taken back asks for a fresh sign-in."""

    refusal = Refusal.FORBIDDEN
    code = "sign-in-again"
    msgid = N_("Erasing at once asks for a fresh sign-in: sign out, sign in again, then come back.")


@router.api_route(_PATH, methods=["GET", "HEAD"])
async def data(request: Request, site: TheSite) -> Response:
    """Show what can be done with one's data."""
    visit = visit_of(request, site.settings.default_locale)
    now = utc_now()
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=now)
        if viewer is None:
            return RedirectResponse("/login", HTTPStatus.SEE_OTHER)
        wish = await erasure.asked_by(session, viewer.user.id)
        export = await exports.latest(session, viewer.user.id, now=now)
    html = site.pages.render(
        "data.html",
        visit,
        viewer=viewer,
        is_fresh=viewer.is_fresh(now),
        due=visit.say.moment(wish.due_at) if wish else None,
        is_packing=export is not None and export.ready_at is None,
        is_ready=export is not None and export.ready_at is not None,
    )
    return own_page(visit, html)


@router.post(f"{_PATH}/export")
async def export(request: Request, site: TheSite) -> Response:
    """Have a copy packed; one that is there is offered with a link of its own."""
    visit = visit_of(request, site.settings.default_locale)
    now = utc_now()
    async with reading(site.database) as session:
        viewer, _ = await _owner(request, site, session)
        asked = await exports.ask(session, viewer.user, platform=Platform.WEB, locale=visit.locale, now=now)
        if asked.ready_at is None:
            return _away(_PATH)
        secret = await exports.make_link(session, viewer.user, asked.id, now=now)
    return _away(f"/exports/{secret}")


@router.post(f"{_PATH}/erase")
async def erase(request: Request, site: TheSite) -> Response:
    """Note the wish to be forgotten: in a day, or at once after a fresh sign-in."""
    visit = visit_of(request, site.settings.default_locale)
    now = utc_now()
    async with reading(site.database) as session:
        viewer, fields = await _owner(request, site, session)
        at_once = fields.get("when") == "now"
        if "sure" not in fields:
            raise NotSure
        if at_once and not viewer.is_fresh(now):
            raise SignInAgain
        await erasure.ask(session, viewer.user, platform=Platform.WEB, locale=visit.locale, at_once=at_once, now=now)
    return _away(_PATH)


@router.post(f"{_PATH}/keep")
async def keep(request: Request, site: TheSite) -> Response:
    """Take the wish back."""
    async with reading(site.database) as session:
        viewer, _ = await _owner(request, site, session)
        await erasure.take_back(session, viewer.user, platform=Platform.WEB, now=utc_now())
    return _away(_PATH)


async def _owner(request: Request, site: Site, session: AsyncSession) -> tuple[Viewer, dict[str, str]]:
    """Return who sends a form of their own, and its fields."""
    viewer = await viewer_of(request, site.settings, session, now=utc_now())
    if viewer is None:
        raise SignInFirst
    return viewer, dict(await own_form(request, site.settings, viewer))


def _away(path: str) -> Response:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})
