"""Middleware that answers "has it changed?" from memory where the same was asked a moment ago.

A public page's validator is made of all that the page shows, which costs a question to the database. Whoever holds that
page asks again half a minute later at the earliest (``answers.SHORTLY``), so a validator a second old tells them
nothing that is older than what they may show anyway; and what a moderator hides is gone within two seconds (trust.md).
What is somebody's own, or asked by a program in somebody's name, is never kept here.
"""

from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web_gallery.answers import SHORTLY, matches

BELIEVED_S = 1.0
_MOST, _LONGEST = 2_000, 1_000  # entries; bytes of what one is known by
_READING = frozenset({"GET", "HEAD"})
_FILES = ("/files/", "/frames/")  # withdrawn with the very next request, and their validator costs nothing to make
_TELLING = frozenset({b"cookie", b"accept-language"})  # what ``answers.VARY`` names
_SAID_AGAIN = frozenset({b"cache-control", b"content-language", b"etag", b"vary"})  # RFC 9110 § 15.4.5
Key = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What was answered at a moment of the steady clock: the validator, and the fields that go with "not modified"."""

    at: float
    etag: str
    fields: tuple[tuple[bytes, bytes], ...]
    route: object


class Revalidator:
    """ASGI middleware inside the limiter: what it answers is counted as any other request."""

    def __init__(self, app: ASGIApp, *, believed_s: float = BELIEVED_S) -> None:
        """Wrap ``app``; an answer is believed for so many seconds after its question was asked."""
        self._app = app
        self._believed_s = believed_s
        self._told: OrderedDict[Key, _Told] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        key = _key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        began = monotonic()
        told = self._told.get(key)
        if told is not None and began - told.at < self._believed_s and _has(scope, told.etag):
            scope["route"] = told.route
            await send({"type": "http.response.start", "status": HTTPStatus.NOT_MODIFIED, "headers": [*told.fields]})
            await send({"type": "http.response.body", "body": b""})
            return

        async def heard(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._keep(key, message, began, scope.get("route"))
            await send(message)

        await self._app(scope, receive, heard)

    def _keep(self, key: Key, message: Message, at: float, route: object) -> None:
        """Keep what is the same for everybody who asks so; ``at`` is before anything was looked up for it."""
        fields = {name: value for name, value in message["headers"] if name in _SAID_AGAIN}
        is_shared = fields.get(b"cache-control") == SHORTLY.encode() and b"etag" in fields
        if message["status"] not in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED} or not is_shared:
            self._told.pop(key, None)
            return
        self._told[key] = _Told(at, fields[b"etag"].decode(), tuple(fields.items()), route)
        self._told.move_to_end(key)
        if len(self._told) > _MOST:
            self._told.popitem(last=False)


def _key(scope: Scope) -> Key | None:
    """Return all that a public answer depends on; None for what is not remembered."""
    if scope["type"] != "http" or scope["method"] not in _READING or scope["path"].startswith(_FILES):
        return None
    told = [part for name, value in scope["headers"] if name in _TELLING for part in (name, value)]
    key = (scope["path"].encode(), scope["query_string"], *told)
    if any(name == b"authorization" for name, _ in scope["headers"]) or sum(map(len, key)) > _LONGEST:
        return None
    return key


def _has(scope: Scope, etag: str) -> bool:
    return any(name == b"if-none-match" and matches(value.decode("latin-1"), etag) for name, value in scope["headers"])
