"""Packs an answer's pictures for one message: within Discord's sizes, coded smaller where needed, else as a link."""

import asyncio
import logging
from base64 import b64decode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePath

import discord
from discord import ui

from bots.conversation.replies import Picture, Reply
from bots.copies import Copyist
from bots.discord.buttons import view_of
from bots.discord.rendering import LONGEST_ALT, content, shortened
from core.clock import utc_now
from core.storage import MissingObject, Store
from core.storage.store import LONGEST_LINK

USUAL_LIMIT = 10 * 1024 * 1024  # bytes a file may have where nothing better is known (chat.md)
_LARGEST_REQUEST = 25 * 1024 * 1024 - 256 * 1024  # 25 MiB less what text, names and boundaries take
_MOST_FILES = 10
_CODED = {"image/png", "image/jpeg", "image/webp", "image/avif"}
_INVALID_FORM = 50035
_TOO_LARGE = 40005
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of a message."""

    data: bytes
    name: str
    alt: str = ""
    spoiler: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to be written; ``keeps_files`` leaves those that an edited message has."""

    reply: Reply
    text: str
    enclosures: tuple[Enclosure, ...] = ()
    keeps_files: bool = False
    with_links: bool = True

    def files(self) -> list[discord.File]:
        """Return the files anew: discord.py uses each up in one request."""
        return [
            discord.File(
                BytesIO(enclosure.data),
                enclosure.name,
                spoiler=enclosure.spoiler,
                description=shortened(enclosure.alt, LONGEST_ALT) or None,
            )
            for enclosure in self.enclosures
        ]

    def view(self) -> ui.View | None:
        """Return the buttons anew."""
        return view_of(self.reply, with_links=self.with_links)


async def write(
    send: Callable[[Letter], Awaitable[int]],
    reply: Reply,
    *,
    store: Store,
    limit: int,
    shown: Sequence[str] = (),
    copyist: Copyist | None = None,
) -> int:
    """Compose an answer and hand it to ``send``, which returns the message's id.

    What Discord refuses is tried once more without the cause: too large goes as links, a link button whose
    address Discord does not like is left out. ``shown`` are the names of the files that the message already has,
    ``copyist`` codes what is too large.
    """
    letter = await compose(reply, store, limit=limit, shown=shown, copyist=copyist)
    try:
        return await send(letter)
    except discord.HTTPException as error:
        if error.status == 413 or error.code == _TOO_LARGE:  # noqa: PLR2004 - HTTP's own number
            letter = await compose(reply, store, limit=0)
        elif error.code == _INVALID_FORM and any(button.url for row in reply.rows for button in row):
            letter = replace(letter, with_links=False)
        else:
            raise
    return await send(letter)


async def compose(
    reply: Reply, store: Store, *, limit: int, shown: Sequence[str] = (), copyist: Copyist | None = None
) -> Letter:
    """Pack an answer for a message whose files may have ``limit`` bytes each."""
    if shown and [_name(picture) for picture in reply.pictures] == list(shown):
        return Letter(reply, content(reply), keeps_files=True)
    enclosures: list[Enclosure] = _preview(reply)
    links: list[str] = []
    left = _LARGEST_REQUEST
    packer = _Packer(store, copyist or Copyist(), untouched=reply.as_files)
    for picture in reply.pictures[:_MOST_FILES]:
        form = picture if reply.as_files else picture.fitting(min(limit, left)) or picture
        try:
            enclosure = await packer.enclosed(form, room=min(limit, left))
        except MissingObject:
            _log.warning("the picture %s is gone from the store", picture.key)
            continue
        if enclosure is None or (picture.moves and not form.moves):
            links.append(await _address(reply, picture, store))
        if enclosure is not None:
            left -= len(enclosure.data)
            enclosures.append(enclosure)
    return Letter(reply, content(reply, links=tuple(dict.fromkeys(links))), tuple(enclosures))


@dataclass(frozen=True, slots=True)
class _Packer:
    """Fetches pictures and makes them fit; what is to stay ``untouched`` does or is left out."""

    store: Store
    copyist: Copyist
    untouched: bool

    async def enclosed(self, picture: Picture, *, room: int) -> Enclosure | None:
        """Return a picture as a file of at most ``room`` bytes, or None where it does not fit."""
        if picture.bytes > room and (self.untouched or picture.media_type not in _CODED or not room):
            return None
        data = picture.data or await self.store.get(picture.key)
        if len(data) <= room:
            return Enclosure(data, picture.name, picture.alt, picture.spoiler)
        smaller = await asyncio.to_thread(self.copyist.webp, data, room)
        name = PurePath(picture.name).with_suffix(".webp").name
        return Enclosure(smaller, name, picture.alt, picture.spoiler) if smaller else None


async def _address(reply: Reply, picture: Picture, store: Store) -> str:
    """Return where a picture is to be seen: its page if the answer names one, else a link for ten minutes."""
    pages = [button.url for row in reply.rows for button in row if button.url]
    return pages[0] if pages else await store.link(picture.key, lifetime=LONGEST_LINK, now=utc_now())


def _preview(reply: Reply) -> list[Enclosure]:
    return [Enclosure(b64decode(reply.preview), "preview.webp")] if reply.preview else []


def _name(picture: Picture) -> str:
    return f"SPOILER_{picture.name}" if picture.spoiler else picture.name
