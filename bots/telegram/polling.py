"""Taking updates by long polling, so that one whose effect is not committed comes again.

Telegram forgets an update once a later offset is asked for. The library's own ``Updater`` asks for it as soon as the
update lies in its queue in memory (``telegram.ext._updater``, ``polling_action_cb``), and once more when it stops:
what waits there dies with the process. Here the offset stays at the oldest update that is still being handled. While
one takes long (a picture to fetch, a chat that is told to wait), newer ones are taken all the same: Telegram then
repeats the unfinished ones, which ``Updates`` recognises.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bots.telegram.updates import WANTED, Updates
from bots.telegram.wire import seconds_asked

_LONG_S = 25  # a poll waits so long for the first update
_PATIENCE_S = 0.25  # with updates unfinished, newer ones are asked for so often
_MOST = 100  # Bot API, getUpdates.limit
_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 4.0  # people wait no longer than this after an outage (performance.md R2)
_GRACE_S = 5.0
_log = logging.getLogger(__name__)


class Polling:
    """Asks for updates until cancelled."""

    def __init__(self, bot: Bot, updates: Updates, *, request: BaseRequest) -> None:
        """Ask over a connection of its own, since a poll holds it for long."""
        self._bot = bot
        self._updates = updates
        self._request = request
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._next = 0

    async def run(self) -> None:
        """Run until cancelled; survives any outage of Telegram."""
        pause = _PAUSE_S
        try:
            while True:
                try:
                    await self._round()
                    pause = _PAUSE_S
                except RetryAfter as error:
                    await asyncio.sleep(seconds_asked(error).total_seconds())
                except TelegramError as error:
                    _log.warning("%s: %s", _reason(error), error)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE_S)
        finally:
            await self._leave()

    async def _round(self) -> None:
        waits = 0 if self._under_way else _LONG_S
        found = await self._ask(waits)
        for data in found:
            number = data["update_id"]
            if number not in self._under_way and number >= self._next:
                self._under_way[number] = self._updates.take(data)
                self._next = number + 1
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=_PATIENCE_S)
            self._under_way = {number: task for number, task in self._under_way.items() if not task.done()}

    async def _ask(self, waits: int, limit: int = _MOST) -> Sequence[dict[str, Any]]:
        """Return updates as they come over the wire: the library's own call gives up on all when one is not known."""
        query = urlencode(
            {
                "offset": min(self._under_way, default=self._next),
                "timeout": waits,
                "limit": limit,
                "allowed_updates": json.dumps(WANTED),
            }
        )
        found = await self._request.post(f"{self._bot.base_url}/getUpdates?{query}", read_timeout=waits + 10)
        return found if isinstance(found, list) else []

    async def _leave(self) -> None:
        """Let what is under way finish, then confirm what is done; the rest comes again."""
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=_GRACE_S)
        for task in self._under_way.values():
            task.cancel()
        done = [number for number, task in self._under_way.items() if task.done() and not task.cancelled()]
        for number in done:
            del self._under_way[number]
        if self._next:
            try:
                await self._ask(0, limit=1)
            except TelegramError as error:
                _log.info("the last updates may come again: %s", error)


def _reason(error: TelegramError) -> str:
    match error:
        case Conflict():
            return "another program polls with this token, stop one of the two"
        case InvalidToken():
            return "Telegram no longer knows this token"
        case _:
            return "no updates from Telegram for the moment"
