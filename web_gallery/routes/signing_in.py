"""Signing in with a link from the bot or with a password, and out again."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from core.audit.service import record
from core.auth import local, sessions, signing_in
from core.auth.addresses import AddressUnfit, checked_address
from core.auth.local import SignInWrong
from core.auth.models import LocalAccount
from core.auth.passwords import LONGEST, is_outdated
from core.auth.registering import Registration
from core.clock import utc_now
from core.users.models import User
from web_gallery.answers import NEVER, own_page
from web_gallery.reading import reading
from web_gallery.refusals import status_of
from web_gallery.site import Site, TheSite
from web_gallery.viewers import own_form, session_cookie, viewer_of
from web_gallery.visits import Visit, visit_of

_HOME = "/me"
router = APIRouter()


@router.api_route("/login", methods=["GET", "HEAD"])
async def login(request: Request, site: TheSite, key: str = "") -> Response:
    """Show the ways in; with a link's key, ask whether to sign in, which no link must do by itself."""
    visit = visit_of(request, site.settings.default_locale)
    now = utc_now()
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=now)
        owner = await signing_in.owner_of_link(session, key, now=now) if key else None
    if viewer is not None and owner is None:
        return away(_HOME)
    return own_page(visit, sign_in_page(site, visit, owner=owner.name if owner else "", key=key))


@router.post("/login")
async def log_in(request: Request, site: TheSite) -> Response:
    """Use a link up and sign this browser in."""
    fields = await own_form(request, site.settings, None)
    async with reading(site.database) as session:
        _, key = await signing_in.sign_in(session, fields.get("key", ""), device=device_of(request), now=utc_now())
    return entered(site, key)


@router.post("/login/password")
async def log_in_with_password(request: Request, site: TheSite) -> Response:
    """Sign this browser in with an address and a password; the answer tells nobody which of them was wrong."""
    visit = visit_of(request, site.settings.default_locale)
    fields = await own_form(request, site.settings, None)
    address, password = fields.get("address", ""), fields.get("password", "")
    try:
        user = await proved(site, address, password)
    except (SignInWrong, AddressUnfit) as refusal:
        html = sign_in_page(site, visit, address=address, trouble=visit.say.error(refusal))
        return own_page(visit, html, status=status_of(refusal))
    now = utc_now()
    async with reading(site.database) as session:
        key = await sessions.open_session(session, user, device=device_of(request), now=now)
        await record(session, user.id, "login.password", f"user:{user.id}", origin="web", now=now)
    return entered(site, key)


@router.post("/logout")
async def log_out(request: Request, site: TheSite) -> Response:
    """End this browser's session."""
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is not None:
            await own_form(request, site.settings, viewer)
            await sessions.end_session(session, viewer.user, which=viewer.session_id)
    return away("/", cookie=session_cookie(site.settings, ""))


async def proved(site: Site, address: str, password: str) -> User:
    """Return whose address and password these are; somebody unknown takes as long as somebody known.

    Raises:
        AddressUnfit: it is no address.
        SignInWrong: the address or the password is wrong.
        TooManyRequests: it was tried too often.
    """
    checked = checked_address(address)
    await site.identity.rates.try_in(f"account:{local.marks_of(checked, site.identity.sealing)[0]}")
    async with reading(site.database) as session:
        account = await local.by_address(session, checked, sealing=site.identity.sealing)
    if not await site.identity.hashing.fits(account.password if account else None, password) or account is None:
        raise SignInWrong
    await _renew(site, account, password)
    async with reading(site.database) as session:
        return await session.get_one(User, account.user_id)


def sign_in_page(
    site: Site, visit: Visit, *, owner: str = "", key: str = "", address: str = "", trouble: str = ""
) -> str:
    """Return the page with the ways in."""
    return site.pages.render(
        "login.html",
        visit,
        owner=owner,
        command=visit.say.pgettext("command", "login"),
        key=key,
        providers=list(site.identity.providers.values()),
        may_register=site.settings.registration is not Registration.CLOSED,
        address=address,
        trouble=trouble,
        longest=LONGEST,
    )


def entered(site: Site, key: str) -> Response:
    """Return the way home for a browser that is signed in now."""
    return away(_HOME, cookie=session_cookie(site.settings, key))


def device_of(request: Request) -> str:
    """Return what a browser calls itself."""
    return request.headers.get("user-agent", "")


def away(path: str, *, cookie: str = "") -> Response:
    """Send a browser to another page of ours, with a cookie where there is one."""
    answer = RedirectResponse(path, HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})
    if cookie:
        answer.headers["set-cookie"] = cookie
    return answer


async def _renew(site: Site, account: LocalAccount, password: str) -> None:
    """Hash a password anew that was kept with older parameters, now that it is known."""
    if not is_outdated(account.password):
        return
    kept = await site.identity.hashing.hashed(password)
    async with reading(site.database) as session:
        await local.renew(session, account, kept=kept)
