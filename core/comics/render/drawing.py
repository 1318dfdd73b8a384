"""What is painted on a page, step by step; pixels and PDF both paint this list, so they show the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from core.comics.geometry import Box, Point
from core.comics.layout.model import Frame
from core.comics.lettering.model import Lettered, Path, Segment, Shape, Span
from core.comics.render.joining import united
from core.comics.render.model import Art, FinishedPage

PAPER = "#ffffff"
INK = "#000000"
EMPTY = "#e9e4da"  # a frame whose picture is not there yet
_KEYLINE = 14  # pixels of paper around an inset, so that it stands off the picture under it


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled path."""

    path: Path
    colour: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line along a path, ``width`` pixels, half of it on each side; ``clip`` keeps the inner half alone."""

    path: Path
    colour: str
    width: float
    dash: tuple[float, ...] = ()
    clip: Path = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """The part ``window`` of a panel's picture, filling ``box``, seen through ``clip``."""

    panel: int
    window: Box
    box: Box
    clip: Path


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A run of glyphs; ``outline`` is the width of a line in ``edge`` around them, under the fill.

    ``angle`` turns them clockwise about ``about``, in degrees; upright letters need none.
    """

    span: Span
    colour: str
    edge: str = INK
    outline: float = 0.0
    angle: float = 0.0
    about: Point | None = None


Step: TypeAlias = Fill | Stroke | Picture | Glyphs


@dataclass(frozen=True, slots=True)
class Part:
    """Steps that belong together, for those who read a page rather than see it.

    ``item`` is the lettered item's index in its panel, -1 for the picture; ``text`` its words or the picture's alt
    text. Parts stand in the order of painting.
    """

    panel: int
    item: int
    text: str
    steps: tuple[Step, ...]
    shape: Shape | None = None


def drawing(page: FinishedPage) -> tuple[Part, ...]:
    """Return everything on a page in the order of painting; the paper itself comes first and is not listed."""
    frames = sorted(page.layout.frames, key=lambda frame: frame.inset)
    art = {each.panel: each for each in page.art}
    pictures = [_framed(frame, art.get(frame.panel)) for frame in frames]
    return (*pictures, *_lettering(page.lettering.items))


def outline_of(frame: Frame) -> Path:
    """Return a frame's polygon as a closed path."""
    return (Segment("M", frame.outline[:1]), *(Segment("L", (corner,)) for corner in frame.outline[1:]), Segment("Z"))


def _framed(frame: Frame, art: Art | None) -> Part:
    path = outline_of(frame)
    steps: list[Step] = [Stroke(path, PAPER, 2 * (_KEYLINE + frame.border))] if frame.inset else []
    if art is None:
        steps.append(Fill(path, EMPTY))
    else:
        steps.append(Picture(frame.panel, art.window, frame.box, path))
    if frame.border:
        # Twice the width, of which the clip leaves the inner half: the gutter keeps its measure.
        steps.append(Stroke(path, INK, 2 * frame.border, clip=path))
    return Part(frame.panel, -1, art.alt if art else "", tuple(steps))


def _lettering(items: tuple[Lettered, ...]) -> Iterator[Part]:
    """Yield the items; the bodies of joined balloons are painted as one, with the first of them."""
    done: set[tuple[int, int]] = set()
    for item in items:
        group = _group(item, items)
        first = (item.panel, item.item) not in done
        done |= {(each.panel, each.item) for each in group}
        body = tuple(_bodies(group)) if first else ()
        yield Part(item.panel, item.item, words_of(item), (*body, *_text(item)), item.shape)


def words_of(item: Lettered) -> str:
    """Return what an item says, as it is lettered, its lines put together again."""
    lines: list[tuple[float, str]] = []
    for span in item.spans:
        if lines and lines[-1][0] == span.y:
            lines[-1] = (span.y, lines[-1][1] + span.text)
        else:
            lines.append((span.y, span.text))
    return " ".join(" ".join(text.split()) for _, text in lines)


def _group(item: Lettered, items: tuple[Lettered, ...]) -> tuple[Lettered, ...]:
    """Return the balloons that are joined with an item, itself among them, in the order of painting."""
    members = {item.item}
    while True:
        found = {
            each.item
            for each in items
            if each.panel == item.panel and (each.item in members or members.intersection(each.joined))
        }
        found.update(*(each.joined for each in items if each.panel == item.panel and each.item in found))
        if found <= members:
            return tuple(each for each in items if each.panel == item.panel and each.item in members)
        members |= found


def _bodies(group: tuple[Lettered, ...]) -> Iterator[Step]:
    looks = {(each.fill, each.ink, each.stroke, each.dash) for each in group}
    paths = [path for each in group for path in (each.outline, *each.extra) if path]
    if not paths:
        return
    if len(looks) == 1:
        joined = united(paths) if len(paths) > 1 else paths[0]
        yield Fill(joined, group[0].fill)
        yield from _line(joined, group[0])
        return
    # Balloons of two kinds: each keeps its own line, and the bodies hide the lines where they meet.
    drawn = [(each, path) for each in group for path in (each.outline, *each.extra) if path]
    for each, path in drawn:
        yield from _line(path, each, times=2)
    for each, path in drawn:
        yield Fill(path, each.fill)


def _line(path: Path, item: Lettered, times: int = 1) -> Iterator[Stroke]:
    if item.stroke:
        yield Stroke(path, item.ink, item.stroke * times, item.dash)


def _text(item: Lettered) -> Iterator[Glyphs]:
    sound = item.shape is Shape.SOUND
    for span in item.spans:
        if sound:
            yield Glyphs(span, item.fill, item.ink, item.stroke, item.angle, item.box.centre)
        else:
            yield Glyphs(span, item.ink)
