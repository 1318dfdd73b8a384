"""Bringing the answer to whoever asked: for all to see, to them alone, as a job's status, or as a question."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from html import escape
from typing import Any, TypeVar

from pydantic import SecretStr
from telegram import ForceReply, MaybeInaccessibleMessage, User
from telegram.error import BadRequest, Forbidden, TelegramError

from bots.conversation.assistant import Assistant
from bots.conversation.replies import Button, Form, Reply
from bots.conversation.turns import Turn, speech
from bots.telegram.budget import Budget
from bots.telegram.places import Channel, channel_of, parse_channel, turn_of
from bots.telegram.poster import Poster, Spot, parse_posted
from bots.telegram.questions import Question, hidden
from bots.telegram.rendering import cut, expectation, well_formed
from bots.telegram.traces import Traces
from bots.telegram.wire import patiently
from core.clock import utc_now
from core.db import DATABASE_OUTAGES
from core.i18n import Translator
from core.jobs import deliveries
from core.platforms import Platform

PRIVATE_MARK = "!"  # before an action: only the person whose message is answered may press
_MOST_PLACEHOLDER = 64  # Bot API, ForceReply.input_field_placeholder
_MOST_SHOWN = 3000
_STATUS_WAIT_S = 20.0
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What handling stands on: made once by ``bot.run_telegram``."""

    assistant: Assistant
    poster: Poster
    traces: Traces
    budget: Budget
    me: User
    key: SecretStr
    room: asyncio.Semaphore

    async def talk(self, answer: Coroutine[Any, Any, _T]) -> _T:
        """Await what the conversation says when there is room.

        A hundred messages at once would else wait for the database's few connections until they give up; here they
        wait as long as it takes. Nothing slow (Telegram, files) is awaited inside.
        """
        try:
            await self.room.acquire()
        except asyncio.CancelledError:
            answer.close()
            raise
        try:
            return await answer
        finally:
            self.room.release()

    @property
    def address(self) -> str:
        """The bot's own page, from which a private chat starts."""
        return f"https://t.me/{self.me.username}"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is answered: the person, their turn and language, and the message that they wrote (or pressed on)."""

    person: User
    message: MaybeInaccessibleMessage
    turn: Turn
    say: Translator
    pressed: bool = False

    @property
    def channel(self) -> Channel:
        """Where they are."""
        return channel_of(self.message)

    @property
    def reply_to(self) -> int | None:
        """The message to answer: in a group one sees by it whom an answer is for."""
        return self.message.message_id if self.channel.is_group and not self.pressed else None


async def meet(
    desk: Desk, person: User, message: MaybeInaccessibleMessage, *, event: str, pressed: bool = False
) -> Asker:
    """Return who asks, with the language that they chose; their client's while the database is away."""
    turn = turn_of(message, person, event=event, pressed=pressed)
    try:
        say = await desk.talk(desk.assistant.language_of(turn))
    except DATABASE_OUTAGES:
        say = speech(desk.assistant.setting, turn)
    return Asker(person, message, turn, say, pressed)


async def respond(desk: Desk, asker: Asker, reply: Reply, *, at: int | None = None) -> None:
    """Show a reply to who asked; ``at`` is a message of ours that turns into it."""
    if reply.form is not None:
        await _ask_form(desk, asker, reply.form)
    elif reply.job is not None:
        await show_status(desk, asker, reply, at=at)
    elif reply.private and asker.channel.is_group:
        await _privately(desk, asker, reply)
    else:
        posted = await patiently(lambda: desk.poster.put(Spot(asker.channel, at, asker.reply_to), reply))
        await desk.talk(desk.assistant.showed(asker.turn, reply, message_id=str(posted)))


async def show_status(desk: Desk, asker: Asker, reply: Reply, *, at: int | None = None) -> None:
    """Post that a job waits, once; the message becomes the answer.

    Nothing is posted when the answer was faster, when the status is there already (the same update came again after
    a restart), or when a group's minute is full: the answer comes all the same, as a message of its own.
    """
    job = reply.job
    if job is None:
        raise ValueError(reply)
    async with desk.traces.lock(job):
        crowded = desk.budget.wait(asker.channel.chat) > _STATUS_WAIT_S
        if job in desk.traces.answered or job in desk.traces.status or crowded or await _is_shown(desk, reply):
            return
        expected = expectation(reply, asker.say, now=utc_now())
        spot = Spot(asker.channel, at, asker.reply_to)
        posted = await patiently(lambda: desk.poster.put(spot, reply, expected=expected))
        desk.traces.status.keep(job, posted.main)
        try:
            await desk.talk(desk.assistant.posted(reply, Platform.TELEGRAM, message_id=str(posted)))
        except DATABASE_OUTAGES as outage:
            _log.warning("a status message is not noted, this process remembers it: %s", outage)


