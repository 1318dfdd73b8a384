"""Browsers of the tests: signed in, sent to a provider and back, with the mark that their forms carry."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from core.auth import sessions
from core.clock import utc_now
from core.users.models import User
from tests.web_gallery.conftest import ORIGIN
from web_gallery.app import create_app
from web_gallery.settings import WebSettings
from web_gallery.site import Site

FROM_HERE = {"origin": ORIGIN}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@asynccontextmanager
async def gallery(settings: WebSettings) -> AsyncIterator[FastAPI]:
    """Yield a running gallery with other settings than the usual."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@asynccontextmanager
async def browser(
    app: FastAPI, *, user: User | None = None, address: str = "127.0.0.1"
) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a browser, signed in where there is a user."""
    transport = httpx.ASGITransport(app, client=(address, 1234))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"user-agent": FIREFOX}) as visitor:
        if user is not None:
            site: Site = app.state.site
            async with site.database.transaction() as session:
                key = await sessions.open_session(session, user, device=FIREFOX, now=utc_now())
            visitor.cookies.set("inkhearth", key, domain="gallery.test", path="/")
        yield visitor


async def send(visitor: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Send a form from one of our pages, with the mark of the visitor's session where they are signed in."""
    if "inkhearth" in visitor.cookies and "csrf" not in fields:
        fields["csrf"] = mark(await visitor.get("/me/account"))
    return await visitor.post(path, data=fields, headers=FROM_HERE)


def mark(answer: httpx.Response) -> str:
    """Return the hidden mark of a page's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
    return found[1] if found else ""


async def at_provider(answer: httpx.Response) -> str:
    """Follow a browser to the provider and return the address that this sends it back to."""
    assert answer.status_code == 303, answer.text
    async with httpx.AsyncClient() as outside:
        sent = await outside.get(answer.headers["location"])
    assert sent.status_code == 302, sent.text
    return sent.headers["location"].removeprefix(ORIGIN)
