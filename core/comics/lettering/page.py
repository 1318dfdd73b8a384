"""A page's lettering at one type size, and what a panel's words will take (comics.md § 2.3, § 2.6, § 3)."""

from collections.abc import Iterator, Mapping, Sequence

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
    return _largest(layout, jobs, setting) or _refused(layout, jobs, setting)


def _largest(layout: PageLayout, jobs: Sequence[tuple[Panel, Ground]], setting: Setting) -> LetteredPage | None:
    """Return the page at the largest size that fits and leaves room for the pictures, else at the least.

    The largest and the least size are tried first, then what lies between is halved.
    """
    sizes = list(_sizes(layout.sheet))
    best: LetteredPage | None = None
    low, high, at = 0, len(sizes) - 1, 0
    while low <= high:
        page = _at(layout, jobs, setting, em=sizes[at])
        airy = page is not None and _airy(page, layout)
        if page and (best is None or airy or at == len(sizes) - 1):
            best = page
        if airy:
            high = at - 1
        elif at == len(sizes) - 1:
            break
        else:
            low = at + 1
        at = len(sizes) - 1 if at == 0 and low <= high else (low + high) // 2
    return best


def _sizes(sheet: Sheet) -> Iterator[float]:
    em = sheet.em
    while em > sheet.least_em:
        yield round(em, 3)
        em *= _SHRINK
    yield sheet.least_em


def _at(
    layout: PageLayout, jobs: Sequence[tuple[Panel, Ground]], setting: Setting, *, em: float
) -> LetteredPage | None:
    found: list[Lettered] = []
    for panel, ground in jobs:
        items = letter_panel(panel, ground, setting, em=em)
        if items is None:
            return None
        if em <= setting.least_em and not _leaves_room(items, ground.box):
            snug = letter_panel(panel, ground, setting, em=em, snug=True)
            items = min(items, snug or items, key=lambda these: sum(_area(item) for item in these))
        found.extend(items)
    return _page(layout, found, em=em)


def _refused(layout: PageLayout, jobs: Sequence[tuple[Panel, Ground]], setting: Setting) -> LetteredPage:
    em = layout.sheet.least_em
    found = {ground.panel: letter_panel(panel, ground, setting, em=em) for panel, ground in jobs}
    refused = tuple(frame.panel for frame in layout.frames if found[frame.panel] is None)
    return _page(layout, [item for items in found.values() for item in items or ()], em=em, refused=refused)


def _page(layout: PageLayout, items: Sequence[Lettered], *, em: float, refused: tuple[int, ...] = ()) -> LetteredPage:
    order = {frame.panel: at for at, frame in enumerate(layout.frames)}
    inset = {frame.panel for frame in layout.frames if frame.inset}
    ranked = sorted(items, key=lambda item: (item.panel in inset, order[item.panel], item.item))
    return LetteredPage(layout.number, em, tuple(ranked), refused)


def _airy(page: LetteredPage, layout: PageLayout) -> bool:
    """Say whether lettering leaves each panel its picture (L16)."""
    return all(
        _leaves_room([item for item in page.items if item.panel == frame.panel], frame.box) for frame in layout.frames
    )


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
