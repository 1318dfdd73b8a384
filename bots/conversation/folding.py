"""How a typed word is compared: without case and diacritics, so that "Język" and "jezyk" are one."""

import unicodedata

_NOT_DECOMPOSED = str.maketrans("łŁ", "lL")  # Unicode gives the stroke no decomposition


def fold(word: str) -> str:
    """Return a word as it is compared: lower case, no diacritics ("Język" is "jezyk")."""
    plain = unicodedata.normalize("NFKD", word.translate(_NOT_DECOMPOSED))
    return "".join(character for character in plain if not unicodedata.combining(character)).casefold()
