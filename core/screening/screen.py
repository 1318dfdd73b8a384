"""Screening itself: ``refuse`` raises what a text may not ask for, ``screen`` tells it."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.screening.ages import GROWN_AT, age_at
from core.screening.folding import Token, tokens
from core.screening.reasons import REFUSALS, SWITCHABLE, Category
from core.screening.rules import Lexicon, Rule, Rules, standing_rules

_HARMLESS = "harmless"  # phrases that only sound like something else; their words count for nothing
_YOUNG, _MAYBE_YOUNG, _GROWN = "young", "maybe-young", "grown"
_AGE_NEAR = 4
Places = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a text asks for that is refused, by which rule of which version."""

    category: Category
    rule: str
    version: int


def refuse(text: str, *, allowed: frozenset[str] = frozenset()) -> None:
    """Let a text pass or refuse it.

    Args:
        text: A prompt or a whole comic script, in English, Polish or a mixture.
        allowed: Categories that the place has switched off; what can't be switched off stands all the same.

    Raises:
        ScreenedOut: the subclass of its category.
    """
    found = screen(text, allowed=allowed)
    if found is not None:
        raise REFUSALS[found.category]


def screen(text: str, *, allowed: frozenset[str] = frozenset(), rules: Rules | None = None) -> Finding | None:
    """Return the first rule that a text breaks, the gravest first, or None. Linear in the text's length."""
    rules = rules or standing_rules()
    places = _places(tokens(text), rules)
    for rule in rules.rules:
        switched_off = rule.category in SWITCHABLE and rule.category in allowed
        if not switched_off and _breaks(rule, places):
            return Finding(rule.category, rule.name, rules.version)
    return None


def tells_of_young(text: str) -> bool:
    """Tell whether a text is about somebody young, or somebody of whom it does not say that they are grown."""
    return bool(_places(tokens(text), standing_rules()).get(_YOUNG))


def _places(words: list[Token], rules: Rules) -> Places:
    """Return at which words each concept stands, in order."""
    lemmas = {
        language: [_lemmas(word, lexicon, language) for word in words] for language, lexicon in rules.lexicons.items()
    }
    hits = [
        (place, length, concept)
        for language, lexicon in rules.lexicons.items()
        for place, length, concept in _phrases(lemmas[language], lexicon)
    ]
    harmless = {place + step for place, length, concept in hits if concept == _HARMLESS for step in range(length)}
    found: dict[str, set[int]] = {}
    for place, length, concept in hits:
        if harmless.isdisjoint(range(place, place + length)):
            found.setdefault(concept, set()).add(place)
    for place in range(len(words)):
        age = age_at(words, place)
        if age is not None:
            found.setdefault(_YOUNG if age < GROWN_AT else _GROWN, set()).add(place)
    return _with_the_doubtful({concept: sorted(spots) for concept, spots in found.items()})


def _lemmas(word: Token, lexicon: Lexicon, language: str) -> frozenset[str]:
    if word.polish and language != "pl":
        return frozenset()
    return frozenset().union(*(lexicon.lemmas.get(reading, frozenset()) for reading in word.readings))


def _phrases(lemmas: list[frozenset[str]], lexicon: Lexicon) -> Iterable[tuple[int, int, str]]:
    for place, here in enumerate(lemmas):
        for first in here:
            for phrase, concept in lexicon.phrases.get(first, ()):
                if all(place + step < len(lemmas) and word in lemmas[place + step] for step, word in enumerate(phrase)):
                    yield place, len(phrase), concept


def _with_the_doubtful(places: Places) -> Places:
    """Count a "girl" as young unless an age of eighteen or more is told beside her: in doubt for the child."""
    grown = places.get(_GROWN, [])
    doubtful = [place for place in places.get(_MAYBE_YOUNG, []) if not _near(grown, place, _AGE_NEAR)]
    if not doubtful:
        return places
    return {**places, _YOUNG: sorted({*places.get(_YOUNG, []), *doubtful})}


def _breaks(rule: Rule, places: Mapping[str, list[int]]) -> bool:
    first, *others = rule.concepts
    excuses = places.get(rule.unless, []) if rule.unless else []
    return any(
        all(_near(places.get(other, []), place, rule.within) for other in others)
        and not _near(excuses, place, rule.within)
        for place in places.get(first, [])
    )


def _near(spots: list[int], place: int, within: int) -> bool:
    """Tell whether one of some ordered places lies at most so many words away."""
    index = bisect_left(spots, place - within)
    return index < len(spots) and spots[index] <= place + within
