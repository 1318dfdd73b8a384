"""From a script and its pictures to finished pages: laid out, cropped, lettered, and again where words don't fit.

Pure: the same script, pictures and seed give the same pages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
from core.comics.script.splitting import split_panel

_GROWTH = 1.15  # comics.md § 2.6
_GROWN = 4  # times that a panel grows before it is split
_ROUNDS = 16
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

    Where words don't fit at the smallest type, their panel grows by 15 %, and is divided when growing doesn't help.
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
    refused: list[int] = []
    for _ in range(_ROUNDS):
        room = measured(script, fonts)
        layouts = lay_out(script, size=size, measure=room, growth=growth)
        placed = {at: drawn[source] for at, source in enumerate(origin) if source in drawn}
        tried = [_try(layout, script, placed, room, fonts=fonts, seed=seed) for layout in layouts]
        refused = [panel for page in tried for panel in page.lettering.refused]
        if not refused:
            pictures = {at: one.picture for at, one in placed.items()}
            return Composed(tuple(tried), script, pictures)
        script = _relieved(script, refused[0], growth, origin)
    raise WordsDoNotFit(refused[0])


def _relieved(script: Script, panel: int, growth: dict[int, float], origin: list[int]) -> Script:
    """Give a panel more room, or divide it; ``growth`` and ``origin`` follow."""
    grown = growth.get(panel, 1.0) * _GROWTH
    if grown < _GROWTH**_GROWN:
        growth[panel] = grown
        return script
    halves = split_panel(script, panel)
    if halves is None:
        raise WordsDoNotFit(panel)
    origin.insert(panel, origin[panel])
    moved = {at + (at > panel): factor for at, factor in growth.items() if at != panel}
    growth.clear()
    growth.update(moved)
    return halves


def _try(
    layout: PageLayout,
    script: Script,
    placed: Mapping[int, PanelPicture],
    room: Callable[[Panel], float],
    *,
    fonts: Fonts,
    seed: int,
) -> FinishedPage:
    panels = script.panels
    crops: dict[int, Crop] = {}
    salient: dict[int, NDArray[np.float32]] = {}
    shown: dict[int, NDArray[np.uint8]] = {}
    for frame in layout.frames:
        one = placed.get(frame.panel)
        if one is None:
            continue
        whole = saliency(one.picture)
        share = _share(room(panels[frame.panel]), frame, layout)
        chosen = crop(one.picture.size, frame.box, faces=one.faces, saliency=whole, room=share)
        crops[frame.panel] = chosen
        salient[frame.panel] = _within(whole, chosen, one.picture.size)
        shown[frame.panel] = _seen(one.picture, chosen)
    lettering = letter(
        layout,
        panels,
        faces={panel: chosen.faces for panel, chosen in crops.items()},
        fonts=fonts,
        language=script.language,
        seed=seed,
        saliency=salient,
        pictures=shown,
    )
    return _finished(layout, lettering, script, placed, crops)


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
