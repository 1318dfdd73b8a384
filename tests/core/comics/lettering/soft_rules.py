"""The rules of comics.md § 3 that are scored: for each, which balloons or panels keep it."""

import math
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from shapely import LineString
from shapely import Point as Dot
from shapely.ops import nearest_points

from core.comics.lettering.model import LetteredPage, Shape
from core.comics.script.model import Say, Sound, Voice
from tests.core.comics.lettering.drawn_shapes import Drawn, faces, inner_frame, read
from tests.core.comics.lettering.staging import Stage

# The least share that must keep each rule: those that comics.md names, and what a reader would not notice.
FLOORS = {
    "L7 way": 0.8, "L7 aim": 0.9, "L8 slant": 0.75, "L8 length": 0.8, "L8 root": 0.9, "L12": 0.9, "L13 top half": 0.7,
    "L13 first": 0.9, "L14": 0.95, "L15": 0.9, "L16 panel": 0.98, "L16 balloon": 0.98, "L18": 0.85, "L27": 0.99,
}  # fmt: skip
Marks = dict[str, list[bool]]


def marks(stage: Stage, page: LetteredPage) -> Marks:
    """Return, for each soft rule, whether each thing that it speaks of keeps it."""
    found: Marks = defaultdict(list)
    everyone = read(page)
    balloons = [one for one in everyone if one.item.shape is Shape.BALLOON]
    for one in balloons:
        _tail(stage, page, one, found)
        _shape(one, found)
        _headroom(stage, page, one, found)
    _places(stage, page, balloons, found)
    _joins(stage, everyone, found)
    _tangents(stage, page, everyone, found)
    return found


def shares(every: Iterable[Marks]) -> dict[str, float]:
    """Return how many of all keep each rule, 0 to 1."""
    total: Marks = defaultdict(list)
    for one in every:
        for rule, kept in one.items():
            total[rule].extend(kept)
    return {rule: sum(kept) / len(kept) for rule, kept in total.items() if kept}


def _tail(stage: Stage, page: LetteredPage, one: Drawn, found: Marks) -> None:
    item = stage.panel.items[one.item.item]
    known = {who: (head, mouth) for who, head, mouth in faces(stage)}
    if not isinstance(item, Say) or item.voice is Voice.OFF or item.speaker not in known or one.item.tail is None:
        return
    head, mouth = known[item.speaker]
    tip = Dot(one.item.tail)
    length, whole = one.body.distance(tip), one.body.distance(mouth)
    # A tail may stop short where the head begins, and is never longer than 6 em.
    stopped = tip.distance(head) < 0.6 * page.em or length > 5.2 * page.em
    found["L7 way"].append(0.45 <= length / whole <= 0.65 or stopped)
    root = _root(one, tip)
    found["L7 aim"].append(_turn(root, tip, mouth) < 20)
    slant = math.degrees(math.atan2(abs(tip.x - root.x), abs(tip.y - root.y)))
    found["L8 slant"].append(slant <= 50)
    found["L8 length"].append(0.95 <= length / page.em <= 6.1)
    found["L8 root"].append(abs(root.x - one.item.box.centre.x) <= 0.4 * one.item.box.width)


def _root(one: Drawn, tip: Dot) -> Dot:
    """Return where the middle of a tail leaves: the middle of the line between tail and balloon."""
    near = nearest_points(one.body.boundary, tip)[0]
    edge = one.tail.intersection(one.body.buffer(1.5)) if not one.item.extra else near
    return near if edge.is_empty else Dot(edge.centroid.x, edge.centroid.y)


def _turn(root: Dot, tip: Dot, mouth: Dot) -> float:
    one = math.atan2(tip.y - root.y, tip.x - root.x)
    other = math.atan2(mouth.y - tip.y, mouth.x - tip.x)
    return abs(math.degrees((one - other + math.pi) % (2 * math.pi) - math.pi))


def _shape(one: Drawn, found: Marks) -> None:
    widths = [line.right - line.left for line in one.lines]
    if len(widths) > 2:
        found["L12"].append(not any(b < 0.82 * min(a, c) for (a, b), (_, c) in pairwise(pairwise(widths))))
    if len(widths) > 1:
        found["L15"].append(1.15 <= one.item.box.width / one.item.box.height <= 2.65)


def _headroom(stage: Stage, page: LetteredPage, one: Drawn, found: Marks) -> None:
    for _who, head, _mouth in faces(stage):
        above = one.item.box.bottom <= head.bounds[1] + 1 and LineString(
            [(one.item.box.left, 0), (one.item.box.right, 0)]
        ).intersects(LineString([(head.bounds[0], 0), (head.bounds[2], 0)]))
        if above:
            found["L14"].append(one.body.distance(head) >= 0.6 * page.em)


def _places(stage: Stage, page: LetteredPage, balloons: list[Drawn], found: Marks) -> None:
    frame = stage.layout.frames[0].box
    found["L13 top half"].extend(one.item.box.centre.y <= frame.centre.y for one in balloons)
    first = next((item for item in page.items if item.shape is not Shape.SOUND), None)
    if first and first.item == 0:
        found["L13 first"].append(first.box.top <= frame.top + 0.9 * page.em)
    area = sum(one.whole.area for one in read(page) if one.item.shape is not Shape.SOUND)
    found["L16 panel"].append(area <= 0.35 * frame.area)
    found["L16 balloon"].extend(one.body.area <= 0.25 * frame.area for one in balloons)


def _joins(stage: Stage, everyone: list[Drawn], found: Marks) -> None:
    for one, other in pairwise(everyone):
        a, b = stage.panel.items[one.item.item], stage.panel.items[other.item.item]
        if isinstance(a, Say) and isinstance(b, Say) and (a.speaker, a.voice) == (b.speaker, b.voice):
            found["L18"].append(other.item.item in one.item.joined or a.voice is Voice.VOICE_OVER)


def _tangents(stage: Stage, page: LetteredPage, everyone: list[Drawn], found: Marks) -> None:
    edge = inner_frame(stage).exterior
    for one in everyone:
        item = stage.panel.items[one.item.item]
        if not isinstance(item, Sound) and not (isinstance(item, Say) and item.voice is Voice.OFF):
            found["L27"].append(one.everything.distance(edge) >= 0.2 * page.em)
