"""What is lettered on a page: every glyph run, outline and tail, measured once; renderers only paint it."""

from dataclasses import dataclass
from enum import StrEnum

from core.comics.geometry import Box, Point
from core.comics.script.model import Voice


class Shape(StrEnum):
    """What a lettered item is drawn as."""

    BALLOON = "balloon"
    CAPTION = "caption"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class Face:
    """A head in a panel's picture, in the panel's own pixels (0, 0 is the frame's top left corner).

    ``speaker`` is a name of the script, or "" for a head that says nothing here; ``mouth`` is where tails aim.
    ``certain`` is False for a place that was only expected, which a tail may aim at but which hides nothing.
    """

    box: Box
    mouth: Point
    speaker: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """A run of shaped text on one line: ``font`` is a key of the fonts table, ``x, y`` its baseline's start.

    ``glyphs`` are (glyph id, x, y) offsets from the start in pixels at ``em``; ``box`` holds every glyph's ink.
    """

    text: str
    font: str
    em: float
    x: float
    y: float
    width: float
    glyphs: tuple[tuple[int, float, float], ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Segment:
    """One step of an outline: "M", "L", "Q", "C" or "Z" with its points, as in SVG paths."""

    verb: str
    points: tuple[Point, ...] = ()


Path = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Lettered:
    """One item on the page.

    ``item`` is its index among the panel's items. ``outline`` is balloon and tail as one path, stroked once ("()" for
    sounds). ``extra`` are further closed paths (a thought's bubbles, a join's bridge). ``voice`` is None for captions
    and sounds. ``angle`` turns a sound about its middle, in degrees. ``dash`` says how the line is broken (whisper).
    """

    shape: Shape
    panel: int
    item: int
    box: Box
    spans: tuple[Span, ...]
    outline: Path
    voice: Voice | None = None
    extra: tuple[Path, ...] = ()
    joined: tuple[int, ...] = ()
    tail: Point | None = None
    angle: float = 0.0
    stroke: float = 0.0
    dash: tuple[float, ...] = ()
    fill: str = "#ffffff"
    ink: str = "#000000"


@dataclass(frozen=True, slots=True)
class LetteredPage:
    """All lettering of one page in the order of painting, at one type size (L9)."""

    number: int
    em: float
    items: tuple[Lettered, ...]
    refused: tuple[int, ...] = ()
