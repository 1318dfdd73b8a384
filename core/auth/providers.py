"""Providers that vouch for people: Discord by OAuth 2.0, Telegram by OpenID Connect.

Addresses are fixed, none is taken from what a provider answers, and no redirect is followed. Nothing that a provider
hands out is kept: its token is used once and forgotten.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry
from pydantic import SecretStr

from core.auth.trips import Journey
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.platforms import Platform
from core.users.service import Face

_PATIENCE_S = 10.0
_LONGEST_CODE = 2000
_SKEW_S = 60  # seconds by which a provider's clock may differ from ours
_OLDEST = timedelta(minutes=5)  # of an ID token when it reaches us
# BotFather's usual choice and the next; never a shared secret, never none. The name EdDSA is given up (RFC 9864).
_ALGORITHMS = ["RS256", "ES256"]


class ProviderRefused(DomainError):
    """The provider does not vouch for anybody, or not in a way that can be believed."""

    refusal = Refusal.FORBIDDEN
    code = "provider-refused"
    msgid = N_("{provider} did not confirm who you are, so nothing was changed. Start again.")


class ProviderAway(DomainError):
    """The provider can't be reached."""

    refusal = Refusal.UNAVAILABLE
    code = "provider-away"
    msgid = N_("{provider} does not answer right now. Try again in a moment, or sign in another way.")


@dataclass(frozen=True, slots=True)
class Client:
    """What we are to a provider: our id and secret there, its origin, and where it sends browsers back to."""

    client_id: str
    secret: SecretStr
    origin: str
    back: str


class Provider(Protocol):
    """Somebody who vouches for people."""

    @property
    def platform(self) -> Platform:
        """Whose identities it vouches for."""
        ...

    @property
    def label(self) -> str:
        """Its name, the same in every language."""
        ...

    @property
    def client(self) -> Client:
        """What we are to it."""
        ...

    def away(self, journey: Journey) -> str:
        """Return the address to which a browser is sent."""
        ...

    async def face(self, code: str, journey: Journey, *, now: datetime) -> Face:
        """Return whom the provider vouches for.

        Raises:
            ProviderRefused: nobody, or what it says does not hold.
            ProviderAway: it can't be reached.
        """
        ...


@dataclass(frozen=True, slots=True)
class Discord:
    """Discord's OAuth 2.0 (discord.com/developers/docs/topics/oauth2): code, state, PKCE, scope ``identify``."""

    client: Client
    platform: Platform = Platform.DISCORD
    label: str = "Discord"

    def away(self, journey: Journey) -> str:
        """Return the address to which a browser is sent."""
        return _authorization(self.client, "/oauth2/authorize", "identify", journey, prompt="none")

    async def face(self, code: str, journey: Journey, *, now: datetime) -> Face:  # noqa: ARG002 - Discord signs nothing that could be old
        """Return whom Discord's own API says the code is for."""
        async with _talking(self.client, self.label) as session:
            await _redeem(session, f"{self.client.origin}/api/oauth2/token", code, journey)
            answer = await session.get(f"{self.client.origin}/api/v10/users/@me")
            answer.raise_for_status()
            person = _mapping(answer.json())
        number = person.get("id")
        if not isinstance(number, str) or not _is_number(number):
            raise ProviderRefused(provider=self.label)
        return Face(self.platform, number, _name(person, "global_name", "username"))


