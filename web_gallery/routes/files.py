"""Picture files: lasting addresses for what is public, signed ones for the rest."""

import asyncio
import os
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from core.clock import utc_now
from core.media.queries import FileReach, file_reach
from core.storage import FolderStore
from core.storage.store import LONGEST_LINK, is_key, media_type_of
from web_gallery.answers import matches
from web_gallery.headers import FILE_POLICY
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere, PictureGone
from web_gallery.site import TheSite

# Every cache asks again after a minute, so that a picture which was public for an hour isn't public in caches for
# a year; asking costs a row and a 304.
_OPEN = "public, max-age=60, must-revalidate"
# At the object store a signature can't be taken back: it lives so short that, with the redirect kept for half of
# that, a withdrawn picture is out of reach within a minute.
_REDIRECT = "public, max-age=30, must-revalidate"
_OPEN_LINK = LONGEST_LINK / 10
_SKEW_S = 5  # clocks of two of our machines may differ by this much
router = APIRouter()


@router.api_route("/files/{key:path}", methods=["GET", "HEAD"])
async def file(request: Request, site: TheSite, key: str, expires: str = "", signature: str = "") -> Response:
    """Serve a file, or send the browser to the object store for it."""
    if not is_key(key):
        raise NothingHere
    now = utc_now()
    store = site.store
    async with reading(site.database) as session:
        reach = await file_reach(session, key)
    signed = isinstance(store, FolderStore) and _is_signed(store, key, expires, signature, now)
    _check(reach, signed=signed)
    if not isinstance(store, FolderStore):
        link = await store.link(key, lifetime=_OPEN_LINK, now=now)
        return RedirectResponse(link, HTTPStatus.TEMPORARY_REDIRECT, headers={"cache-control": _REDIRECT})
    cache = _OPEN if reach is FileReach.OPEN else f"private, max-age={int(expires) - int(now.timestamp())}"
    return await _served(request, store.path(key), key, cache)


def _is_signed(store: FolderStore, key: str, expires: str, given: str, now: datetime) -> bool:
    """Tell whether a signed address holds; one that holds for longer than any of ours may was not made for the web."""
    fits = store.link_fits(key, expires=expires, given=given, now=now)
    return fits and int(expires) <= now.timestamp() + LONGEST_LINK.total_seconds() + _SKEW_S


def _check(reach: FileReach, *, signed: bool) -> None:
    """Refuse what may not be fetched: deleted at once even with a signature, private without one."""
    if reach is FileReach.GONE:
        raise PictureGone
    if not (signed or reach is FileReach.OPEN):
        raise NothingHere


async def _served(request: Request, path: Path, key: str, cache: str) -> Response:
    name = f"inkhearth-{key[3:11]}{path.suffix}"
    kind = "attachment" if "download" in request.query_params else "inline"
    headers = {
        "cache-control": cache,
        "etag": f'"{path.stem}"',
        "content-disposition": f'{kind}; filename="{name}"',
        "content-security-policy": FILE_POLICY,
        "cross-origin-resource-policy": "cross-origin",
    }
    try:
        facts = await asyncio.to_thread(os.stat, path)
    except FileNotFoundError:
        raise NothingHere from None
    if matches(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return FileResponse(path, headers=headers, media_type=media_type_of(key), stat_result=facts)
