"""Changing the ways into one's account: identities, the password, and inviting others."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import invitations, local, registering, ways
from core.auth.local import PasswordWrong
from core.auth.passwords import checked_password
from core.clock import utc_now
from core.errors import DomainError
from core.i18n import N_
from web_gallery.accounts import Said, account_page
from web_gallery.answers import own_page
from web_gallery.reading import reading
from web_gallery.refusals import status_of
from web_gallery.routes.account import back, id_of
from web_gallery.site import Site, TheSite
from web_gallery.viewers import SignInFirst, Viewer, own_form, owner_of_form, viewer_of
from web_gallery.visits import Visit, visit_of

_SENT = N_("A mail is on its way to {address}. Open its link within a day and choose a password.")
_CHANGED = N_("Your password is changed. All other browsers and programs were signed out.")
router = APIRouter()


@router.post("/me/ways/{which}/end")
async def disconnect(request: Request, site: TheSite, which: str) -> Response:
    """Take an identity away from the account, or with "password" the password; never the last way in."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer, _ = await owner_of_form(request, site.settings, session)
        try:
            if which == "password":
                await ways.forget_password(session, viewer.user, now=utc_now())
            else:
                await ways.disconnect(session, viewer.user, which=id_of(which), now=utc_now())
        except DomainError as refusal:
            return await _again(site, visit, viewer, session, at="ways", refusal=refusal)
    return back()


@router.post("/me/address")
async def attach(request: Request, site: TheSite) -> Response:
    """Send a link to an address, with which a password is chosen."""
    visit = visit_of(request, site.settings.default_locale)
    identity = site.identity
    async with reading(site.database) as session:
        viewer, fields = await owner_of_form(request, site.settings, session)
        address = fields.get("address", "")
        await identity.rates.try_in(f"mail:{viewer.user.id}")
        try:
            await registering.attach(
                session, viewer.user, address=address, sealing=identity.sealing, locale=visit.locale, now=utc_now()
            )
        except DomainError as refusal:
            return await _again(site, visit, viewer, session, at="address", refusal=refusal, typed=address)
        said = Said("address", done=visit.say.gettext(_SENT, address=address.strip()))
        html = await account_page(site, visit, viewer, session, said=said)
    return own_page(visit, html)


@router.post("/me/password")
async def change_password(request: Request, site: TheSite) -> Response:
    """Change the password for who knows the present one; everybody else is signed out."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        account = await local.of_person(session, viewer.user) if viewer else None
    if viewer is None:
        raise SignInFirst
    fields = await own_form(request, site.settings, viewer)
    await site.identity.rates.try_in(f"password:{viewer.user.id}")
    about = (viewer.user.name, local.address_of(account, site.identity.sealing) if account else "")
    try:
        kept = await _new_password(site, account.password if account else None, fields, about=about)
    except DomainError as refusal:
        async with reading(site.database) as session:
            return await _again(site, visit, viewer, session, at="password", refusal=refusal)
    async with reading(site.database) as session:
        user = await session.merge(viewer.user, load=True)
        await local.set_password(
            session, user, kept=kept, sealing=site.identity.sealing, now=utc_now(), but=viewer.session_id
        )
        html = await account_page(site, visit, viewer, session, said=Said("password", done=visit.say.gettext(_CHANGED)))
    return own_page(visit, html)


@router.post("/me/invitations")
async def invite(request: Request, site: TheSite) -> Response:
    """Make an invitation and show its link this once."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer, _ = await owner_of_form(request, site.settings, session)
        key = await invitations.invite(session, viewer.user, now=utc_now())
        link = f"{site.settings.origin}/register?{urlencode({'invitation': key})}"
        html = await account_page(site, visit, viewer, session, said=Said("invitation", key=link))
    return own_page(visit, html)


async def _new_password(site: Site, kept: str | None, fields: Mapping[str, str], *, about: tuple[str, ...]) -> str:
    """Return the hash of a new password, once the present one was right."""
    if not await site.identity.hashing.fits(kept, fields.get("password", "")):
        raise PasswordWrong
    return await site.identity.hashing.hashed(checked_password(fields.get("new", ""), about=about))


async def _again(
    site: Site, visit: Visit, viewer: Viewer, session: AsyncSession, *, at: str, refusal: DomainError, typed: str = ""
) -> Response:
    """Return the page with what was wrong beside its form, and what was typed kept."""
    said = Said(at, refusal, typed={"address": typed})
    html = await account_page(site, visit, viewer, session, said=said)
    return own_page(visit, html, status=status_of(refusal))
