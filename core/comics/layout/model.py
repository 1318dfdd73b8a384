"""Where the frames stand on each page, before anything is drawn or lettered."""

from dataclasses import dataclass

from core.comics.geometry import Box, Point
from core.comics.script.model import Direction, PageSize


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper: pixels at ``dpi``; ``bleed`` is what is printed beyond each edge, ``em`` the largest type size.

    ``least_em`` is the floor of L9 in pixels.
    """

    size: PageSize
    width: int
    height: int
    dpi: int
    bleed: int
    margin: int
    gutter: int
    tier_gutter: int
    border: int
    em: float
    least_em: float


@dataclass(frozen=True, slots=True)
class Frame:
    """One panel's place on its page.

    ``panel`` is its index in the whole script. ``outline`` is the frame's polygon (four corners unless slanted),
    ``box`` its bounds. ``border`` is 0 for a borderless panel. ``art`` is the size in pixels at which the picture is
    asked for: the aspect bucket nearest the frame, 10–15 % larger than it (comics.md § 2.5).
    """

    panel: int
    box: Box
    outline: tuple[Point, ...]
    border: int
    art: tuple[int, int]
    inset: bool = False
    bleed: bool = False


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One page: its frames in reading order."""

    number: int
    sheet: Sheet
    frames: tuple[Frame, ...]
    direction: Direction = Direction.LEFT_TO_RIGHT
