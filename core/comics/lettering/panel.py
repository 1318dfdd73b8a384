"""One panel: from its items and heads to lettering, or to the word that it doesn't fit (comics.md § 2.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from core.comics.geometry import Box, Point
from core.comics.lettering.candidates import EDGE, is_read
from core.comics.lettering.colours import Colours
from core.comics.lettering.drawing import Canvas, drawn
from core.comics.lettering.groups import Group, Measures, Option, chains, grouped, worded
from core.comics.lettering.model import Face, Lettered
from core.comics.lettering.placing import EFFORTS, Effort, Placed, placements
from core.comics.lettering.scene import Scene, aims, integral
from core.comics.lettering.shaping import Shaper
from core.comics.lettering.styles import Air
from core.comics.lettering.supports import Floats
from core.comics.script.model import Direction, Item, Panel, Place

_QUICK = 1  # efforts before the type shrinks: smaller type looks better than balloons that are squeezed in
_FULL = 0.72  # of a panel's free area: more than that has never been placed
_SWAPPED = {Place.LEFT: Place.RIGHT, Place.RIGHT: Place.LEFT}


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all panels of a page.

    ``shaper`` knows fonts and language, and each word that it has shaped. ``least_em`` is the floor of L9, in pixels.
    """

    shaper: Shaper
    seed: int
    least_em: float
    direction: Direction = Direction.LEFT_TO_RIGHT


