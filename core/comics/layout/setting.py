"""Laying out a whole script: pages, tiers, sizes, frames; pure, and the same for the same script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from core.comics.geometry import Box
from core.comics.layout.breaks import Broken, pages_of
from core.comics.layout.compositions import Composition, compositions, listed, rows
from core.comics.layout.framing import Placed, inset_frame, mirrored, slanted
from core.comics.layout.model import Frame, PageLayout, Sheet
from core.comics.layout.scroll import scroll
from core.comics.layout.sheets import SHEETS
from core.comics.layout.sizing import Sized, first_guess, refined
from core.comics.layout.wishes import Measure, Wish, estimate, wish
from core.comics.script.model import Direction, Hint, PageSize, Panel, Script

_REFINED = 3  # compositions that are sized with care; the others are already too far off
_UNLISTED, _SAME_AS_BEFORE, _GUTTERS_MEET = 0.4, 0.35, 0.06


@dataclass(frozen=True, slots=True)
class _Flow:
    """What stands in a page's tiers, and what is set into it: insets by the place of their host in the tiers."""

    panels: tuple[Placed, ...]
    wishes: tuple[Wish, ...]
    insets: Mapping[int, tuple[tuple[Placed, Wish], ...]]


def usual_size(script: Script) -> PageSize:
    """Return the size that a script is made in: its own, else a square for the chat, else a page."""
    if script.size is not None:
        return script.size
    return PageSize.SQUARE if len(script.panels) <= 4 and not script.paged else PageSize.US  # noqa: PLR2004 - two by two


def lay_out(
    script: Script,
    *,
    size: PageSize | None = None,
    measure: Measure = estimate,
    growth: Mapping[int, float] | None = None,
) -> tuple[PageLayout, ...]:
    """Lay out every page.

    Args:
        script: at least one panel on each page.
        size: the format; None takes the script's own.
        measure: a panel's lettering in square em.
        growth: factors on the room of panels whose lettering did not fit, by their index in the script.
    """
    chosen = size or usual_size(script)
    sheet = SHEETS[chosen]
    pages: list[PageLayout] = []
    before: Composition = ()
    for number, broken in enumerate(pages_of(script, chosen), 1):
        wishes = _wishes(broken, sheet, measure, growth or {})
        if chosen is PageSize.WEBTOON:
            page = scroll(broken, wishes, sheet, number=number)
        else:
            page, before = _page(broken, wishes, sheet, number=number, before=before)
        pages.append(mirrored(page) if script.direction is Direction.RIGHT_TO_LEFT else page)
    return tuple(pages)


def _wishes(broken: Broken, sheet: Sheet, measure: Measure, growth: Mapping[int, float]) -> list[Wish]:
    return [
        wish(panel, em=sheet.em, lettering=measure(panel) * growth.get(broken.first + at, 1.0))
        for at, panel in enumerate(_hinted(broken))
    ]


def _hinted(broken: Broken) -> tuple[Panel, ...]:
    """Return a page's panels, the first with the hint that the page gives it."""
    panels = broken.page.panels
    if not broken.page.splash or any(Hint.SPLASH in panel.hints for panel in panels):
        return panels
    return (replace(panels[0], hints=panels[0].hints | {Hint.SPLASH}), *panels[1:])


def _page(
    broken: Broken, wishes: Sequence[Wish], sheet: Sheet, *, number: int, before: Composition
) -> tuple[PageLayout, Composition]:
    flow = _flow(broken, wishes)
    area = Box(sheet.margin, sheet.margin, sheet.width - sheet.margin, sheet.height - sheet.margin)
    sized = _cheapest(_candidates(broken, flow, sheet), flow, sheet, area=area, before=before)
    placed = [replace(each, box=box) for each, box in zip(flow.panels, sized.boxes, strict=True)]
    frames: list[Frame] = []
    for at, frame in enumerate(slanted(placed, sized.composition, sheet, number=number)):
        frames.append(frame)
        frames += [
            inset_frame(each, wanted, frame, sheet, nth=nth)
            for nth, (each, wanted) in enumerate(flow.insets.get(at, ()))
        ]
    return PageLayout(number, sheet, tuple(frames)), sized.composition


def _flow(broken: Broken, wishes: Sequence[Wish]) -> _Flow:
    nowhere = Box(0, 0, 0, 0)
    panels: list[Placed] = []
    kept: list[Wish] = []
    insets: dict[int, tuple[tuple[Placed, Wish], ...]] = {}
    for at, (panel, wanted) in enumerate(zip(_hinted(broken), wishes, strict=True)):
        placed = Placed(broken.first + at, panel, nowhere)
        host = len(panels) - 1
        if Hint.INSET in panel.hints and host >= 0 and not broken.page.tiers and len(insets.get(host, ())) < 2:  # noqa: PLR2004 - one in each lower corner
            insets[host] = (*insets.get(host, ()), (placed, wanted))
            kept[host] = replace(kept[host], area=kept[host].area + 2 * wanted.area, weight=kept[host].weight * 1.5)
        else:
            panels.append(placed)
            kept.append(wanted)
    return _Flow(tuple(panels), tuple(kept), insets)


def _candidates(broken: Broken, flow: _Flow, sheet: Sheet) -> list[Composition]:
    panels = [placed.content for placed in flow.panels]
    if broken.page.tiers:
        return [rows(broken.page.tiers)]
    if sheet.size is PageSize.STRIP:
        return [rows([len(panels)])]
    return compositions(panels)


def _cheapest(candidates: Sequence[Composition], flow: _Flow, sheet: Sheet, *, area: Box, before: Composition) -> Sized:
    gaps = {"gutter": sheet.gutter, "tier_gutter": sheet.tier_gutter}

    def cost(sized: Sized) -> float:
        return sized.cost + _manners(sized.composition, before)

    guessed = sorted((first_guess(each, flow.wishes, area, **gaps) for each in candidates), key=cost)
    return min((refined(each.composition, flow.wishes, area, **gaps) for each in guessed[:_REFINED]), key=cost)


def _manners(composition: Composition, before: Composition) -> float:
    """Return what a composition costs by itself: it is unusual, it was just there, its gutters meet in crosses."""
    panels = sum(sum(tier) for tier in composition)
    cost = 0.0 if composition in listed(panels) else _UNLISTED
    cost += _SAME_AS_BEFORE if composition == before else 0.0
    return cost + _GUTTERS_MEET * sum(1 for above, below in pairwise(composition) if above == below != (1,))
