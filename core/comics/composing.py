"""From a script and its pictures to finished pages: laid out, cropped, lettered, and again where words don't fit.

Pure: the same script, pictures and seed give the same pages.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.comics.export.telling import told
from core.comics.layout import lay_out
from core.comics.layout.model import Frame, PageLayout
from core.comics.layout.wishes import Measure
from core.comics.lettering.fonts import Fonts
from core.comics.lettering.model import Face, LetteredPage
from core.comics.lettering.page import letter, measure
from core.comics.render.cropping import Crop, crop
from core.comics.render.model import Art, FinishedPage
from core.comics.render.saliency import saliency
from core.comics.script.model import PageSize, Panel, Script
from core.comics.script.splitting import marked, split_page, split_panel

_GROWTH = 1.15  # comics.md § 2.6
_GROWN = 4  # times that a panel grows before it is split
_ROUNDS = 60
_MOST_ROOM = 0.5
_BALLOON_SPREAD = 1.4  # of the panel's height that balloons reach down, against their share of its area


class WordsDoNotFit(Exception):
    """A panel's words fit nowhere, however it is divided; ``panel`` is its index."""

    def __init__(self, panel: int) -> None:
        """Name the panel."""
        super().__init__(panel)
        self.panel = panel


@dataclass(frozen=True)
class PanelPicture:
    """What was drawn for a panel; faces are in the picture's own pixels, ``alt`` in the comic's language."""

    picture: Image.Image
    faces: tuple[Face, ...] = ()
    key: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Composed:
    """Finished pages, the script they show (with the panels that had to be divided), and each panel's picture."""

    pages: tuple[FinishedPage, ...]
    script: Script
    pictures: Mapping[int, Image.Image]


def measured(script: Script, fonts: Fonts) -> Measure:
    """Return what asks the letterer for a panel's room, each panel once."""

    @cache
    def room(panel: Panel) -> float:
        return measure(panel, 1.0, fonts, language=script.language)

    return room


def set_pages(script: Script, size: PageSize, fonts: Fonts) -> tuple[PageLayout, ...]:
    """Lay the script out by its measured words, before there are pictures."""
    return lay_out(script, size=size, measure=measured(script, fonts))


def compose(
    script: Script, size: PageSize, drawn: Mapping[int, PanelPicture], *, fonts: Fonts, seed: int = 0
) -> Composed:
    """Set pictures and words into pages.

    Where words don't fit at the smallest type, their panel grows by 15 %; when growing doesn't help, it is divided, or
    its page where most of that is too full.
    Panels without a picture keep an empty frame.

    Args:
        script: what is said and shown.
        size: the format of the pages.
        drawn: pictures by the panel's index in the script.
        fonts: what it is lettered with.
        seed: of the hand's unevenness.

    Raises:
        WordsDoNotFit: not even divided.
    """
    origin = list(range(len(script.panels)))
    growth: dict[int, float] = {}
    done: dict[tuple[PageLayout, tuple[Panel, ...]], FinishedPage] = {}
    refused: list[int] = []
    for _ in range(_ROUNDS):
        room = measured(script, fonts)
        layouts = lay_out(script, size=size, measure=room, growth=growth)
        placed = {at: drawn[source] for at, source in enumerate(origin) if source in drawn}
        for layout in layouts:
            if _key(layout, script) not in done:
                done[_key(layout, script)] = _try(layout, script, placed, room, fonts=fonts, seed=seed)
        pages = tuple(done[_key(layout, script)] for layout in layouts)
        refused = [panel for page in pages for panel in page.lettering.refused]
        if not refused:
            return Composed(pages, script, {at: one.picture for at, one in placed.items()})
        script = _relieved(script, layouts, refused, growth=growth, origin=origin)
    raise WordsDoNotFit(refused[0])


def _key(layout: PageLayout, script: Script) -> tuple[PageLayout, tuple[Panel, ...]]:
    """Return what a page's lettering depends on beside its pictures, which follow its panels."""
    return layout, tuple(script.panels[frame.panel] for frame in layout.frames)


