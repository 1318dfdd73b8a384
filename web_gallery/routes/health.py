"""Whether the process lives, and whether it can serve."""

from http import HTTPStatus

import orjson
from fastapi import APIRouter, Response

from web_gallery.readiness import OK, findings
from web_gallery.site import TheSite

_READ = ["GET", "HEAD"]
router = APIRouter()


@router.api_route("/healthz", methods=_READ)
async def healthz() -> Response:
    """Say that the process answers; it asks nobody, so a sick neighbour gets no healthy process restarted."""
    return _json({"alive": True})


@router.api_route("/readyz", methods=_READ)
async def readyz(site: TheSite) -> Response:
    """Say whether pages can be served, and if not, why."""
    found = await findings(site)
    ready = all(reason == OK for reason in found.values())
    return _json({"ready": ready, **found}, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE)


def _json(content: dict[str, object], status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json", headers={"cache-control": "no-store"})
