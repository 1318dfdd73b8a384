"""Finished pages looked at by a contour detector: it finds the panels, each where it is, in reading order."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from PIL import Image
from shapely import Polygon

from core.comics.render.model import FinishedPage
from core.comics.render.pixels import render_page
from core.comics.script.model import PageSize
from tests.core.comics.made import Made, made
from tests.core.comics.outside.scripts import EVERY_COUNT

_PAPER = 245  # of 255: what is lighter is taken for paper
_LEAST_AREA = 0.01  # of the page
_LEAST_IOU = 0.95


def _found(painted: Image.Image) -> list[Polygon]:
    """Return the outer outlines of what is not paper, as OpenCV sees them."""
    grey = cv2.cvtColor(np.asarray(painted), cv2.COLOR_RGB2GRAY)
    contours, _ = cv2.findContours((grey < _PAPER).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    large = [each for each in contours if cv2.contourArea(each) > _LEAST_AREA * grey.size]
    return [Polygon(each[:, 0, :]).buffer(0) for each in large]


def _read(panels: Sequence[Polygon], *, from_right: bool) -> list[Polygon]:
    """Return panels in reading order: a page is cut along whole gutters, across first, then down (the X-Y cut)."""
    for axis in (1, 0):
        groups = _cut(panels, axis)
        if len(groups) > 1:
            turned = groups[::-1] if axis == 0 and from_right else groups
            return [panel for group in turned for panel in _read(group, from_right=from_right)]
    return list(panels)


def _cut(panels: Sequence[Polygon], axis: int) -> list[list[Polygon]]:
    """Return panels in groups between which a straight gutter runs; slants make gutters overlap a little."""
    groups: list[list[Polygon]] = []
    end = float("-inf")
    for panel in sorted(panels, key=lambda each: each.bounds[axis]):
        low, high = panel.bounds[axis], panel.bounds[axis + 2]
        if low > end - 0.25 * (high - low):
            groups.append([])
        groups[-1].append(panel)
        end = max(end, high)
    return groups


def _check(comic: Made) -> int:
    """Compare what is seen with what was laid out and return how many panels there are."""
    for page in comic.pages:
        seen = _found(render_page(page, comic.pictures, fonts=comic.fonts))
        from_right = page.layout.direction.value == "rtl"
        _compare(page, _read(seen, from_right=from_right))
    return sum(len(page.layout.frames) for page in comic.pages)


def _compare(page: FinishedPage, seen: Sequence[Polygon]) -> None:
    assert len(seen) == len(page.layout.frames)
    for frame, outline in zip(page.layout.frames, seen, strict=True):
        laid = Polygon(frame.outline)
        assert laid.intersection(outline).area / laid.union(outline).area >= _LEAST_IOU, frame


@pytest.mark.parametrize("count", range(1, 10))
def test_every_number_of_panels_is_seen_where_it_was_laid_out(count: int) -> None:
    """comics.md § 6: count and order exactly, IoU of at least .95."""
    assert _check(made(EVERY_COUNT[count])) == count


@pytest.mark.parametrize("size", list(PageSize))
def test_panels_are_seen_on_every_paper(size: PageSize) -> None:
    assert _check(made(EVERY_COUNT[4], size)) == 4


def test_panels_read_from_the_right_are_seen_in_that_order() -> None:
    assert _check(made("Read: rtl\n" + EVERY_COUNT[5])) == 5


@pytest.mark.parametrize("tiers", ["2-1-2", "1-3", "3-3-3", "1-1-1-1"])
def test_tiers_that_a_writer_asks_for_are_seen(tiers: str) -> None:
    counts = [int(part) for part in tiers.split("-")]
    panels = "\n".join(f"PANEL {number}\nA hill\nTOM: Hello." for number in range(1, sum(counts) + 1))
    assert _check(made(f"Size: US\nPAGE 1 (tiers {tiers})\n{panels}")) == sum(counts)
