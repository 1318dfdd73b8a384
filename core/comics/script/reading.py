"""From what was typed to lines: one spelling of quotes, blanks and line ends, no Markdown, the one-line form opened."""

import re
import unicodedata
from dataclasses import dataclass

_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "：": ":"})
_BLANKS = re.compile(r"[^\S\n]+")
_BULLETS = re.compile(r"^(?:(?:#+|[-•>])\s+)+")
_SEPARATOR = re.compile(r"(?:-\s?){3,}|(?:\*\s?){3,}|(?:=\s?){3,}|[—–][-—–\s]*")
_NEW_PANEL = re.compile(r"(?:^|\s)\|\|(?=\s|$)")
_NEW_LINE = re.compile(r"(?:^|\s)\|(?=\s|$)")
_SEPARATION = "---"


@dataclass(frozen=True, slots=True)
class Line:
    """One line without what surrounds it, counted from 1; ``text`` is "" for a blank one, "---" for a separator."""

    number: int
    text: str

    @property
    def separates(self) -> bool:
        """Tell whether it is a line such as "---", which begins a new panel."""
        return self.text == _SEPARATION


def lines_of(text: str) -> list[Line]:
    """Return the lines of a script; where it has only one, bars divide it ("|" a line, "||" a panel)."""
    clean = _without_controls(text).strip()
    if "\n" not in clean:
        clean = _NEW_LINE.sub("\n", _NEW_PANEL.sub(f"\n{_SEPARATION}\n", clean))
        pieces = [piece for piece in clean.split("\n") if piece.strip()]
    else:
        pieces = clean.split("\n")
    return [Line(number, _plain(piece)) for number, piece in enumerate(pieces, 1)]


def _without_controls(text: str) -> str:
    """Return the text in composed form with plain blanks and without what can't be seen; emoji keep their joiners."""
    unified = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    kept = (character if _is_text(character) else " " if character.isspace() else "" for character in unified)
    return "".join(kept).translate(_QUOTES)


def _is_text(character: str) -> bool:
    if character in "\n\u200d" or character.isascii():
        return character == "\n" or character.isprintable() or character == "\u200d"
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _plain(piece: str) -> str:
    line = _BLANKS.sub(" ", piece).strip()
    if _SEPARATOR.fullmatch(line):
        return _SEPARATION
    line = _BULLETS.sub("", line.replace("**", ""))
    return _BLANKS.sub(" ", line).strip()
