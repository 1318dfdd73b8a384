"""The word by which a chat knows a picture of the gallery: it stands in a link, so it names it and holds no prompt."""

import re

MOST_CHARACTERS = 64  # of what Telegram hands on of a deep link, each of them one of A-Z a-z 0-9 _ -
_PREFIX = "remix_"
_FORM = re.compile(rf"{_PREFIX}(?P<slug>[A-Za-z0-9_-]{{1,{MOST_CHARACTERS - len(_PREFIX)}}})")


def remix_word(slug: str) -> str:
    """Return the word for a picture by the last part of its address; "" where no link could hold it."""
    word = f"{_PREFIX}{slug}"
    return word if _FORM.fullmatch(word) else ""


def remixed_slug(word: str) -> str | None:
    """Return the picture's address of such a word; None for any other word, as a code for linking accounts is."""
    found = _FORM.fullmatch(word)
    return found["slug"] if found else None
