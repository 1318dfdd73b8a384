"""Access tokens: JWTs of fifteen minutes with which a program does what its sign-in allows (RFC 9068)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import grants, tokens
from core.auth.models import Grant
from core.auth.tokens import Scope, TokenTooNarrow, TokenUnknown
from core.sealing import Sealing
from core.users.models import User

LIFETIME = timedelta(minutes=15)
_ALGORITHM = "HS256"  # who signs also checks, so a shared secret is enough; no other algorithm is read
_TYPE = "at+jwt"
_LONGEST = 2000  # characters; ours have some 400
_ID_LENGTH = 8


@dataclass(frozen=True, slots=True)
class AccessKeys:
    """The keys that sign access tokens, the newest first, for one audience."""

    keys: tuple[OctKey, ...]
    audience: str

    @classmethod
    def of(cls, sealing: Sealing, *, audience: str) -> "AccessKeys":
        """Return keys derived from ``SEALING_KEYS``: a new one in front signs, the old ones still check."""
        raw = sealing.derived("access tokens")
        return cls(tuple(OctKey.import_key(key, {"kid": _name(key)}) for key in raw), audience)

    def sign(self, granted: Grant, *, now: datetime) -> str:
        """Return an access token for a program's sign-in."""
        claims = {
            "iss": self.audience,
            "aud": self.audience,
            "sub": str(granted.user_id),
            "sid": str(granted.id),
            "scope": " ".join(granted.scopes),
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
        }
        newest = self.keys[0]
        return jwt.encode({"alg": _ALGORITHM, "typ": _TYPE, "kid": newest.kid}, claims, newest)

    def read(self, given: str, *, now: datetime) -> tuple[UUID, frozenset[str]] | None:
        """Return a token's sign-in and scopes, or None where it is not ours, not for this place or over."""
        if len(given) > _LONGEST or not given.isascii():
            return None
        expects: ClaimsOption = {"essential": True, "value": self.audience}
        registry = JWTClaimsRegistry(
            now=int(now.timestamp()), iss=expects, aud=expects, exp={"essential": True}, sid={"essential": True}
        )
        try:
            token = jwt.decode(given, KeySet(list(self.keys)), algorithms=[_ALGORITHM])
            if token.header.get("typ") != _TYPE:
                return None
            registry.validate(token.claims)
            return UUID(token.claims["sid"]), frozenset(str(token.claims["scope"]).split())
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            return None


async def bearer(session: AsyncSession, given: str, *, scope: Scope, keys: AccessKeys, now: datetime) -> User:
    """Return whose access token or personal token a program shows.

    Raises:
        TokenUnknown: it is neither, it is over, its program was signed out, or an admin has blocked its owner.
        TokenTooNarrow: it may not be used for ``scope``.
    """
    if given.startswith(tokens.PREFIX):
        return await tokens.bearer(session, given, scope=scope, now=now)
    read = keys.read(given, now=now)
    found = await grants.living(session, read[0], now=now) if read else None
    if read is None or found is None:
        raise TokenUnknown
    _require(scope, read[1])
    return found[1]


def _require(scope: Scope, given: Collection[str]) -> None:
    if scope not in given:
        raise TokenTooNarrow(scope=scope)


def _name(key: bytes) -> str:
    """Return what a key is called in a token's header: the beginning of its thumbprint (RFC 7638)."""
    return OctKey.import_key(key).thumbprint()[:_ID_LENGTH]
