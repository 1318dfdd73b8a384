"""Uniting outlines: joined balloons are one shape with one line around it."""

from collections.abc import Sequence

import skia

from core.comics.geometry import Point
from core.comics.lettering.model import Path, Segment

_VERBS = {
    skia.Path.kMove_Verb: ("M", 0),
    skia.Path.kLine_Verb: ("L", 1),
    skia.Path.kQuad_Verb: ("Q", 1),
    skia.Path.kCubic_Verb: ("C", 1),
    skia.Path.kClose_Verb: ("Z", None),
}


def united(paths: Sequence[Path]) -> Path:
    """Return the union of closed paths as one path."""
    whole = skia_path(paths[0])
    for path in paths[1:]:
        whole = skia.Op(whole, skia_path(path), skia.PathOp.kUnion_PathOp)
    return tuple(_segment(verb, points) for verb, points in whole if verb in _VERBS)


def skia_path(path: Path) -> "skia.Path":
    """Return a path as skia's own."""
    made = skia.Path()
    draw = {"M": made.moveTo, "L": made.lineTo, "Q": made.quadTo, "C": made.cubicTo, "Z": made.close}
    for segment in path:
        draw[segment.verb](*(number for point in segment.points for number in point))
    return made


def _segment(verb: "skia.Path.Verb", points: Sequence["skia.Point"]) -> Segment:
    """Return one step; skia's iterator repeats the point before it."""
    letter, start = _VERBS[verb]
    kept = [] if start is None else points[start:]
    return Segment(letter, tuple(Point(round(point.x(), 3), round(point.y(), 3)) for point in kept))
