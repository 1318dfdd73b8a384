"""Putting a reply into a chat: as a new message, or in place of one that is there."""

import logging
from dataclasses import dataclass, replace

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError

from bots.conversation.replies import Reply
from bots.copies import Copyist
from bots.telegram.parcels import Limits, Parcel, pack
from bots.telegram.places import Channel
from bots.telegram.rendering import MOST_CAPTION, keyboard, render
from bots.telegram.wire import Wire
from core.storage import Store

MOST_IN_ALBUM = 10
_ABOVE = "👆"
_SEPARATOR = ","
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Posted:
    """The messages that a reply became: the one with text and buttons, and those of its album."""

    main: int
    album: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Return the form in which core keeps it as the message's id."""
        return _SEPARATOR.join(str(number) for number in (self.main, *self.album))

    @property
    def all(self) -> tuple[int, ...]:
        """Every message."""
        return (self.main, *self.album)


def parse_posted(text: str) -> Posted:
    """Read what ``str`` of a ``Posted`` wrote.

    Raises:
        ValueError: it is none of ours.
    """
    main, *album = (int(part) for part in text.split(_SEPARATOR))
    return Posted(main, tuple(album))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a reply goes: ``at`` is a message to turn into it, ``reply_to`` one that it answers.

    ``album`` holds pictures that are known to have arrived before, when only their buttons are missing.
    """

    channel: Channel
    at: int | None = None
    reply_to: int | None = None
    album: tuple[int, ...] = ()


class AlbumArrived(Exception):
    """The pictures are there, the message below them is not: it alone is to be sent again."""

    def __init__(self, album: tuple[int, ...], cause: TelegramError) -> None:
        """Keep what arrived and why the rest did not."""
        super().__init__(str(cause))
        self.album = album
        self.cause = cause


class Poster:
    """Posts replies with their pictures."""

    def __init__(
        self, wire: Wire, store: Store, *, limits: Limits | None = None, copyist: Copyist | None = None
    ) -> None:
        """Speak through ``wire`` and fetch pictures from ``store``."""
        self.wire = wire
        self._store = store
        self._copyist = copyist or Copyist()
        self._limits = limits or Limits()

    async def put(self, spot: Spot, reply: Reply, *, expected: str = "", mark: str = "") -> Posted:
        """Post a reply.

        One picture carries the text and the buttons itself. An album can't carry buttons, so these and the text
        follow in a message below it, and the status message above is removed.

        Raises:
            TelegramError: Telegram's refusal.
            AlbumArrived: the album is there, its message is not.
        """
        buttons = keyboard(reply, mark=mark)
        if spot.album:
            return await self._below_album(spot, reply, buttons, spot.album)
        parcel = Parcel()
        if reply.pictures:
            parcel = await pack(
                self._store, reply.pictures, as_files=reply.as_files, limits=self._limits, copyist=self._copyist
            )
        reply = _with_links(reply, parcel)
        match len(parcel.items):
            case 0:
                return Posted(await self._text(spot, render(reply, expected=expected), buttons))
            case 1:
                return Posted(await self._picture(spot, reply, parcel, buttons))
            case _:
                return await self._below_album(spot, reply, buttons, await self._album(spot, parcel))

    async def touch(self, spot: Spot, reply: Reply, *, has_picture: bool, mark: str = "") -> None:
        """Change the words and buttons of the message at ``spot.at``, leaving its picture alone."""
        if spot.at is None:
            raise ValueError(spot)
        buttons = keyboard(reply, mark=mark)
        if has_picture:
            caption = render(reply, most=MOST_CAPTION)
            done = await self.wire.edit_caption(spot.channel, spot.at, html=caption, markup=buttons)
        else:
            done = await self.wire.edit(spot.channel, spot.at, html=render(reply), markup=buttons)
        if not done:
            await self.wire.send(spot.channel, render(reply), markup=buttons)

    async def _text(self, spot: Spot, html: str, buttons: InlineKeyboardMarkup | None) -> int:
        if spot.at is not None and await self.wire.edit(spot.channel, spot.at, html=html, markup=buttons):
            return spot.at
        return (await self.wire.send(spot.channel, html, markup=buttons, reply_to=spot.reply_to)).message_id

    async def _picture(self, spot: Spot, reply: Reply, parcel: Parcel, buttons: InlineKeyboardMarkup | None) -> int:
        caption = render(reply, most=MOST_CAPTION)
        try:
            return await self._one(spot, parcel, caption, buttons)
        except BadRequest as error:
            if not (parcel.items[0].photo or parcel.items[0].clip) or not _is_about_the_file(error):
                raise
            _log.warning("Telegram does not show a file, it goes as a document: %s", error)
            return await self._one(spot, parcel.as_documents(), caption, buttons)

    async def _one(self, spot: Spot, parcel: Parcel, caption: str, buttons: InlineKeyboardMarkup | None) -> int:
        media = parcel.items[0].media(caption)
        if spot.at is not None and await self.wire.edit_media(spot.channel, spot.at, media=media, markup=buttons):
            return spot.at
        return await self.wire.send_one(spot.channel, media, markup=buttons, reply_to=spot.reply_to)

    async def _album(self, spot: Spot, parcel: Parcel) -> tuple[int, ...]:
        media = [item.still() for item in parcel.items[:MOST_IN_ALBUM]]
        try:
            return tuple(await self.wire.send_album(spot.channel, media, reply_to=spot.reply_to))
        except BadRequest as error:
            if not parcel.items[0].photo or not _is_about_the_file(error):
                raise
            _log.warning("Telegram does not take an album of photos, they go as documents: %s", error)
            files = [item.still() for item in parcel.as_documents().items[:MOST_IN_ALBUM]]
            return tuple(await self.wire.send_album(spot.channel, files, reply_to=spot.reply_to))

    async def _below_album(
        self, spot: Spot, reply: Reply, buttons: InlineKeyboardMarkup | None, album: tuple[int, ...]
    ) -> Posted:
        html = render(reply)
        if html or buttons:
            try:
                sent = await self.wire.send(spot.channel, html or _ABOVE, markup=buttons, reply_to=album[0])
            except TelegramError as error:
                raise AlbumArrived(album, error) from error
            main = sent.message_id
        else:
            main, album = album[0], album[1:]
        if spot.at is not None:
            await self.wire.delete(spot.channel, [spot.at])
        return Posted(main, album)


def _is_about_the_file(error: BadRequest) -> bool:
    """Tell whether another form of the file may help (PHOTO_INVALID_DIMENSIONS, IMAGE_PROCESS_FAILED and kin)."""
    description = error.message.lower()
    return any(
        word in description
        for word in ("photo_", "image_", "video_", "animation", "wrong type of the web page", "file")
    )


def _with_links(reply: Reply, parcel: Parcel) -> Reply:
    """Name the addresses of pictures that no message can hold."""
    return replace(reply, lines=(*reply.lines, *parcel.links)) if parcel.links else reply
