"""Reads the path language of SVG (https://www.w3.org/TR/SVG11/paths.html#PathData) into outlines."""

import re
from collections.abc import Iterator
from functools import lru_cache

import skia

from gpu_worker.engines.storyboard.drawing.surface import Path

_PIECE = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}


@lru_cache(maxsize=4096)
def outline(data: str, *, even_odd: bool = False) -> Path:
    """The outline of a path's `d`. The result is shared: never change it."""
    pen = _Pen()
    for command, numbers in _commands(data):
        pen.draw(command, numbers)
    if even_odd:
        pen.path.setFillType(skia.PathFillType.kEvenOdd)
    return pen.path


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    command, numbers = "", list[float]()
    for letter, number in _pieces(data):
        if letter:
            command, numbers = letter, []
            if letter in "Zz":
                yield letter, []
            continue
        numbers.append(float(number))
        if command and len(numbers) == _COUNTS.get(command.upper(), 0):
            yield command, numbers
            numbers = []
            # More pairs after a moveto are linetos.
            command = {"M": "L", "m": "l"}.get(command, command)


def _pieces(data: str) -> Iterator[tuple[str, str]]:
    """Letters and numbers; the flags of arcs may touch the number that follows."""
    at, command, taken = 0, "", 0
    while at < len(data):
        if command in {"A", "a"} and taken % 7 in {3, 4} and data[at] in "01":
            yield "", data[at]
            at, taken = at + 1, taken + 1
            continue
        found = _PIECE.match(data, at)
        if not found:
            at += 1
            continue
        letter, number = found.group(1) or "", found.group(2) or ""
        command, taken = (letter, 0) if letter else (command, taken + 1)
        yield letter, number
        at = found.end()


class _Pen:
    """Where the drawing of a path has got to."""

    def __init__(self) -> None:
        self.path = Path()
        self.x = self.y = self.start_x = self.start_y = 0.0
        self.control: tuple[str, float, float] = ("", 0.0, 0.0)

    def draw(self, command: str, numbers: list[float]) -> None:
        upper = command.upper()
        if command.islower():
            numbers = self._absolute(upper, numbers)
        getattr(self, f"_{upper.lower()}")(*numbers)
        if upper not in {"C", "S", "Q", "T"}:
            self.control = ("", 0.0, 0.0)

    def _absolute(self, upper: str, numbers: list[float]) -> list[float]:
        if upper == "H":
            return [numbers[0] + self.x]
        if upper == "V":
            return [numbers[0] + self.y]
        if upper == "A":
            return [*numbers[:5], numbers[5] + self.x, numbers[6] + self.y]
        return [number + (self.y if index % 2 else self.x) for index, number in enumerate(numbers)]

    def _go(self, x: float, y: float) -> None:
        self.x, self.y = x, y

    def _m(self, x: float, y: float) -> None:
        self.path.moveTo(x, y)
        self.start_x, self.start_y = x, y
        self._go(x, y)

    def _l(self, x: float, y: float) -> None:
        self.path.lineTo(x, y)
        self._go(x, y)

    def _h(self, x: float) -> None:
        self._l(x, self.y)

    def _v(self, y: float) -> None:
        self._l(self.x, y)

    def _c(self, x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> None:
        self.path.cubicTo(x1, y1, x2, y2, x, y)
        self.control = ("C", x2, y2)
        self._go(x, y)

    def _s(self, x2: float, y2: float, x: float, y: float) -> None:
        x1, y1 = self._mirrored("C")
        self._c(x1, y1, x2, y2, x, y)

    def _q(self, x1: float, y1: float, x: float, y: float) -> None:
        self.path.quadTo(x1, y1, x, y)
        self.control = ("Q", x1, y1)
        self._go(x, y)

    def _t(self, x: float, y: float) -> None:
        x1, y1 = self._mirrored("Q")
        self._q(x1, y1, x, y)

    def _a(self, rx: float, ry: float, turn: float, large: float, sweep: float, x: float, y: float) -> None:
        size = Path.ArcSize.kLarge_ArcSize if large else Path.ArcSize.kSmall_ArcSize
        way = skia.PathDirection.kCW if sweep else skia.PathDirection.kCCW
        self.path.arcTo(rx, ry, turn, size, way, x, y)
        self._go(x, y)

    def _z(self) -> None:
        self.path.close()
        self._go(self.start_x, self.start_y)

    def _mirrored(self, kind: str) -> tuple[float, float]:
        if self.control[0] != kind:
            return self.x, self.y
        return 2 * self.x - self.control[1], 2 * self.y - self.control[2]
