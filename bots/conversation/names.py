"""The words by which commands, options and choices are called when they are typed, in every language."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from bots.conversation.commands import BY_NAME, COMMANDS
from bots.conversation.declaration import Command, Option
from core.i18n import LOCALES, Translator, translator

_NAME = re.compile(r"^[a-z0-9_]{1,32}$")  # what Telegram takes (Bot API, BotCommand.command), the narrowest
_NOT_DECOMPOSED = str.maketrans("łŁ", "lL")  # Unicode gives the stroke no decomposition


def fold(word: str) -> str:
    """Return a word as it is compared: lower case, no diacritics ("Język" is "jezyk")."""
    plain = unicodedata.normalize("NFKD", word.translate(_NOT_DECOMPOSED))
    return "".join(character for character in plain if not unicodedata.combining(character)).casefold()


def command_name(command: Command, say: Translator) -> str:
    """Return a command's name in one language; the English one where that can't be typed as one."""
    name = fold(say.pgettext("command", command.name)).replace("-", "_").replace(" ", "_")
    return name if _NAME.fullmatch(name) else command.name


@cache
def commands_by_word() -> Mapping[str, Command]:
    """Return every command under its names in all languages; English wins where two read the same."""
    words = {command_name(command, translator(locale)): command for command in COMMANDS for locale in LOCALES}
    return MappingProxyType({**words, **BY_NAME})


def option_name(option: Option, say: Translator) -> str:
    """Return an option's name in one language, in one word."""
    return "-".join(fold(say.pgettext("option", option.name)).split())


@cache
def options_by_word(command: Command) -> Mapping[str, Option]:
    """Return a command's options under their names in all languages."""
    words = {option_name(option, translator(locale)): option for option in command.options for locale in LOCALES}
    return MappingProxyType({**words, **{option.name: option for option in command.options}})


@cache
def choices_by_word(option: Option) -> Mapping[str, str]:
    """Return an option's values under everything that names just one: the value, its labels, a label's single words."""
    found: dict[str, set[str]] = {}
    for choice in option.choices:
        for locale in LOCALES:
            for word in _spellings(translator(locale).gettext(choice.label)):
                found.setdefault(word, set()).add(choice.value)
    only = {word: next(iter(values)) for word, values in found.items() if len(values) == 1}
    return MappingProxyType({**only, **{fold(choice.value): choice.value for choice in option.choices}})


def _spellings(label: str) -> Iterator[str]:
    folded = fold(label)
    yield folded
    yield from re.findall(r"\w+", folded.partition(":")[0])
