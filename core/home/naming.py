"""Which things of the house a phrase means: one clear winner, or a choice; never a guess.

A phrase's words must all be found in a thing's name, in its area or in what it is. Words of the name count most.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby

from core.errors import DomainError, Refusal
from core.home.catalogue import Entity, House
from core.home.words import ALL, STOP, is_form, is_plural, kinds, same, tokens
from core.i18n import N_

MOST_CHOICES = 9
_NAME, _AREA, _MEANT, _KIND, _WHOLE, _EXTRA = 4.0, 2.0, 1.5, 1.0, 3.0, 0.5
_CLEAR = 0.75  # by how much the winner must lead
_CLOSE = 0.82
_MOST_WORDS = 12
_LEAST_TYPED = 4


class NothingCalledSo(DomainError):
    """Nothing that may be reached is called like this."""

    refusal = Refusal.NOT_FOUND
    code = "home-name-unknown"
    msgid = N_("I know nothing called “{name}” that can do this. /home status lists what I can reach.")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a phrase may mean, or all of a kind in an area (``domain`` is set then, and ``area``)."""

    entities: tuple[Entity, ...]
    domain: str = ""
    area: str | None = None

    @property
    def is_group(self) -> bool:
        """Whether it is several things meant together."""
        return bool(self.domain)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a phrase means: ``is_clear`` where there is one winner, which what was only nearly typed never is."""

    choices: tuple[Choice, ...]
    is_clear: bool


@dataclass(frozen=True, slots=True)
class _Fit:
    entity: Entity
    score: float
    by_name: bool
    whole: bool


def find(
    phrase: str, house: House, *, able: Callable[[Entity], bool] = lambda _entity: True, guesses: bool = True
) -> Meant:
    """Return what a phrase may mean among what is ``able``: one choice where it is clear, else those to ask about.

    Raises:
        NothingCalledSo: nothing fits, and (where ``guesses``) nothing is close.
    """
    entities = [entity for entity in house.entities.values() if able(entity)]
    exact = [entity for entity in entities if entity.entity_id == phrase.strip().lower()]
    if exact:
        return Meant((Choice((exact[0],)),), is_clear=True)
    words = [word for word in tokens(phrase)[:_MOST_WORDS] if word not in STOP]
    named = [word for word in words if word not in ALL]
    if not words:
        raise NothingCalledSo(name=phrase[:60])
    several = len(named) < len(words) or any(is_plural(word) for word in named)
    fits = [fit for entity in entities if (fit := _fit(named, entity)) is not None] if named else []
    chosen = _chosen(fits, several=several)
    if chosen:
        return Meant(tuple(chosen), is_clear=len(chosen) == 1)
    close = _close(named, entities) if guesses else []
    if not close:
        raise NothingCalledSo(name=phrase[:60])
    return Meant(tuple(close), is_clear=False)


def areas_called(phrase: str, house: House) -> list[str]:
    """Return the ids of the areas that a phrase names."""
    words = [word for word in tokens(phrase)[:_MOST_WORDS] if word not in STOP]
    if not words:
        return []
    return [
        area.id
        for area in house.areas.values()
        if any(all(_among(word, tokens(name)) for word in words) for name in area.names)
    ]


def _fit(words: Sequence[str], entity: Entity) -> _Fit | None:
    """Return how well an entity answers to all of some words; None where one of them fits nothing of it."""
    fits = [fit for name in entity.names if (fit := _fit_name(words, name, entity)) is not None]
    return max(fits, key=lambda fit: fit.score, default=None)


def _fit_name(words: Sequence[str], name: str, entity: Entity) -> _Fit | None:
    own = [token for token in tokens(name) if token not in STOP]
    area = [token for called in (entity.area.names if entity.area else ()) for token in tokens(called)]
    kind = list(kinds(entity.domain, entity.device_class))
    score = 0.0
    literal: set[int] = set()
    meant: set[int] = set()
    for word in words:
        place = next((here for here, token in enumerate(own) if here not in literal and is_form(word, token)), None)
        alike = next((here for here, token in enumerate(own) if same(word, token)), None)
        if place is not None:
            literal.add(place)
            score += _NAME
        elif _among(word, area):
            score += _AREA
        elif alike is not None:
            meant.add(alike)
            score += _MEANT
        elif _among(word, kind):
            score += _KIND
        else:
            return None
    left = len(own) - len(literal | meant)
    score += _WHOLE if len(literal) == len(own) else -_EXTRA * left
    said = any(not _among(own[place], [*area, *kind]) for place in literal)
    return _Fit(entity, score, by_name=said or (bool(own) and len(literal) == len(own)), whole=own == list(words))


def _chosen(fits: Sequence[_Fit], *, several: bool) -> list[Choice]:
    specific = sorted((fit for fit in fits if fit.by_name), key=lambda fit: -fit.score)
    exact = [fit for fit in specific if fit.whole]
    if len(exact) == 1 or len(fits) == 1:
        return [Choice(((exact or fits)[0].entity,))]
    if specific and not several:
        best = [fit.entity for fit in specific if specific[0].score - fit.score < _CLEAR]
        return [Choice((entity,)) for entity in best[:MOST_CHOICES]]
    groups = _groups([fit.entity for fit in fits])
    if several:
        return groups[:MOST_CHOICES]
    single = [Choice((fit.entity,)) for fit in sorted(fits, key=lambda fit: -fit.score)]
    return [*(group for group in groups if len(group.entities) > 1), *single][:MOST_CHOICES]


def _groups(entities: Sequence[Entity]) -> list[Choice]:
    """Return things of a kind together; the kinds that there are most of first."""
    by_domain = sorted(entities, key=lambda entity: entity.domain)
    groups = [tuple(group) for _domain, group in groupby(by_domain, key=lambda entity: entity.domain)]
    found = []
    for group in sorted(groups, key=len, reverse=True):
        areas = {entity.area.name if entity.area else None for entity in group}
        found.append(Choice(group, group[0].domain, areas.pop() if len(areas) == 1 else None))
    return found


def _close(words: Sequence[str], entities: Sequence[Entity]) -> list[Choice]:
    """Return things whose name is nearly what was typed."""
    names: dict[str, Entity] = {}
    for entity in entities:
        for name in entity.names:
            names.setdefault(" ".join(token for token in tokens(name) if token not in STOP), entity)
    typed = " ".join(words)
    if len(typed) < _LEAST_TYPED:
        return []
    found = {names[name].entity_id: names[name] for name in get_close_matches(typed, names, MOST_CHOICES, _CLOSE)}
    return [Choice((entity,)) for entity in found.values()]


def _among(word: str, others: Sequence[str]) -> bool:
    return any(same(word, other) for other in others)
