"""Words brought to forms that can be compared: without marks, without endings, in Polish and in English.

simplemma's Polish dictionary takes 400 MB, too much for a small box, and knows no names ("Zosi"); so endings are cut by
rule, with the changes of stem that Polish makes before them (łazienka – łazience, ogród – ogrodzie).
``tests/core/home/test_words.py`` holds the rules against simplemma's own answers.
"""

import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType

_TOKEN = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans("łŁđø", "lLdo")
# Longest first; what is left must keep three letters.
_ENDINGS = (
    "owego", "owych", "iami", "owie", "owej", "ego", "emu", "ymi", "imi", "ami", "ach", "iem", "owi", "ow", "om", "em",
    "ie", "ej", "ym", "im", "ia", "ii", "io", "iu", "ych", "ich", "a", "e", "i", "o", "u", "y",
)  # fmt: skip
# What a stem's last letters are before a softening ending, and what they were.
_SOFTENED = (("dz", ("d", "g")), ("rz", ("r",)), ("sz", ("ch",)), ("c", ("k", "t")), ("z", ("g", "s")), ("s", ("ch",)))
_IRREGULAR = MappingProxyType({"swietl": "swiatl"})
_LEAST = 3
_LONGEST = 40
_REMEMBERED = 50_000


def folded(words: str) -> str:
    """Return words in lower case without diacritics ("Łóżko" is "lozko")."""
    plain = unicodedata.normalize("NFKD", words.translate(_PLAIN))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def tokens(words: str) -> list[str]:
    """Return the words and numbers in a phrase, folded."""
    return [token[:_LONGEST] for token in _TOKEN.findall(folded(words.replace("'s", "").replace("’s", "")))]


@lru_cache(maxsize=_REMEMBERED)
def stems(token: str) -> frozenset[str]:
    """Return a folded word without its ending, and what it may have been before the ending softened it."""
    if not token.isalpha() or len(token) <= _LEAST:
        return frozenset({token})
    stem = cut(token)
    found = {token, stem, _IRREGULAR.get(stem, stem)}
    if token.endswith("s"):
        found |= {token[:-1], cut(token[:-1])}
        if token.endswith("es"):
            found.add(token[:-2])
    for ending, before in _SOFTENED:
        if stem.endswith(ending):
            found |= {stem.removesuffix(ending) + one for one in before}
            break
    if len(stem) > _LEAST and stem[-2] == "e":  # zamek – zamka, swiatel – swiatla
        found.add(stem[:-2] + stem[-1])
    return frozenset(one for one in found if len(one) >= _LEAST)


def cut(token: str) -> str:
    """Return a folded word without its ending."""
    for ending in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= _LEAST:
            return token.removesuffix(ending)
    return token
