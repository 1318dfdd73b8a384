"""What makes one place better than another: the soft rules as costs, about 1 for what a reader would notice."""

import numpy as np

from core.comics.geometry import Box
from core.comics.lettering.scene import Scene
from core.comics.lettering.supports import Floats, box_reach, gaps
from core.comics.lettering.tails import Tails
from core.comics.script.model import Caption, Item, Place, Say, Sound, Voice

_HEADROOM = 0.68  # em above a head (L14), with a little room
_ANGLE = 42.0  # degrees from vertical that a tail leaves at most (L8), with a little room
_FAR = 9.0  # em from balloon to mouth
_LOST = 11.0  # em from which on the longest tail ends before half of the way: nobody sees whom it means
_ON_BODY = 1.4  # of hiding a whole body
_SHOULDERS, _TORSO = 0.25, 1.5  # of a head's width on either side, and of its height
_HALF = 0.5  # of the panel: balloons belong above it (L13)


def place(boxes: Floats, item: Item, scene: Scene, *, first: bool, last: bool) -> Floats:
    """Return the cost of where a group stands (n,), from its boxes (n, blocks, 4)."""
    whole = np.concatenate([boxes[..., :2].min(axis=1), boxes[..., 2:].max(axis=1)], axis=-1)
    x = ((whole[:, 0] + whole[:, 2]) / 2 - scene.bounds.left) / scene.bounds.width
    y = ((whole[:, 1] + whole[:, 3]) / 2 - scene.bounds.top) / scene.bounds.height
    wish = item.place
    if isinstance(item, Sound):
        return _sound(x, y) + _wished(x, y, wish)
    if is_told(item):
        return _boxed(whole, scene.bounds, wish=wish, last=last and not first)
    cost = _wished(x, y, wish) + _shaded(whole, scene)
    if wish is Place.BOTTOM:
        return np.asarray(cost)
    top = whole[:, 1] - scene.bounds.top
    cost += (
        2.6 * top / scene.bounds.height
        + 0.05 * top
        + np.where(first & (whole[:, 1] > scene.bounds.top + 0.5), 0.8, 0.0)
    )
    return np.asarray(cost + np.where(y > _HALF, 0.5, 0.0))


def is_told(item: Item) -> bool:
    """Say whether it stands in a box without a tail."""
    return isinstance(item, Caption) or (isinstance(item, Say) and item.voice is Voice.VOICE_OVER)


def _wished(x: Floats, y: Floats, wish: Place | None) -> Floats:
    match wish:
        case Place.LEFT:
            return 3.0 * x
        case Place.RIGHT:
            return 3.0 * (1 - x)
        case Place.TOP:
            return 3.0 * y
        case Place.BOTTOM:
            return 5.0 * (1 - y)
        case None:
            return np.zeros(len(x))


def _sound(x: Floats, y: Floats) -> Floats:
    return np.asarray(1.2 * np.abs(y - 0.6) + 0.5 * np.abs(x - 0.5))


def _boxed(whole: Floats, bounds: Box, *, wish: Place | None, last: bool) -> Floats:
    """Captions stand in corners: the first at the top left, a closing one at the bottom right."""
    left, right = whole[:, 0] - bounds.left, bounds.right - whole[:, 2]
    top, bottom = whole[:, 1] - bounds.top, bounds.bottom - whole[:, 3]
    if wish is Place.RIGHT:
        return np.asarray(0.3 * right + 0.12 * top)
    if wish is Place.BOTTOM:
        return np.asarray(0.3 * bottom + 0.12 * np.minimum(left, right))
    upper = 0.3 * left + 0.14 * top
    if not last:
        return np.asarray(upper + np.where(left < 0.5, 0.0, 0.4))  # noqa: PLR2004 - flush with the border
    return np.asarray(np.minimum(upper + 0.15, 0.3 * right + 0.14 * bottom))


def _shaded(whole: Floats, scene: Scene) -> Floats:
    """Return what a group hides: what is worth seeing (L17), and its share of the panel (L16)."""
    area = (whole[:, 2] - whole[:, 0]) * (whole[:, 3] - whole[:, 1]) / scene.bounds.area
    return np.asarray(1.6 * scene.saliency(whole) + 1.5 * area)


def tail(tails: Tails, at: Floats) -> Floats:
    """Return the cost of tails (n,): long ways, slanting ones, stubs, and balloons below their mouths."""
    way = tails.tips - tails.roots
    slant = np.degrees(np.arctan2(np.abs(way[:, 0]), np.maximum(way[:, 1], 1e-6)))
    cost = 0.05 * np.abs(at[:, 0] - tails.meets[:, 0]) + 0.06 * np.maximum(0, tails.distances - _FAR)
    cost += 0.2 * np.maximum(0, tails.distances - _LOST)
    cost += np.where(slant > _ANGLE, 0.25 + (slant - _ANGLE) / 50, 0.0) + np.where(way[:, 1] < 0, 0.7, 0.0)
    return np.asarray(cost + 0.9 * np.maximum(0, 1.05 - tails.lengths))


def surroundings(bodies: Floats, boxes: Floats, scene: Scene) -> Floats:
    """Return the cost of standing close above a head (L14), over the body below one, or where one is expected.

    Args:
        bodies: reaches, (blocks, 32, n).
        boxes: (n, blocks, 4).
        scene: the panel.
    """
    cost = np.zeros(len(boxes))
    for face in scene.heads:
        gap = _nearest(bodies, face.box)
        above = boxes[..., 3].max(axis=1) <= face.box.centre.y
        cost += np.where(gap < _HEADROOM, np.where(above, 1.6, 0.5) * (_HEADROOM - gap) / _HEADROOM, 0.0)
        cost += _ON_BODY * _covered(boxes, _body(face.box))
    for face in scene.speakers.values():
        if not face.certain:
            cost += np.where(_nearest(bodies, face.box) < 0, 0.8, 0.0)
    return cost


def _body(head: Box) -> Box:
    """Return where a head's shoulders, arms and hands mostly are."""
    aside = _SHOULDERS * head.width
    return Box(head.left - aside, head.bottom, head.right + aside, head.bottom + _TORSO * head.height)


def _covered(boxes: Floats, place: Box) -> Floats:
    """Return the share of a place that groups hide (n,), from their boxes (n, blocks, 4)."""
    wide = np.minimum(boxes[..., 2], place.right) - np.maximum(boxes[..., 0], place.left)
    high = np.minimum(boxes[..., 3], place.bottom) - np.maximum(boxes[..., 1], place.top)
    return np.asarray((wide.clip(min=0) * high.clip(min=0)).sum(axis=1) / place.area)


def _nearest(bodies: Floats, box: Box) -> Floats:
    return np.asarray(gaps(bodies, box_reach(box)[None]).min(axis=(0, 1)))
