"""Refusals and faults as pages in the person's language, or as problem details for programs (RFC 9457)."""

from http import HTTPStatus

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from core.errors import DomainError
from core.i18n import N_
from web_gallery.refusals import AddressDamaged, NothingHere, status_of
from web_gallery.site import Site
from web_gallery.visits import visit_of

_RETRY_S = 5
TITLES = {
    HTTPStatus.BAD_REQUEST: N_("This can't be read"),
    HTTPStatus.FORBIDDEN: N_("This is not allowed"),
    HTTPStatus.NOT_FOUND: N_("Nothing here"),
    HTTPStatus.METHOD_NOT_ALLOWED: N_("This can't be done here"),
    HTTPStatus.CONFLICT: N_("Something changed meanwhile"),
    HTTPStatus.GONE: N_("Gone for good"),
    HTTPStatus.TOO_MANY_REQUESTS: N_("A little slower, please"),
    HTTPStatus.INTERNAL_SERVER_ERROR: N_("Something broke"),
    HTTPStatus.SERVICE_UNAVAILABLE: N_("Back in a moment"),
}
_METHOD = N_("This address can only be looked at.")
_FAULT = N_("This is our mistake, and it is written down. If you tell somebody, quote number {number}.")


def install_troubles(app: FastAPI) -> None:
    """Have refusals answered as pages."""
    app.add_exception_handler(DomainError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, DomainError):
        raise TypeError(type(error))
    return refused(request, error)


def refused(request: Request, error: DomainError) -> Response:
    """Return the answer to a refusal."""
    say = visit_of(request, _site(request).settings.default_locale).say
    return trouble(request, status_of(error), say.error(error), code=error.code)


async def _http(request: Request, error: Exception) -> Response:
    """Answer what the router itself refuses: unknown addresses and methods."""
    if not isinstance(error, HTTPException):
        raise TypeError(type(error))
    if error.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return await _refused(request, NothingHere())
    say = visit_of(request, _site(request).settings.default_locale).say
    answer = trouble(request, HTTPStatus.METHOD_NOT_ALLOWED, say.gettext(_METHOD), code="method-not-allowed")
    answer.headers.update(error.headers or {})
    return answer


async def _unreadable(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the details would be English
    return await _refused(request, AddressDamaged())


def fault_page(request: Request, number: str) -> Response:
    """Return the answer to a fault, with the number under which it was logged."""
    say = visit_of(request, _site(request).settings.default_locale).say
    return trouble(request, HTTPStatus.INTERNAL_SERVER_ERROR, say.gettext(_FAULT, number=number), code="fault")


def trouble(request: Request, status: HTTPStatus, sentence: str, *, code: str) -> Response:
    """Return a page, or problem details under ``/api/``, that says what went wrong; never cached."""
    site = _site(request)
    visit = visit_of(request, site.settings.default_locale)
    title = visit.say.gettext(TITLES[status])
    if request.url.path.startswith("/api/"):
        problem = {"type": f"urn:inkhearth:{code}", "title": title, "status": int(status), "detail": sentence}
        answer = Response(orjson.dumps(problem), status, media_type="application/problem+json")
    else:
        html = site.pages.render("trouble.html", visit, title=title, sentence=sentence, status=int(status))
        answer = Response(html, status, media_type="text/html")
    answer.headers["cache-control"] = "no-store"
    answer.headers["content-language"] = visit.locale
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["retry-after"] = str(_RETRY_S)
    return answer


def _site(request: Request) -> Site:
    site = request.app.state.site
    if not isinstance(site, Site):
        raise TypeError(type(site))
    return site