@dataclass(frozen=True)
class Ground:
    """A panel's place and picture, in pixels of the page.

    Attributes:
        panel: its index in the script.
        outline: the frame's polygon, convex.
        border: how much of it, inside, the border takes.
        faces: heads, from the frame's top left corner.
        saliency: (rows, columns) over the frame, 0 to 1, what should stay to be seen; None when unknown.
        picture: (height, width, 3) uint8 over the frame; None before it is drawn.
        obstacles: boxes of the page that lettering keeps clear of (insets).
        safe: what of the page may hold lettering; None for everything (a bleeding panel ends beyond the paper).
    """

    panel: int
    outline: tuple[Point, ...]
    border: float
    faces: tuple[Face, ...] = ()
    saliency: NDArray[np.float32] | None = None
    picture: NDArray[np.uint8] | None = None
    obstacles: tuple[Box, ...] = ()
    safe: Box | None = None

    @property
    def box(self) -> Box:
        """The bounds of its frame."""
        xs, ys = zip(*self.outline, strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Fit:
    """A panel's lettering, and whether the first, quick look found it."""

    items: tuple[Lettered, ...]
    quick: bool = True


def letter_panel(panel: Panel, ground: Ground, setting: Setting, *, em: float, snug: bool = False) -> Fit | None:
    """Letter one panel at one type size; None when its words don't fit without breaking a rule.

    Args:
        panel: what is said, told and heard in it.
        ground: where it stands and what is to be seen in it.
        setting: fonts and language, dice, reading direction.
        em: the page's type size in pixels.
        snug: little air around the words from the first try on.
    """
    if not panel.items:
        return Fit(())
    mirrored = setting.direction is Direction.RIGHT_TO_LEFT
    scene = _scene(panel, ground, em, mirrored=mirrored)
    if scene is None:
        return None
    items = [_swapped(item) if mirrored else item for item in panel.items]
    words = worded(items, setting.shaper)
    seed = setting.seed * 1009 + ground.panel
    for effort in _efforts(em <= setting.least_em, snug):
        measures = Measures(em, setting.least_em, scene.bounds.width - 2 * EDGE, effort.shapes, air=effort.air)
        groups = [grouped(chain, setting.shaper, measures, seed=seed) for chain in chains(words, effort.chain)]
        if not _may_fit(groups, scene):
            continue
        for placed in placements(sorted(groups, key=lambda group: not is_read(group)), scene, effort):
            lettered = _lettered(placed, ground, scene, em=em, mirrored=mirrored, setting=setting)
            return Fit(lettered, quick=effort in EFFORTS[:_QUICK])
    return None


def _efforts(hard: bool, snug: bool) -> Sequence[Effort]:  # noqa: FBT001 - two plain facts
    if snug:
        return [effort for effort in EFFORTS if effort.air is not Air.FREE]
    return EFFORTS if hard else EFFORTS[:_QUICK]


def _may_fit(groups: Sequence[Group], scene: Scene) -> bool:
    if not all(group.options for group in groups):
        return False
    least = sum(min(_area(option) for option in group.options) for group in groups)
    return bool(least <= _FULL * Polygon(scene.corners).area)


def _area(option: Option) -> float:
    return sum(0.8 * block.area for block in option.blocks)


def _scene(panel: Panel, ground: Ground, em: float, *, mirrored: bool) -> Scene | None:
    """Return a panel in em from its frame's top left corner, as in a mirror when it is read from the right."""
    box = ground.box
    region = Polygon(ground.outline).buffer(-ground.border, join_style="mitre")
    if ground.safe is not None:
        safe = ground.safe
        region = region.intersection(
            Polygon(
                [(safe.left, safe.top), (safe.right, safe.top), (safe.right, safe.bottom), (safe.left, safe.bottom)]
            )
        )
    if not isinstance(region, Polygon) or region.is_empty:
        return None
    corners = (np.asarray(region.normalize().exterior.coords)[:-1] - (box.left, box.top)) / em
    frame = Box(0, 0, box.width / em, box.height / em)
    faces = [_in_em(face, em) for face in ground.faces]
    obstacles = [_scaled(obstacle.moved(-box.left, -box.top), em) for obstacle in ground.obstacles]
    saliency = None if ground.saliency is None else integral(ground.saliency[:, ::-1] if mirrored else ground.saliency)
    if mirrored:
        corners = np.stack([frame.width - corners[:, 0], corners[:, 1]], axis=-1)
        faces = [_face_mirrored(face, frame.width) for face in faces]
        obstacles = [obstacle.mirrored(frame.width) for obstacle in obstacles]
    corners = corners if _clockwise(corners) else corners[::-1]
    sure = tuple(face for face in faces if face.certain)
    return Scene(corners, frame, sure, aims(panel.speakers, faces, frame, saliency), tuple(obstacles), saliency)


def _clockwise(corners: Floats) -> bool:
    """Say whether corners go clockwise on the page, where y grows downwards."""
    x, y = corners.T
    return bool((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0)


def _scaled(box: Box, em: float) -> Box:
    return Box(box.left / em, box.top / em, box.right / em, box.bottom / em)


def _in_em(face: Face, em: float) -> Face:
    return replace(face, box=_scaled(face.box, em), mouth=Point(face.mouth.x / em, face.mouth.y / em))


def _face_mirrored(face: Face, width: float) -> Face:
    return replace(face, box=face.box.mirrored(width), mouth=Point(width - face.mouth.x, face.mouth.y))


def _swapped(item: Item) -> Item:
    """Return an item with left and right of its wish changed: places are looked for in the mirror."""
    if item.place not in _SWAPPED:
        return item
    return replace(item, place=_SWAPPED[item.place])


def _lettered(
    placed: Sequence[Placed], ground: Ground, scene: Scene, *, em: float, mirrored: bool, setting: Setting
) -> tuple[Lettered, ...]:
    box, region = ground.box, scene.corners
    if mirrored:
        placed = [_placed_mirrored(one, scene.frame.width) for one in placed]
        region = np.stack([scene.frame.width - region[:, 0], region[:, 1]], axis=-1)
    colours = Colours(ground.picture, box, f"{setting.seed}/{ground.panel}")
    canvas = Canvas(ground.panel, box.left, box.top, em, region, colours)
    return tuple(sorted((item for one in placed for item in drawn(one, canvas)), key=lambda item: item.item))


def _placed_mirrored(placed: Placed, width: float) -> Placed:
    """Return a place as it is outside the mirror; only shapes and places are turned, never words."""
    flip = np.array([-1.0, 1.0])
    option = replace(
        placed.option,
        outlines=tuple(points * flip for points in placed.option.outlines),
        offsets=placed.option.offsets * flip,
        angle=-placed.option.angle,
    )
    return replace(placed, option=option, at=placed.at * flip + (width, 0.0), tail=placed.tail * flip + (width, 0.0))
