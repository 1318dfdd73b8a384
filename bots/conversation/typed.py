"""Commands as typed text, for platforms without forms: ``/draw a fox style:ink count:2``.

Names of commands and options are understood in every language, with and without diacritics. A word with a colon
whose left side is none of the command's options is ordinary text, unless it is nearly one.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from bots.conversation.commands import COMMANDS
from bots.conversation.declaration import Choice, Command, Kind, Option, Value
from core.errors import DomainError, Refusal
from core.i18n import LOCALES, N_, translator

_ALIKE = 0.75


class UnknownOption(DomainError):
    """A word looks like an option with a slip in it."""

    refusal = Refusal.INVALID
    code = "unknown-option"
    msgid = N_("I don't know “{given}:”. Did you mean “{meant}:”?")


class OptionNotNumber(DomainError):
    """A number is expected."""

    refusal = Refusal.INVALID
    code = "option-not-number"
    msgid = N_("“{option}:” takes a whole number, not “{given}”.")


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed: its declaration and the options that were given."""

    command: Command
    options: Mapping[str, Value] = field(default_factory=dict)


def find_command(word: str) -> Command | None:
    """Return the command that a word names in any language ("draw", "narysuj", "pokaż", "pokaz")."""
    return _commands().get(folded(word))


def read_options(command: Command, text: str) -> dict[str, Value]:
    """Read what follows a command: ``name:value`` words, and the rest for the option that takes it.

    Raises:
        UnknownOption: a word is nearly the name of an option.
        OptionNotNumber: a number option got something else.
    """
    names = _options(command)
    found: dict[str, Value] = {}
    kept: list[str] = []
    for word in text.split(" "):
        name, colon, value = word.partition(":")
        option = names.get(folded(name)) if colon and value else None
        if option is None:
            _refuse_slip(name, names, colon=bool(colon and value))
            kept.append(word)
        else:
            found[option.name] = _value(option, value)
    rest = next((option for option in command.options if option.rest), None)
    said = " ".join(kept).strip()
    if rest is not None and said:
        found[rest.name] = said
    elif said and command.options:
        found.setdefault(command.options[0].name, _value(command.options[0], said))
    return found


def missing_option(typed: Typed) -> Option | None:
    """Return the first required option that was not given."""
    return next(
        (option for option in typed.command.options if option.required and not typed.options.get(option.name)), None
    )


def folded(word: str) -> str:
    """Return a word in small letters without diacritics."""
    plain = unicodedata.normalize("NFKD", word.strip().lower().replace("ł", "l"))
    return "".join(character for character in plain if not unicodedata.combining(character))


@cache
def _commands() -> Mapping[str, Command]:
    names = {}
    for command in COMMANDS:
        names[command.name] = command
        for locale in LOCALES:
            names[folded(translator(locale).pgettext("command", command.name))] = command
    return MappingProxyType(names)


@cache
def _options(command: Command) -> Mapping[str, Option]:
    names = {}
    for option in command.options:
        if option.kind is Kind.PICTURE:
            continue
        names[option.name] = option
        for locale in LOCALES:
            names[folded(translator(locale).pgettext("option", option.name))] = option
    return MappingProxyType(names)


def _refuse_slip(name: str, names: Mapping[str, Option], *, colon: bool) -> None:
    if not colon:
        return
    meant = get_close_matches(folded(name), names, n=1, cutoff=_ALIKE)
    if meant:
        raise UnknownOption(given=name[:40], meant=meant[0])


def _value(option: Option, text: str) -> Value:
    if option.kind is Kind.NUMBER:
        try:
            return int(text)
        except ValueError:
            raise OptionNotNumber(option=option.name, given=text[:40]) from None
    return _choice(option.choices, text) if option.choices else text


def _choice(choices: tuple[Choice, ...], text: str) -> str:
    """Return the value that a word stands for in any language; an unknown one goes on, to be refused by its noun."""
    wanted = folded(text)
    for choice in choices:
        labels = {choice.value, *(folded(translator(locale).gettext(choice.label)) for locale in LOCALES)}
        if wanted in labels or any(label.split(":")[0] == wanted for label in labels):
            return choice.value
    return wanted
