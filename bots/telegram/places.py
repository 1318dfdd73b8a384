"""Where a conversation happens on Telegram: chats with their topics, and the turn that a message or a press is."""

from dataclasses import dataclass

from telegram import MaybeInaccessibleMessage, Message, User
from telegram.constants import ChatType

from bots.conversation.turns import Turn
from core.platforms import Platform
from core.users.service import Face


@dataclass(frozen=True, slots=True)
class Channel:
    """A chat and, in forums, the topic in it; written ``chat`` or ``chat:thread`` where core keeps it."""

    chat: int
    thread: int | None = None

    def __str__(self) -> str:
        """Return the form in which core keeps it."""
        return str(self.chat) if self.thread is None else f"{self.chat}:{self.thread}"

    @property
    def is_group(self) -> bool:
        """Telegram numbers groups and channels below zero, people above."""
        return self.chat < 0


def parse_channel(text: str) -> Channel:
    """Read what ``str`` of a channel wrote.

    Raises:
        ValueError: it is none of ours.
    """
    chat, _, thread = text.partition(":")
    return Channel(int(chat), int(thread) if thread else None)


def channel_of(message: MaybeInaccessibleMessage) -> Channel:
    """Return a message's place.

    Outside forums ``message_thread_id`` only names the start of a chain of replies, so it is left out there. Of a
    message that Telegram no longer shows to bots, only the chat is known.
    """
    if isinstance(message, Message) and message.is_topic_message:
        return Channel(message.chat.id, message.message_thread_id)
    return Channel(message.chat.id)


def is_private(message: MaybeInaccessibleMessage) -> bool:
    """Tell whether a message is in a chat of one person with the bot."""
    return message.chat.type == ChatType.PRIVATE


def message_key(message: Message) -> str:
    """Return a message's stable name.

    Not the ``update_id``: it starts anew at random after a quiet week (Bot API, "Update"), a message keeps its
    number, and a webhook that sends an update again sends the same message.
    """
    return f"{message.chat.id}:{message.message_id}"


def turn_of(message: MaybeInaccessibleMessage, person: User, *, event: str, pressed: bool = False) -> Turn:
    """Return the turn that a person takes at a message (their own, or the one whose button they pressed)."""
    return Turn(
        face=Face(Platform.TELEGRAM, str(person.id), person.full_name, person.language_code),
        event=event,
        channel_id=str(channel_of(message)),
        space_id=None if is_private(message) else str(message.chat.id),
        message_id=str(message.message_id) if pressed else None,
    )
