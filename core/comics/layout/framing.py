"""From boxes to frames: slanted gutters, insets, bleeds, borders, and the mirror for reading from the right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import radians, sqrt, tan

from core.comics.geometry import Box, Point
from core.comics.layout.art import art_size
from core.comics.layout.compositions import Composition
from core.comics.layout.model import Frame, PageLayout, Sheet
from core.comics.layout.wishes import Wish
from core.comics.script.model import Direction, Hint, PageSize, Panel, Say, Sound, Voice

STEEPEST = 12.0  # degrees (comics.md § 2)
_SLANTS = (6.0, -5.0, 8.0, -7.0)
_MOST_OF_WIDTH = 0.13
_INSET_LEAST, _INSET_MOST = 0.3, 0.46
_SCREENS = {PageSize.WEBTOON, PageSize.SQUARE, PageSize.STRIP}


@dataclass(frozen=True, slots=True)
class Placed:
    """A panel with its box; ``panel`` is its index in the script."""

    panel: int
    content: Panel
    box: Box


def slanted(placed: Sequence[Placed], composition: Composition, sheet: Sheet, *, number: int) -> list[Frame]:
    """Return the frames of what stands in tiers; gutters lean where somebody shouts, on paper."""
    frames: list[Frame] = []
    at = 0
    for row, tier in enumerate(composition):
        members = placed[at : at + sum(tier)]
        at += sum(tier)
        leaning = (
            sheet.size not in _SCREENS
            and len(tier) == len(members) > 1
            and any(map(_is_loud, members))
            and not any(map(_bleeds, members))
        )
        angle = _SLANTS[(number + row) % len(_SLANTS)] if leaning else 0.0
        frames += _leaning(members, angle, sheet)
    return frames


def _bleeds(placed: Placed) -> bool:
    return Hint.BLEED in placed.content.hints


def _is_loud(placed: Placed) -> bool:
    return any(
        (isinstance(item, Say) and item.voice is Voice.SHOUT) or (isinstance(item, Sound) and item.loud)
        for item in placed.content.items
    )


def _leaning(members: Sequence[Placed], angle: float, sheet: Sheet) -> Iterator[Frame]:
    """Yield one tier's frames, the gutters between them turned by so many degrees about their middles."""
    height = members[0].box.height
    most = _MOST_OF_WIDTH * min(member.box.width for member in members)
    lean = min(abs(tan(radians(angle))) * height / 2, most) * (1 if angle > 0 else -1)
    lean = float(round(lean))
    for place, member in enumerate(members):
        left = lean if place > 0 else 0.0
        right = lean if place < len(members) - 1 else 0.0
        yield _frame(member, sheet, left=left, right=right)


def _frame(placed: Placed, sheet: Sheet, *, left: float = 0.0, right: float = 0.0, inset: bool = False) -> Frame:
    """Return a frame; ``left`` and ``right`` move an edge's top outwards to the right and its foot to the left."""
    hints = placed.content.hints
    bleeds = _bleeds(placed) and not inset
    box = _bled(placed.box, sheet) if bleeds else placed.box
    outline = (
        Point(box.left + left, box.top),
        Point(box.right + right, box.top),
        Point(box.right - right, box.bottom),
        Point(box.left - left, box.bottom),
    )
    bounds = Box(min(p.x for p in outline), box.top, max(p.x for p in outline), box.bottom)
    border = 0 if Hint.BORDERLESS in hints else sheet.border
    size = art_size(bounds.width, bounds.height)
    return Frame(placed.panel, bounds, outline, border, size, inset, bleeds)


def _bled(box: Box, sheet: Sheet) -> Box:
    """Return a box that reaches beyond the paper on each side where it stands at the margin."""
    edge = sheet.margin + 1
    return Box(
        -sheet.bleed if box.left <= edge else box.left,
        -sheet.bleed if box.top <= edge else box.top,
        sheet.width + sheet.bleed if box.right >= sheet.width - edge else box.right,
        sheet.height + sheet.bleed if box.bottom >= sheet.height - edge else box.bottom,
    )


def inset_frame(placed: Placed, wish: Wish, host: Frame, sheet: Sheet, *, nth: int) -> Frame:
    """Return the frame of an inset: low in its host, the first at the end of the reading direction, the second not."""
    inner = _live(host.box, sheet)
    margin = sheet.gutter
    width = min(max(sqrt(wish.area * wish.aspect), _INSET_LEAST * inner.width), _INSET_MOST * inner.width)
    width = min(max(width, wish.least_width), inner.width / 2 - margin)
    height = min(max(wish.area / width, width / wish.aspect), _INSET_MOST * inner.height)
    lean = max((abs(point.x - inner.left) for point in (host.outline[0], host.outline[3])), default=0.0)
    right = inner.right - margin - lean if nth % 2 == 0 else inner.left + margin + lean + width
    box = Box(round(right - width), round(inner.bottom - margin - height), round(right), round(inner.bottom - margin))
    return _frame(replace(placed, box=box), sheet, inset=True)


def _live(box: Box, sheet: Sheet) -> Box:
    """Return the part of a frame that no cutter reaches: what bleeds is wider than its page."""
    edge = sheet.margin
    return Box(
        max(box.left, edge),
        max(box.top, edge),
        min(box.right, sheet.width - edge),
        min(box.bottom, sheet.height - edge),
    )


def mirrored(layout: PageLayout) -> PageLayout:
    """Return a page as it is read from right to left; only frames are mirrored, never what stands in them."""
    width = layout.sheet.width
    frames = tuple(
        replace(
            frame,
            box=frame.box.mirrored(width),
            outline=tuple(Point(width - frame.outline[corner].x, frame.outline[corner].y) for corner in (1, 0, 3, 2)),
        )
        for frame in layout.frames
    )
    return replace(layout, frames=frames, direction=Direction.RIGHT_TO_LEFT)
