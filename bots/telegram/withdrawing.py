"""Taking pictures out of messages of any age: Telegram lets a bot delete for two days, but edit for ever."""

from functools import cache
from io import BytesIO

from PIL import Image
from telegram import InputMediaPhoto
from telegram.constants import ParseMode

from bots.conversation.replies import Reply
from bots.telegram.places import Channel
from bots.telegram.poster import Posted
from bots.telegram.rendering import MOST_CAPTION, keyboard, render
from bots.telegram.wire import Wire


async def withdraw(wire: Wire, channel: Channel, posted: Posted, reply: Reply) -> str:
    """Put a reply without pictures where pictures were, a plain grey one in their place; return the same ids.

    The messages stay, so that what is hidden by mistake can be shown again where it was.

    Raises:
        TelegramError: Telegram's refusal.
    """
    buttons = keyboard(reply)
    for message in posted.album:
        await wire.edit_media(channel, message, media=InputMediaPhoto(blank()))
    if not await wire.edit(channel, posted.main, html=render(reply), markup=buttons):
        words = InputMediaPhoto(blank(), render(reply, most=MOST_CAPTION), ParseMode.HTML)
        await wire.edit_media(channel, posted.main, media=words, markup=buttons)
    return str(posted)


@cache
def blank() -> bytes:
    """Return a plain grey picture, which takes the place of one that is not to be seen."""
    out = BytesIO()
    Image.new("RGB", (64, 64), "#808080").save(out, "PNG")
    return out.getvalue()
