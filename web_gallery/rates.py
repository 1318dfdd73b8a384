"""How often somebody may ask: counted in Redis over a sliding quarter of an hour, each part of the site by itself.

Where Redis doesn't answer in time, reading goes uncounted. Tries at signing in are then counted by this process itself:
nobody is turned away because a part of ours is slow, and who guesses gets one more count a process, not an open door.
"""

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import ceil
from time import monotonic

from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.bus import PREFIX
from core.errors import DomainError, Refusal
from core.i18n import N_, NN_
from core.roles import Role

WINDOW = timedelta(minutes=15)
_PATIENCE_S = 0.5
_PAUSE_S = 5.0  # while Redis is away, pages don't wait for it one by one
# trust.md, § Roles and quotas: web and API, each by itself.
_RATES = {Role.GUEST: 100, Role.USER: 1_000, Role.CREATOR: 2_000, Role.ADMIN: 5_000, Role.SUPER_ADMIN: 10_000}
# Two counters weighted by how much of the window before still reaches into this one: it needs two numbers a person, and
# lets nobody do twice as much around the turn of a window. Atomic, and by the clock of the one Redis.
_COUNT = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local slot = math.floor(now / window)
local into = now - slot * window
local kept = redis.call('HMGET', KEYS[1], 'slot', 'count', 'before')
local last, count, before = tonumber(kept[1] or -2), tonumber(kept[2] or 0), tonumber(kept[3] or 0)
if last == slot - 1 then count, before = 0, count elseif last ~= slot then count, before = 0, 0 end
local used = count + before * (window - into) / window
if used + 1 > limit then
  local wait
  if count + 1 <= limit then
    wait = window * (1 - (limit - 1 - count) / before) - into
  else
    wait = window - into + window * (1 - (limit - 1) / count)
  end
  return {0, 0, math.ceil(wait)}
end
redis.call('HSET', KEYS[1], 'slot', slot, 'count', count + 1, 'before', before)
redis.call('PEXPIRE', KEYS[1], 2 * window)
return {1, math.floor(limit - used - 1), window - into}
"""


class Area(StrEnum):
    """The parts of the site that are counted by themselves."""

    PAGES = "pages"
    FORMS = "forms"
    TYPING = "typing"
    FILES = "files"
    API = "api"
    SIGN_IN = "sign-in"


# Of a role's rate: a page of the feed shows fifty files, nobody fills in forms as fast as they read, and the studio
# asks for a draft or a check whenever somebody stops typing. Signing in is counted by address as a guest's, whoever
# asks.
_SHARES = {Area.PAGES: 1.0, Area.FORMS: 0.2, Area.TYPING: 3.0, Area.FILES: 60.0, Area.API: 1.0, Area.SIGN_IN: 0.2}
MOST_TRIES = 10  # at one account
MOST_COUNTED_HERE = 10_000


class TooManyRequests(DomainError):
    """More than the role may in a quarter of an hour."""

    refusal = Refusal.EXHAUSTED
    code = "rate"
    msgid, msgid_plural = NN_(
        "That was more than may be asked in a quarter of an hour. Try again in {minutes} minute.",
        "That was more than may be asked in a quarter of an hour. Try again in {minutes} minutes.",
    )
    count = "minutes"

    def __init__(self, *, seconds: int) -> None:
        """Tell people whole minutes; programs read the ``seconds`` until then in ``Retry-After``."""
        super().__init__(minutes=max(1, ceil(seconds / 60)))


class SignInWaits(DomainError):
    """More people try than can be counted without Redis, so none is let through."""

    refusal = Refusal.UNAVAILABLE
    code = "sign-in-waits"
    msgid = N_("Signing in has to wait for a moment: a part of this place is starting again.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What asking once more came to. ``seconds`` is until the next may be asked, or until this window is over."""

    area: Area
    is_allowed: bool
    limit: int
    left: int
    seconds: int

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return the fields of draft-ietf-httpapi-ratelimit-headers-10, with ``Retry-After`` where it was too much."""
        window = int(WINDOW.total_seconds())
        fields = [
            (b"ratelimit-policy", f'"{self.area}";q={self.limit};w={window}'.encode()),
            (b"ratelimit", f'"{self.area}";r={self.left};t={self.seconds}'.encode()),
        ]
        return fields if self.is_allowed else [*fields, (b"retry-after", str(self.seconds).encode())]


class Tries:
    """Tries of the last quarter of an hour as one process counts them, for as many as it has room for."""

    def __init__(self, most: int = MOST_COUNTED_HERE) -> None:
        """Begin with nothing."""
        self._most = most
        self._made: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, who: str, limit: int, *, now: float) -> Taken | None:
        """Count one try at a moment of a steady clock; None where there is no room for one more person."""
        begins = now - WINDOW.total_seconds()
        while self._made and next(iter(self._made.values()))[-1] <= begins:
            self._made.popitem(last=False)
        if who not in self._made and len(self._made) >= self._most:
            return None
        made = self._made.setdefault(who, deque())
        while made and made[0] <= begins:
            made.popleft()
        allowed = len(made) < limit
        if allowed:
            made.append(now)
            self._made.move_to_end(who)
        wait = made[0] - begins
        return Taken(Area.SIGN_IN, allowed, limit, limit - len(made), max(1, ceil(wait)))


class Rates:
    """Counts requests; everybody who serves the site counts in the same Redis."""

    def __init__(self, redis: "Redis", changed: dict[str, int]) -> None:
        """Count in ``redis``; ``changed`` are the rates of roles that a deployment sets by name.

        Raises:
            KeyError: a role's name is unknown.
        """
        self._count = redis.register_script(_COUNT)
        self._rates = {**_RATES, **{Role[name.upper()]: rate for name, rate in changed.items()}}
        self._away_until = 0.0
        self._tries = Tries()

    async def ask(self, area: Area, who: str, role: Role) -> Taken | None:
        """Count one request of somebody; None while Redis is away, when only tries at signing in are counted."""
        limit = max(1, int(self._rates[role] * _SHARES[area]))
        if monotonic() >= self._away_until:
            try:
                return await self._take(area, f"{PREFIX}rate:{area}:{who}", limit)
            except (RedisError, OSError):
                self._away_until = monotonic() + _PAUSE_S
        return self._tries.take(f"{area}:{who}", limit, now=monotonic()) if area is Area.SIGN_IN else None

    async def try_in(self, who: str, *, most: int = MOST_TRIES) -> Taken:
        """Count one try at signing in as or from somebody.

        Raises:
            TooManyRequests: there were too many.
            SignInWaits: there is nowhere to count it.
        """
        taken: Taken | None = None
        if monotonic() >= self._away_until:
            try:
                taken = await self._take(Area.SIGN_IN, f"{PREFIX}rate:try:{who}", most)
            except (RedisError, OSError):
                self._away_until = monotonic() + _PAUSE_S
        if taken is None:
            taken = self._tries.take(f"try:{who}", most, now=monotonic())
        if taken is None:
            raise SignInWaits
        if not taken.is_allowed:
            raise TooManyRequests(seconds=taken.seconds)
        return taken

    async def _take(self, area: Area, key: str, limit: int) -> Taken:
        async with asyncio.timeout(_PATIENCE_S):
            window_ms = int(WINDOW.total_seconds() * 1000)
            allowed, left, wait_ms = await self._count(keys=[key], args=[limit, window_ms])
        return Taken(area, bool(allowed), limit, int(left), max(1, ceil(int(wait_ms) / 1000)))
