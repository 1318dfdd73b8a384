"""Signing in with a link from the bot, and out again."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from core.auth import sessions, signing_in
from core.clock import utc_now
from web_gallery.answers import NEVER, own_page
from web_gallery.reading import reading
from web_gallery.site import TheSite
from web_gallery.viewers import own_form, session_cookie, viewer_of
from web_gallery.visits import visit_of

_HOME = "/me"
router = APIRouter()


@router.api_route("/login", methods=["GET", "HEAD"])
async def login(request: Request, site: TheSite, key: str = "") -> Response:
    """Ask whether to sign in, which a link must not do by itself: chat platforms open every link that they see."""
    visit = visit_of(request, site.settings.default_locale)
    now = utc_now()
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=now)
        owner = await signing_in.owner_of_link(session, key, now=now) if key else None
    if viewer is not None and owner is None:
        return _away(_HOME)
    name, command = owner.name if owner else "", visit.say.pgettext("command", "login")
    return own_page(visit, site.pages.render("login.html", visit, owner=name, command=command, key=key))


@router.post("/login")
async def log_in(request: Request, site: TheSite) -> Response:
    """Use a link up and sign this browser in."""
    fields = await own_form(request, site.settings, None)
    device = request.headers.get("user-agent", "")
    async with reading(site.database) as session:
        _, key = await signing_in.sign_in(session, fields.get("key", ""), device=device, now=utc_now())
    return _away(_HOME, cookie=session_cookie(site.settings, key))


@router.post("/logout")
async def log_out(request: Request, site: TheSite) -> Response:
    """End this browser's session."""
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is not None:
            await own_form(request, site.settings, viewer)
            await sessions.end_session(session, viewer.user, which=viewer.session_id)
    return _away("/", cookie=session_cookie(site.settings, ""))


def _away(path: str, *, cookie: str = "") -> Response:
    answer = RedirectResponse(path, HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})
    if cookie:
        answer.headers["set-cookie"] = cookie
    return answer