async def ask(desk: Desk, asker: Asker, question: Question, *, html: str, placeholder: str) -> None:
    """Ask for a text; whoever is asked finds their keyboard answering this message."""
    link = hidden(question, key=desk.key, address=desk.address, chat=asker.channel.chat, person=asker.person.id)
    whom = ""
    if asker.channel.is_group and asker.pressed:
        whom = f'<a href="tg://user?id={asker.person.id}">{escape(well_formed(asker.person.full_name))}</a>\n'
    markup = ForceReply(selective=True, input_field_placeholder=placeholder[:_MOST_PLACEHOLDER] or None)
    reply_to = asker.message.message_id
    await patiently(
        lambda: desk.poster.wire.send(asker.channel, f"{link}{whom}{html}", markup=markup, reply_to=reply_to)
    )


async def _ask_form(desk: Desk, asker: Asker, form: Form) -> None:
    """Ask for a form's fields in one answer; a single one comes with what it holds now to copy."""
    field, say = form.fields[0], asker.say
    labels = [one.label if one.required else say.gettext("{label} (“-” for none)", label=one.label)
              for one in form.fields]  # fmt: skip
    wanted = say.gettext("{wanted}: answer this message.", wanted=labels[0])
    if len(labels) > 1:
        wanted = say.gettext("Answer this message with a line for each: {wanted}.", wanted=", ".join(labels))
    lines = [f"<b>{escape(form.title)}</b>", escape(wanted)]
    if field.value:
        hint = asker.say.gettext("Tap the text to copy it.")
        lines.append(f"<code>{escape(cut(well_formed(field.value), _MOST_SHOWN), quote=False)}</code>")
        lines.append(f"<i>{escape(hint)}</i>")
    is_secret = any(one.secret for one in form.fields)
    question = Question(
        form=form.action, field=",".join(one.name for one in form.fields), hush="1" if is_secret else ""
    )
    await ask(desk, asker, question, html="\n".join(lines), placeholder=field.label)


async def _privately(desk: Desk, asker: Asker, reply: Reply) -> None:
    """Answer in the private chat; who never opened one gets it where they are, without what others must not see."""
    try:
        posted = await patiently(lambda: desk.poster.put(Spot(Channel(asker.person.id)), reply))
        await desk.talk(
            desk.assistant.showed(asker.turn, reply, message_id=str(posted), channel_id=str(asker.person.id))
        )
    except (Forbidden, BadRequest) as error:
        _log.info("no private chat, answering in the group: %s", error)
    else:
        return
    start = Button(asker.say.gettext("Write to me"), url=desk.address)
    if reply.pictures or reply.secret:
        text = asker.say.gettext("I send this only in a private chat. Write to me first, then try again.")
        reply = Reply(text=text, rows=((start,),))
    elif asker.pressed and reply.rows:
        reply = replace(reply, rows=((start,),))
    await patiently(lambda: desk.poster.put(Spot(asker.channel, None, asker.reply_to), reply, mark=PRIVATE_MARK))


async def _is_shown(desk: Desk, reply: Reply) -> bool:
    """Tell whether a job has its message already, or its answer."""
    if reply.job is None:
        return False
    try:
        async with desk.room, desk.assistant.setting.database.transaction() as session:
            rows = await deliveries.of_job(session, reply.job, Platform.TELEGRAM)
    except DATABASE_OUTAGES:
        return False
    return any(row.message_id is not None or row.state != "due" for row in rows)


async def remove_result(desk: Desk, reply: Reply) -> None:
    """Take a deleted job's messages out of the chat; where Telegram keeps them, at least say so below."""
    if reply.job is None:
        return
    async with desk.room, desk.assistant.setting.database.transaction() as session:
        rows = await deliveries.of_job(session, reply.job, Platform.TELEGRAM)
    for row in rows:
        if row.message_id is not None:
            await _remove(desk, row.channel_id, row.message_id, reply.text)


async def _remove(desk: Desk, channel_id: str, message_id: str, text: str) -> None:
    channel, posted = parse_channel(channel_id), parse_posted(message_id)
    try:
        if not await desk.poster.wire.delete(channel, posted.all):
            await desk.poster.touch(Spot(channel, posted.main), Reply(text=text), has_picture=not posted.album)
    except TelegramError as error:
        _log.info("a deleted picture's message is taken away later: %s", error)
        await desk.talk(desk.assistant.remove_later(Platform.TELEGRAM, channel_id, message_id=message_id))
