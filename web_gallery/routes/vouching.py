"""Signing in with Discord and Telegram, and connecting them to one's account."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from core.auth import trips, ways
from core.auth.models import Trip
from core.auth.providers import Provider, ProviderRefused
from core.auth.registering import Registration
from core.auth.trips import Journey, TripUnknown
from core.clock import utc_now
from core.roles import Role
from core.users.models import User
from core.users.service import Face
from web_gallery.answers import NEVER, own_page
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere
from web_gallery.routes.account import back
from web_gallery.routes.signing_in import device_of, entered
from web_gallery.settings import WebSettings
from web_gallery.site import Site, TheSite
from web_gallery.viewers import own_form, owner_of_form, viewer_of
from web_gallery.visits import visit_of

_PLAIN_COOKIE = "inkhearth-trip"
_TLS_COOKIE = "__Host-inkhearth-trip"
_LONGEST = 200  # of a state; ours have 43 characters
router = APIRouter()


@router.post("/login/{name}")
async def leave(request: Request, site: TheSite, name: str) -> Response:
    """Send a browser to a provider to sign in."""
    provider = _provider(site, name)
    await own_form(request, site.settings, None)
    return await _leave(site, provider, None)


@router.post("/me/ways/{name}")
async def connect(request: Request, site: TheSite, name: str) -> Response:
    """Send a signed-in browser to a provider to connect it to the account."""
    provider = _provider(site, name)
    async with reading(site.database) as session:
        viewer, _ = await owner_of_form(request, site.settings, session)
    return await _leave(site, provider, viewer.user)


@router.get("/login/{name}/callback")
async def come_back(
    request: Request,
    site: TheSite,
    name: str,
    code: str = "",
    state: Annotated[str, Query(max_length=_LONGEST)] = "",
) -> Response:
    """Take a browser back with what the provider gave it: sign it in, or connect the provider.

    Nothing of the address decides where the browser goes next.
    """
    provider = _provider(site, name)
    journey = Journey(state, request.cookies.get(_cookie_name(site.settings), ""))
    async with reading(site.database) as session:
        trip = await trips.come_back(session, provider.platform, journey, now=utc_now())
    if not code:  # the person said no, or the provider did
        raise ProviderRefused(provider=provider.label)
    face = await provider.face(code, journey, now=utc_now())
    answer = await (_enter(request, site, face) if trip.user_id is None else _connect(request, site, trip, face, state))
    answer.headers.append("set-cookie", _cookie(site.settings, ""))
    return answer


@router.post("/me/join")
async def join(request: Request, site: TheSite) -> Response:
    """Join the account that a provider's account opens into one's own, now that its owner has said so."""
    async with reading(site.database) as session:
        viewer, fields = await owner_of_form(request, site.settings, session)
        now = utc_now()
        face = await trips.take_up(session, fields.get("state", ""), viewer.user, now=now)
        await ways.join(session, viewer.user, face, now=now)
    return back()


async def _leave(site: Site, provider: Provider, user: User | None) -> Response:
    async with reading(site.database) as session:
        journey = await trips.leave(session, provider.platform, user, now=utc_now())
    answer = RedirectResponse(provider.away(journey), HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})
    answer.headers["set-cookie"] = _cookie(site.settings, journey.ticket)
    return answer


async def _enter(request: Request, site: Site, face: Face) -> Response:
    is_open = site.settings.registration is Registration.OPEN
    first_role = Role[site.settings.default_role.upper()] if is_open else None
    async with reading(site.database) as session:
        _, key = await ways.enter(session, face, first_role=first_role, device=device_of(request), now=utc_now())
    return entered(site, key)


async def _connect(request: Request, site: Site, trip: Trip, face: Face, state: str) -> Response:
    """Connect a provider's account, or ask whether to join the account that it belongs to."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None or viewer.user.id != trip.user_id:
            raise TripUnknown(minutes=int(trips.LIFETIME.total_seconds() // 60))
        other = await ways.connect(session, viewer.user, face, now=utc_now())
        if other is None:
            return back()
        await trips.set_aside(session, state, face)
    label = site.identity.providers[face.platform.value].label
    html = site.pages.render("join.html", visit, viewer=viewer, other=other.name, label=label, state=state)
    return own_page(visit, html)


def _provider(site: Site, name: str) -> Provider:
    found = site.identity.providers.get(name)
    if found is None:
        raise NothingHere
    return found


def _cookie(settings: WebSettings, ticket: str) -> str:
    age = int(trips.LIFETIME.total_seconds()) if ticket else 0
    secure = "; Secure" * settings.behind_tls
    return f"{_cookie_name(settings)}={ticket}; Path=/; Max-Age={age}; SameSite=Lax; HttpOnly{secure}"


def _cookie_name(settings: WebSettings) -> str:
    return _TLS_COOKIE if settings.behind_tls else _PLAIN_COOKIE
