"""Answers with their cache rules: a page that a reader has already costs a question, not a rendering."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus

import orjson
from fastapi import Request, Response

from web_gallery.site import Site
from web_gallery.visits import Visit, language_cookie

# Caches may be behind by this much; with it, what an owner withdraws is gone from them within a minute (trust.md).
SHORTLY = "public, max-age=30, must-revalidate"
NEVER = "private, no-store"
VARY = "Accept-Language, Cookie"


def page(request: Request, site: Site, visit: Visit, *, facts: object, render: Callable[[], str]) -> Response:
    """Return a public page, or 304 where the browser has these facts already.

    ``facts`` hold everything that the page is made of, as JSON can say it; ``render`` runs only if it must.
    """
    headers = {"content-language": visit.locale, "vary": VARY, "cache-control": SHORTLY}
    if visit.newly_chosen:
        headers["cache-control"] = NEVER
        headers["set-cookie"] = language_cookie(visit.locale, secure=site.settings.behind_tls)
        return Response(render(), media_type="text/html", headers=headers)
    return conditional(
        request, (site.assets.build, visit.locale, visit.canonical, facts), render, "text/html", headers=headers
    )


def conditional(
    request: Request,
    facts: object,
    render: Callable[[], str | bytes],
    media_type: str,
    *,
    headers: dict[str, str] | None = None,
) -> Response:
    """Return 200 with an ETag made of ``facts``, or 304 without a body."""
    etag = f'W/"{hashlib.sha256(orjson.dumps(facts, default=str)).hexdigest()[:32]}"'
    kept = {"cache-control": SHORTLY, **(headers or {}), "etag": etag}
    if matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
    return Response(render(), media_type=media_type, headers=kept)


def matches(if_none_match: str, etag: str) -> bool:
    """Tell whether a browser's ``If-None-Match`` names an ETag, compared weakly (RFC 9110 § 13.1.2)."""
    bare = etag.removeprefix("W/")
    return any(given.strip().removeprefix("W/") in {bare, "*"} for given in if_none_match.split(","))


def own_page(visit: Visit, html: str, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return a page that is one person's: nobody keeps it, no search engine lists it."""
    headers = {"content-language": visit.locale, "cache-control": NEVER, "x-robots-tag": "noindex"}
    return Response(html, status, media_type="text/html", headers=headers)
