"""Signing programs in: an access token of fifteen minutes and a refresh token that is used once (RFC 6749 § 5)."""

from http import HTTPStatus
from typing import Annotated, Literal

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

    address: Text | None = Field(None, examples=["ada@example.org"])
    password: Text | None = Field(None, examples=["four words of mine"])
    link: Text | None = Field(None, description="What follows key= in the link that the bot sends with /login.")
    name: Text = Field("", examples=["kitchen display"], description="What the program is called in its owner's list.")
    scopes: list[Literal["read", "create", "publish", "admin"]] = Field(["read"], max_length=len(Scope))


class Refreshing(BaseModel):
    """A refresh token."""

    model_config = ConfigDict(extra="forbid", strict=True)

    refresh_token: Text = Field(examples=["inkr_…"])


class Tokens(BaseModel):
    """What a program is handed: ``access_token`` for some minutes, ``refresh_token`` for the next ones, once."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - how it is sent (RFC 6750), no secret
    expires_in: int
    refresh_token: str
    scope: str


@router.post("", response_model=Tokens, summary="Sign a program in")
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


@router.post("/refresh", response_model=Tokens, summary="Take new tokens for a refresh token")
async def refresh(site: TheSite, given: Refreshing) -> Response:
    """Use a refresh token up for new tokens; using one twice signs its program out."""
    async with reading(site.database) as session:  # committed also where it is refused: a family may have ended
        granted = await grants.refresh(session, given.refresh_token, now=utc_now())
    if granted is None:
        raise RefreshTokenUnknown
    return _answer(site, granted)


@router.post("/revoke", status_code=204, summary="Sign a program out")
async def revoke(site: TheSite, given: Refreshing) -> Response:
    """Sign a program out; an unknown token is out already."""
    async with reading(site.database) as session:
        await grants.revoke(session, given.refresh_token, now=utc_now())
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"cache-control": NEVER})


def _answer(site: Site, granted: Granted) -> Response:
    tokens = Tokens(
        access_token=site.identity.keys.sign(granted.grant, now=utc_now()),
        expires_in=int(access.LIFETIME.total_seconds()),
        refresh_token=granted.refresh,
        scope=" ".join(granted.grant.scopes),
    )
    return Response(tokens.model_dump_json(), media_type="application/json", headers={"cache-control": NEVER})
