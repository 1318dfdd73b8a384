"""Signing programs in: an access token of fifteen minutes and a refresh token that is used once (RFC 6749 § 5)."""

from http import HTTPStatus
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from core.auth import access, grants, signing_in
from core.auth.grants import Granted, RefreshTokenUnknown
from core.auth.tokens import Scope
from core.clock import utc_now
from web_gallery.answers import NEVER
from web_gallery.reading import reading
from web_gallery.routes.signing_in import proved
from web_gallery.site import Site, TheSite

_SECRET = 300
Text = Annotated[str, Field(max_length=_SECRET)]
router = APIRouter(prefix="/api/v1/tokens")


class Credentials(BaseModel):
    """Who signs in: by an address and a password, or by the key of a link that the bot sent with /login.

    ``name`` is what the program calls itself in its owner's list.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    address: Text | None = None
    password: Text | None = None
    link: Text | None = None
    name: Text = ""
    scopes: list[Literal["read", "create", "publish"]] = Field(["read"], max_length=len(Scope))


class Refreshing(BaseModel):
    """A refresh token."""

    model_config = ConfigDict(extra="forbid", strict=True)

    refresh_token: Text


@router.post("")
async def sign_in(site: TheSite, given: Credentials) -> Response:
    """Sign a program in."""
    now = utc_now()
    scopes = {Scope(scope) for scope in given.scopes}
    user = None if given.link is not None else await proved(site, given.address or "", given.password or "")
    async with reading(site.database) as session:
        if user is None:
            user = await signing_in.use_up(session, given.link or "", now=now)
        granted = await grants.grant(session, user, name=given.name, scopes=scopes, now=now)
    return _answer(site, granted)


@router.post("/refresh")
async def refresh(site: TheSite, given: Refreshing) -> Response:
    """Use a refresh token up for new tokens; using one twice signs its program out."""
    async with reading(site.database) as session:  # committed also where it is refused: a family may have ended
        granted = await grants.refresh(session, given.refresh_token, now=utc_now())
    if granted is None:
        raise RefreshTokenUnknown
    return _answer(site, granted)


@router.post("/revoke")
async def revoke(site: TheSite, given: Refreshing) -> Response:
    """Sign a program out; an unknown token is out already."""
    async with reading(site.database) as session:
        await grants.revoke(session, given.refresh_token, now=utc_now())
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"cache-control": NEVER})


def _answer(site: Site, granted: Granted) -> Response:
    content = {
        "access_token": site.identity.keys.sign(granted.grant, now=utc_now()),
        "token_type": "Bearer",
        "expires_in": int(access.LIFETIME.total_seconds()),
        "refresh_token": granted.refresh,
        "scope": " ".join(granted.grant.scopes),
    }
    return Response(orjson.dumps(content), media_type="application/json", headers={"cache-control": NEVER})
