"""Cuts a prompt into words, emoji and punctuation, each knowing where it stood."""

import re
import unicodedata
from dataclasses import dataclass

# A word is letters or digits, with inner apostrophes; hyphens join ("hot-air", "jack-o'-lantern").
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:-[^\W_]+(?:['’][^\W_]+)*)*", re.UNICODE)
_STOPS = frozenset(',;.!?:()[]{}|/\n"“”„«»—–')
_SENTENCE_ENDS = frozenset(".!?\n|")
_JOINERS = ("\u200d", "\ufe0f", "\u20e3")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, emoji or mark. `start` and `end` are offsets into the prompt."""

    text: str
    low: str
    start: int
    end: int
    kind: str  # "word", "emoji", "comma" or "stop"

    @property
    def capital(self) -> bool:
        """Whether it is written like a name."""
        return self.text[:1].isupper() and self.text[1:].islower()


def tokenise(text: str) -> list[Token]:
    """The tokens of a prompt in order; characters that mean nothing to us are skipped."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _WORD.match(text, at)
        if found:
            tokens.append(_word(found))
            at = found.end()
            continue
        end = _emoji_end(text, at)
        if end > at:
            tokens.append(Token(text[at:end], text[at:end], at, end, "emoji"))
            at = end
            continue
        if text[at] in _STOPS:
            kind = "stop" if text[at] in _SENTENCE_ENDS else "comma"
            tokens.append(Token(text[at], text[at], at, at + 1, kind))
        at += 1
    return tokens


def _word(found: re.Match[str]) -> Token:
    text = found.group()
    low = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    return Token(text, low, found.start(), found.end(), "word")


def _emoji_end(text: str, at: int) -> int:
    """Where the emoji sequence that starts here ends; `at` itself when there is none."""
    if not _is_pictograph(text[at]):
        return at
    end = at + 1
    while end < len(text):
        char = text[end]
        joined = text[end - 1] == "\u200d" and _is_pictograph(char)
        if char in _JOINERS or "\U0001f3fb" <= char <= "\U0001f3ff" or joined:
            end += 1
        else:
            break
    return end


def _is_pictograph(char: str) -> bool:
    return unicodedata.category(char) == "So" or "\U0001f000" <= char <= "\U0001faff"
