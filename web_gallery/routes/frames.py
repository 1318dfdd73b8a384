"""Picture frames: a stable address that a screen on a wall or a generic camera asks again and again."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from core.clock import utc_now
from core.frames import queries
from core.storage import FolderStore
from core.storage.store import LONGEST_LINK, media_type_of
from web_gallery.answers import matches
from web_gallery.headers import FILE_POLICY
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere
from web_gallery.site import TheSite

_MOST_SLUG = 64
router = APIRouter()


@router.api_route("/frames/{slug}.png", methods=["GET", "HEAD"])
async def frame(request: Request, site: TheSite, slug: str) -> Response:
    """Serve the newest picture of a frame; nothing is sent where the asker has it already."""
    async with reading(site.database) as session:
        found = await queries.by_slug(session, slug[:_MOST_SLUG])
        picture = await queries.newest(session, found.id) if found else None
    if picture is None:
        raise NothingHere
    headers = {
        "cache-control": "private, no-cache",
        "etag": f'"{picture.id.hex}"',
        "content-security-policy": FILE_POLICY,
        "x-robots-tag": "noindex",
    }
    if matches(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if isinstance(site.store, FolderStore):
        path = site.store.path(picture.key)
        return FileResponse(path, headers=headers, media_type=media_type_of(picture.key))
    link = await site.store.link(picture.key, lifetime=LONGEST_LINK / 10, now=utc_now())
    return RedirectResponse(link, HTTPStatus.TEMPORARY_REDIRECT, headers={"cache-control": "private, no-store"})
