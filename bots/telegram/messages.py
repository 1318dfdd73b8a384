"""What people write: commands, answers to questions, plain words in private, mentions in groups."""

import logging
from dataclasses import replace
from html import escape
from urllib.parse import quote

from telegram import Message
from telegram.error import TelegramError

from bots.conversation.commands import BY_NAME, DRAW
from bots.conversation.declaration import Command, Group
from bots.conversation.names import find
from bots.conversation.replies import Button, Reply
from bots.conversation.typed import Heard, Said, file_option, heard, read
from bots.telegram.answers import Asker, Desk, ask, meet, respond
from bots.telegram.attachments import Attachment, attachment, fetch
from bots.telegram.places import is_private, message_key
from bots.telegram.poster import Spot
from bots.telegram.questions import Question, asked
from bots.telegram.speaking import understood, without_mention
from bots.telegram.wire import patiently
from core.errors import DomainError
from core.gallery.remixes import remixed_slug
from core.jobs.prompts import PROMPT_LENGTH, PromptTooLong

OWN_DRAW = "=draw"  # no action of the conversation starts with "=": the text is read from the message answered
_START = "start"
_log = logging.getLogger(__name__)
_MOST_NAME = 32
_MOST_KEPT = 1000  # of options, in an address; nobody means longer ones


async def handle_message(desk: Desk, message: Message) -> None:
    """Answer a message if it is meant for us."""
    person = message.from_user
    if person is None or person.is_bot:
        return
    text = message.text or message.caption or ""
    line = heard(text)
    mentioned = None if is_private(message) else without_mention(text, desk.me.username or "")
    if not _is_ours(desk, message, line, mentioned):
        return
    asker = await meet(desk, person, message, event=message_key(message))
    if line is not None:
        await _command(desk, asker, line, message)
    elif (question := _question(desk, message)) is not None:
        await _continue(desk, asker, question, message)
    elif mentioned is not None:
        await _spoken_to(desk, asker, mentioned, message)
    elif is_private(message):
        await _plain(desk, asker, text, message)


async def perform(desk: Desk, asker: Asker, command: Command, line: str, *, found: Attachment | None) -> Reply | None:
    """Run a command; None when a question was asked first."""
    try:
        said = read(command, line, say=asker.say)
        option = file_option(command)
        if said.missing is not None:
            await _ask_for(desk, asker, command, said, found if option else None)
            return None
        uploads = {option.name: await fetch(desk.poster.wire.bot, found)} if option and found else {}
    except DomainError as refusal:
        return Reply(text=asker.say.error(refusal), private=True)
    reply = await desk.talk(desk.assistant.command(asker.turn, command.key, said.options, uploads=uploads))
    return _with_syntax(asker, reply) if command.name == "help" else reply


async def _command(desk: Desk, asker: Asker, line: Heard, message: Message) -> None:
    if line.name.lower() == _START:
        reply = await _start(desk, asker, line.rest)
    else:
        command, rest = find(line.name, line.rest)
        if command is None or isinstance(command, Group):
            name = command.name if command else line.name[:_MOST_NAME]
            reply = await desk.talk(desk.assistant.command(asker.turn, name, {}))
        else:
            done = await perform(desk, asker, command, rest, found=attachment(message))
            if done is None:
                return
            reply = done
    await respond(desk, asker, reply)


async def _start(desk: Desk, asker: Asker, payload: str) -> Reply:
    """Greet, or do what a deep link is for: show a picture of the gallery to draw on from, or redeem a link code."""
    if (slug := remixed_slug(payload)) is not None:
        return await desk.talk(desk.assistant.command(asker.turn, "remix", {"picture": slug}))
    if payload:
        return await desk.talk(desk.assistant.command(asker.turn, "link", {"code": payload}))
    return _with_syntax(asker, await desk.talk(desk.assistant.command(asker.turn, "help", {})))


def _with_syntax(asker: Asker, reply: Reply) -> Reply:
    """Say how options are written here; other platforms have forms for them."""
    words = asker.say.gettext("Options follow two hyphens: /draw a fox --style ink --count 2")
    return replace(reply, small=words) if reply.lines else reply


