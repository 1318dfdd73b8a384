"""What stands on a lettered page, read from its paths alone: polygons, lines of text, letters. Knows no placer."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from shapely import Point as Dot
from shapely import Polygon, affinity, box, unary_union
from shapely.geometry.base import BaseGeometry

from core.comics.geometry import Box
from core.comics.lettering.model import Lettered, LetteredPage, Path, Shape, Span
from tests.core.comics.lettering.staging import Stage


@dataclass(frozen=True)
class Line:
    """One line of an item's text."""

    text: str
    left: float
    right: float
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Drawn:
    """One item as shapes: ``whole`` with its tail, ``body`` without, ``bubbles`` of a thought."""

    item: Lettered
    whole: BaseGeometry
    body: BaseGeometry
    bubbles: BaseGeometry
    lines: tuple[Line, ...]

    @property
    def tail(self) -> BaseGeometry:
        """What of it lies outside the balloon."""
        return self.whole.difference(self.body.buffer(0.5)).union(self.bubbles)

    @property
    def everything(self) -> BaseGeometry:
        """All that is painted."""
        return self.whole.union(self.bubbles)

    @property
    def size(self) -> float:
        """Its own type size in pixels."""
        return max(span.em for span in self.item.spans)


def ring(path: Path) -> Polygon:
    """Return a path of straight steps as a polygon."""
    assert path[0].verb == "M"
    assert path[-1].verb == "Z"
    return Polygon([(point.x, point.y) for step in path for point in step.points])


def upright(shape: Box) -> Polygon:
    """Return a box as a polygon."""
    return box(shape.left, shape.top, shape.right, shape.bottom)


def drawn(item: Lettered) -> Drawn:
    """Return an item's shapes; a sound's are its letters' boxes, turned as it is."""
    bubbles = unary_union([ring(path) for path in item.extra])
    if item.shape is Shape.SOUND:
        centre = item.box.centre
        whole = unary_union([upright(span.box) for span in item.spans]).envelope
        whole = affinity.rotate(whole, item.angle, origin=(centre.x, centre.y))
        return Drawn(item, whole, whole, bubbles, tuple(lines(item)))
    whole = ring(item.outline)
    # A tail leaves through the box that the balloon itself fills; off ones may run inside it at its corners.
    body = whole.intersection(upright(item.box)).buffer(-0.5 * _em(item)).buffer(0.5 * _em(item))
    teeth = whole.intersection(upright(item.box))
    return Drawn(
        item, whole, teeth if item.tail is None else body.union(_near(teeth, body)), bubbles, tuple(lines(item))
    )


def _near(teeth: BaseGeometry, body: BaseGeometry) -> BaseGeometry:
    return teeth.intersection(body.buffer(2.0))


def _em(item: Lettered) -> float:
    return min(span.em for span in item.spans)


def lines(item: Lettered) -> Iterator[Line]:
    """Yield an item's lines from the top."""
    for _, group in groupby(item.spans, key=lambda span: span.y):
        spans = tuple(group)
        yield Line(
            "".join(span.text for span in spans),
            spans[0].x,
            spans[-1].x + spans[-1].width,
            spans,
        )


def read(page: LetteredPage) -> list[Drawn]:
    """Return every item of a page."""
    return [drawn(item) for item in page.items]


def faces(stage: Stage) -> list[tuple[str, Polygon, Dot]]:
    """Return the heads on the page: who, the head's box, the mouth."""
    left, top = stage.layout.frames[0].box.left, stage.layout.frames[0].box.top
    return [
        (face.speaker, upright(face.box.moved(left, top)), Dot(face.mouth.x + left, face.mouth.y + top))
        for face in stage.faces
        if face.certain
    ]


def inner_frame(stage: Stage) -> BaseGeometry:
    """Return the panel inside its border."""
    frame = stage.layout.frames[0]
    return Polygon(frame.outline).buffer(-frame.border, join_style="mitre")


def together(one: Drawn, everyone: list[Drawn]) -> BaseGeometry:
    """Return an item's shape with those that it is joined with."""
    return unary_union([one.whole, *(other.whole for other in everyone if other.item.item in one.item.joined)])
