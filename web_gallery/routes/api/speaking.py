"""How the API speaks: one shape for troubles, strong ETags, cursors that only we can write."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from http import HTTPStatus
from uuid import UUID

from fastapi import Request, Response
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import access
from core.auth.tokens import Scope, TokenUnknown
from core.clock import utc_now
from core.signing import signature, signature_fits
from core.users.models import User
from web_gallery.answers import NEVER
from web_gallery.noticing import require_notice
from web_gallery.refusals import AddressDamaged, Outdated
from web_gallery.settings import WebSettings
from web_gallery.site import Site

PREFIX = "/api/v1"
MOST = 100
_BEARER = "bearer "
_CURSOR = "cursor"
_CUT = 16
bearer_scheme = HTTPBearer(auto_error=False, description="A personal token, or an access token of /api/v1/tokens.")


class Place(BaseModel):
    """Where a request can't be read."""

    pointer: str
    code: str


class Problem(BaseModel):
    """What went wrong (RFC 9457); ``type`` ends with our code, ``detail`` is a sentence in the asker's language."""

    type: str = Field(examples=["urn:inkhearth:prompt-empty"])
    title: str
    status: int
    detail: str
    errors: list[Place] | None = None


def problems(*statuses: int) -> dict[int | str, dict[str, object]]:
    """Return the troubles that an operation may answer with: those of every one, and some of its own."""
    everywhere = (400, 403, 404, 429, 503)
    return {status: _problem(status) for status in sorted({*everywhere, *statuses})}


def _problem(status: int) -> dict[str, object]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": HTTPStatus(status).phrase, "content": content}


class Shape(BaseModel):
    """What programs send: nothing that we don't know, nothing of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


async def owner_of(request: Request, site: Site, session: AsyncSession, *, scope: Scope) -> User:
    """Return whose token came with a request.

    Raises:
        TokenUnknown: there is none, or none that lives.
        TokenTooNarrow: it is for something else.
        ConsentNeeded: it is to make something, and its owner has yet to see the notice.
    """
    given = request.headers.get("authorization", "")
    if not given.lower().startswith(_BEARER):
        raise TokenUnknown
    proof = given[len(_BEARER) :].strip()
    owner = await access.bearer(session, proof, scope=scope, keys=site.identity.keys, now=utc_now())
    await require_notice(request, site, session, owner)
    return owner


def answered(
    request: Request, told: BaseModel, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Return a representation with its ETag, or 304 where the program has it already."""
    etag = etag_of(told)
    kept = {"cache-control": NEVER, "etag": etag, **(headers or {})}
    given = request.headers.get("if-none-match", "")
    if status == HTTPStatus.OK and etag in {one.strip().removeprefix("W/") for one in given.split(",")}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
    body = told.model_dump_json(exclude_none=False)
    return Response(body, status, media_type="application/json", headers=kept)


def etag_of(told: BaseModel) -> str:
    """Return the ETag of a representation; addresses of files are signed anew at each reading and don't count."""
    facts = told.model_dump_json(exclude={"file"} if "file" in type(told).model_fields else None)
    return f'"{hashlib.sha256(facts.encode()).hexdigest()[:32]}"'


def check_match(request: Request, told: BaseModel) -> None:
    """Refuse a change of what is no longer as the program read it; without ``If-Match`` it does not care.

    Raises:
        Outdated: it changed.
    """
    given = request.headers.get("if-match", "").strip()
    if given and given != "*" and etag_of(told) not in {one.strip() for one in given.split(",")}:
        raise Outdated


def cursor_of(settings: WebSettings, place: UUID) -> str:
    """Return a place in a list as programs carry it."""
    mark = signature(settings.signing_key, _CURSOR, str(place))[:_CUT]
    return urlsafe_b64encode(place.bytes).decode().rstrip("=") + mark


def place_of(settings: WebSettings, cursor: str) -> UUID | None:
    """Return the place that a cursor names, None for the beginning.

    Raises:
        AddressDamaged: it is none that ``cursor_of`` wrote.
    """
    if not cursor:
        return None
    written, given = cursor[:-_CUT], cursor[-_CUT:]
    try:
        place = UUID(bytes=urlsafe_b64decode(written + "=="))
    except (NotBase64, ValueError):
        raise AddressDamaged from None
    whole = signature(settings.signing_key, _CURSOR, str(place))
    if not signature_fits(given + whole[_CUT:], settings.signing_key, _CURSOR, str(place)):
        raise AddressDamaged
    return place


def next_of(site: Site, path: str, *, last: UUID | None, limit: int) -> str | None:
    """Return the address of the next page of a list, None at its end."""
    if last is None:
        return None
    return f"{site.settings.origin}{PREFIX}{path}?limit={limit}&after={cursor_of(site.settings, last)}"
