"""A person's jobs as they go, told to open pages as server-sent events (G16)."""

from contextlib import ExitStack
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from core.clock import utc_now
from web_gallery.live.stream import HEADERS, MEDIA_TYPE, Stream, Teller, since_of
from web_gallery.reading import reading
from web_gallery.site import Site, TheSite
from web_gallery.studio.showing import PageTeller
from web_gallery.viewers import SignInFirst, viewer_of
from web_gallery.visits import visit_of

router = APIRouter()


@router.get("/events")
async def events(request: Request, site: TheSite, since: str = "") -> Response:
    """Tell the viewer's jobs; ``since`` is the moment of the page's making, ``Last-Event-ID`` where it was broken off.

    Raises:
        SignInFirst: nobody is signed in.
        TooManyStreams: too many of their pages listen.
    """
    now = utc_now()
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=now)
    if viewer is None:
        raise SignInFirst
    teller = PageTeller(site, visit_of(request, site.settings.default_locale), viewer)
    begin = since_of(request.headers.get("last-event-id", "") or since, now)
    return streamed(site, viewer.user.id, teller, since=begin)


def streamed(site: Site, owner_id: UUID, teller: Teller, *, since: datetime) -> Response:
    """Return a stream of somebody's jobs.

    Raises:
        TooManyStreams: this person, or the process, has too many.
    """
    stack = ExitStack()
    listener = stack.enter_context(site.hub.listening(owner_id))
    return _Streamed(Stream(site.database, listener, teller, since), stack)


class _Streamed(StreamingResponse):
    """A stream whose listener goes with it, however it ends."""

    def __init__(self, stream: Stream, stack: ExitStack) -> None:
        super().__init__(stream.frames(), media_type=MEDIA_TYPE, headers=HEADERS)
        self._stack = stack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._stack:
            await super().__call__(scope, receive, send)
