"""Discord's and Telegram's sign-in as servers of the tests' own, which check what they are sent as the real ones do."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

import orjson
from aiohttp import BasicAuth, web
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID, SECRET = "1234567", "a secret of the tests"
Change = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class Asked:
    """One authorization: what was asked for, and whether its code was used."""

    redirect_uri: str
    challenge: str
    nonce: str
    used: bool = False


@cache
def _rsa_key() -> RSAKey:
    """Return a key that all tests share: making one takes long."""
    return RSAKey.generate_key(2048, {"kid": "oidc-1", "use": "sig"})


@dataclass
class Loopback:
    """A provider. ``refuses`` counts what it turned away; the other fields are how it misbehaves."""

    back: str
    person: dict[str, Any]
    url: str = ""
    codes: dict[str, Asked] = field(default_factory=dict)
    refuses: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    status: int = 200
    garbage: bytes | None = None
    elsewhere: str = ""
    change: Change = dict
    key: RSAKey = field(default_factory=_rsa_key)
    sign: Callable[[dict[str, Any]], str] | None = None

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses of both providers."""
        return [
            web.get("/oauth2/authorize", self.authorize),
            web.post("/api/oauth2/token", self.token),
            web.get("/api/v10/users/@me", self.me),
            web.get("/auth", self.authorize),
            web.post("/token", self.token),
            web.get("/.well-known/jwks.json", self.keys),
        ]

    async def authorize(self, request: web.Request) -> web.Response:
        """Send the browser back with a code, if everything that was asked is in order."""
        query = request.query
        wanted = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": self.back,
            "code_challenge_method": "S256",
            "scope": "identify" if request.path == "/oauth2/authorize" else "openid profile",
        }
        if any(query.get(name) != value for name, value in wanted.items()) or len(query.get("state", "")) < 43:
            self.refuses.append("authorize")
            return web.Response(status=400)
        code = secrets.token_urlsafe(16)
        self.codes[code] = Asked(query["redirect_uri"], query["code_challenge"], query.get("nonce", ""))
        answer = urlencode({"code": code, "state": query["state"]})
        return web.Response(status=302, headers={"location": f"{query['redirect_uri']}?{answer}"})

    async def token(self, request: web.Request) -> web.Response:
        """Trade a code for tokens, once, with the client's secret and the verifier."""
        if self.elsewhere:
            return web.Response(status=307, headers={"location": self.elsewhere})
        if self.garbage is not None or self.status != 200:
            return web.Response(status=self.status, body=self.garbage or b"{}", content_type="application/json")
        form = await request.post()
        asked = self.codes.get(str(form.get("code")))
        auth = BasicAuth.decode(request.headers.get("authorization", "Basic Og=="))
        verifier = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        fits = (
            asked is not None
            and not asked.used
            and (auth.login, auth.password) == (CLIENT_ID, SECRET)
            and form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == asked.redirect_uri
            and base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() == asked.challenge
        )
        if not fits or asked is None:
            self.refuses.append("token")
            return web.json_response({"error": "invalid_grant"}, status=400)
        asked.used = True
        token = secrets.token_urlsafe()
        self.tokens.add(token)
        found = {"access_token": token, "token_type": "Bearer", "expires_in": 604800}
        found["id_token"] = self._id_token(asked)
        return web.json_response(found)

    async def me(self, request: web.Request) -> web.Response:
        """Tell who the token is for."""
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            self.refuses.append("me")
            return web.json_response({}, status=401)
        return web.json_response(self.change(self.person))

    async def keys(self, request: web.Request) -> web.Response:
        """Tell the public keys."""
        if "authorization" in request.headers:
            self.refuses.append("keys")
        return web.json_response(KeySet([self.key]).as_dict(private=False))

    def _id_token(self, asked: Asked) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "sub": "opaque", "iat": now, "exp": now + 600, **self.person}
        if asked.nonce:
            claims["nonce"] = asked.nonce
        claims = self.change(claims)
        if self.sign is not None:
            return self.sign(claims)
        return jwt.encode({"alg": "RS256", "kid": "oidc-1"}, claims, self.key)


@asynccontextmanager
async def serving(provider: Loopback) -> AsyncIterator[Loopback]:
    """Serve a provider on a free port of this machine."""
    app = web.Application()
    app.add_routes(provider.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        provider.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield provider
    finally:
        await runner.cleanup()


def unsigned(claims: dict[str, Any]) -> str:
    """Return an ID token that says it needs no signature."""
    parts = (orjson.dumps({"alg": "none"}), orjson.dumps(claims), b"")
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def with_public_key(provider: Loopback) -> Callable[[dict[str, Any]], str]:
    """Return a signer that uses the public key as a shared secret, which a careless reader believes."""

    def sign(claims: dict[str, Any]) -> str:
        parts = (orjson.dumps({"alg": "HS256", "kid": "oidc-1"}), orjson.dumps(claims))
        head = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
        secret = provider.key.as_pem(private=False)
        mac = hmac.new(secret, head, hashlib.sha256).digest()
        return (head + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()

    return sign


def anothers(claims: dict[str, Any]) -> str:
    """Return an ID token that a stranger signed under the provider's name for its key."""
    return jwt.encode({"alg": "RS256", "kid": "oidc-1"}, claims, RSAKey.generate_key(2048, {"kid": "oidc-1"}))
