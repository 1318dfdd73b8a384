"""Dividing what words don't fit into: a panel becomes two of the same picture, a page two (comics.md § 2.6)."""

from collections.abc import Sequence
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


def marked(script: Script, counts: Sequence[int]) -> Script:
    """Return the script with its pages marked as the layout broke them: so many panels on each."""
    if script.paged:
        return script
    panels, pages, at = script.panels, [], 0
    for count_ in counts:
        pages.append(Page(panels[at : at + count_]))
        at += count_
    return replace(script, pages=tuple(pages), paged=True)


def split_page(script: Script, index: int) -> Script:
    """Return a script of marked pages with one of them as two; its tiers are given up."""
    page = script.pages[index]
    middle = (len(page.panels) + 1) // 2
    first = replace(page, panels=page.panels[:middle], tiers=())
    second = Page(page.panels[middle:], line=page.line)
    return replace(script, pages=(*script.pages[:index], first, second, *script.pages[index + 1 :]))


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
