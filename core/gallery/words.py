"""Texts as Postgres searches them: every word in the forms it may have, and a question that finds any of these.

Nothing of Postgres' own dictionaries is used (it has none for Polish): lexemes are folded words ("zolw" for "Żółwie"),
their stems, and, behind an equals sign, the thing that a word names in any language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from core.words import stems, tokens

MOST_WORDS = 8  # of a question
_MOST_LEXEMES = 2000
_LAST_POSITION = 16_383  # Postgres manual § 8.11.1
_LEAST_PREFIX = 3
_REMEMBERED = 20_000


def set_of(words: str) -> frozenset[str]:
    """Return the words of a line."""
    return frozenset(words.split())


# Forms that no rule reaches: what a folded word is a form of.
_IRREGULAR: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(set_of("psa psy psem psu psow psami psach"), "pies"),
        **dict.fromkeys(set_of("lwa lwy lwem lwu lwow lwami"), "lew"),
        **dict.fromkeys(set_of("dnia dni dniem dniu dniami"), "dzien"),
        **dict.fromkeys(set_of("ludzie ludzi ludziom ludzmi"), "czlowiek"),
        **dict.fromkeys(set_of("dzieci dzieciom dziecmi"), "dziecko"),
        **dict.fromkeys(set_of("kwiecie kwiaty kwiatow"), "kwiat"),
        "lesie": "las", "miescie": "miasto", "swiecie": "swiat", "gwiezdzie": "gwiazda", "oczy": "oko", "uszy": "ucho",
        "bracia": "brat", "braci": "brat", "ksieza": "ksiadz", "mice": "mouse", "geese": "goose", "wolves": "wolf",
        "knives": "knife", "leaves": "leaf", "men": "man", "women": "woman", "children": "child", "feet": "foot",
        "teeth": "tooth", "loaves": "loaf", "thieves": "thief", "elves": "elf", "dwarves": "dwarf", "people": "person",
    }
)  # fmt: skip
_IDLE = set_of("a an the in on at of to and or with i w we na z ze do od po")


@lru_cache(maxsize=_REMEMBERED)
def forms(token: str) -> frozenset[str]:
    """Return a folded word with everything that it may be a form of."""
    found = stems(token)
    if meant := _IRREGULAR.get(token):
        found |= {meant}
    for ending in ("ing", "ed"):
        if token.isascii() and token.endswith(ending) and len(token) > len(ending) + _LEAST_PREFIX:
            bare = token.removesuffix(ending)
            found |= {bare, bare + "e", bare[:-1] if bare[-1] == bare[-2] else bare}
    return found


@dataclass(slots=True)
class Vector:
    """A text on its way into a ``tsvector``; ``weight`` is A (counts most) to D."""

    _places: dict[str, str] = field(default_factory=dict)
    _position: int = 0

    def add(self, text: str, weight: str = "D") -> None:
        """Add every word of a text in all its forms."""
        for token in tokens(text):
            self._position = min(self._position + 1, _LAST_POSITION)
            for form in (token, *forms(token)):
                self._put(form, weight)

    def mark(self, lexemes: Iterable[str], weight: str = "D") -> None:
        """Add lexemes as they are: things and shelves."""
        self._position = min(self._position + 1, _LAST_POSITION)
        for lexeme in lexemes:
            self._put(lexeme, weight)

    def written(self) -> str:
        """Return what Postgres reads as a ``tsvector``."""
        return " ".join(f"{quoted(lexeme)}:{place}" for lexeme, place in self._places.items())

    def _put(self, lexeme: str, weight: str) -> None:
        if len(self._places) < _MOST_LEXEMES:
            self._places.setdefault(lexeme, f"{self._position}{weight}")


def quoted(lexeme: str) -> str:
    """Return a lexeme as Postgres reads it (manual § 8.11)."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def asked(text: str) -> list[str]:
    """Return the words that a question is about, folded, each once; idle words where there are no others."""
    words = list(dict.fromkeys(tokens(text)))
    return ([word for word in words if word not in _IDLE] or words)[:MOST_WORDS]
