"""The notice comes before the first thing that somebody makes, whichever way they ask for it.

Pages ask before they show a form. This is the gate behind them: whatever changes something waits for the notice,
unless ``FREE`` says why it does not, so that a new route can't forget it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.rights import consents
from core.rights.notice import ABOUT, kept
from core.users.models import User
from web_gallery.answers import own_page
from web_gallery.reading import reading
from web_gallery.refusals import status_of
from web_gallery.site import Site, TheSite
from web_gallery.studio import answers
from web_gallery.troubles import refused
from web_gallery.uploads import own_upload
from web_gallery.viewers import Viewer, viewer_of
from web_gallery.visits import visit_of

PATH = "/me/notice"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})  # to look, and to take away, nobody has to agree to anything
_WAY_IN = "One's way in and out."
_ACCOUNT = "One's account, sessions and tokens: with them nothing is made yet."
_RIGHTS = "One's rights wait for nothing."
_ENDS = "It ends or takes away something of one's own."
_LOOKS = "Only looks; nothing is kept."
_ORDER = "Keeping order: reports, and what moderators decide of them."
FREE: Mapping[str, str] = MappingProxyType(
    {
        "/login": _WAY_IN,
        "/login/password": _WAY_IN,
        "/login/{name}": _WAY_IN,
        "/logout": _WAY_IN,
        "/register": _WAY_IN,
        "/forgot": _WAY_IN,
        "/welcome": _WAY_IN,
        "/api/v1/tokens": _WAY_IN,
        "/api/v1/tokens/refresh": _WAY_IN,
        "/api/v1/tokens/revoke": _WAY_IN,
        PATH: "It is the notice itself.",
        "/me/tokens": _ACCOUNT,
        "/me/tokens/{which}/end": _ACCOUNT,
        "/me/sessions/{which}/end": _ACCOUNT,
        "/me/programs/{which}/end": _ACCOUNT,
        "/me/ways/{name}": _ACCOUNT,
        "/me/ways/{which}/end": _ACCOUNT,
        "/me/join": _ACCOUNT,
        "/me/address": _ACCOUNT,
        "/me/password": _ACCOUNT,
        "/me/invitations": _ACCOUNT,
        "/me/data/export": _RIGHTS,
        "/me/data/erase": _RIGHTS,
        "/me/data/keep": _RIGHTS,
        "/me/decisions/{which}/appeal": _RIGHTS,
        "/exports/{secret}": _RIGHTS,
        "/studio/jobs/{which}/cancel": _ENDS,
        "/studio/jobs/{which}/delete": _ENDS,
        "/studio/cast/remove": _ENDS,
        "/api/v1/jobs/{which}/cancel": _ENDS,
        "/provenance": _LOOKS,
        "/api/v1/provenance": _LOOKS,
        "/api/v1/scripts/check": _LOOKS,
        "/studio/comics/check": _LOOKS,
        "/i/{slug}/reveal": _LOOKS,
        "/c/{slug}/reveal": _LOOKS,
        "/c/{slug}/download/{wanted}": _LOOKS,
        "/i/{slug}/report": _ORDER,
        "/api/v1/reports": _ORDER,
        "/moderation/{which}/look": _ORDER,
        "/moderation/{which}/{deed}": _ORDER,
    }
)
# Of the deeds that share one address, these end something.
_ENDING = MappingProxyType({"/studio/comics/{which}/{verb}": frozenset({"cancel", "delete"})})


class ConsentNeeded(DomainError):
    """Somebody wants to make something and has not seen the notice."""

    refusal = Refusal.FORBIDDEN
    code = "consent-needed"
    msgid = N_("First read what is kept about you, at {address}, and press the button there. Then ask again.")


async def notice_is_due(site: Site, session: AsyncSession, viewer: Viewer) -> bool:
    """Tell whether somebody has yet to agree to the notice before they make anything."""
    return await _is_due(site, session, viewer.user)


async def require_notice(request: Request, site: Site, session: AsyncSession, person: User) -> None:
    """Let nobody make anything by this request who does not know the notice.

    Raises:
        ConsentNeeded: they don't.
    """
    if not is_free(request) and await _is_due(site, session, person):
        raise ConsentNeeded(address=f"{site.settings.origin}{PATH}")


async def notice_first(request: Request, site: TheSite) -> None:
    """Stand before every form of a signed-in browser; programs are asked where their token is read.

    Raises:
        ConsentNeeded: the notice has to be seen first.
    """
    if is_free(request):
        return
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is not None:
            await require_notice(request, site, session, viewer.user)


def is_free(request: Request) -> bool:
    """Tell whether a request makes nothing, or nothing for which somebody has to know the notice."""
    pattern = getattr(request.scope.get("route"), "path", "")
    ends = request.path_params.get("verb") in _ENDING.get(pattern, ())
    return request.method in _SAFE or pattern in FREE or ends


async def notice_instead(request: Request, error: Exception) -> Response:
    """Answer a form with the notice, which goes on with what was typed; programs and scripts are told where it is."""
    site: Site = request.app.state.site
    if not isinstance(error, ConsentNeeded):
        raise TypeError(type(error))
    if answers.by_script(request):
        return answers.refusal(visit_of(request, site.settings.default_locale), error)
    if request.url.path.startswith("/api/"):
        return refused(request, error)
    try:
        return await _notice_with_form(request, site, error)
    except DomainError as other:  # a form that another site sent goes nowhere, whatever button is pressed
        return refused(request, other)


async def _notice_with_form(request: Request, site: Site, error: ConsentNeeded) -> Response:
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
    sent = await own_upload(request, site.settings, viewer)
    html = site.pages.render(
        "notice.html", visit, viewer=viewer, about=visit.say.gettext(ABOUT), kept=kept(visit.say),
        typed=sent.fields, then=request.url.path, lost_file=bool(sent.data),
    )  # fmt: skip
    return own_page(visit, html, status=status_of(error))


def is_own_path(path: str) -> bool:
    """Tell whether an address stays in this gallery, so that a form may be sent on to it."""
    parts = urlsplit(path)
    return path.startswith("/") and not (parts.scheme or parts.netloc or "\\" in path or path == PATH)


async def _is_due(site: Site, session: AsyncSession, person: User) -> bool:
    return site.settings.ask_consent and not await consents.has_agreed(session, person.id)