@dataclass(frozen=True, slots=True)
class Telegram:
    """Telegram's OpenID Connect (core.telegram.org/bots/telegram-login): code, state, nonce, PKCE.

    The claim ``id`` is the number that the bot knows a person by; ``sub`` is another one for each client. There is no
    userinfo endpoint. Telegram takes a nonce and does not always repeat it, so one that is there must be ours, and one
    that is missing is made up for by PKCE and the state, which tie the code to this browser as well (RFC 9700 § 2.1.1).
    """

    client: Client
    platform: Platform = Platform.TELEGRAM
    label: str = "Telegram"

    def away(self, journey: Journey) -> str:
        """Return the address to which a browser is sent."""
        return _authorization(self.client, "/auth", "openid profile", journey, nonce=journey.nonce)

    async def face(self, code: str, journey: Journey, *, now: datetime) -> Face:
        """Return whom the ID token names, once its signature and claims hold."""
        async with _talking(self.client, self.label) as session:
            token = await _redeem(session, f"{self.client.origin}/token", code, journey)
            answer = await session.request("GET", f"{self.client.origin}/.well-known/jwks.json", withhold_token=True)
            answer.raise_for_status()
            claims = self._claims(str(token.get("id_token", "")), _mapping(answer.json()), now=now)
        number = str(claims.get("id", ""))
        if claims.get("nonce", journey.nonce) != journey.nonce or not _is_number(number):
            raise ProviderRefused(provider=self.label)
        return Face(self.platform, number, _name(claims, "name", "preferred_username"))

    def _claims(self, given: str, keys: Mapping[str, object], *, now: datetime) -> Mapping[str, object]:
        issuer: ClaimsOption = {"essential": True, "value": self.client.origin}
        audience: ClaimsOption = {"essential": True, "value": self.client.client_id}
        registry = JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_SKEW_S,
            iss=issuer,
            aud=audience,
            exp={"essential": True},
            iat={"essential": True},
        )
        token = jwt.decode(given, _key_set(keys), algorithms=_ALGORITHMS)
        registry.validate(token.claims)
        if token.claims["iat"] < (now - _OLDEST).timestamp():
            raise ProviderRefused(provider=self.label)
        return token.claims


def _authorization(client: Client, path: str, scope: str, journey: Journey, **more: str) -> str:
    session = _session(client, scope=scope)
    address: str
    address, _ = session.create_authorization_url(
        f"{client.origin}{path}", state=journey.state, code_verifier=journey.ticket, **more
    )
    return address


def _session(client: Client, *, scope: str = "") -> AsyncOAuth2Client:
    return AsyncOAuth2Client(
        client.client_id,
        client.secret.get_secret_value(),
        redirect_uri=client.back,
        scope=scope or None,
        code_challenge_method="S256",
        follow_redirects=False,
        timeout=_PATIENCE_S,
        trust_env=False,
    )


@asynccontextmanager
async def _talking(client: Client, label: str) -> AsyncIterator[AsyncOAuth2Client]:
    """Yield a connection to a provider; whatever it answers wrongly is a refusal.

    Raises:
        ProviderRefused: its answer is no proof.
        ProviderAway: it can't be reached, or fails.
    """
    try:
        async with _session(client) as session:
            yield session
    except httpx2.HTTPStatusError as error:
        if error.response.is_server_error:
            raise ProviderAway(provider=label) from error
        raise ProviderRefused(provider=label) from error
    except httpx2.HTTPError as error:
        raise ProviderAway(provider=label) from error
    except (OAuthError, JoseError, ValueError) as error:
        raise ProviderRefused(provider=label) from error


async def _redeem(session: AsyncOAuth2Client, address: str, code: str, journey: Journey) -> Mapping[str, object]:
    if not 0 < len(code) <= _LONGEST_CODE:
        raise ValueError(len(code))
    return _mapping(await session.fetch_token(address, code=code, code_verifier=journey.ticket))


def _mapping(found: object) -> Mapping[str, object]:
    if not isinstance(found, Mapping):
        raise ValueError(type(found))  # noqa: TRY004 - an answer from elsewhere, not a slip of ours
    return found


def _key_set(keys: Mapping[str, object]) -> KeySet:
    try:
        return KeySet.import_key_set(keys)  # type: ignore[arg-type]  # what it lacks is told by what it raises
    except (TypeError, KeyError) as error:
        raise ValueError(keys.keys()) from error


def _is_number(text: str) -> bool:
    """Tell whether a text is a platform's number of somebody: both count in 64 bits."""
    return text.isascii() and text.isdigit() and len(text) <= 20  # noqa: PLR2004 - the digits of 2^64


def _name(person: Mapping[str, object], *fields: str) -> str:
    return next((str(person[field]) for field in fields if person.get(field)), "")
