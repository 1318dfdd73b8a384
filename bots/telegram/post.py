"""Deliveries on Telegram: the status message becomes the picture, an album gets its buttons below."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import timedelta
from uuid import UUID

from telegram import InputMediaPhoto
from telegram.error import BadRequest, TelegramError

from bots.conversation.replies import Reply
from bots.deliveries import Later, Unreachable
from bots.telegram.budget import Budget
from bots.telegram.places import Channel, parse_channel
from bots.telegram.poster import AlbumArrived, Posted, Poster, Spot, parse_posted
from bots.telegram.rendering import keyboard, render
from bots.telegram.traces import Traces
from bots.telegram.wire import delivery_error
from bots.telegram.withdrawing import blank, withdraw

_WITHIN_S = 50.0  # a claim lasts a minute (core.jobs.deliveries.CLAIM); an answer still under way would be given twice
_AT_ONCE_S = 3.0
_TOO_SLOW = "no answer from Telegram in time"
_FULL = "this group's minute is full"
_EMPTY = "…"
_STAYS = "Telegram lets us change this message no more"
_log = logging.getLogger(__name__)


class TelegramPost:
    """What the courier needs of Telegram."""

    def __init__(self, poster: Poster, *, budget: Budget, traces: Traces) -> None:
        """Post through ``poster`` within ``budget``."""
        self._poster = poster
        self._budget = budget
        self._traces = traces

    async def answer(self, channel_id: str, message_id: str | None, reply: Reply) -> str:
        """Edit the message into the answer, or post a new one; return the ids of the answer's messages.

        Raises:
            Later: for anything that may pass, with Telegram's own word where it gave one.
            Unreachable: the chat is gone, or closed to us.
        """
        try:
            async with asyncio.timeout(_WITHIN_S):
                return await self._answer(parse_channel(channel_id), message_id, reply)
        except TimeoutError as error:
            raise Later(_TOO_SLOW) from error
        except Later:
            raise
        except TelegramError as error:
            raise delivery_error(error) from error
        except AlbumArrived as arrived:
            if reply.job is not None:
                self._traces.albums.keep(reply.job, arrived.album)
            raise delivery_error(arrived.cause) from arrived
        except Exception as error:  # the edge: one answer's fault must not end the courier of all
            _log.exception("an answer can't be given yet")
            raise Later(repr(error)) from error

    async def is_age_restricted(self, channel_id: str) -> bool:  # noqa: ARG002 - the courier's signature
        """Return False: Telegram marks no group and no chat as for adults alone."""
        return False

    async def progress(self, channel_id: str, message_id: str, reply: Reply) -> None:
        """Show progress where the chat's budget leaves room and nothing else is under way."""
        channel = parse_channel(channel_id)
        if reply.job is None or not self._budget.leaves_room_for_progress(channel.chat):
            return
        lock = self._traces.lock(reply.job)
        if lock.locked() or reply.job in self._traces.answered:
            return
        async with lock:
            try:
                main = parse_posted(message_id).main
                await self._poster.wire.edit(channel, main, html=render(reply), markup=keyboard(reply))
            except BadRequest as error:
                _log.info("progress is dropped: %s", error)
            except TelegramError as error:
                raise delivery_error(error) from error

    async def private_channel(self, person: str) -> str:
        """Return the channel of a private talk: on Telegram it has the person's own number."""
        return person

    async def remove(self, channel_id: str, message_id: str) -> None:
        """Take messages away; what Telegram no longer lets us delete (after two days) is emptied instead.

        Raises:
            Later: for anything that may pass.
            Unreachable: the chat is closed to us, or the messages can be changed no more.
        """
        channel, posted = parse_channel(channel_id), parse_posted(message_id)
        try:
            async with asyncio.timeout(_WITHIN_S):
                if not await self._poster.wire.delete(channel, posted.all):
                    await self._empty(channel, posted)
        except TimeoutError as error:
            raise Later(_TOO_SLOW) from error
        except TelegramError as error:
            raise delivery_error(error) from error

    async def _empty(self, channel: Channel, posted: Posted) -> None:
        for message in posted.all:
            if await self._poster.wire.edit(channel, message, html=_EMPTY):
                continue
            if not await self._poster.wire.edit_media(channel, message, media=InputMediaPhoto(blank())):
                raise Unreachable(_STAYS)

    async def _answer(self, channel: Channel, message_id: str | None, reply: Reply) -> str:
        self._book(channel, reply)
        async with self._alone(reply.job):
            if reply.withdraws and message_id:
                return await withdraw(self._poster.wire, channel, parse_posted(message_id), reply)
            at = parse_posted(message_id).main if message_id else None
            if message_id and (shown := parse_posted(message_id).album):
                await self._take_album(channel, shown)  # shown again: the album comes anew
            if at is None and reply.job is not None:
                at = self._traces.status.get(reply.job)
            album = (self._traces.albums.get(reply.job) if reply.job is not None else None) or ()
            posted = await self._poster.put(Spot(channel, at=at, album=album), reply)
            if reply.job is not None:
                self._traces.answered.keep(reply.job, value=True)
            return str(posted)

    async def _take_album(self, channel: Channel, shown: Sequence[int]) -> None:
        """Delete an album; one that Telegram no longer lets us delete may show what is hidden now, so it is blanked."""
        if await self._poster.wire.delete(channel, shown):
            return
        for message in shown:
            await self._poster.wire.edit_media(channel, message, media=InputMediaPhoto(blank()))

    def _alone(self, job: UUID | None) -> AbstractAsyncContextManager[object]:
        return nullcontext() if job is None else self._traces.lock(job)

    def _book(self, channel: Channel, reply: Reply) -> None:
        """Give each answer its own moment when a group's minute is full, so that none is postponed again and again."""
        now = time.monotonic()
        booked = self._traces.booked.get(reply.job) if reply.job is not None else None
        if reply.job is None or (booked is not None and booked <= now + _AT_ONCE_S):
            return
        wait = booked - now if booked is not None else self._budget.book(channel.chat, len(reply.pictures) + 1)
        self._traces.booked.keep(reply.job, now + wait)
        if wait > _AT_ONCE_S:
            raise Later(_FULL, timedelta(seconds=wait))
