"""The words by which commands are called when they are typed, in every language."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from bots.conversation.commands import entries
from bots.conversation.declaration import Command, Group
from bots.conversation.folding import fold
from core.i18n import LOCALES, Translator, translator

_NAME = re.compile(r"^[a-z0-9_]{1,32}$")  # what Telegram takes (Bot API, BotCommand.command), the narrowest


def command_name(command: Command | Group, say: Translator) -> str:
    """Return a command's own name in one language; the English one where that can't be typed as one."""
    name = fold(say.pgettext("command", command.name)).replace("-", "_").replace(" ", "_")
    return name if _NAME.fullmatch(name) else command.name


def find(word: str, rest: str = "") -> tuple[Command | Group | None, str]:
    """Return the command that one or two words name in any language, and what follows them.

    A group comes back where the second word names none of its commands, None where the first names nothing.
    """
    found = words_of().get(fold(word))
    if not isinstance(found, Group):
        return found, rest
    second, after = [*rest.split(maxsplit=1), "", ""][:2]
    member = words_of(found).get(fold(second))
    return (member, after) if member else (found, rest)


@cache
def words_of(group: Group | None = None) -> Mapping[str, Command | Group]:
    """Return what stands behind the slash, or behind a group's word, under its names in all languages.

    English wins where two read the same.
    """
    there: list[Command | Group] = []
    for entry, members in entries():
        there += members if group is not None and entry is group else [entry] if group is None else []
    words = {command_name(entry, translator(locale)): entry for entry in there for locale in LOCALES}
    return MappingProxyType({**words, **{entry.name: entry for entry in there}})
