"""What a single line is, by itself: a heading, a header, something said, told or heard, or a description."""

import re
from dataclasses import dataclass
from typing import TypeAlias

from core.comics.script.reading import Line
from core.comics.script.vocabulary import COUNTS, HEADERS, KEYWORDS, Header, Keyword, fold

LONGEST_NAME = 40
_MOST_NAME_WORDS = 4
_GROUPS = re.compile(r"\(([^()]*)\)")
_HEADING = re.compile(
    r"(?P<word>[^\W\d_]{2,12})\.?\s?(?P<number>\d{1,4}|[^\W\d_]{3,10})?\s?(?P<groups>(?:\([^()]{0,120}\)\s?)*)"
    r"(?:(?P<mark>[:.\-–—])\s?(?P<rest>.*))?"
)
_LOOSE_PANEL = re.compile(r"(?P<word>[^\W\d_]{2,12})\s(?P<number>\d{1,4})\s(?P<rest>.+)")
_NUMBERED = re.compile(r"(?P<number>\d{1,3})[.)]\s(?P<rest>.+)")
_SAID = re.compile(r"(?P<name>[^():]{1,60}?)\s?(?P<groups>(?:\([^()]{0,80}\)\s?){0,4}):(?P<rest>.*)")
_HEARD = re.compile(r"\*\s?(?P<words>[^*]*[^*\s])\s?\*")
_NOTE = "//"


@dataclass(frozen=True, slots=True)
class PageHead:
    """PAGE, with what its brackets and its end say."""

    options: tuple[str, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class PanelHead:
    """PANEL, or a number at the beginning of a line (``numbered``, which counts only where it is the next one)."""

    number: int | None
    hints: tuple[str, ...]
    rest: str
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """One of the headers, ``name`` as it was written."""

    header: Header
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Told:
    """A caption, a sound or an explicit description."""

    keyword: Keyword
    name: str
    modifiers: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody speaks; ``name`` as it was written."""

    name: str
    modifiers: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Again:
    """The same speaker goes on in a joined balloon."""

    text: str


@dataclass(frozen=True, slots=True)
class Described:
    """Any other line."""

    text: str


Statement: TypeAlias = PageHead | PanelHead | Setting | Told | Said | Again | Described


def statement(line: Line) -> Statement | None:
    """Return what a line is; None for blank ones, separators and notes."""
    text = line.text
    if not text or line.separates or text.startswith(_NOTE):
        return None
    if text.startswith(":"):
        return Again(text[1:].strip())
    heard = _HEARD.fullmatch(text)
    if heard:
        return Told(Keyword.SOUND, text, (), heard["words"])
    return _heading(text) or _announced(text) or Described(text)


def _heading(text: str) -> PageHead | PanelHead | None:
    found = _HEADING.fullmatch(text)
    keyword = KEYWORDS.get(fold(found["word"])) if found else None
    if found and keyword in {Keyword.PAGE, Keyword.PANEL} and _counts(found["number"]):
        rest = (found["rest"] or "").strip()
        if keyword is Keyword.PAGE:
            return PageHead(_groups(found["groups"]), rest)
        return PanelHead(_number(found["number"]), _groups(found["groups"]), rest)
    return _numbered(text)


def _numbered(text: str) -> PanelHead | None:
    """Return the heading that begins with a number, or that goes on after one without a colon (PANEL 2 The cat …)."""
    found = _NUMBERED.fullmatch(text)
    if found:
        return PanelHead(int(found["number"]), (), found["rest"], numbered=True)
    loose = _LOOSE_PANEL.fullmatch(text)
    if loose and loose["word"].isupper() and KEYWORDS.get(fold(loose["word"])) is Keyword.PANEL:
        return PanelHead(int(loose["number"]), (), loose["rest"])
    return None


def _counts(number: str | None) -> bool:
    return number is None or number.isdecimal() or fold(number) in COUNTS


def _number(number: str | None) -> int | None:
    if number is None:
        return None
    return int(number) if number.isdecimal() else COUNTS[fold(number)]


def _announced(text: str) -> Setting | Told | Said | None:
    found = _SAID.fullmatch(text)
    if found is None:
        return None
    name, rest = found["name"].strip(), found["rest"]
    word = fold(name)
    if word in HEADERS and not found["groups"]:
        return Setting(HEADERS[word], name, rest.strip())
    keyword = KEYWORDS.get(word)
    if keyword in {Keyword.CAPTION, Keyword.SOUND, Keyword.DESCRIPTION}:
        return Told(keyword, name, _groups(found["groups"]), rest.strip())
    if _is_clock(name, rest) or rest.startswith(_NOTE) or not is_name(name):
        return None
    return Said(name, _groups(found["groups"]), rest.strip())


def is_name(text: str) -> bool:
    """Tell whether somebody could be called so: up to four words, one of them with a letter."""
    return (
        len(text) <= LONGEST_NAME
        and len(text.split()) <= _MOST_NAME_WORDS
        and any(character.isalpha() for character in text)
        and not any(mark in text for mark in "():=;")
        and text[0].isalnum()
    )


def looks_like_name(text: str) -> bool:
    """Tell a name from the beginning of a sentence: one word, or several that all begin like names."""
    words = text.split()
    return len(words) == 1 or all(word[0].isupper() or not word[0].isalpha() for word in words)


def _is_clock(name: str, rest: str) -> bool:
    """Tell a time such as 12:30, whose colon announces nothing."""
    return name[-1:].isdecimal() and rest[:1].isdecimal()


def _groups(text: str) -> tuple[str, ...]:
    """Return what stands in brackets, one by one."""
    words = (word.strip() for group in _GROUPS.findall(text) for word in group.split(","))
    return tuple(word for word in words if word)
