"""Who looks: the person that a browser is signed in as, and the forms that may act in their name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import sessions
from core.auth.sessions import FRESH
from core.clock import utc_now
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.signing import signature, signature_fits
from core.users.models import User
from web_gallery.settings import WebSettings

_PLAIN_COOKIE = "inkhearth"
_TLS_COOKIE = "__Host-inkhearth"  # browsers take such a cookie only over TLS, for the whole host and no other
_YEAR_S = 365 * 24 * 3600
_LONGEST_NUMBER = 12  # digits
_MOST_FORM_BYTES = 200_000
_MOST_FIELDS = 100
_CSRF = "form"


class FormFromElsewhere(DomainError):
    """A form that none of our pages sent, or that was open for too long."""

    refusal = Refusal.FORBIDDEN
    code = "form-from-elsewhere"
    msgid = N_("This form is too old or came from another site, so nothing was changed. Open the page again.")


class SignInFirst(DomainError):
    """The page is somebody's own, and nobody is signed in."""

    refusal = Refusal.FORBIDDEN
    code = "sign-in-first"
    msgid = N_("Sign in first: on the page /login, or with a link that the bot sends you after /login.")


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person. ``csrf`` goes into every form; ``signed_in_at`` tells how fresh the proof is."""

    user: User
    session_id: UUID
    signed_in_at: datetime
    csrf: str

    def is_fresh(self, now: datetime) -> bool:
        """Whether they signed in so lately that what can't be taken back may be done."""
        return now - self.signed_in_at < FRESH


async def viewer_of(request: Request, settings: WebSettings, session: AsyncSession, *, now: datetime) -> Viewer | None:
    """Return who is signed in with this browser, or None."""
    key = session_key(request, settings)
    found = await sessions.find_session(session, key, now=now) if key else None
    if found is None:
        return None
    opened, user = found
    csrf = signature(settings.signing_key, _CSRF, str(opened.id))
    return Viewer(user, opened.id, opened.created_at, csrf)


def session_key(request: Request, settings: WebSettings) -> str:
    """Return the secret that a browser shows for its session, or nothing."""
    return request.cookies.get(_cookie(settings), "")


def session_cookie(settings: WebSettings, key: str) -> str:
    """Return the cookie that keeps a browser signed in; with no key, the one that signs it out."""
    age = _YEAR_S if key else 0
    secure = "; Secure" * settings.behind_tls
    return f"{_cookie(settings)}={key}; Path=/; Max-Age={age}; SameSite=Lax; HttpOnly{secure}"


async def own_form(request: Request, settings: WebSettings, viewer: Viewer | None) -> Mapping[str, str]:
    """Return the fields of a form that one of our own pages sent.

    Raises:
        FormFromElsewhere: another site sent it, it lacks the viewer's mark, or it is larger than any of ours.
    """
    length = said_length(request)
    if not is_ours(request, settings) or length is None or length > _MOST_FORM_BYTES:
        raise FormFromElsewhere
    async with request.form(max_files=0, max_fields=_MOST_FIELDS, max_part_size=_MOST_FORM_BYTES) as form:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    check_mark(fields.pop("csrf", ""), settings, viewer)
    return fields


async def owner_of_form(
    request: Request, settings: WebSettings, session: AsyncSession
) -> tuple[Viewer, Mapping[str, str]]:
    """Return who sends a form of their own, and its fields.

    Raises:
        SignInFirst: nobody is signed in.
        FormFromElsewhere: none of our pages sent it.
    """
    viewer = await viewer_of(request, settings, session, now=utc_now())
    if viewer is None:
        raise SignInFirst
    return viewer, await own_form(request, settings, viewer)


def check_mark(given: str, settings: WebSettings, viewer: Viewer | None) -> None:
    """Refuse what lacks the mark of the viewer's own session; a stranger's form needs none.

    Raises:
        FormFromElsewhere: it is missing or another's.
    """
    if viewer is not None and not signature_fits(given, settings.signing_key, _CSRF, str(viewer.session_id)):
        raise FormFromElsewhere


def said_length(request: Request) -> int | None:
    """Return how many bytes a form says it has, None where it doesn't: what comes in pieces without end is no form."""
    said = request.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _LONGEST_NUMBER else None


def is_ours(request: Request, settings: WebSettings) -> bool:
    """Tell whether a form was sent from one of our pages, which every browser says by ``Origin`` (Fetch § 3.1)."""
    origin = request.headers.get("origin", "")
    return origin == settings.origin or urlsplit(origin).netloc == request.headers.get("host", "?")


def _cookie(settings: WebSettings) -> str:
    return _TLS_COOKIE if settings.behind_tls else _PLAIN_COOKIE
