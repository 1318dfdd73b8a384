"""Answers of the studio: a page for browsers, a fragment of it for the page's own script."""

from http import HTTPStatus

import orjson
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from core.errors import DomainError
from web_gallery.answers import NEVER
from web_gallery.refusals import status_of
from web_gallery.visits import Visit

_JSON = "application/json"


def by_script(request: Request) -> bool:
    """Tell whether the page's own script asks: it says that it wants JSON and nothing else."""
    return request.headers.get("accept", "") == _JSON


def away(path: str) -> Response:
    """Send a browser on after a form."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})


def fragment(facts: object, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return what a script puts into its page."""
    return Response(orjson.dumps(facts), status, media_type=_JSON, headers={"cache-control": NEVER})


def refusal(visit: Visit, error: DomainError) -> Response:
    """Return a refusal as a sentence to show beside the form."""
    problem = {"type": f"urn:inkhearth:{error.code}", "detail": visit.say.error(error)}
    return fragment(problem, status=status_of(error))
