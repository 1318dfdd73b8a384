"""The door to admins' pages: who may enter, how a page is shown, and how a form is answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.errors import DomainError, Refusal
from core.roles import Permission, may
from core.users.models import User
from web_gallery.answers import NEVER, own_page
from web_gallery.reading import reading
from web_gallery.refusals import AddressDamaged, NothingHere, status_of
from web_gallery.site import Site
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.visits import Visit, visit_of

PAGE = 50
READ = ["GET", "HEAD"]
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says beside one of its forms: ``at`` names the form, ``typed`` is what was in its fields."""

    at: str = ""
    trouble: DomainError | None = None
    done: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Desk:
    """An admin at work: one request in one transaction."""

    site: Site
    visit: Visit
    session: AsyncSession
    viewer: Viewer
    now: datetime
    query: Mapping[str, str]

    @property
    def admin(self) -> User:
        """Who is at work."""
        return self.viewer.user

    def render(self, name: str, said: Said = Said(), **values: object) -> str:
        """Return one of the pages."""
        trouble = self.visit.say.error(said.trouble) if said.trouble else ""
        return self.site.pages.render(
            f"admin/{name}.html", self.visit, viewer=self.viewer, said=said, trouble=trouble, now=self.now, **values
        )

    def asked(self, name: str) -> str:
        """Return a filter of the address.

        Raises:
            AddressDamaged: it is longer than any of ours, or holds what none does.
        """
        return asked(self.query, name)

    def place(self, name: str = "before") -> UUID | None:
        """Return where the page before ended.

        Raises:
            AddressDamaged: it is no id.
        """
        given = self.asked(name)
        try:
            return UUID(given) if given else None
        except ValueError:
            raise AddressDamaged from None


def asked(query: Mapping[str, str], name: str) -> str:
    """Return a filter of an address or a form.

    Raises:
        AddressDamaged: it is longer than any of ours, or holds what none does.
    """
    value = query.get(name, "").strip()
    if len(value) > _LONGEST or not value.isprintable():
        raise AddressDamaged
    return value


Make = Callable[[Desk, Said], Awaitable[str]]
Do = Callable[[Desk, Mapping[str, str]], Awaitable[str | Said]]


async def shown(request: Request, site: Site, make: Make) -> Response:
    """Show a page to an admin; others are sent to sign in, or find nothing here."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            return RedirectResponse("/login", HTTPStatus.SEE_OTHER)
        html = await make(_desk(request, site, visit, session, require_admin(viewer)), Said())
    return own_page(visit, html)


async def acted(request: Request, site: Site, do: Do, *, again: Make) -> Response:
    """Do what an admin's form asks for, then go where ``do`` says, or show the page ``again`` with what it says.

    What is wrong is said on the page, with what was typed.
    """
    visit = visit_of(request, site.settings.default_locale)
    viewer, fields = await sender(request, site)
    try:
        async with reading(site.database) as session:
            done = await do(_desk(request, site, visit, session, viewer), fields)
    except DomainError as refusal:
        if isinstance(refusal, NothingHere | AddressDamaged) or refusal.refusal is Refusal.UNAVAILABLE:
            raise
        return await _page(request, site, viewer, again, Said(trouble=refusal, typed=fields))
    if isinstance(done, Said):
        return await _page(request, site, viewer, again, done)
    return RedirectResponse(done, HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})


async def sender(request: Request, site: Site) -> tuple[Viewer, Mapping[str, str]]:
    """Return which admin sends a form, and its fields.

    Raises:
        SignInFirst, NothingHere: nobody is signed in, or somebody who is no admin.
        FormFromElsewhere: none of our pages sent it.
    """
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
    if viewer is None:
        raise SignInFirst
    fields = await own_form(request, site.settings, viewer)
    return require_admin(viewer), fields


def require_admin(viewer: Viewer) -> Viewer:
    """Return the viewer, if they look after this place.

    Raises:
        NothingHere: to others there is nothing here.
    """
    if viewer.user.blocked_at is not None or not may(viewer.user.role, Permission.MANAGE_USERS):
        raise NothingHere
    return viewer


def address(path: str, **asked: object) -> str:
    """Return an address with those filters that are set."""
    query = urlencode([(name, str(value)) for name, value in asked.items() if value not in (None, "")])
    return f"{path}?{query}" if query else path


async def _page(request: Request, site: Site, viewer: Viewer, again: Make, said: Said) -> Response:
    visit = visit_of(request, site.settings.default_locale)
    status = status_of(said.trouble) if said.trouble else HTTPStatus.OK
    async with reading(site.database) as session:
        html = await again(_desk(request, site, visit, session, viewer), said)
    return own_page(visit, html, status=status)


def _desk(request: Request, site: Site, visit: Visit, session: AsyncSession, viewer: Viewer) -> Desk:
    return Desk(site, visit, session, viewer, utc_now(), request.query_params)
