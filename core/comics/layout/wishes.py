"""What a panel would like of its frame: proportions, size, and room for its words."""

from collections.abc import Callable
from dataclasses import dataclass

from core.comics.script.model import Caption, Hint, Panel, Say, Sound

# Lettering's share of a panel, in square em, as the letterer measures it before any art exists.
Measure = Callable[[Panel], float]
ROOMY = 0.27  # the share that lettering should take at most; L16 allows .35
_ASPECTS = {0: 1.5, 1: 1.1, 2: 1.35}  # by speakers: one head is nearly square, two want to stand side by side
_CROWD = 1.7
_HINTED = {Hint.WIDE: 2.6, Hint.TALL: 0.55, Hint.SPLASH: 0.8}
_WEIGHTS = {Hint.BIG: 1.8, Hint.SMALL: 0.55, Hint.SPLASH: 4.0}
_LETTER_EM = 0.52  # mean advance of Comic Neue Bold over English and Polish text
_LINE_EM = 1.05
_BALLOON = 2.4  # a balloon's area over its text's
_SOUND_EM = 3.0


@dataclass(frozen=True, slots=True)
class Wish:
    """``aspect`` is width over height, ``weight`` the area against the others', ``area`` in square pixels."""

    aspect: float
    weight: float
    area: float
    least_width: float


def wish(panel: Panel, *, em: float, lettering: float) -> Wish:
    """Return what a panel would like; ``lettering`` is its share in square em, ``em`` the type in pixels."""
    hinted = [hint for hint in Hint if hint in panel.hints]
    aspect = next((_HINTED[hint] for hint in hinted if hint in _HINTED), _ASPECTS.get(len(panel.players), _CROWD))
    weight = 1.0
    for hint in hinted:
        weight *= _WEIGHTS.get(hint, 1.0)
    widest = 9.0 if panel.items else 4.0
    return Wish(aspect, weight, lettering * em * em / ROOMY, widest * em)


def estimate(panel: Panel) -> float:
    """Return roughly what a panel's lettering takes, in square em, where no letterer measures it."""
    return sum(_item_area(item) for item in panel.items)


def _item_area(item: Say | Caption | Sound) -> float:
    letters = sum(len(run.text) for run in item.words)
    match item:
        case Sound():
            return letters * _SOUND_EM
        case Caption():
            return letters * _LETTER_EM * _LINE_EM * _BALLOON * 0.7
        case Say():
            return (letters + 4) * _LETTER_EM * _LINE_EM * _BALLOON
