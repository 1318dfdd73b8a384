"""One's account on the web: where one is signed in, and the tokens of one's programs."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import sessions, tokens
from core.auth.tokens import SCOPE_NAMES, Scope
from core.clock import utc_now
from core.errors import DomainError
from web_gallery.answers import NEVER, own_page
from web_gallery.reading import reading
from web_gallery.refusals import AddressDamaged, status_of
from web_gallery.site import Site, TheSite
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.visits import Visit, visit_of

_PATH = "/me/account"
_SCOPE = "scope-"
router = APIRouter()


@router.api_route(_PATH, methods=["GET", "HEAD"])
async def account(request: Request, site: TheSite) -> Response:
    """Show sessions and tokens."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return RedirectResponse("/login", HTTPStatus.SEE_OTHER)
        html = await _page(site, visit, viewer, session)
    return own_page(visit, html)


@router.post("/me/sessions/{which}/end")
async def end_session(request: Request, site: TheSite, which: str) -> Response:
    """Sign another browser out, or with "others" all of them."""
    async with reading(site.database) as session:
        viewer, _ = await _owner(request, site, session)
        if which == "others":
            await sessions.end_sessions(session, viewer.user, but=viewer.session_id)
        else:
            await sessions.end_session(session, viewer.user, which=_id(which))
    return _back()


@router.post("/me/tokens")
async def make_token(request: Request, site: TheSite) -> Response:
    """Make a token and show its secret this once; what is wrong with the form is said on the page."""
    visit = visit_of(request, site.settings.default_locale)
    now = utc_now()
    async with reading(site.database) as session:
        viewer, fields = await _owner(request, site, session)
        wanted = [scope for scope in Scope if f"{_SCOPE}{scope}" in fields]
        name = fields.get("name", "")
        try:
            _, key = await tokens.mint(session, viewer.user, name=name, scopes=wanted, now=now)
        except DomainError as refusal:
            html = await _page(site, visit, viewer, session, typed=name, wanted=wanted, trouble=refusal)
            return own_page(visit, html, status=status_of(refusal))
        html = await _page(site, visit, viewer, session, key=key)
    return own_page(visit, html)


@router.post("/me/tokens/{which}/end")
async def withdraw_token(request: Request, site: TheSite, which: str) -> Response:
    """Withdraw a token."""
    async with reading(site.database) as session:
        viewer, _ = await _owner(request, site, session)
        await tokens.withdraw(session, viewer.user, which=_id(which), now=utc_now())
    return _back()


async def _owner(request: Request, site: Site, session: AsyncSession) -> tuple[Viewer, Mapping[str, str]]:
    """Return who sends a form of their own, and its fields."""
    viewer = await viewer_of(request, site.settings, session, now=utc_now())
    if viewer is None:
        raise SignInFirst
    return viewer, await own_form(request, site.settings, viewer)


async def _page(
    site: Site,
    visit: Visit,
    viewer: Viewer,
    session: AsyncSession,
    *,
    key: str = "",
    typed: str = "",
    wanted: list[Scope] | None = None,
    trouble: DomainError | None = None,
) -> str:
    return site.pages.render(
        "account.html",
        visit,
        viewer=viewer,
        sessions=await sessions.sessions_of(session, viewer.user, now=utc_now()),
        tokens=await tokens.tokens_of(session, viewer.user),
        scopes=[(scope, visit.say.gettext(name)) for scope, name in SCOPE_NAMES.items()],
        key=key,
        typed=typed,
        wanted=[Scope.CREATE] if wanted is None else wanted,
        trouble=visit.say.error(trouble) if trouble else "",
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise AddressDamaged from None


def _back() -> Response:
    return RedirectResponse(_PATH, HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})
