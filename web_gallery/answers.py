"""Answers with their cache rules: a page that a reader has already costs a question, not a rendering."""

import gzip
import hashlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import orjson
from fastapi import Request, Response

from web_gallery.site import Site
from web_gallery.viewers import session_key
from web_gallery.visits import Visit, language_cookie

# Caches may be behind by this much; with it, what an owner withdraws is gone from them within a minute (trust.md).
SHORTLY = "public, max-age=30, must-revalidate"
# Who is signed in sees at once what they published or took back; it costs the question whether the page has changed.
AT_ONCE = "private, no-cache"
_LEAST_PACKED = 1_000  # bytes
_PACKING = 4  # of 1 to 9: half a millisecond for a page of cards
NEVER = "private, no-store"
VARY = "Accept-Language, Cookie"


def page(request: Request, site: Site, visit: Visit, *, facts: object, render: Callable[[], str]) -> Response:
    """Return a public page, or 304 where the browser has these facts already.

    ``facts`` hold everything that the page is made of, as JSON can say it; ``render`` runs only if it must.
    """
    cache = AT_ONCE if session_key(request, site.settings) else SHORTLY
    headers = {"content-language": visit.locale, "vary": VARY, "cache-control": cache}
    if visit.newly_chosen:
        headers["cache-control"] = NEVER
        headers["set-cookie"] = language_cookie(visit.locale, secure=site.settings.behind_tls)
        return Response(render(), media_type="text/html", headers=headers)
    return conditional(
        request, (site.assets.build, visit.locale, visit.canonical, facts), render, "text/html", headers=headers
    )


async def page_later(
    request: Request, site: Site, visit: Visit, *, facts: object, render: Callable[[], Awaitable[str]]
) -> Response:
    """Return a public page as ``page`` does, where making it asks the database once more."""
    whole = (site.assets.build, visit.locale, visit.canonical, facts)
    html = "" if not visit.newly_chosen and is_known(request, whole) else await render()
    return page(request, site, visit, facts=facts, render=lambda: html)


def conditional(
    request: Request,
    facts: object,
    render: Callable[[], str | bytes],
    media_type: str,
    *,
    headers: dict[str, str] | None = None,
) -> Response:
    """Return 200 with an ETag made of ``facts``, or 304 without a body."""
    etag = _etag(facts)
    kept = {"cache-control": SHORTLY, **(headers or {}), "etag": etag}
    if matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
    return packed(request, render(), media_type, headers=kept)


def is_known(request: Request, facts: object) -> bool:
    """Tell whether a browser has what is made of these facts already."""
    given = request.headers.get("if-none-match", "")
    return bool(given) and matches(given, _etag(facts))


def packed(request: Request, content: str | bytes, media_type: str, *, headers: dict[str, str]) -> Response:
    """Return a text that is the same for everybody, packed where the browser can unpack it.

    What is one person's is never packed: beside a secret, the packed size of what others put into a page would tell
    that secret letter by letter (BREACH, breachattack.com).
    """
    data = content.encode() if isinstance(content, str) else content
    vary = ", ".join(filter(None, (headers.get("vary"), "Accept-Encoding")))
    kept = {**headers, "vary": vary}
    if len(data) >= _LEAST_PACKED and "gzip" in request.headers.get("accept-encoding", ""):
        kept["content-encoding"] = "gzip"
        data = gzip.compress(data, _PACKING, mtime=0)
    return Response(data, media_type=media_type, headers=kept)


def _etag(facts: object) -> str:
    return f'W/"{hashlib.sha256(orjson.dumps(facts, default=str)).hexdigest()[:32]}"'


def matches(if_none_match: str, etag: str) -> bool:
    """Tell whether a browser's ``If-None-Match`` names an ETag, compared weakly (RFC 9110 § 13.1.2)."""
    bare = etag.removeprefix("W/")
    return any(given.strip().removeprefix("W/") in {bare, "*"} for given in if_none_match.split(","))


def own_page(visit: Visit, html: str, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return a page that is one person's: nobody keeps it, no search engine lists it."""
    headers = {"content-language": visit.locale, "cache-control": NEVER, "x-robots-tag": "noindex"}
    return Response(html, status, media_type="text/html", headers=headers)
