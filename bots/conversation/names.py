"""The words by which commands, options and choices are called when they are typed, in every language."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from bots.conversation.commands import entries
from bots.conversation.declaration import Command, Group, Option
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
