"""Plain speech: "draw me a fox", "narysuj mi lisa", "queue"; a small grammar for both languages."""

import re

from bots.conversation.commands import DRAW
from bots.conversation.declaration import Command
from bots.conversation.folding import fold
from bots.conversation.names import find

_DRAW = re.compile(
    r"""^(?:(?:please|prosze|hey|hej|could\s+you|can\s+you|czy\s+mozesz)[\s,]+)*
        (?:draw|paint|sketch|illustrate|narysuj|namaluj|naszkicuj|rysuj|maluj|narysowac)\b
        (?:\s+(?:me|us|mi|nam))?
        (?:[\s,]+(?:please|prosze))?
        (?:\s+(?:a|the|an)\s+picture\s+of|\s+obrazek\s+z)?
        [\s,:]*""",
    re.VERBOSE,
)
_TRIMMED = " \t\n,:;-"


def understood(text: str) -> tuple[Command, str] | None:
    """Return the command that a sentence asks for and what follows it, or None where it is no request we know."""
    words = text.strip(_TRIMMED)
    found = _DRAW.match(_folded_alike(words))
    if found:
        return DRAW, words[found.end() :].strip()
    first, _, rest = words.partition(" ")
    command, after = find(first.rstrip("?!.,"), rest)
    if not isinstance(command, Command) or (after and not command.options):
        return None
    chatter = command.name == "help" and after and find(after.strip(_TRIMMED))[0] is None  # "help me with …"
    return None if chatter else (command, after.strip())


def prompt_of(text: str) -> str:
    """Return what a plain text asks to draw: "draw me a fox" asks for "a fox"."""
    found = understood(text)
    return found[1] if found and found[0] is DRAW and found[1] else text.strip()


def without_mention(text: str, username: str) -> str | None:
    """Return a text without a bot's @name in it, or None where it does not hold it."""
    mention = re.compile(rf"@{re.escape(username)}\b", re.IGNORECASE)
    return mention.sub(" ", text).strip() if username and mention.search(text) else None


def _folded_alike(text: str) -> str:
    """Fold letter by letter, so that a place in the result is the same place in the text."""
    folded = (fold(character) for character in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, folded, strict=True))
