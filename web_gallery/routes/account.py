"""One's account on the web: where one is signed in, and the tokens of one's programs."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from core.auth import grants, sessions, tokens
from core.auth.tokens import Scope
from core.clock import utc_now
from core.errors import DomainError
from web_gallery.accounts import Said, account_page
from web_gallery.answers import NEVER, own_page
from web_gallery.reading import reading
from web_gallery.refusals import AddressDamaged, status_of
from web_gallery.site import TheSite
from web_gallery.viewers import owner_of_form, viewer_of
from web_gallery.visits import visit_of

PATH = "/me/account"
_SCOPE = "scope-"
router = APIRouter()


@router.api_route(PATH, methods=["GET", "HEAD"])
async def account(request: Request, site: TheSite) -> Response:
    """Show ways in, sessions and tokens."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return RedirectResponse("/login", HTTPStatus.SEE_OTHER)
        html = await account_page(site, visit, viewer, session, said=Said())
    return own_page(visit, html)


@router.post("/me/sessions/{which}/end")
async def end_session(request: Request, site: TheSite, which: str) -> Response:
    """Sign another browser out, or with "others" all of them and every program."""
    async with reading(site.database) as session:
        viewer, _ = await owner_of_form(request, site.settings, session)
        if which == "others":
            await sessions.end_sessions(session, viewer.user, but=viewer.session_id)
            await grants.end_all(session, viewer.user)
        else:
            await sessions.end_session(session, viewer.user, which=id_of(which))
    return back()


@router.post("/me/programs/{which}/end")
async def end_program(request: Request, site: TheSite, which: str) -> Response:
    """Sign a program out."""
    async with reading(site.database) as session:
        viewer, _ = await owner_of_form(request, site.settings, session)
        await grants.end(session, viewer.user, which=id_of(which), now=utc_now())
    return back()


@router.post("/me/tokens")
async def make_token(request: Request, site: TheSite) -> Response:
    """Make a token and show its secret this once; what is wrong with the form is said on the page."""
    visit = visit_of(request, site.settings.default_locale)
    now = utc_now()
    async with reading(site.database) as session:
        viewer, fields = await owner_of_form(request, site.settings, session)
        wanted = tuple(scope for scope in Scope if f"{_SCOPE}{scope}" in fields)
        try:
            _, key = await tokens.mint(session, viewer.user, name=fields.get("name", ""), scopes=wanted, now=now)
        except DomainError as refusal:
            said = Said("token", refusal, typed=fields, wanted=wanted)
            html = await account_page(site, visit, viewer, session, said=said)
            return own_page(visit, html, status=status_of(refusal))
        html = await account_page(site, visit, viewer, session, said=Said("token", key=key))
    return own_page(visit, html)


@router.post("/me/tokens/{which}/end")
async def withdraw_token(request: Request, site: TheSite, which: str) -> Response:
    """Withdraw a token."""
    async with reading(site.database) as session:
        viewer, _ = await owner_of_form(request, site.settings, session)
        await tokens.withdraw(session, viewer.user, which=id_of(which), now=utc_now())
    return back()


def id_of(text: str) -> UUID:
    """Return the id in an address.

    Raises:
        AddressDamaged: there is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise AddressDamaged from None


def back() -> Response:
    """Return to the account's page."""
    return RedirectResponse(PATH, HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})
