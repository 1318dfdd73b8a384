"""Reading commands such as "/draw a fox --style ink --count 2" or "/narysuj@our_bot lisa --styl noir"; pure.

Options are written ``--name value`` anywhere in the line (``--name=value`` and quotes work too), which people know
from Midjourney; ``name:value`` would swallow prompts such as "a sign that says: open". Phones turn two hyphens into a
dash, so a dash counts where a known option's name follows it.
"""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from bots.conversation.declaration import Command, Kind, Option, Value
from bots.conversation.folding import fold
from bots.conversation.options import choice_word, choices_by_word, option_word, options_by_word
from core.errors import DomainError, Refusal
from core.i18n import N_, Translator, translator

_HEAD = re.compile(r"/(?P<name>[^\s@/]{1,64})(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?", re.DOTALL)
_MARKED = re.compile(
    r"(?:^|(?<=\s))(?P<dash>--|—|–)(?P<name>[^\W\d_][\w-]*)"
    r"(?:(?:[=:]|\s+)(?P<value>\"[^\"]*\"|[„“”][^„“”]*[„“”]|(?!--)\S+))?"
)
_QUOTES = '"„“”'
_SHOWN = 60
_FILES = {Kind.PICTURE, Kind.FILE}
_CLOSE = 0.5


class UnknownOption(DomainError):
    """No such option, and nothing reads like it."""

    refusal = Refusal.INVALID
    code = "option-unknown"
    msgid = N_("I don't know the option “--{name}”. There are: {known}.")


class MistypedOption(DomainError):
    """No such option, but one reads like it."""

    refusal = Refusal.INVALID
    code = "option-mistyped"
    msgid = N_("I don't know the option “--{name}”. Did you mean “--{close}”?")


class OptionWithoutValue(DomainError):
    """An option's name with nothing after it."""

    refusal = Refusal.INVALID
    code = "option-empty"
    msgid = N_("“--{name}” needs a value after it.")


class NotANumber(DomainError):
    """Not a number, or out of range."""

    refusal = Refusal.INVALID
    code = "option-number"
    msgid = N_("“--{name}” takes a whole number from {least} to {most}; you wrote “{value}”.")


class NotAChoice(DomainError):
    """None of an option's fixed values."""

    refusal = Refusal.INVALID
    code = "option-choice"
    msgid = N_("“--{name}” can't be “{value}”. Choose one of: {known}.")


class PictureTyped(DomainError):
    """A picture can't be written down."""

    refusal = Refusal.INVALID
    code = "picture-typed"
    msgid = N_("Send the picture with the command as its caption, or answer the picture with the command.")


class FileTyped(DomainError):
    """A file can't be written down."""

    refusal = Refusal.INVALID
    code = "file-typed"
    msgid = N_("Send the file with the command as its caption, or answer the file with the command.")


class NotUnderstood(DomainError):
    """Words after a command that takes only options."""

    refusal = Refusal.INVALID
    code = "words-not-understood"
    msgid = N_("I don't understand “{words}” here. Options are written like this: --{example} …")


@dataclass(frozen=True, slots=True)
class Heard:
    """A command line: the word after the slash, whom it is for, and what follows."""

    name: str
    rest: str = ""
    bot: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What follows a command, read: ``missing`` is the required text that was not given, ``typed`` its options."""

    options: dict[str, Value] = field(default_factory=dict)
    missing: Option | None = None
    typed: str = ""


def heard(text: str) -> Heard | None:
    """Return the command line that a message is, or None."""
    found = _HEAD.fullmatch(text.strip())
    return Heard(found["name"], (found["rest"] or "").strip(), found["bot"] or "") if found else None


def read(command: Command, line: str, *, paths: bool = False, say: Translator | None = None) -> Said:
    """Return the options in what follows a command; with ``paths`` a picture is given as the path of a file.

    ``say`` is the reader's language, in which a refusal names options and values; by default it is English.

    Raises:
        UnknownOption, MistypedOption, OptionWithoutValue, NotANumber, NotAChoice, PictureTyped, FileTyped,
            NotUnderstood: what the person can change.
    """
    say = say or translator("en")
    options: dict[str, Value] = {}
    marked = _marked(command, line, say) if any(not option.rest for option in command.options) else []
    for option, match in marked:
        options[option.name] = _value(option, match, say, paths=paths)
    words = _without([match for _, match in marked], line)
    rest = _takes_words(command)
    if words and rest is not None:
        options[rest.name] = _checked(rest, words, say) if rest.choices or not rest.rest else words
    elif words and command.options:
        raise NotUnderstood(words=words[:_SHOWN], example=option_word(command.options[0], say))
    missing = next((item for item in command.options if item.required and not options.get(item.name)), None)
    return Said(options, missing, " ".join(match[0].strip() for _, match in marked))


def file_option(command: Command) -> Option | None:
    """Return the option that takes a picture or a file."""
    return next((option for option in command.options if option.kind in _FILES), None)


def _marked(command: Command, line: str, say: Translator) -> list[tuple[Option, re.Match[str]]]:
    known = options_by_word(command)
    verbatim = any(option.verbatim for option in command.options)
    found = []
    for match in _MARKED.finditer(line):
        option = known.get(fold(match["name"]))
        if option is not None and (match["dash"] == "--" or not verbatim):
            found.append((option, match))
        elif match["dash"] == "--" and not verbatim:
            raise _unknown(match["name"], command, say)
    return found


def _unknown(name: str, command: Command, say: Translator) -> DomainError:
    words = options_by_word(command)
    close = get_close_matches(fold(name), words, n=1, cutoff=_CLOSE)
    if close:
        return MistypedOption(name=name[:_SHOWN], close=option_word(words[close[0]], say))
    return UnknownOption(name=name[:_SHOWN], known=", ".join(f"--{option_word(item, say)}" for item in command.options))


def _without(matches: list[re.Match[str]], line: str) -> str:
    for match in reversed(matches):
        line = f"{line[: match.start()].rstrip()} {line[match.end() :].lstrip()}"
    return line.strip()


def _takes_words(command: Command) -> Option | None:
    """Return the option that words without a name belong to: the one for the whole line, or the only one there is."""
    rest = next((option for option in command.options if option.rest), None)
    return rest or (command.options[0] if len(command.options) == 1 else None)


def _value(option: Option, match: re.Match[str], say: Translator, *, paths: bool) -> Value:
    if option.kind in _FILES and not paths:
        raise PictureTyped if option.kind is Kind.PICTURE else FileTyped
    value = (match["value"] or "").strip(_QUOTES).strip()
    if not value:
        raise OptionWithoutValue(name=match["name"])
    return _checked(option, value, say)


def _checked(option: Option, value: str, say: Translator) -> Value:
    if option.kind is Kind.NUMBER:
        return _number(option, value, say)
    if not option.choices:
        return value
    chosen = choices_by_word(option).get(fold(value))
    if chosen is None:
        known = ", ".join(choice_word(option, choice, say) for choice in option.choices)
        raise NotAChoice(name=option_word(option, say), value=value[:_SHOWN], known=known)
    return chosen


def _number(option: Option, value: str, say: Translator) -> int:
    least, most = option.least or 0, option.most or 0
    digits = value.removeprefix("+")
    if digits.isascii() and digits.isdigit() and len(digits) <= len(str(most)) and least <= int(digits) <= most:
        return int(digits)
    raise NotANumber(name=option_word(option, say), least=least, most=most, value=value[:_SHOWN])