async def _continue(desk: Desk, asker: Asker, question: Question, message: Message) -> None:
    """Take the answer to a question of ours."""
    text = message.text or message.caption or ""
    if question.form:
        if question.hush:
            await _hush(desk, asker, message)
        fields = question.filled(text) if "," in question.field else {question.field: text}
        reply: Reply | None = await desk.talk(desk.assistant.form(asker.turn, question.form, fields))
    else:
        command = BY_NAME.get(question.command, DRAW)
        kept = Attachment(question.picture) if question.picture else None
        found = attachment(message) if message.photo or message.document else kept
        reply = await perform(desk, asker, command, f"{question.options} {text}".strip(), found=found)
    if reply is not None:
        await respond(desk, asker, reply)


async def _hush(desk: Desk, asker: Asker, message: Message) -> None:
    """Take a code that somebody wrote out of the chat, or ask them to where Telegram does not let us."""
    try:
        if await desk.poster.wire.delete(asker.channel, [message.message_id]):
            return
    except TelegramError as error:
        _log.warning("a message with a code stays in its chat: %s", error)
    words = asker.say.gettext("I can't delete your message with the code here: delete it yourself.")
    await patiently(lambda: desk.poster.put(Spot(asker.channel), Reply(text=words)))


async def _spoken_to(desk: Desk, asker: Asker, text: str, message: Message) -> None:
    """Take a sentence that mentions us: a request that we know at once, anything else after a confirming button."""
    known = understood(text)
    if known is not None:
        reply = await perform(desk, asker, known[0], known[1], found=attachment(message))
    elif text:
        return await _plain(desk, asker, text, message)
    else:
        reply = await desk.talk(desk.assistant.command(asker.turn, "help", {}))
    if reply is not None:
        await respond(desk, asker, reply)
    return None


async def _plain(desk: Desk, asker: Asker, text: str, message: Message) -> None:
    """Offer to draw plain words; a picture without words asks for them."""
    if not text.strip():
        await _wordless(desk, asker, message)
        return
    if len(text) > PROMPT_LENGTH:
        refusal = PromptTooLong(length=len(text), limit=PROMPT_LENGTH)
        await respond(desk, asker, Reply(text=asker.say.error(refusal), private=True))
        return
    button = Button(asker.say.gettext("Draw it"), OWN_DRAW, "🎨")
    if is_private(message) and not message.photo and not message.document:
        heard = await desk.talk(desk.assistant.said(asker.turn, text))
        if heard is not None:
            offered = replace(heard, rows=(*heard.rows, (button,)))
            await patiently(lambda: desk.poster.put(Spot(asker.channel, reply_to=message.message_id), offered))
            return
    offer = Reply(text=asker.say.gettext("Shall I draw this?"), rows=((button,),))
    spot = Spot(asker.channel, reply_to=message.message_id)
    await patiently(lambda: desk.poster.put(spot, offer))


async def _wordless(desk: Desk, asker: Asker, message: Message) -> None:
    if message.photo or message.document:
        reply = await perform(desk, asker, DRAW, "", found=attachment(message))
        if reply is not None:
            await respond(desk, asker, reply)
    elif message.effective_attachment is not None:
        text = asker.say.gettext("Send me words, and I draw them. /help lists what I can do.")
        await respond(desk, asker, Reply(text=text))


async def _ask_for(desk: Desk, asker: Asker, command: Command, said: Said, found: Attachment | None) -> None:
    option = said.missing
    if option is None:
        raise ValueError(said)
    wanted = asker.say.gettext(option.description)
    typed = said.typed if len(quote(said.typed)) <= _MOST_KEPT else ""
    question = Question(command.key, typed, found.file_id if found else "")
    html = escape(asker.say.gettext("{wanted}: answer this message.", wanted=wanted))
    await ask(desk, asker, question, html=html, placeholder=wanted)


def _question(desk: Desk, message: Message) -> Question | None:
    if not _answers_us(desk, message) or message.reply_to_message is None or message.from_user is None:
        return None
    return asked(message.reply_to_message, key=desk.key, person=message.from_user.id)


def _answers_us(desk: Desk, message: Message) -> bool:
    answered = message.reply_to_message
    return answered is not None and answered.from_user is not None and answered.from_user.id == desk.me.id


def _is_ours(desk: Desk, message: Message, line: Heard | None, mentioned: str | None) -> bool:
    """Tell whether a message is for us; in a group an unknown command without a name is somebody else's."""
    if line is None:
        return is_private(message) or mentioned is not None or _answers_us(desk, message)
    if line.bot:
        return line.bot.lower() == (desk.me.username or "").lower()
    known = line.name.lower() == _START or find(line.name)[0] is not None
    return known or is_private(message)
