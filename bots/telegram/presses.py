"""Pressed buttons: answered within a moment, shown where they belong, refused politely to others."""

import asyncio
import logging
from dataclasses import replace

from telegram import CallbackQuery, Message
from telegram.error import TelegramError

from bots.conversation.assistant import ButtonOutdated
from bots.conversation.commands import DRAW
from bots.conversation.replies import Reply
from bots.telegram.answers import PRIVATE_MARK, Asker, Desk, meet, remove_result, respond
from bots.telegram.attachments import attachment
from bots.telegram.messages import OWN_DRAW, perform
from bots.telegram.places import message_key, turn_of
from bots.telegram.poster import Spot
from bots.telegram.rendering import MOST_ALERT
from bots.telegram.speaking import prompt_of, without_mention
from bots.telegram.wire import patiently

# A query is answered once, and only the answer can be an alert. So the work gets this long to come up with one (it
# takes a few milliseconds); then the query is answered without words, long before the person wonders.
_AT_ONCE_S = 0.3
_log = logging.getLogger(__name__)


async def handle_press(desk: Desk, query: CallbackQuery) -> None:
    """Answer a press."""
    if query.message is None or query.data is None:
        await _acknowledge(query)
        return
    work = asyncio.ensure_future(_work(desk, query, query.data))
    try:
        await asyncio.wait({work}, timeout=_AT_ONCE_S)
        if work.done() and _fits_alert(work.result()[1]):
            await _acknowledge(query, work.result()[1].text)
            return
        await _acknowledge(query)
        asker, reply = await work
    finally:
        work.cancel()
    if reply.text or reply.form or reply.pictures or reply.job:
        await _show(desk, asker, reply)


async def _work(desk: Desk, query: CallbackQuery, data: str) -> tuple[Asker, Reply]:
    message = query.message
    if message is None:
        raise ValueError(query.id)
    asker = await meet(desk, query.from_user, message, event=query.id, pressed=True)
    if data == OWN_DRAW:
        return await _draw(desk, asker)
    if data.startswith(PRIVATE_MARK) and _original(asker, or_anybodys=False) is None:
        return asker, _somebody_elses(asker)
    return asker, await desk.talk(desk.assistant.press(asker.turn, data.removeprefix(PRIVATE_MARK)))


async def _draw(desk: Desk, asker: Asker) -> tuple[Asker, Reply]:
    """Draw the message that ours answers; pressed twice, it is still one job, since the event is that message."""
    original = _original(asker, or_anybodys=True)
    if original is None:
        return asker, Reply(text=asker.say.error(ButtonOutdated()), private=True)
    if _original(asker, or_anybodys=False) is None:
        return asker, _somebody_elses(asker)
    turn = turn_of(asker.message, asker.person, event=f"{message_key(original)}:draw", pressed=True)
    asker = replace(asker, turn=turn)
    text = original.text or original.caption or ""
    words = without_mention(text, desk.me.username or "") or text
    reply = await perform(desk, asker, DRAW, prompt_of(words), found=attachment(original))
    return asker, reply or Reply()


def _original(asker: Asker, *, or_anybodys: bool) -> Message | None:
    """Return the message that the pressed one answers, if it is still there (and the presser's own)."""
    message = asker.message
    original = message.reply_to_message if isinstance(message, Message) else None
    if original is None or or_anybodys:
        return original
    return original if original.from_user is not None and original.from_user.id == asker.person.id else None


def _somebody_elses(asker: Asker) -> Reply:
    text = asker.say.gettext("These buttons belong to somebody else. Use the command yourself.")
    return Reply(text=text, private=True)


async def _show(desk: Desk, asker: Asker, reply: Reply) -> None:
    message = asker.message
    if reply.removes:
        await remove_result(desk, reply)
    if reply.in_place:
        has_picture = isinstance(message, Message) and bool(message.photo or message.document)
        mark = PRIVATE_MARK if _is_marked(message) else ""
        spot = Spot(asker.channel, message.message_id)
        await patiently(lambda: desk.poster.touch(spot, reply, has_picture=has_picture, mark=mark))
    elif reply.job is not None and asker.turn.event.endswith(":draw"):
        await respond(desk, asker, reply, at=message.message_id)
    else:
        await respond(desk, asker, reply)


def _is_marked(message: object) -> bool:
    """Tell whether the pressed message's buttons are one person's."""
    markup = message.reply_markup if isinstance(message, Message) else None
    return markup is not None and any(
        isinstance(button.callback_data, str) and button.callback_data.startswith(PRIVATE_MARK)
        for row in markup.inline_keyboard
        for button in row
    )


def _fits_alert(reply: Reply) -> bool:
    plain = not (reply.rows or reply.pictures or reply.lines or reply.form or reply.in_place or reply.job)
    return reply.private and plain and 0 < len(reply.text) <= MOST_ALERT


async def _acknowledge(query: CallbackQuery, text: str | None = None) -> None:
    try:
        await query.answer(text, show_alert=True if text else None)
    except TelegramError as error:
        _log.info("a press was not acknowledged, it may be too old: %s", error)
