"""A page's lettering at one type size, and what a panel's words will take (comics.md § 2.3, § 2.6, § 3)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.comics.geometry import Box
from core.comics.layout.model import Frame, PageLayout, Sheet
from core.comics.lettering.blocks import blocks
from core.comics.lettering.fonts import Fonts
from core.comics.lettering.groups import worded
from core.comics.lettering.model import Face, Lettered, LetteredPage
from core.comics.lettering.panel import Ground, Setting, letter_panel
from core.comics.lettering.shaping import Shaper
from core.comics.lettering.styles import style_of, type_size
from core.comics.script.model import Panel

_SHRINK = 0.93  # 7 % a step (comics.md § 3)
_ROOM = 16.0  # em: what a balloon may be wide before its panel is known
_PACKED = 1.15  # room between balloons, against their own boxes
_MOST, _MOST_ONE = 0.35, 0.25  # of a panel: all lettering, and one balloon (L16)
_INNER = 0.5  # of the margin that a bleeding panel's lettering keeps from the trimmed edge


def letter(
    layout: PageLayout,
    panels: Sequence[Panel],
    *,
    faces: Mapping[int, Sequence[Face]],
    fonts: Fonts,
    language: str,
    seed: int,
    saliency: Mapping[int, NDArray[np.float32]] | None = None,
    pictures: Mapping[int, NDArray[np.uint8]] | None = None,
) -> LetteredPage:
    """Letter a page at one type size, the largest at which every panel's words fit.

    A panel that refuses at the floor of L9 is named in ``refused`` and has no lettering: the layout grows its tier by
    15 %, or splits it, and asks again. Words are never dropped.

    Args:
        layout: the page's frames.
        panels: every panel of the script; a frame names its own by index.
        faces: a panel's heads by its index, in the panel's own pixels.
        fonts: what it is lettered with.
        language: "en" or "pl": capitals, hyphens, quotes.
        seed: of a hand's unevenness; the same seed gives the same page.
        saliency: a panel's map of what should stay to be seen, (rows, columns) over its frame, 0 to 1.
        pictures: a panel's picture, (height, width, 3) uint8 over its frame.
    """
    setting = Setting(Shaper(fonts, language), seed, layout.sheet.least_em, layout.direction)
    grounds = [
        _ground(frame, layout, faces, saliency=saliency or {}, pictures=pictures or {}) for frame in layout.frames
    ]
    jobs = sorted(((panels[ground.panel], ground) for ground in grounds), key=lambda job: -_letters(job[0]))
    return _largest(layout, jobs, setting)


def _largest(layout: PageLayout, jobs: Sequence[tuple[Panel, Ground]], setting: Setting) -> LetteredPage:
    """Return the page at the largest size that fits and leaves room for the pictures, else at the least.

    The largest and the least size are tried first, then what lies between is halved. Where words need more than the
    quick look at the least size, or hide too much, none between is tried: there is less room, for a quick look alone.
    """
    sizes = list(_sizes(layout.sheet))
    first = _at(layout, jobs, setting, em=sizes[0])
    if first.fits(layout):
        return first.page
    least = _at(layout, jobs, setting, em=sizes[-1]) if len(sizes) > 1 else first
    if least.page.refused and not first.page.refused:
        return first.page
    if not least.quick or not least.fits(layout):
        return _snug(least, layout, jobs, setting)
    best, low, high = least.page, 1, len(sizes) - 2
    while low <= high:
        at = (low + high) // 2
        found = _at(layout, jobs, setting, em=sizes[at])
        if found.fits(layout):
            best, high = found.page, at - 1
        else:
            low = at + 1
    return best


def _sizes(sheet: Sheet) -> Iterator[float]:
    em = sheet.em
    while em > sheet.least_em:
        yield round(em, 3)
        em *= _SHRINK
    yield sheet.least_em


@dataclass(frozen=True, slots=True)
class _Tried:
    """A page at one size: what was found, and whether the quick look was enough everywhere."""

    page: LetteredPage
    quick: bool

    def fits(self, layout: PageLayout) -> bool:
        """Say whether all words fit and leave each panel its picture (L16)."""
        return not self.page.refused and all(
            _leaves_room([item for item in self.page.items if item.panel == frame.panel], frame.box)
            for frame in layout.frames
        )


def _at(layout: PageLayout, jobs: Sequence[tuple[Panel, Ground]], setting: Setting, *, em: float) -> _Tried:
    """Letter a page at one size; above the least one the first panel that refuses is enough to know."""
    found: list[Lettered] = []
    refused: list[int] = []
    quick = True
    for panel, ground in jobs:
        fit = letter_panel(panel, ground, setting, em=em)
        if fit is not None:
            quick = quick and fit.quick
            found.extend(fit.items)
            continue
        refused.append(ground.panel)
        if em > setting.least_em:
            break
    return _Tried(_page(layout, found, em=em, refused=refused), quick)


def _snug(tried: _Tried, layout: PageLayout, jobs: Sequence[tuple[Panel, Ground]], setting: Setting) -> LetteredPage:
    """Return a page with less air in the balloons of panels that lettering leaves too little to be seen of (L16)."""
    page = tried.page
    found = list(page.items)
    for panel, ground in jobs:
        items = [item for item in found if item.panel == ground.panel]
        if not items or _leaves_room(items, ground.box):
            continue
        fit = letter_panel(panel, ground, setting, em=page.em, snug=True)
        if fit is not None and sum(map(_area, fit.items)) < sum(map(_area, items)):
            found = [*(item for item in found if item.panel != ground.panel), *fit.items]
    return _page(layout, found, em=page.em, refused=page.refused)


def _page(layout: PageLayout, items: Sequence[Lettered], *, em: float, refused: Collection[int]) -> LetteredPage:
    order = {frame.panel: at for at, frame in enumerate(layout.frames)}
    inset = {frame.panel for frame in layout.frames if frame.inset}
    ranked = sorted(items, key=lambda item: (item.panel in inset, order[item.panel], item.item))
    without = tuple(frame.panel for frame in layout.frames if frame.panel in refused)
    return LetteredPage(layout.number, em, tuple(ranked), without)


def _leaves_room(items: Sequence[Lettered], frame: Box) -> bool:
    areas = [_area(item) for item in items]
    return sum(areas) <= _MOST * frame.area and max(areas, default=0.0) <= _MOST_ONE * frame.area


def _area(item: Lettered) -> float:
    """Return what a balloon hides, by the shoelace formula; a sound is part of the picture."""
    ring = [point for step in item.outline for point in step.points]
    return abs(sum(a.x * b.y - b.x * a.y for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def _letters(panel: Panel) -> int:
    return sum(len(run.text) for item in panel.items for run in item.words)


def _ground(
    frame: Frame,
    layout: PageLayout,
    faces: Mapping[int, Sequence[Face]],
    *,
    saliency: Mapping[int, NDArray[np.float32]],
    pictures: Mapping[int, NDArray[np.uint8]],
) -> Ground:
    sheet = layout.sheet
    inner = _INNER * sheet.margin
    insets = [other.box for other in layout.frames if other.inset and not frame.inset and other.box.overlap(frame.box)]
    return Ground(
        frame.panel,
        frame.outline,
        frame.border,
        tuple(faces.get(frame.panel, ())),
        saliency.get(frame.panel),
        pictures.get(frame.panel),
        tuple(insets),
        Box(inner, inner, sheet.width - inner, sheet.height - inner) if frame.bleed else None,
    )


def measure(panel: Panel, em: float, fonts: Fonts, *, language: str = "en", least_em: float = 0.0) -> float:
    """Return the room that a panel's lettering takes in square em, before there is a picture.

    Args:
        panel: what is said, told and heard in it.
        em: the type's size in pixels.
        fonts: what it is lettered with.
        language: "en" or "pl".
        least_em: the floor of L9 in pixels, which keeps whispers from shrinking.
    """
    shaper = Shaper(fonts, language)
    total = 0.0
    for one in worded(panel.items, shaper):
        size = type_size(one.item, em=em, least_em=least_em)
        shapes = blocks(one.tokens, style_of(one.item), shaper, size=size, room=_ROOM * max(1.0, size))
        total += _PACKED * shapes[0].area if shapes else 0.0
    return total
