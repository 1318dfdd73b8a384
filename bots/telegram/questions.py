"""Questions that remember themselves: what they ask for travels in the message, signed, so that restarts don't matter.

A question ends in an invisible link whose address carries the command, the options typed so far, the picture that
came with it, or a form's action. Telegram hands the asked message back with the answer (``reply_to_message``). The
signature binds it to the chat and to the person asked, so nobody else's answer and no forged link counts.
"""

from dataclasses import astuple, dataclass
from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import SecretStr
from telegram import Message, MessageEntity

from core.signing import signature, signature_fits

_PURPOSE = "telegram-question"
_INVISIBLE = "\u2060"  # word joiner: no width, and no space that Telegram would trim with its entity
_MOST_ADDRESS = 2000
_LETTERS = "copafh"  # a question's parts in an address; "s" is its signature


@dataclass(frozen=True, slots=True)
class Question:
    """What an answer continues: a command with its options so far and its picture's file id, or a form.

    ``field`` names the form's fields, with commas; ``hush`` says that the answer is to be taken out of the chat.
    """

    command: str = ""
    options: str = ""
    picture: str = ""
    form: str = ""
    field: str = ""
    hush: str = ""

    def filled(self, text: str) -> dict[str, str]:
        """Return a form's fields from an answer: a line each, or a word each where they stand in one line."""
        names = self.field.split(",")
        parts = text.strip().split("\n", len(names) - 1)
        if len(parts) < len(names):
            parts = text.split(None, len(names) - 1)
        return dict(zip(names, (*(part.strip() for part in parts), *[""] * len(names)), strict=False))


def hidden(question: Question, *, key: SecretStr, address: str, chat: int, person: int) -> str:
    """Return the invisible link, as HTML; ``address`` is the bot's page, harmless to open."""
    values = {name: value for name, value in zip(_LETTERS, astuple(question), strict=True) if value}
    values["s"] = signature(key, _PURPOSE, str(chat), str(person), *astuple(question))
    return f'<a href="{escape(f"{address}#{urlencode(values)}")}">{_INVISIBLE}</a>'


def asked(message: Message, *, key: SecretStr, person: int) -> Question | None:
    """Return the question that a message of ours asks this person; None where it asks nothing, or somebody else."""
    for entity in message.entities:
        if entity.type == MessageEntity.TEXT_LINK and entity.url and len(entity.url) <= _MOST_ADDRESS:
            values = parse_qs(urlsplit(entity.url).fragment)
            parts = [values.get(name, [""])[0] for name in _LETTERS]
            given = values.get("s", [""])[0]
            if signature_fits(given, key, _PURPOSE, str(message.chat.id), str(person), *parts):
                return Question(*parts)
    return None
