"""The gallery's rivals in its benchmark: the same questions of the driver, with nothing of ours around them."""

from collections.abc import Awaitable, Callable, Mapping
from itertools import count

import asyncpg
import orjson
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Scope

from core.db import Database
from core.gallery import feed
from core.gallery.questions import questions
from core.gallery.shelves import Wanted
from core.i18n import translator
from core.media.queries import Listed
from web_gallery.views import card_of, open_address

_numbers = count()  # in an address that nobody has asked for yet, so that nothing is remembered of it


def rivals(app: FastAPI, database: Database, pool: asyncpg.Pool) -> Starlette:
    """Return the rivals: the same questions of the driver, with orjson or the template and nothing else."""
    site = app.state.site
    say = translator("en")

    async def found(limit: int) -> list[Listed]:
        stubs = await feed.stubs(database, Wanted(), limit=limit + 1)
        cards = await feed.cards(database, [stub.id for stub in stubs[:limit]])
        return [cards[stub.id] for stub in stubs[:limit]]

    (page,) = questions(Wanted(), limit=50)
    whole = feed.CARDS.replace("$1::uuid[]", f"ARRAY(SELECT id FROM ({page.text}) page)")  # noqa: S608 - our own words

    async def as_json(_: Request) -> Response:
        async with pool.acquire() as connection:
            rows = await connection.fetch(whole, *page.values)
        return Response(orjson.dumps([dict(row) for row in rows], default=str), media_type="application/json")

    async def as_html(_: Request) -> Response:
        template = site.pages.template("_card.html")
        visit = _Visit()
        pictures = [card_of(picture, say=say, address=open_address) for picture in await found(30)]
        html = [
            template.render(card=card, eager=False, pieces=None, visit=visit, gettext=say.gettext) for card in pictures
        ]
        return Response("".join(html), media_type="text/html")

    return Starlette(routes=[Route("/json", as_json), Route("/html", as_html)])


class _Visit:
    locale = "en"


def bare_calls(apps: Mapping[str, ASGIApp], etag: str) -> dict[str, Callable[[], Awaitable[object]]]:
    """Return questions put to the applications without a client between, which takes longer than a 304 does."""
    return {
        "bare html": lambda: _called(apps["bare"], "/html"),
        "packed": lambda: _called(apps["ours"], "/", accept_encoding="gzip"),
        "304": lambda: _called(apps["ours"], "/", if_none_match=etag),
        "first 304": lambda: _called(apps["ours"], "/", f"n={next(_numbers)}", if_none_match=etag),
    }


async def _called(app: ASGIApp, path: str, query: str = "", /, **headers: str) -> None:
    fields = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"gallery.test"), *fields], "client": ("127.0.0.1", 1), "server": ("gallery.test", 80),
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Message) -> None:
        pass

    await app(scope, receive, send)
