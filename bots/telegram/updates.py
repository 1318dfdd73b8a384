"""Handling updates: many at a time, what one person writes in order, each once."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.error import Forbidden, TelegramError

from bots.telegram.answers import Desk
from bots.telegram.messages import handle_message
from bots.telegram.places import message_key
from bots.telegram.presses import handle_press
from bots.telegram.reactions import Reactions
from bots.telegram.traces import Recent

WANTED = ("message", "callback_query", "message_reaction")  # for allowed_updates
_log = logging.getLogger(__name__)


class Updates:
    """Starts a task an update; an update heard again while we remember it joins the task that it had.

    What we no longer remember (after a restart) is told apart by core: ``Turn.key`` names the message or the press.
    """

    def __init__(self, desk: Desk, reactions: Reactions) -> None:
        """Handle with what ``desk`` holds; flags go to ``reactions``."""
        self._desk = desk
        self._reactions = reactions
        self._tasks: Recent[str, asyncio.Task[None]] = Recent()
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def take(self, data: Mapping[str, Any]) -> asyncio.Task[None]:
        """Start handling an update as it came over the wire; the task ends when its effect is committed.

        The task does not fail: what can't be understood or handled is logged and done with, since it would come
        again for ever.
        """
        update = self._understood(data)
        key = _key(update) if update is not None else None
        known = self._tasks.get(key) if key is not None else None
        if known is not None and not known.cancelled():
            return known
        task = asyncio.ensure_future(self._handle(update))
        if key is not None:
            self._tasks.keep(key, task)
        return task

    def _understood(self, data: Mapping[str, Any]) -> Update | None:
        try:
            return Update.de_json(dict(data), self._desk.poster.wire.bot)
        except Exception:  # noqa: BLE001 - whatever Telegram comes to send must not stop what comes after it
            _log.exception("update %s is not understood", data.get("update_id"))
            return None

    async def _handle(self, update: Update | None) -> None:
        if update is None:
            return
        try:
            await self._dispatch(update)
        except Forbidden as error:
            _log.info("update %d can't be answered: %s", update.update_id, error)
        except TelegramError as error:
            _log.warning("update %d could not be answered: %s", update.update_id, error)
        except Exception:  # noqa: BLE001 - the edge: a fault of ours costs one answer, not the bot
            _log.exception("update %d could not be handled", update.update_id)

    async def _dispatch(self, update: Update) -> None:
        """Handle a person's messages one after the other, and presses at once, since they are to be answered so."""
        if update.callback_query is not None:
            await handle_press(self._desk, update.callback_query)
        elif update.message_reaction is not None:
            await self._reactions.changed(update.message_reaction)
        elif update.message is not None and update.message.from_user is not None:
            async with self._turn(update.message.from_user.id):
                await handle_message(self._desk, update.message)

    def _turn(self, person: int) -> asyncio.Lock:
        lock = self._turns.get(person)
        if lock is None:
            lock = self._turns[person] = asyncio.Lock()
        return lock


def _key(update: Update) -> str | None:
    if update.message is not None:
        return f"message {message_key(update.message)}"
    if update.message_reaction is not None:
        return f"reaction {update.update_id}"
    return f"press {update.callback_query.id}" if update.callback_query is not None else None
