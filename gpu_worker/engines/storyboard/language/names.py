"""Names of characters in a prompt, in the forms that Polish and English give them."""

from collections.abc import Iterable
from dataclasses import dataclass

# What the endings of names become in the other cases (genitive, dative, accusative, instrumental, locative,
# vocative); the longest ending that fits is used. After SGJP, http://sgjp.pl, without rare declensions.
_DECLENSIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("nia", ("ni", "nię", "nią", "niu", "nio")),
    ("sia", ("si", "się", "sią", "siu", "sio")),
    ("zia", ("zi", "zię", "zią", "ziu", "zio")),
    ("cia", ("ci", "cię", "cią", "ciu", "cio")),
    ("ia", ("ii", "ię", "ią", "io", "i")),
    ("ja", ("i", "ji", "ję", "ją", "jo", "ju")),
    ("la", ("li", "lę", "lą", "lu", "lo")),
    ("ka", ("ki", "ce", "kę", "ką", "ko")),
    ("ga", ("gi", "dze", "gę", "gą", "go")),
    ("ra", ("ry", "rze", "rę", "rą", "ro")),
    ("ta", ("ty", "cie", "tę", "tą", "to")),
    ("da", ("dy", "dzie", "dę", "dą", "do")),
    ("ła", ("ły", "le", "łę", "łą", "ło")),
    ("a", ("y", "i", "ie", "e", "ę", "ą", "o")),
    ("iek", ("ka", "kowi", "kiem", "ku", "ieka", "iekowi", "iekiem", "ieku")),
    ("ek", ("ka", "kowi", "kiem", "ku", "eka", "ekowi", "ekiem", "eku")),
    ("eł", ("ła", "łowi", "łem", "le")),
    ("iec", ("ca", "cowi", "cem", "cu", "cze")),
    ("ł", ("ła", "łowi", "łem", "le")),
    ("t", ("ta", "towi", "tem", "cie")),
    ("d", ("da", "dowi", "dem", "dzie")),
    ("r", ("ra", "rowi", "rem", "rze")),
    ("k", ("ka", "kowi", "kiem", "ku")),
    ("g", ("ga", "gowi", "giem", "gu")),
    ("ś", ("sia", "siowi", "siem", "siu")),
    ("ń", ("nia", "niowi", "niem", "niu")),
    ("y", ("ego", "emu", "ym")),
    ("i", ("iego", "iemu", "im")),
    ("", ("a", "owi", "em", "iem", "ie", "u")),
)
_VOWELS = "aeiouyąęó"


@dataclass(frozen=True, slots=True)
class Roll:
    """The names one may meet: each form of one or more words to the name it stands for."""

    forms: dict[tuple[str, ...], str]

    def find(self, words: list[str]) -> tuple[str, int] | None:
        """The longest name at the start of some words in lower case, and how many words it took."""
        for length in range(min(3, len(words)), 0, -1):
            key = tuple(words[:length])
            last = key[-1].removesuffix("'s")
            name = self.forms.get(key) or self.forms.get((*key[:-1], last))
            if name:
                return name, length
        return None


def roll(names: Iterable[str]) -> Roll:
    """Every form of some names; the names themselves come before the forms of others."""
    forms: dict[tuple[str, ...], str] = {}
    listed = [name for name in names if name.split()]
    for name in listed:
        forms.setdefault(tuple(name.casefold().split()), name)
    for name in listed:
        *first, last = name.casefold().split()
        for form in _declined(last):
            forms.setdefault((*first, form), name)
    return Roll(forms)


def _declined(word: str) -> list[str]:
    if len(word) < 3:  # noqa: PLR2004 -- endings would swallow the whole name
        return []
    ending, others = next((old, new) for old, new in _DECLENSIONS if word.endswith(old))
    if ending == "" and word[-1] in _VOWELS:
        return []
    stem = word[: len(word) - len(ending)]
    return [stem + other for other in others]
