"""What stands in brackets: how a balloon is said, how a panel is framed, how a page is divided."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from core.comics.script import faults
from core.comics.script.faults import Diagnostic, Fault
from core.comics.script.model import Hint, Place, Voice
from core.comics.script.vocabulary import (
    CLOSE,
    COUNTS,
    HINTS,
    MODIFIERS,
    PANELS_WORDS,
    TIERS_WORDS,
    Flag,
    close,
    fold,
    written,
)

SHOWN = 40
_TIERS = re.compile(r"(?:(?P<word>[^\W\d]+)\s?)?(?P<numbers>\d+(?:\s?[-–—/+]\s?\d+)*)")
_WIDEST_TIER = 4
_MOST_TIERS = 5
_MOST_DIGITS = 3
_MOST_FINDINGS = 200
_MOST_COMPARED = 200
_Meaning = TypeVar("_Meaning", Voice, Place)


@dataclass(slots=True)
class Findings:
    """What was found wrong so far; ``language`` is the one whose words are offered. Keeps a bounded number."""

    language: str
    found: list[Diagnostic] = field(default_factory=list)
    compared: int = 0

    def note(self, fault: Fault, line: int, *, number: int = 1, close: str = "", **fields: object) -> None:
        """Note a fault."""
        if len(self.found) < _MOST_FINDINGS:
            self.found.append(Diagnostic(fault, line, fields, number, close))

    def close(self, word: str, vocabulary: Mapping[str, object], *, cutoff: float = CLOSE) -> str:
        """Return the known word that was perhaps meant, or ""; after many questions nothing is compared any more."""
        self.compared += 1
        return close(word, vocabulary, cutoff=cutoff) if self.compared <= _MOST_COMPARED else ""

    def close_meaning(self, word: str, vocabulary: Mapping[str, StrEnum]) -> str:
        """Return what was perhaps meant as it is written in the script's language, or ""."""
        found = self.close(word, vocabulary)
        if not found:
            return ""
        same = written(vocabulary[found], self.language)
        return same if fold(same) == found else found


@dataclass(frozen=True, slots=True)
class Manner:
    """How something is said or lettered."""

    voice: Voice = Voice.SPEECH
    place: Place | None = None
    small: bool = False
    loud: bool = False
    continued: bool = False
    given: bool = False


@dataclass(frozen=True, slots=True)
class PageOptions:
    """How a page is divided; ``count`` is the number of panels that was promised."""

    tiers: tuple[int, ...] = ()
    splash: bool = False
    count: int | None = None


def manner(words: Sequence[str], line: int, findings: Findings) -> Manner:
    """Read a balloon's modifiers; what is not understood is noted and left out."""
    voice, place = None, None
    flags: set[Flag] = set()
    for word in words:
        match MODIFIERS.get(fold(word)):
            case Voice() as meant:
                voice = _one(voice, meant, line, findings)
            case Place() as meant:
                place = _one(place, meant, line, findings)
            case Flag() as meant:
                flags.add(meant)
            case None:
                close = findings.close_meaning(word, MODIFIERS)
                findings.note(faults.MODIFIER, line, close=close, value=word[:SHOWN])
    return Manner(
        voice or Voice.SPEECH,
        place,
        small=Flag.SMALL in flags,
        loud=Flag.LOUD in flags,
        continued=Flag.CONTINUED in flags,
        given=voice is not None or Flag.LOUD in flags,
    )


def _one(before: _Meaning | None, meant: _Meaning, line: int, findings: Findings) -> _Meaning:
    """Return the last of two that exclude each other."""
    if before is not None and before is not meant:
        first, value = (written(word, findings.language) for word in (before, meant))
        findings.note(faults.MODIFIERS_CLASH, line, first=first, value=value)
    return meant


def hints(words: Sequence[str], line: int, findings: Findings) -> frozenset[Hint]:
    """Read a panel's hints; several may stand in one bracket."""
    read: set[Hint] = set()
    for group in words:
        for word in [group] if fold(group) in HINTS else group.split():
            meant = HINTS.get(fold(word))
            if meant is not None:
                read.add(meant)
            else:
                close = findings.close_meaning(word, HINTS)
                findings.note(faults.HINT, line, close=close, value=word[:SHOWN])
    return frozenset(read)


def page_options(words: Sequence[str], line: int, findings: Findings) -> PageOptions:
    """Read what a page's brackets ask for."""
    tiers: tuple[int, ...] = ()
    splash, count = False, None
    for word in words:
        numbers = _TIERS.fullmatch(fold(word))
        if HINTS.get(fold(word)) is Hint.SPLASH:
            splash = True
        elif numbers and numbers["word"] in {None, *TIERS_WORDS}:
            tiers = _tiers(numbers["numbers"], word, line, findings)
        elif (promised := _promised(fold(word))) is not None:
            count = promised
        else:
            findings.note(faults.PAGE_OPTION, line, value=word[:SHOWN])
    return PageOptions(tiers, splash, count)


def _tiers(numbers: str, word: str, line: int, findings: Findings) -> tuple[int, ...]:
    digits = re.findall(r"\d+", numbers)
    tiers = tuple(int(each[:_MOST_DIGITS]) for each in digits)
    if len(tiers) > _MOST_TIERS or not all(1 <= tier <= _WIDEST_TIER for tier in tiers):
        findings.note(faults.TIERS_WRONG, line, value=word[:SHOWN])
        return ()
    return tiers


def _promised(word: str) -> int | None:
    """Return the number of "five panels"."""
    number, _, noun = word.partition(" ")
    if noun not in PANELS_WORDS:
        return None
    return int(number[:_MOST_DIGITS]) if number.isdecimal() else COUNTS.get(number)
