"""The rules of comics.md § 3 that hold always, checked on what is drawn; shares no code with the placer."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from shapely import LineString

from core.comics.lettering.fonts import Fonts
from core.comics.lettering.model import LetteredPage, Shape
from core.comics.script.model import Caption, Direction, Item, Place, Say, Sound, Voice
from tests.core.comics.lettering.drawn_shapes import Drawn, faces, inner_frame, read, together, upright
from tests.core.comics.lettering.staging import Stage

_EPS = 0.02  # pixels are rounded to hundredths
_MARKS = "„”“"


def violations(stage: Stage, page: LetteredPage, fonts: Fonts) -> list[str]:
    """Return every breach of a hard rule as "L5: what and where"."""
    everyone = read(page)
    found = [f"{rule.__name__}: {breach}" for rule in RULES for breach in rule(stage, page, everyone)]
    return found + [
        f"L22: {span.text}" for one in everyone for span in one.item.spans for gid, *_ in span.glyphs if not gid
    ]


def _item(stage: Stage, one: Drawn) -> Item:
    return stage.panel.items[one.item.item]


def L1(_: Stage, __: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802 - the rule's name
    """Every glyph box inside its balloon, .3 em from the outline."""
    for one in everyone:
        if one.item.shape is Shape.SOUND:
            continue
        room = together(one, everyone)
        for span in one.item.spans:
            ink = upright(span.box)
            if not room.contains(ink) or room.exterior.distance(ink) < 0.3 * span.em - _EPS:
                yield f"{span.text!r} {room.exterior.distance(ink) / span.em:.2f}"


def L2(stage: Stage, page: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """Balloon and tail inside the panel."""
    inner = inner_frame(stage).buffer(_EPS)
    for one in everyone:
        if not inner.contains(one.everything):
            yield f"item {one.item.item} {one.everything.difference(inner).area / page.em**2:.2f}"


def L3(_: Stage, page: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """No overlaps unless joined, gap .35 em between balloons."""
    for one, other in _pairs(everyone):
        if other.item.item in one.item.joined:
            continue
        if one.everything.intersects(other.everything):
            yield f"{one.item.item} and {other.item.item} overlap"
        elif one.body.distance(other.body) < 0.35 * page.em - _EPS:
            yield f"{one.item.item} and {other.item.item} {one.body.distance(other.body) / page.em:.2f}"


def _pairs(everyone: list[Drawn]) -> Iterator[tuple[Drawn, Drawn]]:
    return ((one, other) for at, one in enumerate(everyone) for other in everyone[at + 1 :])


def L4(stage: Stage, _: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """Reading order: side by side the earlier first, otherwise the earlier higher; a bottom caption is read last."""
    sign = -1 if stage.layout.direction is Direction.RIGHT_TO_LEFT else 1
    for one, other in _pairs([each for each in everyone if not _last(_item(stage, each), each)]):
        a, b = one.item.box, other.item.box
        shared = min(a.bottom, b.bottom) - max(a.top, b.top)
        if shared > 0.5 * min(a.height, b.height):
            fine = sign * a.centre.x < sign * b.centre.x
        else:
            fine = a.centre.y < b.centre.y
        if not fine:
            yield f"{one.item.item} and {other.item.item}"


def _last(item: Item, one: Drawn) -> bool:
    return isinstance(item, Sound) or (one.item.shape is Shape.CAPTION and item.place is Place.BOTTOM)


def L5(stage: Stage, _: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """No balloon covers a face, nor does its tail."""
    for one in everyone:
        yield from (
            f"{one.item.item} on {who}" for who, head, _mouth in faces(stage) if one.everything.intersects(head)
        )


def L6(stage: Stage, _: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """A tail meets its speaker's head first and crosses no other head, balloon or tail."""
    for one in everyone:
        item = _item(stage, one)
        if not isinstance(item, Say) or item.voice in {Voice.OFF, Voice.VOICE_OVER} or one.item.tail is None:
            continue
        heads = {who: (head, mouth) for who, head, mouth in faces(stage)}
        if item.speaker not in heads:
            continue
        own, mouth = heads[item.speaker]
        way = LineString([one.item.tail, (mouth.x, mouth.y)])
        met = {
            who: way.intersection(head).distance(_start(way))
            for who, (head, _m) in heads.items()
            if way.intersects(head)
        }
        if min(met, key=lambda who: met[who]) != item.speaker or not way.intersects(own):
            yield f"{one.item.item} of {item.speaker} meets {sorted(met)}"
        for other in everyone:
            if other is not one and other.item.item not in one.item.joined and one.tail.intersects(other.everything):
                yield f"{one.item.item} crosses {other.item.item}"


def _start(way: LineString) -> object:
    return way.interpolate(0)


