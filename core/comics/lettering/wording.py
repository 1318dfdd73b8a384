"""From runs to the tokens that lines are made of: capitals, quotes, where a line may break (L10, L11, L20, L21)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise, takewhile, zip_longest

import pyphen

from core.comics.lettering.fonts import Role
from core.comics.lettering.shaping import Piece, Shaper
from core.comics.script.model import Run, Words

# Not the no-break spaces: they hold their words together.
_SPACES = re.compile(r"[ \t\n\r\f\v\u1680\u2000-\u2006\u2008-\u200b\u2028\u2029\u205f\u3000]+")
# A long word may break behind its own hyphen, dash or ellipsis, which stay where they were written.
_JOINTS = re.compile(r"(?<=\w\w\w-)(?=\w\w\w)|(?<=\w—)(?=\w)|(?<=\w--)(?=\w)|(?<=\w…)(?=\w)|(?<=\w\.\.\.)(?=\w)")
_NO_START = re.compile(r"--|[—–…,.;:!?%)\]}»”]|[’'\"]+$")
_LONE = re.compile(r"\W*[aiouwz]$", re.IGNORECASE)
_OPENING = re.compile(r"[„“«(\[{¿¡‘]+$")
_QUOTES = {"pl": ("„", "”"), "en": ("“", "”")}
_HYPHEN = "-"
_LEAST_PART = 3  # letters on either side of a hyphen (L10)
_TURKIC = {"tr", "az"}
_ACCENTED_GREEK = str.maketrans("ΆΈΉΊΌΎΏ", "ΑΕΗΙΟΥΩ")


@dataclass(frozen=True, slots=True)
class Token:
    """What no line breaks: a word, or a part of one.

    ``space`` follows it within a line (0 inside a word). ``bound`` forbids a line's end behind it, ``forced`` asks for
    one. ``short`` marks what looks lost alone on a line.
    """

    pieces: tuple[Piece, ...]
    width: float
    space: float
    bound: bool = False
    forced: bool = False
    short: bool = False

    @property
    def text(self) -> str:
        """Its letters."""
        return "".join(piece.text for piece in self.pieces)


def upper(text: str, language: str) -> str:
    """Return text in capitals as the language writes them (L21)."""
    if language in _TURKIC:
        text = text.replace("i", "İ")
    capitals = text.upper()
    return capitals.translate(_ACCENTED_GREEK) if language == "el" else capitals


def quoted(words: Words, language: str, *, closes: bool) -> Words:
    """Return a voice-over's words in quotes, which close only on its last box (L20)."""
    opening, closing = _QUOTES.get(language, _QUOTES["en"])
    return (Run(opening), *words, *((Run(closing),) if closes else ()))


def tokens(words: Words, shaper: Shaper, roles: tuple[Role, Role]) -> tuple[Token, ...]:
    """Return an item's tokens.

    Args:
        words: what is said, as it was written.
        shaper: shapes it, and names the language.
        roles: of plain and of strong runs.
    """
    keyed: list[tuple[str, str]] = []
    for run in words:
        keyed.extend(shaper.fonts_of(upper(run.text, shaper.language), roles[run.strong]))
    text = "".join(part for part, _ in keyed)
    fonts = [key for part, key in keyed for _ in part]
    space = shaper.piece(" ", shaper.fonts.chain(roles[0])[0].key).advance
    parts = _parts(text)
    starts = {start for start, _ in parts}
    made = [_token(shaper, text, part, fonts, space=0.0 if part[1] in starts else space) for part in parts]
    return _bound([token for token in made if token.width > 0])


def _parts(text: str) -> list[tuple[int, int]]:
    """Return start and end of every stretch that no line breaks."""
    found: list[tuple[int, int]] = []
    start = 0
    for gap in [*_SPACES.finditer(text), None]:
        end = gap.start() if gap else len(text)
        cuts = [start, *(start + joint.start() for joint in _JOINTS.finditer(text[start:end])), end]
        found.extend((first, last) for first, last in pairwise(cuts) if last > first)
        start = gap.end() if gap else end
    return found


def _token(shaper: Shaper, text: str, stretch: tuple[int, int], fonts: Sequence[str], *, space: float) -> Token:
    start, end = stretch
    pieces: list[Piece] = []
    while start < end:
        stop = next((at for at in range(start, end) if fonts[at] != fonts[start]), end)
        pieces.append(shaper.piece(text[start:stop], fonts[start]))
        start = stop
    return _made(tuple(pieces), space)


def _made(pieces: tuple[Piece, ...], space: float) -> Token:
    text = "".join(piece.text for piece in pieces)
    lone = bool(_LONE.match(text) or _OPENING.search(text))
    short = sum(char.isalnum() for char in text) <= 3  # noqa: PLR2004 - no longer than "nie"
    return Token(pieces, sum(piece.advance for piece in pieces), space, bound=lone, short=short)


def _bound(made: list[Token]) -> tuple[Token, ...]:
    """Bind a token to the next when that may not start a line."""
    return tuple(
        replace(token, bound=True) if after and _NO_START.match(after.text) else token
        for token, after in zip_longest(made, made[1:])
    )


@cache
def _dictionary(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="pl_PL" if language == "pl" else "en_US", left=_LEAST_PART, right=_LEAST_PART)


def hyphenated(token: Token, shaper: Shaper, widest: float) -> list[Token]:
    """Return a word that is wider than the widest line in parts that fit, each but the last with a hyphen (L10).

    Parts end at the dictionary's points, at least three letters from either end. What has no such point (a scream, a
    stretch of keys) is cut where the line ends: words are never dropped.
    """
    if token.width <= widest or len(token.pieces) != 1:
        return [token]
    piece = token.pieces[0]
    text, parts = piece.text, []
    while shaper.piece(text, piece.font).advance > widest:
        cut = _cut(text, shaper, piece.font, widest=widest)
        if cut is None:
            break
        parts.append(replace(_made((shaper.piece(text[:cut] + _HYPHEN, piece.font),), 0.0), forced=True, bound=False))
        text = text[cut:]
    last = _made((shaper.piece(text, piece.font),), token.space)
    return [*parts, replace(last, bound=token.bound)]


def _cut(text: str, shaper: Shaper, font: str, *, widest: float) -> int | None:
    """Return how much goes before the hyphen; None where a part of it or the rest would have under three letters."""
    letters = list(accumulate((char.isalnum() for char in text), initial=0))
    cuts = [at for at, before in enumerate(letters) if min(before, letters[-1] - before) >= _LEAST_PART]
    fits = list(takewhile(lambda at: shaper.piece(text[:at] + _HYPHEN, font).advance <= widest, cuts))
    if not fits:
        return None
    points = [at for at in _dictionary(shaper.language).positions(text.lower()) if at in fits]
    return max(points) if points else fits[-1]
