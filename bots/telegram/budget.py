"""How much may be sent where: progress shows only in what results leave over."""

import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram.ext import AIORateLimiter

# core.telegram.org/bots/faq, "My bot is hitting limits": one message a second a chat, 20 a minute a group, 30 a second.
CHAT_A_SECOND = 1.0
GROUP_A_MINUTE = 20
OVERALL_A_SECOND = 30
_PROGRESS_SHARE = 0.5  # progress leaves the other half for results
_MOST_CHATS = 4096
Clock = Callable[[], float]


@dataclass(slots=True)
class _Bucket:
    """A leaky bucket like those of AIORateLimiter: ``most`` at once, ``rate`` a second run out again."""

    most: float
    rate: float
    level: float = 0.0
    at: float = 0.0

    def settle(self, now: float) -> float:
        self.level = max(0.0, self.level - (now - self.at) * self.rate)
        self.at = now
        return self.level


class Budget:
    """Counts what is sent, chat by chat; asks nothing of anybody."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        """Start with nothing spent; ``clock`` counts seconds."""
        self._clock = clock
        self._overall = _Bucket(OVERALL_A_SECOND, OVERALL_A_SECOND)
        self._chats: dict[int, _Bucket] = {}
        self._booked: dict[int, _Bucket] = {}

    def spend(self, chat: int) -> None:
        """Note one request to a chat."""
        now = self._clock()
        for bucket in (self._overall, self._bucket(chat)):
            bucket.settle(now)
            bucket.level += 1

    def leaves_room_for_progress(self, chat: int) -> bool:
        """Tell whether progress may be shown now: never more than half of what a chat takes."""
        now = self._clock()
        own = self._bucket(chat)
        quiet = own.settle(now) < 1 if chat > 0 else own.settle(now) + 1 <= own.most * _PROGRESS_SHARE
        return quiet and self._overall.settle(now) + 1 <= self._overall.most * _PROGRESS_SHARE

    def wait(self, chat: int) -> float:
        """Return the seconds until a group takes another request; private chats take a burst at any time."""
        if chat > 0:
            return 0.0
        own = self._bucket(chat)
        return max(0.0, (own.settle(self._clock()) + 1 - own.most) / own.rate)

    def book(self, chat: int, requests: int) -> float:
        """Set aside some of a group's requests for one answer; return the seconds until they are its own."""
        if chat > 0:
            return 0.0
        now = self._clock()
        own = self._booked.get(chat) or _Bucket(GROUP_A_MINUTE, GROUP_A_MINUTE / 60, at=now)
        self._booked = {other: bucket for other, bucket in self._booked.items() if bucket.settle(now) > 0}
        self._booked[chat] = own
        own.level = own.settle(now) + requests
        return max(0.0, (own.level - own.most) / own.rate)

    def _bucket(self, chat: int) -> _Bucket:
        found = self._chats.get(chat)
        if found is None:
            if len(self._chats) >= _MOST_CHATS:
                self._forget()
            found = _Bucket(1, CHAT_A_SECOND) if chat > 0 else _Bucket(GROUP_A_MINUTE, GROUP_A_MINUTE / 60)
            self._chats[chat] = found
        return found

    def _forget(self) -> None:
        now = self._clock()
        self._chats = {chat: bucket for chat, bucket in self._chats.items() if bucket.settle(now) > 0}


class Pace(AIORateLimiter):
    """The library's rate limiter, which also tells the budget what is sent.

    Its own retries stay off: after one chat's 429 they would hold back every other chat, and hold an answer longer
    than its claim of a minute lasts, so that it would be given twice. ``wire.patiently`` waits for one chat alone,
    and deliveries are postponed by what Telegram asks (``deliveries.Later``).
    """

    __slots__ = ("_budget",)

    def __init__(self, budget: Budget) -> None:
        """Count into ``budget``."""
        super().__init__(max_retries=0)
        self._budget = budget

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,  # noqa: ANN401 - the library's signature
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Count the request and pass it on at the library's pace."""
        chat = data.get("chat_id")
        if isinstance(chat, int):
            for _ in range(_weight(data)):
                self._budget.spend(chat)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)


def _weight(data: dict[str, Any]) -> int:
    """Each picture of an album counts as a message."""
    media = data.get("media")
    return len(media) if isinstance(media, list | tuple) else 1
