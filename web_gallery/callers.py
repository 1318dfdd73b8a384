"""Who asks, as far as counting goes: a role and a mark, remembered for a minute so that a page costs no more rows."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network
from time import monotonic

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import grants, sessions, tokens
from core.auth.access import AccessKeys
from core.auth.keys import digest_of
from core.clock import utc_now
from core.db import Database
from core.roles import Role
from core.signing import signature
from core.users.models import User
from web_gallery.reading import reading
from web_gallery.refusals import StoreAway
from web_gallery.settings import WebSettings
from web_gallery.viewers import session_key

_REMEMBERED_S = 60.0
_MOST = 10_000
_IPV6_PREFIX = 64  # one customer's network
_PURPOSE = "rate"
_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who is counted: a person by their id, anybody else by a mark of their address."""

    mark: str
    role: Role


class Callers:
    """Tells who asks; what it remembers decides about counting and nothing else."""

    def __init__(self, settings: WebSettings, *, database: Database, keys: AccessKeys) -> None:
        """Hold the collaborators."""
        self._settings = settings
        self._database = database
        self._keys = keys
        self._known: OrderedDict[str, tuple[float, Caller | None]] = OrderedDict()

    async def caller(self, request: Request) -> Caller:
        """Return who asks; whose proof is wrong is nobody."""
        proof = _bearer(request) or session_key(request, self._settings)
        known = await self._person(proof) if proof else None
        return known or Caller(address_mark(request, self._settings), Role.GUEST)

    async def _person(self, proof: str) -> Caller | None:
        digest, now = digest_of(proof), monotonic()
        until, known = self._known.get(digest, (0.0, None))
        if now < until:
            return known
        try:
            async with reading(self._database) as session:
                user = await self._user(session, proof, now=utc_now())
        except StoreAway:
            return known
        found = Caller(str(user.id), user.role) if user else None
        self._known[digest] = (now + _REMEMBERED_S, found)
        self._known.move_to_end(digest)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found

    async def _user(self, session: AsyncSession, proof: str, *, now: datetime) -> User | None:
        if proof.startswith(tokens.PREFIX):
            return await tokens.owner_of(session, proof)
        if read := self._keys.read(proof, now=now):
            living = await grants.living(session, read[0], now=now)
            return living[1] if living else None
        found = await sessions.find_session(session, proof, now=now)
        return found[1] if found else None


def address_mark(request: Request, settings: WebSettings) -> str:
    """Return what stands for an address on one day: it can't be read from it, and no address is written down."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
        network = host if address.version == 4 else str(ip_network((host, _IPV6_PREFIX), strict=False))  # noqa: PLR2004 - IPv4
    except ValueError:
        network = host
    return signature(settings.signing_key, _PURPOSE, network, f"{utc_now():%Y-%m-%d}")


def _bearer(request: Request) -> str:
    given = request.headers.get("authorization", "")
    return given[len(_BEARER) :].strip() if given.lower().startswith(_BEARER) else ""
