"""The words by which options and their values are called when they are typed, in every language."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from bots.conversation.declaration import Choice, Command, Option
from bots.conversation.folding import fold
from core.i18n import LOCALES, Translator, translator


def option_word(option: Option, say: Translator) -> str:
    """Return an option's name in one language, in one word."""
    return "-".join(say.pgettext("option", option.name).split())


def option_name(option: Option, say: Translator) -> str:
    """Return the same without accents, as it is looked up."""
    return fold(option_word(option, say))


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


def choice_word(option: Option, choice: Choice, say: Translator) -> str:
    """Return what a value is called in one language where that is one word that it can be typed by, else the value."""
    word = say.gettext(choice.label).partition(":")[0]
    return word if word.isalpha() and choices_by_word(option).get(fold(word)) == choice.value else choice.value


def _spellings(label: str) -> Iterator[str]:
    folded = fold(label)
    yield folded
    yield from re.findall(r"\w+", folded.partition(":")[0])
