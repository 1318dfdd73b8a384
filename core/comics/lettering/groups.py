"""What is placed as one: a caption, a sound, a balloon, or the joined balloons of one speaker (L18); lengths in em."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from random import Random

import numpy as np

from core.comics.lettering.blocks import Block, blocks
from core.comics.lettering.outlines import outline
from core.comics.lettering.shaping import Shaper
from core.comics.lettering.styles import Air, aired, style_of, type_size
from core.comics.lettering.supports import Floats, gap, reach, shift_until
from core.comics.lettering.wording import Token, quoted, tokens
from core.comics.script.model import Item, Say, Sound, Voice

_OVERLAP = 0.55  # how deep joined balloons reach into each other beyond their teeth
_SHIFTS = (0.34, -0.34, 0.0)  # of the sum of their half widths: how far the second stands aside
_ARRANGEMENTS = 3  # for each shape that is tried
_NEARLY_HALF, _HALF = 0.45, 0.55  # of the shorter's height: between them both ways of reading must agree (L4)
_SURELY = 0.6  # em between two middles, doubled
_SOUND_SHARE = 0.36  # of the panel's width that a sound would like
_LARGEST_SOUND = 6.0  # times the page's type
_TURN = 9.0  # degrees a sound is turned at most


@dataclass(frozen=True)
class Words:
    """An item ready to be set: its index in the panel, what it is and its tokens."""

    index: int
    item: Item
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Option:
    """One way to draw a group: blocks, their outlines about their middles, and where the middles are.

    ``offsets`` (blocks, 2) are from the group's origin, ``reaches`` (blocks, 32) and ``boxes`` (blocks, 4) about it.
    ``angle`` turns a sound, in degrees.
    """

    blocks: tuple[Block, ...]
    outlines: tuple[Floats, ...]
    offsets: Floats
    reaches: Floats
    boxes: Floats
    cost: float
    angle: float = 0.0


@dataclass(frozen=True)
class Group:
    """Items that are placed as one, in every way that they may be drawn."""

    members: tuple[Words, ...]
    options: tuple[Option, ...]

    @property
    def item(self) -> Item:
        """Its first item, whose kind and speaker are everyone's."""
        return self.members[0].item


@dataclass(frozen=True, slots=True)
class Measures:
    """What shapes depend on.

    ``em`` and ``least_em`` are the type's size and floor in pixels, ``room`` is the widest shape in em, ``shapes`` how
    many to try, ``air`` how much room they have around their words.
    """

    em: float
    least_em: float
    room: float
    shapes: int
    air: Air = Air.FREE


def worded(items: Sequence[Item], shaper: Shaper) -> tuple[Words, ...]:
    """Return a panel's items as tokens, quotes of voice-overs closed on their last box only (L20)."""
    made = []
    for index, item in enumerate(items):
        words = item.words
        if isinstance(item, Say) and item.voice is Voice.VOICE_OVER:
            words = quoted(words, shaper.language, closes=not _told_on(items, index))
        made.append(Words(index, item, tokens(words, shaper, style_of(item).roles)))
    return tuple(words for words in made if words.tokens)


def _told_on(items: Sequence[Item], index: int) -> bool:
    """Say whether the next item is the same voice-over going on."""
    after = items[index + 1] if index + 1 < len(items) else None
    return isinstance(after, Say) and after.voice is Voice.VOICE_OVER and after.speaker == _speaker(items[index])


def _speaker(item: Item) -> str | None:
    return item.speaker if isinstance(item, Say) else None


def chains(words: Sequence[Words], most: int) -> list[tuple[Words, ...]]:
    """Return what is placed as one: consecutive balloons of one speaker and voice, up to ``most``."""
    found: list[tuple[Words, ...]] = []
    for one in words:
        if found and len(found[-1]) < most and _joins(found[-1][-1], one):
            found[-1] = (*found[-1], one)
        else:
            found.append((one,))
    return found


def _joins(before: Words, after: Words) -> bool:
    one, other = before.item, after.item
    if not isinstance(one, Say) or not isinstance(other, Say) or before.index + 1 != after.index:
        return False
    return one.speaker == other.speaker and one.voice is other.voice is not Voice.VOICE_OVER


def grouped(chain: tuple[Words, ...], shaper: Shaper, measures: Measures, *, seed: int) -> Group:
    """Return a chain with every way to draw it that may fit the room."""
    shaped = [_shapes(words, shaper, measures) for words in chain]
    if len(chain) == 1:
        return Group(chain, tuple(_alone(chain[0], block, seed) for block in shaped[0]))
    few = 2 if len(chain) == 2 else 1  # noqa: PLR2004 - three balloons have enough arrangements
    options = [
        option
        for set_ in product(*(shapes[: few + (measures.shapes > 3)] for shapes in shaped))  # noqa: PLR2004
        for option in _together(chain, set_, seed)
        if np.ptp(option.boxes[:, 0::2]) <= measures.room
    ]
    return Group(chain, tuple(_assorted(options, _ARRANGEMENTS * measures.shapes)))


