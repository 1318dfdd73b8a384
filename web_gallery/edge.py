"""The outermost layer: standing headers, counting, and the one place where faults are caught and numbered."""

import logging
from time import perf_counter

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.clock import new_id
from core.logs import about
from web_gallery.headers import standing_headers
from web_gallery.metrics import Metrics
from web_gallery.settings import WebSettings
from web_gallery.troubles import fault_page

_log = logging.getLogger(__name__)


class Edge:
    """ASGI middleware around the whole application.

    It stands inside Starlette's own ``ServerErrorMiddleware``, which would answer in English and hand the
    exception on to be logged a second time.
    """

    def __init__(self, app: ASGIApp, *, settings: WebSettings, metrics: Metrics) -> None:
        """Wrap ``app``."""
        self._app = app
        self._metrics = metrics
        self._standing = standing_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, self._standing)
        began = perf_counter()
        number = new_id().hex[-12:]
        with self._metrics.running.track_inprogress(), about(request=number):
            try:
                await self._app(scope, receive, answer.send)
            except Exception as error:  # noqa: BLE001 - the edge: whatever nobody expected ends here, once
                await self._fault(error, scope, receive, answer=answer, number=number)
        self._metrics.observe(scope["method"], _pattern(scope), answer.status, seconds=perf_counter() - began)

    async def _fault(self, error: Exception, scope: Scope, receive: Receive, *, answer: "_Answer", number: str) -> None:
        _log.error("fault %s at %s", number, _pattern(scope), exc_info=error)
        self._metrics.faults.inc()
        if answer.status == 0:
            await fault_page(Request(scope), number)(scope, receive, answer.send)


class _Answer:
    """Passes an answer on with the standing headers added, and remembers its status (0: not begun)."""

    def __init__(self, send: Send, standing: tuple[tuple[bytes, bytes], ...]) -> None:
        self._send = send
        self._standing = standing
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = {name.lower() for name, _ in message["headers"]}
            missing = [header for header in self._standing if header[0] not in given]
            message = {**message, "headers": [*message["headers"], *missing]}
        await self._send(message)


def _pattern(scope: Scope) -> str:
    """Return the pattern of the route that matched, never what a stranger typed."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "unmatched"
