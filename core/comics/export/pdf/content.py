"""A page's steps as PDF operators (ISO 32000-1, annex A), in the page's own pixels with y down."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import cos, radians, sin
from typing import assert_never

from core.comics.export.pdf.fonts import Embedded
from core.comics.geometry import Box, Point
from core.comics.lettering.model import Path, Segment
from core.comics.render.drawing import Fill, Glyphs, Picture, Step, Stroke

_LETTERS = {"M": "m", "L": "l", "C": "c", "Z": "h"}
_ROUND, _MITRE = 1, 0
_TURN_LIMIT = 1e-3  # of an em: glyphs as near as this to one line stand on it


def number(value: float) -> str:
    """Return a number as PDF writes it, without an exponent."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def numbers(*values: float) -> str:
    """Return numbers with a space between."""
    return " ".join(number(value) for value in values)


def step_operators(step: Step, fonts: dict[str, Embedded], placed: dict[int, tuple[str, Box]]) -> str:
    """Return the operators of one step; ``placed`` has name and box of each panel's picture."""
    match step:
        case Fill():
            return f"q {_colour(step.colour)} rg {outline(step.path)} f Q\n"
        case Stroke():
            return _stroke(step)
        case Picture():
            name, box = placed[step.panel]
            matrix = numbers(box.width, 0, 0, -box.height, box.left, box.bottom)
            return f"q {outline(step.clip)} W n {matrix} cm /{name} Do Q\n"
        case Glyphs():
            return _glyphs(step, fonts[step.span.font])
        case _:
            assert_never(step)


def outline(path: Path) -> str:
    """Return a path; PDF has no quadratic curves, so those are raised to cubic ones."""
    drawn: list[str] = []
    at = (0.0, 0.0)
    for segment in path:
        drawn.append(_segment(segment, at))
        at = segment.points[-1] if segment.points else at
    return " ".join(drawn)


def _segment(segment: Segment, at: tuple[float, float]) -> str:
    points: Sequence[tuple[float, float]] = segment.points
    if segment.verb != "Q":
        return f"{numbers(*(value for point in points for value in point))} {_LETTERS[segment.verb]}".strip()
    control, end = points
    first = (at[0] + 2 / 3 * (control[0] - at[0]), at[1] + 2 / 3 * (control[1] - at[1]))
    second = (end[0] + 2 / 3 * (control[0] - end[0]), end[1] + 2 / 3 * (control[1] - end[1]))
    return f"{numbers(*first, *second, *end)} c"


def _stroke(step: Stroke) -> str:
    clip = f"{outline(step.clip)} W n " if step.clip else ""
    join = _MITRE if step.clip else _ROUND
    dash = f"[{numbers(*step.dash)}] 0 d 1 J " if step.dash else ""
    return f"q {clip}{_colour(step.colour)} RG {number(step.width)} w {join} j {dash}{outline(step.path)} S Q\n"


def edge_operators(step: Step, fonts: dict[str, Embedded]) -> str:
    """Return the line around a sound's letters: lines, not text, so that no word is read twice."""
    if not (isinstance(step, Glyphs) and step.outline):
        return ""
    span, font = step.span, fonts[step.span.font]
    letters = (font.placed(glyph, span.em, Point(span.x + x, span.y + y)) for glyph, x, y in span.glyphs)
    drawn = " ".join(outline(letter) for letter in letters)
    return f"q {_turned(step)}{_colour(step.edge)} RG {number(2 * step.outline)} w 1 j {drawn} S Q\n"


def _glyphs(step: Glyphs, font: Embedded) -> str:
    runs = "".join(_run(list(run), step, font) for run in _level(step))
    words = _actual(step.span.text)
    return f"/Span <</ActualText {words}>> BDC q {_turned(step)}BT {_colour(step.colour)} rg {runs}ET Q EMC\n"


def _turned(step: Glyphs) -> str:
    if not step.angle or step.about is None:
        return ""
    (x, y), angle = step.about, radians(step.angle)
    across, down = cos(angle), sin(angle)
    return f"{numbers(across, down, -down, across, x - x * across + y * down, y - x * down - y * across)} cm "


def _level(step: Glyphs) -> Iterator[Iterable[tuple[int, float, float]]]:
    """Yield the glyphs in groups that stand on one line."""
    return (run for _, run in groupby(step.span.glyphs, key=lambda glyph: round(glyph[2] / step.span.em / _TURN_LIMIT)))


def _run(glyphs: list[tuple[int, float, float]], step: Glyphs, font: Embedded) -> str:
    """Return one line of glyphs, each moved from where its own width would put it to where it was measured."""
    span = step.span
    _, left, height = glyphs[0]
    shown: list[str] = []
    at = left
    for glyph, x, _ in glyphs:
        shift = (at - x) / span.em * 1000
        shown.append(f"{number(shift)} <{glyph:04X}>" if abs(shift) > 0.01 else f"<{glyph:04X}>")  # noqa: PLR2004
        at = x + font.width(glyph) * span.em / 1000
    matrix = numbers(span.em, 0, 0, -span.em, span.x + left, span.y + height)
    return f"/{font.name} 1 Tf {matrix} Tm [{' '.join(shown)}] TJ "


def _actual(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


def _colour(text: str) -> str:
    return numbers(*(int(text[start : start + 2], 16) / 255 for start in (1, 3, 5)))