def _assorted(options: list[Option], most: int) -> list[Option]:
    """Return the cheapest arrangements, and among as many others the lowest ones, which fit above heads."""
    options = sorted(options, key=lambda option: option.cost)
    lowest = sorted(options[most:], key=lambda option: float(np.ptp(option.boxes[:, 1::2])))
    return options[:most] + lowest[:most]


def _shapes(words: Words, shaper: Shaper, measures: Measures) -> tuple[Block, ...]:
    size = type_size(words.item, em=measures.em, least_em=measures.least_em)
    style = aired(style_of(words.item), measures.air)
    if not isinstance(words.item, Sound):
        return blocks(words.tokens, style, shaper, size=size, room=measures.room)[: measures.shapes]
    least = min(1.0, measures.least_em / measures.em)
    width = sum(token.width for token in words.tokens)
    size *= min(_LARGEST_SOUND, max(style.size, _SOUND_SHARE * measures.room / width)) / style.size
    sizes = sorted({max(least, size * share) for share in (1.0, 0.8, 0.64, 0.5, 0.38, 0.25)}, reverse=True)
    found = [blocks(words.tokens, style, shaper, size=at, room=measures.room * 0.94)[:2] for at in sizes]
    return tuple(block for shapes in found for block in shapes)


def _dice(words: Words, seed: int) -> Random:
    return Random(f"{seed}/{words.index}")  # noqa: S311 - the unevenness of a hand, not a secret


def _alone(words: Words, block: Block, seed: int) -> Option:
    dice = _dice(words, seed)
    angle = dice.choice((-1, 1)) * dice.uniform(0.35, 1) * _TURN if isinstance(words.item, Sound) else 0.0
    drawn = turned(outline(block, dice), angle)
    smaller = 4.0 / max(block.size, 0.3) if isinstance(words.item, Sound) else 0.0
    return _option((block,), (drawn,), np.zeros((1, 2)), cost=block.cost + smaller, angle=angle)


def turned(points: Floats, degrees: float) -> Floats:
    """Return points turned clockwise about the origin."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.asarray(points @ np.array([[cos, sin], [-sin, cos]]))


def _option(
    set_: tuple[Block, ...], outlines: tuple[Floats, ...], offsets: Floats, *, cost: float, angle: float = 0.0
) -> Option:
    middle = (
        np.min([points.min(axis=0) + at for points, at in zip(outlines, offsets, strict=True)], axis=0)
        + np.max([points.max(axis=0) + at for points, at in zip(outlines, offsets, strict=True)], axis=0)
    ) / 2
    offsets = offsets - middle
    placed = [points + at for points, at in zip(outlines, offsets, strict=True)]
    boxes = np.array([[*points.min(axis=0), *points.max(axis=0)] for points in placed])
    return Option(set_, outlines, offsets, np.array([reach(points) for points in placed]), boxes, cost, angle)


def _together(chain: tuple[Words, ...], set_: tuple[Block, ...], seed: int) -> list[Option]:
    """Return arrangements of joined balloons: each next one below and aside, or to the right of the one before."""
    outlines = tuple(outline(block, _dice(words, seed)) for words, block in zip(chain, set_, strict=True))
    found = []
    for plan in product((*_SHIFTS, None), repeat=len(chain) - 1):
        offsets = [np.zeros(2)]
        for at, shift in enumerate(plan):
            step = _step(set_[at : at + 2], outlines[at : at + 2], shift)
            offsets.append(offsets[-1] + step)
        cost = sum(block.cost for block in set_) + 0.12 * sum(shift is None or shift == 0 for shift in plan)
        found.append(_option(set_, outlines, np.array(offsets), cost=cost))
    return [option for option in found if _apart(option) and _in_order(option)]


def _step(pair: tuple[Block, ...], outlines: tuple[Floats, ...], shift: float | None) -> Floats:
    """Return from one balloon's middle to the next one's, such that they reach into each other just so deep."""
    depth = _OVERLAP + 2 * pair[0].style.reach
    wide = pair[0].half_width + pair[1].half_width
    high = pair[0].half_height + pair[1].half_height
    beside = shift is None
    start = np.array([0.0, 0.18 * high]) if shift is None else np.array([shift * wide, 0.0])
    way = np.array([1.0, 0.0]) if beside else np.array([0.0, 1.0])
    moved = shift_until(reach(outlines[0]), reach(outlines[1] + start), way, distance=-depth)
    return np.asarray(start + way * moved)


def _apart(option: Option) -> bool:
    """Say whether balloons that are not neighbours in the chain keep clear of each other."""
    count = len(option.blocks)
    return all(
        gap(option.reaches[one], option.reaches[other]) > 0 for one in range(count) for other in range(one + 2, count)
    )


def _in_order(option: Option) -> bool:
    """Say whether each balloon is read after the one before (L4)."""
    for one, other in pairwise(option.boxes):
        shared = min(one[3], other[3]) - max(one[1], other[1])
        shorter = min(one[3] - one[1], other[3] - other[1])
        axis = 0 if shared > _NEARLY_HALF * shorter else 1
        if one[axis] + one[axis + 2] + _SURELY >= other[axis] + other[axis + 2]:
            return False
        if axis == 0 and shared <= _HALF * shorter and one[1] + one[3] >= other[1] + other[3]:
            return False
    return True
