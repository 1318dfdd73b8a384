"""Refusals and faults as pages in the person's language, or as problem details for programs (RFC 9457)."""

from collections.abc import Mapping, Sequence
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
    HTTPStatus.GONE: N_("Taken down"),
    HTTPStatus.PRECONDITION_FAILED: N_("Something changed meanwhile"),
    HTTPStatus.UNPROCESSABLE_ENTITY: N_("This can't be read"),
    HTTPStatus.TOO_MANY_REQUESTS: N_("A little slower, please"),
    HTTPStatus.INTERNAL_SERVER_ERROR: N_("Something broke"),
    HTTPStatus.SERVICE_UNAVAILABLE: N_("Back in a moment"),
}
_METHOD = N_("This address can only be looked at.")
UNREADABLE = N_("The request can't be read at: {places}")
_LONGEST_POINTER, _MOST_PLACES = 200, 10
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


async def _unreadable(request: Request, error: Exception) -> Response:
    """Answer what a route can't read; programs are told where, in the words of JSON pointers (RFC 6901)."""
    if not isinstance(error, RequestValidationError):
        raise TypeError(type(error))
    if not request.url.path.startswith("/api/"):
        return await _refused(request, AddressDamaged())
    say = visit_of(request, _site(request).settings.default_locale).say
    found = [{"pointer": _pointer(each["loc"]), "code": str(each["type"])} for each in error.errors()[:_MOST_PLACES]]
    sentence = say.gettext(UNREADABLE, places=", ".join(each["pointer"] for each in found))
    return trouble(request, HTTPStatus.BAD_REQUEST, sentence, code="unreadable", errors=found)


def _pointer(place: Sequence[object]) -> str:
    """Return where something stands: a pointer into the body, or the name of what was given elsewhere."""
    where, *rest = place
    path = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in rest)
    pointer = f"#/{path}" if where == "body" else f"{where}:{path}"
    return pointer[:_LONGEST_POINTER].encode(errors="replace").decode()


def fault_page(request: Request, number: str) -> Response:
    """Return the answer to a fault, with the number under which it was logged."""
    say = visit_of(request, _site(request).settings.default_locale).say
    return trouble(request, HTTPStatus.INTERNAL_SERVER_ERROR, say.gettext(_FAULT, number=number), code="fault")


def trouble(
    request: Request, status: HTTPStatus, sentence: str, *, code: str, errors: Sequence[Mapping[str, str]] = ()
) -> Response:
    """Return a page, or problem details under ``/api/``, that says what went wrong; never cached."""
    site = _site(request)
    visit = visit_of(request, site.settings.default_locale)
    title = visit.say.gettext(TITLES[status])
    if request.url.path.startswith("/api/"):
        problem: dict[str, object] = {"type": f"urn:inkhearth:{code}", "title": title, "status": int(status)}
        problem |= {"detail": sentence.encode(errors="replace").decode()} | ({"errors": list(errors)} if errors else {})
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
