"""Webtoons: panels below one another over the whole width, with air between them."""

from collections.abc import Sequence
from dataclasses import replace

from core.comics.geometry import Box
from core.comics.layout.breaks import Broken
from core.comics.layout.framing import Placed, slanted
from core.comics.layout.model import PageLayout, Sheet
from core.comics.layout.wishes import Wish
from core.comics.script.model import Hint, Panel

_TALLEST = 1240  # less than a slice, so that slices end in gutters
_SHORTEST = 260
_SPLASH_ASPECT = 0.66


def scroll(broken: Broken, wishes: Sequence[Wish], sheet: Sheet, *, number: int) -> PageLayout:
    """Return one stretch of a scroll; its sheet is as high as its panels are."""
    panels = broken.page.panels
    tiers = broken.page.tiers or _tiers(panels)
    placed: list[Placed] = []
    top = sheet.tier_gutter / 2
    at = 0
    for count in tiers:
        members, wanted = panels[at : at + count], wishes[at : at + count]
        width = (sheet.width - 2 * sheet.margin - sheet.gutter * (count - 1)) / count
        height = max(_height(panel, each, width) for panel, each in zip(members, wanted, strict=True))
        for column, panel in enumerate(members):
            left = sheet.margin + column * (width + sheet.gutter)
            box = Box(round(left), round(top), round(left + width), round(top + height))
            placed.append(Placed(broken.first + at + column, panel, box))
        top += height + sheet.tier_gutter
        at += count
    paper = replace(sheet, height=round(top - sheet.tier_gutter / 2))
    composition = tuple((1,) * count for count in tiers)
    return PageLayout(number, paper, tuple(slanted(placed, composition, paper, number=number)))


def _tiers(panels: Sequence[Panel]) -> list[int]:
    """Return how many panels stand side by side: two where both are small, else one."""
    tiers: list[int] = []
    at = 0
    while at < len(panels):
        both = len(panels) - at > 1 and all(Hint.SMALL in panel.hints for panel in panels[at : at + 2])
        tiers.append(2 if both else 1)
        at += tiers[-1]
    return tiers


def _height(panel: Panel, wanted: Wish, width: float) -> float:
    aspect = _SPLASH_ASPECT if Hint.SPLASH in panel.hints else wanted.aspect
    return min(max(width / aspect, wanted.area / width, _SHORTEST), _TALLEST)
