"""How old somebody is said to be, in digits and words of both languages."""

import re

from core.screening.folding import Token

GROWN_AT = 18
_ENGLISH = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen",
)  # fmt: skip
_POLISH = {
    "roczn": 1, "dwu": 2, "trzy": 3, "cztero": 4, "piecio": 5, "szescio": 6, "siedmio": 7, "osmio": 8, "dziewiecio": 9,
    "dziesiecio": 10, "jedenasto": 11, "dwunasto": 12, "trzynasto": 13, "czternasto": 14, "pietnasto": 15,
    "szesnasto": 16, "siedemnasto": 17, "osiemnasto": 18, "dwudziesto": 20, "trzydziesto": 30, "czterdziesto": 40,
}  # fmt: skip
_GLUED = re.compile(r"(\d{1,3})(yo|yr|yrs|yearold|yearsold|lat|latka|latke|latki|latek|letni\w{0,4})")
_SPELLED = re.compile(rf"({'|'.join(_POLISH)})(?:lat(?:ek|ka|ke|ki|kiem|ce|ku)|letni\w{{0,4}})")
# "ósmoklasista": in the eighth class of a school for children.
_CLASSED = re.compile(r"(?:pierwszo|drugo|trzecio|czwarto|piato|szosto|siodmo|osmo)klasist\w{1,4}")
_IN_CLASS = 12
_BELOW = frozenset({"under", "below", "ponizej", "niespelna"})
_SOMEBODY = frozenset({"girl", "boy", "lady", "lass", "lad", "maiden", "youth", "woman", "man", "beauty"})
_YEARS = frozenset({"year", "years", "yr", "yrs"})
_UNITS = frozenset({"yo", "latka", "latek", "latke", "latki", "lat", "letnia", "letni", "letniej", "letnie", "letnich"})


def age_at(tokens: list[Token], place: int) -> int | None:
    """Return the age that is told from this word on, or None."""
    word = tokens[place].plain
    for pattern in (_GLUED, _SPELLED):
        if found := pattern.fullmatch(word):
            return int(found[1]) if found[1].isdigit() else _POLISH[found[1]]
    if _CLASSED.fullmatch(word):
        return _IN_CLASS
    number = _number(word)
    if number is None:
        return None
    if number <= GROWN_AT and _is_below([token.plain for token in tokens[max(place - 4, 0) : place]]):
        return number - 1
    following = [token.plain for token in tokens[place + 1 : place + 3]]
    before = [token.plain for token in tokens[max(place - 2, 0) : place]]
    return number if _says_age(following, before) else None


def _is_below(before: list[str]) -> bool:
    """Tell whether the words before a number say that somebody is younger: "under 18", "below the age of 16"."""
    near = before[-1:] if before[-1:] != ["of"] else before
    return not _BELOW.isdisjoint(near) or before[-2:] == ["not", "yet"]


def _number(word: str) -> int | None:
    if word.isascii() and word.isdigit() and len(word) <= 3:  # noqa: PLR2004 - nobody is a thousand years old
        return int(word)
    return _ENGLISH.index(word) + 1 if word in _ENGLISH else None


def _says_age(following: list[str], before: list[str]) -> bool:
    match before:
        case [*_, "age" | "aged"]:
            return True
        case [somebody, "of"] if somebody in _SOMEBODY:
            return True
        case [*_, somebody] if somebody in _SOMEBODY:
            return True  # "girl, 13"
        case _:
            return _is_counted(following)


def _is_counted(following: list[str]) -> bool:
    match following:
        case [unit, *_] if unit in _UNITS:
            return True
        case [years, "old" | "of"] if years in _YEARS:
            return True
        case ["y", "o"]:
            return True
        case _:
            return False
