"""Middleware that counts requests, says what is left, and turns away whoever asks for too much."""

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import DomainError
from core.roles import Role
from web_gallery.callers import Caller, Callers, address_mark
from web_gallery.rates import Area, Rates, SignInWaits, Taken, TooManyRequests
from web_gallery.settings import WebSettings
from web_gallery.troubles import refused

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_UNCOUNTED = ("/static/", "/healthz", "/readyz", "/favicon.ico", "/robots.txt")
_TYPING = ("/studio/draft", "/studio/comics/check", "/studio/comics/draft")
_FILES = ("/files/", "/frames/")
_SIGNING_IN = ("/login", "/register", "/forgot", "/welcome", "/api/v1/tokens")


class Limiter:
    """ASGI middleware inside the edge."""

    def __init__(self, app: ASGIApp, *, settings: WebSettings, rates: Rates, callers: Callers) -> None:
        """Wrap ``app``."""
        self._app = app
        self._settings = settings
        self._rates = rates
        self._callers = callers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        area = area_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if area is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        taken = await self._taken(request, area)
        answer = _Answer(send, taken)
        trouble = _refusal(area, taken)
        if trouble is None:
            await self._app(scope, receive, answer.send)
        else:
            await refused(request, trouble)(scope, receive, answer.send)

    async def _taken(self, request: Request, area: Area) -> Taken | None:
        if area is Area.SIGN_IN:  # counted by address whoever asks: a signed-in thief tries as well
            caller = Caller(address_mark(request, self._settings), Role.GUEST)
        else:
            caller = await self._callers.caller(request)
        return await self._rates.ask(area, caller.mark, caller.role)


def area_of(method: str, path: str) -> Area | None:
    """Return under what a request is counted; None for what everybody may have at any time."""
    if path.startswith(_UNCOUNTED):
        return None
    if method not in _READING and path.startswith(_SIGNING_IN):
        return Area.SIGN_IN
    if path in _TYPING:
        return Area.TYPING
    if path.startswith("/api/"):
        return Area.API
    if path.startswith(_FILES):
        return Area.FILES
    return Area.PAGES if method in _READING else Area.FORMS


def _refusal(area: Area, taken: Taken | None) -> DomainError | None:
    """Return why a request is turned away; what can't be counted may be read, and nobody may sign in by it."""
    if taken is None:
        return SignInWaits() if area is Area.SIGN_IN else None
    return None if taken.is_allowed else TooManyRequests(seconds=taken.seconds)


class _Answer:
    """Passes an answer on with what is left."""

    def __init__(self, send: Send, taken: Taken | None) -> None:
        self._send = send
        self._fields = taken.headers() if taken else []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *self._fields]}
        await self._send(message)
