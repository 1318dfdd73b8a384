"""Making pictures fit for Telegram: a photo, else a document, else coded anew, else a link."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from telegram import InputMediaAnimation, InputMediaDocument, InputMediaPhoto
from telegram.constants import ParseMode

from bots.conversation.replies import Picture
from bots.copies import Copyist
from bots.telegram.wire import Media, Still
from core.clock import utc_now
from core.storage import MissingObject, Store

PHOTO_TYPES = ("image/png", "image/jpeg", "image/webp")
_LINK_LIVES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Limits:
    """What Telegram takes (Bot API, "Sending files" and "sendPhoto"); ``sides`` is width + height in pixels."""

    photo_bytes: int = 10_000_000
    photo_sides: int = 10_000
    photo_ratio: int = 20
    document_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """One file as it leaves."""

    data: bytes
    name: str
    photo: bool
    spoiler: bool
    clip: bool = False

    def media(self, caption: str = "") -> Media:
        """Return it in the library's form; a clip without sound is an animation, which plays again and again."""
        if not self.clip:
            return self.still(caption)
        form = ParseMode.HTML if caption else None
        return InputMediaAnimation(self.data, caption or None, form, has_spoiler=self.spoiler, filename=self.name)

    def still(self, caption: str = "") -> Still:
        """Return it as a photo or a document; a document has no veil, its small preview must do."""
        words, form = caption or None, ParseMode.HTML if caption else None
        if self.photo:
            return InputMediaPhoto(self.data, words, form, has_spoiler=self.spoiler, filename=self.name)
        return InputMediaDocument(self.data, words, form, disable_content_type_detection=True, filename=self.name)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What can be sent as files, and the addresses of what can't."""

    items: tuple[Item, ...] = ()
    links: tuple[str, ...] = ()

    def as_documents(self) -> "Parcel":
        """Return the same with every file as a document."""
        return Parcel(tuple(replace(item, photo=False, clip=False) for item in self.items))


async def pack(
    store: Store, pictures: Sequence[Picture], *, as_files: bool, limits: Limits, copyist: Copyist | None = None
) -> Parcel:
    """Fetch pictures and make them fit; what is gone from the store is left out.

    An album is all photos or all documents, so one picture that is no photo makes them all documents.
    """
    room = limits.document_bytes
    forms = [picture if as_files else picture.fitting(room) or picture for picture in pictures]
    stills = [whole for whole, form in zip(pictures, forms, strict=True) if whole.moves and not form.moves]
    links = [await store.link(picture.key, lifetime=_LINK_LIVES, now=utc_now()) for picture in stills]
    fetched = [(picture, await _fetched(store, picture)) for picture in forms]
    there = [(picture, data) for picture, data in fetched if data is not None]
    photos = not as_files and all(is_photo(picture, len(data), limits) for picture, data in there)
    alone = len(there) == 1 and not as_files  # an album takes no animations
    items: list[Item] = []
    for picture, data in there:
        item = await _item(picture, data, photo=photos, limits=limits, copyist=copyist or Copyist())
        if item is not None and alone and picture.moves:
            item = replace(item, clip=True)
        if item is None:
            links.append(await store.link(picture.key, lifetime=_LINK_LIVES, now=utc_now()))
        else:
            items.append(item)
    return Parcel(tuple(items), tuple(links))


def is_photo(picture: Picture, byte_count: int, limits: Limits) -> bool:
    """Tell whether Telegram takes a picture as a photo."""
    long, short = max(picture.width, picture.height), max(1, min(picture.width, picture.height))
    return (
        picture.media_type in PHOTO_TYPES
        and byte_count <= limits.photo_bytes
        and picture.width + picture.height <= limits.photo_sides
        and long <= short * limits.photo_ratio
    )


async def _item(picture: Picture, data: bytes, *, photo: bool, limits: Limits, copyist: Copyist) -> Item | None:
    if photo or len(data) <= limits.document_bytes:
        return Item(data, picture.name, photo, picture.spoiler)
    if not picture.media_type.startswith("image/"):
        return None
    smaller = await asyncio.to_thread(copyist.jpeg, data)
    if len(smaller) > limits.document_bytes:
        return None
    return Item(smaller, f"{picture.name.rpartition('.')[0]}.jpg", photo=False, spoiler=picture.spoiler)


async def _fetched(store: Store, picture: Picture) -> bytes | None:
    try:
        return picture.data or await store.get(picture.key)
    except MissingObject:
        return None