def L9(stage: Stage, page: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """Nothing below the floor, one size a page, whispers and shouts in their proportion."""
    floor = stage.layout.sheet.least_em
    if page.em < floor - _EPS:
        yield f"page at {page.em}"
    for one in everyone:
        item = _item(stage, one)
        sizes = {span.em for span in one.item.spans}
        if len(sizes) > 1 or min(sizes) < floor - _EPS:
            yield f"{one.item.item} at {sizes}"
        if isinstance(item, Sound):
            continue
        factor = {Voice.WHISPER: 0.8, Voice.SHOUT: 1.15}.get(item.voice, 1.0) if isinstance(item, Say) else 1.0
        if abs(max(factor * page.em, floor if factor < 1 else 0) - max(sizes)) > 0.1 and not _stepped(item):
            yield f"{one.item.item} {max(sizes) / page.em:.2f}"


def _stepped(item: Item) -> bool:
    return isinstance(item, Say) and (item.loud or item.small)


def _letters(text: str) -> str:
    return re.sub(r"[\s\u00ad-]+", "", text)


def L10(stage: Stage, _: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """No hyphenation unless a word is wider than the widest line; three letters on each side."""
    for one in everyone:
        source = "".join(run.text for run in _item(stage, one).words).upper().split()
        for line, after in pairwise(one.lines):
            head, tail = line.text.split()[-1], after.text.split()[0]
            if not head.endswith("-") or any(head in word for word in source):
                continue
            widest = max(each.right - each.left for each in one.lines)
            parts = line.spans[-1].width * len(head) / len(line.text) + after.spans[0].width * len(tail) / len(
                after.text
            )
            letters = [len(re.sub(r"\W", "", part)) for part in (head, tail)]
            if min(letters) < 3 or parts < 0.9 * widest:
                yield f"{head} {tail}"


def L11(stage: Stage, _: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """Closing punctuation starts no line, one-letter words end none."""
    for one in everyone:
        for line, after in pairwise(one.lines):
            if re.match(r"--|[—–…,.;:!?%)\]}»”]", after.text):
                yield f"starts {after.text!r}"
            if re.search(r"(^|\s)[„“(]?[AIOUWZ]\s*$", line.text):
                yield f"ends {line.text!r}"


def L19(stage: Stage, page: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """Each kind is drawn as its kind."""
    edge = inner_frame(stage).exterior
    for one in everyone:
        item = _item(stage, one)
        voice = item.voice if isinstance(item, Say) else None
        if isinstance(item, Caption) or voice is Voice.VOICE_OVER:
            starts = {line.left for line in one.lines}
            if len(starts) != 1 or one.item.tail is not None or len(one.item.outline) != 5:
                yield f"caption {one.item.item}"
            continue
        tailed = [each for each in everyone if each is one or each.item.item in one.item.joined]
        if not isinstance(item, Sound) and sum(each.item.tail is not None for each in tailed) != 1:
            yield f"{one.item.item} has no tail or too many"
        if not _drawn_as(voice, one, edge.distance(one.tail) if one.item.tail else 0.0, page.em):
            yield f"{voice} {one.item.item}"


def _drawn_as(voice: Voice | None, one: Drawn, from_edge: float, em: float) -> bool:
    dents = 1 - one.body.area / one.body.convex_hull.area
    match voice:
        case Voice.THOUGHT:
            return one.item.tail is None or len(one.item.extra) >= 2
        case Voice.WHISPER:
            return bool(one.item.dash)
        case Voice.SHOUT | Voice.RADIO:
            return dents > 0.012 and len(one.item.outline) >= 10
        case Voice.OFF:
            return from_edge < 0.05 * em
        case Voice.SPEECH:
            return dents < 0.06 and not one.item.dash
        case _:
            return True


def L20(stage: Stage, _: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """Emphasis is bold italic; a voice-over's quotes open each box and close only on the last."""
    for one in everyone:
        item = _item(stage, one)
        strong = {word for run in item.words if run.strong for word in run.text.upper().split()}
        slanted = " ".join(span.text for span in one.item.spans if span.font.endswith("-italic")).split()
        if not isinstance(item, Sound) and not {_bare(word) for word in strong} <= {_bare(word) for word in slanted}:
            yield f"{strong} but {slanted}"
        if isinstance(item, Say) and item.voice is Voice.VOICE_OVER:
            text = " ".join(line.text for line in one.lines)
            opening, closing = ("„", "”") if stage.language == "pl" else ("“", "”")
            after = stage.panel.items[one.item.item + 1 :][:1]
            goes_on = (
                after
                and isinstance(after[0], Say)
                and after[0].voice is item.voice
                and after[0].speaker == item.speaker
            )
            if not text.startswith(opening) or text.rstrip().endswith(closing) is bool(goes_on):
                yield text


def _bare(word: str) -> str:
    return re.sub(r"\W", "", word)


def L23(_: Stage, __: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """Words stand 4.5:1 off what they stand on."""
    for one in everyone:
        bright, dark = sorted((_luminance(one.item.fill), _luminance(one.item.ink)), reverse=True)
        if (bright + 0.05) / (dark + 0.05) < 4.5:
            yield f"{one.item.fill} on {one.item.ink}"


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def L25(stage: Stage, _: LetteredPage, everyone: list[Drawn]) -> Iterator[str]:  # noqa: N802
    """Every word of the script once, in order, in capitals of the language (L21)."""
    said = [_letters("".join(run.text for run in item.words).upper()) for item in stage.panel.items]
    stands = [
        re.sub(f"^[{_MARKS}]|[{_MARKS}]$", "", _letters("".join(line.text for line in one.lines)))
        if isinstance(_item(stage, one), Say)
        else _letters("".join(line.text for line in one.lines))
        for one in everyone
    ]
    if said != stands:
        yield f"{said} but {stands}"


RULES: tuple[Callable[[Stage, LetteredPage, list[Drawn]], Iterator[str]], ...] = (
    L1, L2, L3, L4, L5, L6, L9, L10, L11, L19, L20, L23, L25
)  # fmt: skip
