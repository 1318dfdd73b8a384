"""Reading words through their disguises: other alphabets' look-alikes, digits for letters, spaced and stretched words.

Every step looks at each character a bounded number of times, so a text of any length takes linear time.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Letters that look Latin (Unicode Technical Standard 39, confusables.txt: the Cyrillic and Greek small letters whose
# skeleton is one Latin letter), and those that have no decomposition.
_CYRILLIC = dict(zip("асеіјорԛѕԝхуһԁӏвнкмтґпꙅ", "aceijopqswxyhdlbhkmtrns", strict=True))
_GREEK = dict(zip("αβγεηικνορτυχωϲϳ", "abyenikvoptuxwcj", strict=True))
_LATIN = dict(zip("łøđħŧıɑɡɩʋɴʀꞵɛᴏᴜ", "lodhtiagiunrbeou", strict=True))
_ALIKE = str.maketrans({**_CYRILLIC, **_GREEK, **_LATIN, "ß": "ss", "æ": "ae", "œ": "oe"})
_LEET = str.maketrans("013457@$€£!|+", "oieastaseliit")
_ELL = str.maketrans("1!|", "lll")
_LEET_MARKS = "@$€£!|+"
_WORD = re.compile(r"[^\W_]+")
_STRETCHED = re.compile(r"(.)\1{2,}")
_POLISH = frozenset("ąćęłńóśźż")
_MOST_HIDDEN = 14  # letters of a word that is written letter by letter


@dataclass(frozen=True, slots=True)
class Token:
    """One word: ``readings`` are the folded spellings that it may stand for, its plain one first.

    ``polish`` says that it carries Polish letters, so that "górę" is not read as an English word.
    """

    readings: tuple[str, ...]
    polish: bool = False

    @property
    def plain(self) -> str:
        """The word as it is written, folded."""
        return self.readings[0]


def fold(text: str) -> str:
    """Return a text in small plain Latin letters where it looks like them; marks and invisible signs are gone."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    return "".join(
        character for character in decomposed if unicodedata.category(character) not in {"Mn", "Cf", "Me"}
    ).translate(_ALIKE)


def tokens(text: str) -> list[Token]:
    """Return the words of a text with what each may stand for."""
    found = [token for chunk in text.split() for token in _of_chunk(chunk)]
    return _joined(found)


def _of_chunk(chunk: str) -> Iterator[Token]:
    """Yield the words of what stands between two blanks; a disguise of the whole is read at the first of them."""
    composed = unicodedata.normalize("NFC", chunk.casefold())
    polish = not _POLISH.isdisjoint(composed)
    folded = fold(chunk)
    words = _WORD.findall(folded)
    hidden = _hidden(folded, words)
    if not words and hidden:
        words = [""]
    for place, word in enumerate(words):
        readings = [word, *_unstretched(word), *(hidden if place == 0 else ())]
        yield Token(tuple(dict.fromkeys(readings)), polish)


def _hidden(folded: str, words: list[str]) -> list[str]:
    """Return what a chunk reads as with its digits as letters and its inner signs left out."""
    mixed = any(sign in folded for sign in _LEET_MARKS) or any(
        any(letter.isdigit() for letter in word) and not word.isdigit() for word in words
    )
    if len(words) < 2 and not mixed:  # noqa: PLR2004 - one plain word hides nothing
        return []
    inner = folded.strip(".,;:!?\"'()[]{}…-")
    readings = [inner.translate(_LEET), inner.translate(_ELL).translate(_LEET)] if mixed else [inner]
    joined = ["".join(letter for letter in reading if letter.isalpha()) for reading in readings]
    return [reading for word in joined for reading in (word, *_unstretched(word)) if reading]


def _unstretched(word: str) -> list[str]:
    """Return a stretched word with its runs as one letter and as two ("nuuude" is "nude")."""
    if not _STRETCHED.search(word):
        return []
    return [_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)]


def _joined(found: list[Token]) -> list[Token]:
    """Add what runs of single letters spell ("n u d e"), read from each of their letters on."""
    joined = list(found)
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and len(found[end].plain) == 1:
            end += 1
        for first in range(start, end - 2):
            joined[first] = _spelled(found, first, end)
        start = max(end, start + 1)
    return joined


def _spelled(found: list[Token], first: int, end: int) -> Token:
    letters = "".join(token.plain for token in found[first : min(end, first + _MOST_HIDDEN)]).translate(_LEET)
    spelled = tuple(letters[:length] for length in range(3, len(letters) + 1))
    return Token((*found[first].readings, *spelled), found[first].polish)