def _relieved(
    script: Script,
    layouts: Sequence[PageLayout],
    refused: Sequence[int],
    *,
    growth: dict[int, float],
    origin: list[int],
) -> Script:
    """Give panels more room; where that is spent, divide a page most of which is too full, else the panel.

    ``growth`` and ``origin`` follow.
    """
    for panel in refused:
        growth[panel] = growth.get(panel, 1.0) * _GROWTH
    spent = [panel for panel in refused if growth[panel] > _GROWTH**_GROWN]
    crowded = next((layout for layout in layouts if _is_crowded(layout, refused)), None)
    if not spent and crowded is None:
        return script
    growth.clear()
    if crowded is not None:
        return split_page(marked(script, [len(each.frames) for each in layouts]), crowded.number - 1)
    panel = min(spent)
    halves = split_panel(script, panel)
    if halves is None:
        raise WordsDoNotFit(panel)
    origin.insert(panel, origin[panel])
    return halves


def _is_crowded(layout: PageLayout, refused: Sequence[int]) -> bool:
    """Tell whether most of a page's panels refuse their words: then growing one takes from another that needs it."""
    full = sum(frame.panel in refused for frame in layout.frames)
    return len(layout.frames) > 1 and full * 2 > len(layout.frames)


@dataclass
class _Views:
    """What each panel's frame shows: the crop, the map of what is salient in it, and the picture, small."""

    crops: dict[int, Crop] = field(default_factory=dict)
    salient: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    shown: dict[int, NDArray[np.uint8]] = field(default_factory=dict)

    def add(self, panel: int, one: PanelPicture, frame: Frame, *, room: float) -> None:
        """Choose what a frame shows of its picture; balloons take ``room`` of its height."""
        whole = saliency(one.picture)
        chosen = crop(one.picture.size, frame.box, faces=one.faces, saliency=whole, room=room)
        self.crops[panel] = chosen
        self.salient[panel] = _within(whole, chosen, one.picture.size)
        self.shown[panel] = _seen(one.picture, chosen)


def _try(
    layout: PageLayout,
    script: Script,
    placed: Mapping[int, PanelPicture],
    room: Callable[[Panel], float],
    *,
    fonts: Fonts,
    seed: int,
) -> FinishedPage:
    views = _Views()
    for frame in layout.frames:
        if frame.panel in placed:
            share = _share(room(script.panels[frame.panel]), frame, layout)
            views.add(frame.panel, placed[frame.panel], frame, room=share)
    lettering = letter(
        layout,
        script.panels,
        faces={panel: chosen.faces for panel, chosen in views.crops.items()},
        fonts=fonts,
        language=script.language,
        seed=seed,
        saliency=views.salient,
        pictures=views.shown,
    )
    return _finished(layout, lettering, script, placed, views.crops)


def _finished(
    layout: PageLayout,
    lettering: LetteredPage,
    script: Script,
    placed: Mapping[int, PanelPicture],
    crops: Mapping[int, Crop],
) -> FinishedPage:
    art = tuple(
        Art(
            frame.panel,
            placed[frame.panel].key,
            placed[frame.panel].picture.size,
            crops[frame.panel].window,
            placed[frame.panel].alt,
        )
        for frame in layout.frames
        if frame.panel in crops
    )
    panels = [script.panels[frame.panel] for frame in layout.frames]
    alts = [placed[frame.panel].alt if frame.panel in placed else "" for frame in layout.frames]
    alt = told(panels, script.language, shown=alts)
    return FinishedPage(layout, lettering, art, alt, script.language)


def _share(lettering: float, frame: Frame, layout: PageLayout) -> float:
    """Return which part of a panel's height balloons will take from the top."""
    em = layout.sheet.em
    return min(_MOST_ROOM, _BALLOON_SPREAD * lettering * em * em / frame.box.area)


def _within(whole: NDArray[np.float32], chosen: Crop, size: tuple[int, int]) -> NDArray[np.float32]:
    """Return the part of a map that a window shows, at least one cell."""
    rows, columns = whole.shape
    window = chosen.window
    left = min(int(window.left / size[0] * columns), columns - 1)
    top = min(int(window.top / size[1] * rows), rows - 1)
    right = max(left + 1, round(window.right / size[0] * columns))
    bottom = max(top + 1, round(window.bottom / size[1] * rows))
    return whole[top:bottom, left:right]


def _seen(picture: Image.Image, chosen: Crop, side: int = 256) -> NDArray[np.uint8]:
    """Return what a window shows, small: it only decides on colours."""
    window = chosen.window
    box = (max(0, int(window.left)), max(0, int(window.top)), int(window.right), int(window.bottom))
    part = picture.convert("RGB").crop(box)
    part.thumbnail((side, side), Image.Resampling.BOX)
    return np.asarray(part)
