"""Where pages end: the writer's PAGE lines, or the cheapest breaks over the whole script."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.comics.layout.sheets import MOST_PANELS, TARGETS
from core.comics.script.model import Hint, Page, PageSize, Panel, Script

_FULL_OF_WORDS = 210
_WORDS_A_POINT = 5.0  # words over the full page that cost as much as being one panel off the target
_LONE_SPLASH = 2.0
_MOST_WITH_SPLASH = 4


@dataclass(frozen=True, slots=True)
class Broken:
    """One page's panels: ``first`` is the index of its first panel in the script."""

    first: int
    page: Page


def pages_of(script: Script, size: PageSize) -> list[Broken]:
    """Return the script's pages; those that the writer marked stay as they are."""
    if script.paged:
        starts = [0]
        for page in script.pages:
            starts.append(starts[-1] + len(page.panels))
        return [Broken(first, page) for first, page in zip(starts, script.pages, strict=False)]
    panels = script.panels
    return [Broken(first, Page(panels[first:end])) for first, end in _breaks(panels, size)]


def _breaks(panels: Sequence[Panel], size: PageSize) -> list[tuple[int, int]]:
    """Return the cheapest breaks by dynamic programming; cost of a page: (panels − target)² + words + splash."""
    words = [_words(panel) for panel in panels]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(panels) + 1):
        options = [
            (best[first][0] + _cost(panels[first:end], sum(words[first:end]), size), first)
            for first in range(max(0, end - MOST_PANELS[size]), end)
        ]
        best.append(min(options))
    ends = [len(panels)]
    while ends[-1] > 0:
        ends.append(best[ends[-1]][1])
    ends.reverse()
    return list(pairwise(ends))


def _cost(panels: Sequence[Panel], words: int, size: PageSize) -> float:
    wordy = max(0.0, words - _FULL_OF_WORDS) / _WORDS_A_POINT
    torn = 1000.0 if Hint.INSET in panels[0].hints else 0.0  # an inset belongs to the panel before it
    splashes = [at for at, panel in enumerate(panels) if Hint.SPLASH in panel.hints]
    if not splashes:
        return torn + wordy + (len(panels) - TARGETS[size]) ** 2
    fits = splashes == [0] and len(panels) <= _MOST_WITH_SPLASH
    return torn + wordy + (_LONE_SPLASH * len(panels) if fits else 100.0 * len(panels))


def _words(panel: Panel) -> int:
    return sum(len(run.text.split()) for item in panel.items for run in item.words)
