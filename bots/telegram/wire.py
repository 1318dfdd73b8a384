"""Calls to the Bot API: which refusals are a success, which pass, which are final; groups that move are followed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardMarkup,
    InputMediaAnimation,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bots.deliveries import Later, Unreachable
from bots.telegram.places import Channel

Markup = InlineKeyboardMarkup | ForceReply | None
Still = InputMediaPhoto | InputMediaDocument
Media = Still | InputMediaAnimation
_T = TypeVar("_T")
_TRIES = 4
_LONGEST_WAIT_S = 60.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Descriptions as telegram-bot-api words them (tdlib/telegram-bot-api, Client.cpp); compared in lower case.
_UNCHANGED = ("message is not modified",)
_NOTHING_TO_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)
_TOPIC_GONE = ("message thread not found", "topic_deleted", "topic_closed", "topic_id_invalid")
_CLOSED = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_",
    "user_is_blocked",
    "peer_id_invalid",
    "group chat was deactivated",
)
_log = logging.getLogger(__name__)


def says(error: TelegramError, sentences: Sequence[str]) -> bool:
    """Tell whether Telegram's description holds one of some sentences."""
    description = error.message.lower()
    return any(sentence in description for sentence in sentences)


def delivery_error(error: TelegramError) -> Later | Unreachable:
    """Return what an error means to a delivery."""
    match error:
        case RetryAfter():
            return Later(error.message, seconds_asked(error))
        case Forbidden():
            return Unreachable(error.message)
        case BadRequest() if says(error, _CLOSED):
            return Unreachable(error.message)
        case _:
            return Later(error.message)


def seconds_asked(error: RetryAfter) -> timedelta:
    """Return how long Telegram asks us to wait (an int today, a timedelta with PTB_TIMEDELTA)."""
    asked = error.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)


async def patiently(call: Callable[[], Awaitable[_T]]) -> _T:
    """Make a call that a person waits for, again after what passes: 429 by Telegram's word, 5xx, lost connections.

    Raises:
        TelegramError: it can't be done, or not soon.
    """
    for attempt in range(1, _TRIES):
        try:
            return await call()
        except RetryAfter as error:
            pause = seconds_asked(error).total_seconds()
            if pause > _LONGEST_WAIT_S:
                raise
        except BadRequest:
            raise
        except NetworkError:
            pause = 0.25 * 2**attempt
        await asyncio.sleep(pause)
    return await call()


class Wire:
    """Sends, edits and deletes by channel and message id."""

    def __init__(self, bot: Bot) -> None:
        """Speak through a started bot."""
        self.bot = bot
        self._moved: dict[int, int] = {}

    async def send(self, channel: Channel, html: str, *, markup: Markup = None, reply_to: int | None = None) -> Message:
        """Post a message."""
        answered = _answering(reply_to)

        async def call(place: Channel) -> Message:
            return await self.bot.send_message(
                place.chat,
                html,
                ParseMode.HTML,
                message_thread_id=place.thread,
                reply_markup=markup,
                reply_parameters=answered,
                link_preview_options=_NO_PREVIEW,
            )

        return await self._follow(channel, call)

    async def send_album(self, channel: Channel, media: Sequence[Still], *, reply_to: int | None = None) -> list[int]:
        """Post 2 to 10 pictures as one album, or one picture; return the message ids."""
        answered = _answering(reply_to)

        async def call(place: Channel) -> tuple[Message, ...]:
            return await self.bot.send_media_group(
                place.chat, media, message_thread_id=place.thread, reply_parameters=answered
            )

        return [message.message_id for message in await self._follow(channel, call)]

    async def send_one(
        self, channel: Channel, media: Media, *, markup: InlineKeyboardMarkup | None, reply_to: int | None = None
    ) -> int:
        """Post one picture with its caption and buttons; return the message id."""
        answered = _answering(reply_to)

        async def call(place: Channel) -> Message:
            if isinstance(media, InputMediaPhoto):
                return await self.bot.send_photo(
                    place.chat, media.media, media.caption, parse_mode=ParseMode.HTML, reply_markup=markup,
                    message_thread_id=place.thread, has_spoiler=media.has_spoiler, reply_parameters=answered,
                )  # fmt: skip
            if isinstance(media, InputMediaAnimation):
                return await self.bot.send_animation(
                    place.chat, media.media, caption=media.caption, parse_mode=ParseMode.HTML, reply_markup=markup,
                    message_thread_id=place.thread, has_spoiler=media.has_spoiler, reply_parameters=answered,
                )  # fmt: skip
            return await self.bot.send_document(
                place.chat, media.media, media.caption, parse_mode=ParseMode.HTML, reply_markup=markup,
                message_thread_id=place.thread, reply_parameters=answered, disable_content_type_detection=True,
            )  # fmt: skip

        return (await self._follow(channel, call)).message_id

    async def edit(
        self, channel: Channel, message_id: int, *, html: str, markup: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Edit a text message; False when there is none to edit."""

        async def call(place: Channel) -> object:
            return await self.bot.edit_message_text(
                html, place.chat, message_id, parse_mode=ParseMode.HTML, reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
            )  # fmt: skip

        return await self._edited(channel, call)

    async def edit_caption(
        self, channel: Channel, message_id: int, *, html: str, markup: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Edit the words below a picture; False when there is none."""

        async def call(place: Channel) -> object:
            return await self.bot.edit_message_caption(
                place.chat, message_id, caption=html, parse_mode=ParseMode.HTML, reply_markup=markup
            )

        return await self._edited(channel, call)

    async def edit_media(
        self, channel: Channel, message_id: int, *, media: Media, markup: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Turn a message into a picture; False when there is none to turn."""

        async def call(place: Channel) -> object:
            return await self.bot.edit_message_media(media, place.chat, message_id, reply_markup=markup)

        return await self._edited(channel, call)

    async def delete(self, channel: Channel, message_ids: Sequence[int]) -> bool:
        """Delete messages; False when Telegram does not let us (gone already, or older than two days)."""

        async def call(place: Channel) -> bool:
            return await self.bot.delete_messages(place.chat, list(message_ids))

        try:
            return await self._follow(channel, call)
        except (BadRequest, Forbidden) as error:
            _log.info("messages stay: %s", error)
            return False

    async def _edited(self, channel: Channel, call: Callable[[Channel], Awaitable[object]]) -> bool:
        try:
            await self._follow(channel, call)
        except BadRequest as error:
            if says(error, _UNCHANGED):
                return True
            if says(error, _NOTHING_TO_EDIT):
                return False
            raise
        return True

    async def _follow(self, channel: Channel, call: Callable[[Channel], Awaitable[_T]]) -> _T:
        """Call with the chat's present number; a topic that is gone or closed is left for the chat itself."""
        place = Channel(self._moved[channel.chat]) if channel.chat in self._moved else channel
        try:
            return await call(place)
        except ChatMigrated as moved:
            self._moved[channel.chat] = moved.new_chat_id
            return await call(Channel(moved.new_chat_id))
        except BadRequest as error:
            if place.thread is None or not says(error, _TOPIC_GONE):
                raise
            return await call(Channel(place.chat))


def _answering(message_id: int | None) -> ReplyParameters | None:
    """Answer a message, or just post where it is gone by now."""
    return ReplyParameters(message_id, allow_sending_without_reply=True) if message_id is not None else None
