"""Dividing a panel whose words don't fit: two panels of the same picture, the words shared (comics.md § 2.6)."""

from dataclasses import replace

from core.comics.script.model import Item, Page, Panel, Say, Script
from core.comics.script.words import count, divided

_LEAST_WORDS = 2


def split_panel(script: Script, index: int) -> Script | None:
    """Return the script with one panel as two, or None where it has a single word.

    The writer's tiers of that page are given up, since they no longer add up.
    """
    pages: list[Page] = []
    at = 0
    for page in script.pages:
        inside = index - at
        at += len(page.panels)
        if 0 <= inside < len(page.panels):
            halves = _halves(page.panels[inside])
            if halves is None:
                return None
            panels = (*page.panels[:inside], *halves, *page.panels[inside + 1 :])
            pages.append(replace(page, panels=panels, tiers=()))
        else:
            pages.append(page)
    return replace(script, pages=tuple(pages))


def _halves(panel: Panel) -> tuple[Panel, Panel] | None:
    """Return a panel's items in two panels, where possible before a balloon that is not joined to the last."""
    items = panel.items
    if len(items) == 1:
        first, second = _divided(items[0]) or (None, None)
        if first is None or second is None:
            return None
        return replace(panel, items=(first,)), replace(panel, items=(second,))
    if not items:
        return None
    middle = len(items) / 2
    free = [place for place in range(1, len(items)) if not getattr(items[place], "joined", False)]
    place = min(free or range(1, len(items)), key=lambda each: abs(each - middle))
    rest = items[place:]
    begun = replace(rest[0], joined=False) if isinstance(rest[0], Say) else rest[0]
    return replace(panel, items=items[:place]), replace(panel, items=(begun, *rest[1:]))


def _divided(item: Item) -> tuple[Item, Item] | None:
    words = count(item.words)
    if words < _LEAST_WORDS:
        return None
    first, second = divided(item.words, words // 2 + 1)
    after = replace(item, words=second)
    return replace(item, words=first), replace(after, joined=False) if isinstance(after, Say) else after
