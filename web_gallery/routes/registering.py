"""Registering with an e-mail address, and choosing a password by a link that went there."""

from fastapi import APIRouter, Request, Response

from core.auth import registering, sessions
from core.auth.models import MailKey
from core.auth.passwords import LONGEST, SHORTEST, checked_password
from core.auth.registering import Applicant, Purpose, Registration, RegistrationClosed
from core.clock import utc_now
from core.errors import DomainError
from core.platforms import Platform
from core.rights import consents
from core.roles import Role
from web_gallery.answers import own_page
from web_gallery.reading import reading
from web_gallery.refusals import status_of
from web_gallery.routes.signing_in import device_of, entered
from web_gallery.site import Site, TheSite
from web_gallery.viewers import own_form
from web_gallery.visits import Visit, visit_of

router = APIRouter()


@router.api_route("/register", methods=["GET", "HEAD"])
async def form(request: Request, site: TheSite, invitation: str = "") -> Response:
    """Ask for a name and an address."""
    visit = visit_of(request, site.settings.default_locale)
    if site.settings.registration is Registration.CLOSED:
        raise RegistrationClosed
    return own_page(visit, _register_page(site, visit, Applicant("", "", invitation)))


@router.post("/register")
async def register(request: Request, site: TheSite) -> Response:
    """Send a link to the address; the answer is the same whether it is known or not."""
    visit = visit_of(request, site.settings.default_locale)
    fields = await own_form(request, site.settings, None)
    applicant = Applicant(fields.get("name", ""), fields.get("address", ""), fields.get("invitation", ""))
    try:
        async with reading(site.database) as session:
            await registering.register(
                session,
                applicant,
                rule=site.settings.registration,
                sealing=site.identity.sealing,
                locale=visit.locale,
                now=utc_now(),
            )
    except DomainError as refusal:
        return own_page(visit, _register_page(site, visit, applicant, refusal), status=status_of(refusal))
    return _sent(site, visit, applicant.address)


@router.api_route("/forgot", methods=["GET", "HEAD"])
async def forgot_form(request: Request, site: TheSite) -> Response:
    """Ask for the address whose password is forgotten."""
    visit = visit_of(request, site.settings.default_locale)
    return own_page(visit, site.pages.render("forgot.html", visit, address="", trouble=""))


@router.post("/forgot")
async def forgot(request: Request, site: TheSite) -> Response:
    """Send a link for a new password; the answer is the same whether the address is known or not."""
    visit = visit_of(request, site.settings.default_locale)
    fields = await own_form(request, site.settings, None)
    address = fields.get("address", "")
    try:
        async with reading(site.database) as session:
            await registering.forgot(
                session, address, sealing=site.identity.sealing, locale=visit.locale, now=utc_now()
            )
    except DomainError as refusal:
        html = site.pages.render("forgot.html", visit, address=address, trouble=visit.say.error(refusal))
        return own_page(visit, html, status=status_of(refusal))
    return _sent(site, visit, address)


@router.api_route("/welcome", methods=["GET", "HEAD"])
async def welcome(request: Request, site: TheSite, key: str = "") -> Response:
    """Ask for a password to be chosen, without using the link up: mail programs open what they find."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        found = await registering.look(session, key, now=utc_now())
    return own_page(visit, _welcome_page(site, visit, found, key=key))


@router.post("/welcome")
async def choose(request: Request, site: TheSite) -> Response:
    """Use the link up: make the account or change the password, and sign this browser in."""
    visit = visit_of(request, site.settings.default_locale)
    fields = await own_form(request, site.settings, None)
    key = fields.get("key", "")
    async with reading(site.database) as session:
        found = await registering.look(session, key, now=utc_now())
        about = await registering.owner_words(session, found, sealing=site.identity.sealing)
    try:
        password = checked_password(fields.get("password", ""), about=about)
    except DomainError as refusal:
        return own_page(visit, _welcome_page(site, visit, found, key=key, refusal=refusal), status=status_of(refusal))
    return await _completed(request, site, visit, key=key, kept=await site.identity.hashing.hashed(password))


async def _completed(request: Request, site: Site, visit: Visit, *, key: str, kept: str) -> Response:
    now, identity = utc_now(), site.identity
    first_role = Role[site.settings.default_role.upper()]
    async with reading(site.database) as session:
        user = await registering.complete(
            session, key, kept=kept, sealing=identity.sealing, first_role=first_role, now=now
        )
        await consents.agree(session, user.id, platform=Platform.WEB, locale=visit.locale, now=now)
        opened = await sessions.open_session(session, user, device=device_of(request), now=now)
    return entered(site, opened)


def _register_page(site: Site, visit: Visit, applicant: Applicant, refusal: DomainError | None = None) -> str:
    trouble = visit.say.error(refusal) if refusal else ""
    return site.pages.render(
        "register.html",
        visit,
        applicant=applicant,
        trouble=trouble,
        at=refusal.code if refusal else "",
        is_invited=site.settings.registration is Registration.INVITED,
    )


def _welcome_page(site: Site, visit: Visit, found: MailKey, *, key: str, refusal: DomainError | None = None) -> str:
    return site.pages.render(
        "welcome.html",
        visit,
        key=key,
        address=registering.address_of(found, site.identity.sealing),
        is_new=found.purpose == Purpose.REGISTER,
        lengths=(SHORTEST, LONGEST),
        trouble=visit.say.error(refusal) if refusal else "",
    )


def _sent(site: Site, visit: Visit, address: str) -> Response:
    return own_page(visit, site.pages.render("sent.html", visit, address=address.strip()))
