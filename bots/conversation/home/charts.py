"""Drawing how something was: a line for numbers, a band for states, in light and in dark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from math import ceil, floor, log10
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw, ImageFont

from core.home.histories import History

WIDTH, HEIGHT = 960, 420
_SCALE = 2  # drawn twice as large and made smaller, which smooths lines
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 28, 64, 48
_FONTS = Path(__file__).parents[3] / "node_modules" / "@fontsource-variable" / "source-sans-3" / "files"
_SUBSETS = ("latin", "latin-ext")
_MOST_BANDS = 6
_GRID_LINES = 4
_HOURS = (1, 2, 3, 6, 12, 24, 48)
_TICKS = 8
_LARGEST = 1e15  # what is larger, or not finite, is no measurement
_RESTING = frozenset({"off", "closed", "locked", "disarmed", "idle", "standby", "not_home", "unavailable", "unknown"})
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of a chart; each pair of words and paper has a contrast of at least 4.5 : 1 (WCAG 2.2, 1.4.3)."""

    paper: str
    words: str
    faint: str
    grid: str
    line: str
    bands: tuple[str, ...]


LIGHT = Theme(
    "#fffdf8",
    "#2b2621",
    "#6a6159",
    "#e6dfd5",
    "#b4511c",
    ("#b4511c", "#8a8177", "#3b6e8f", "#6f7d2f", "#8a4f7d", "#a07a1f"),
)
DARK = Theme(
    "#1e1b18",
    "#f3ede4",
    "#b3a89b",
    "#3a342e",
    "#f08a4b",
    ("#f08a4b", "#7d746a", "#6fa8cc", "#a9b85a", "#c48ab6", "#d8b352"),
)
THEMES = {"light": LIGHT, "dark": DARK}


def chart(history: History, *, title: str, names: dict[str, str], theme: Theme, zone: ZoneInfo) -> bytes:
    """Return a chart as PNG, 960 × 420 pixels.

    Args:
        history: What an entity was.
        title: Drawn above.
        names: States in the reader's language.
        theme: Colours.
        zone: The house's time zone, in which hours are written.
    """
    picture = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), theme.paper)
    sheet = _Sheet(ImageDraw.Draw(picture), theme, history, zone)
    sheet.words((_LEFT, 18), title, 24, theme.words)
    sheet.hours()
    values = [(point.at, number) for point in history.points if (number := number_of(point.state)) is not None]
    if is_numeric(history):
        sheet.line(values, history.unit or "")
    else:
        sheet.bands(names)
    done = BytesIO()
    picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(done, "PNG", optimize=True)
    return done.getvalue()


def is_numeric(history: History) -> bool:
    """Tell whether most of what an entity was are numbers."""
    numbers = sum(number_of(point.state) is not None for point in history.points)
    return numbers > 0 and 2 * numbers >= len(history.points)


def number_of(state: str) -> float | None:
    """Return a state as a number that a chart can hold, None where it is none."""
    try:
        value = float(state)
    except ValueError:
        return None
    return value if abs(value) <= _LARGEST else None


class _Sheet:
    """A chart under way."""

    def __init__(self, draw: ImageDraw.ImageDraw, theme: Theme, history: History, zone: ZoneInfo) -> None:
        self._draw = draw
        self._theme = theme
        self._history = history
        self._zone = zone
        self._span = max((history.until - history.since).total_seconds(), 1.0)

    def words(self, at: tuple[float, float], words: str, size: int, colour: str, *, right: bool = False) -> None:
        """Write words; letters that one font lacks come from the next."""
        x, y = at[0] * _SCALE, at[1] * _SCALE
        if right:
            x -= sum(_font_of(letter, size).getlength(letter) for letter in words)
        for letter in words:
            font = _font_of(letter, size)
            self._draw.text((x, y), letter, font=font, fill=colour)
            x += font.getlength(letter)

    def hours(self) -> None:
        """Draw the hours below, at round ones."""
        step = next((hours for hours in _HOURS if self._span / 3600 / hours <= _TICKS), _HOURS[-1])
        begin = self._history.since.astimezone(self._zone).replace(minute=0, second=0, microsecond=0)
        moment = begin - timedelta(hours=begin.hour % step)
        form = "%d.%m" if step >= 24 else "%H:%M"  # noqa: PLR2004 - hours of a day
        while moment <= self._history.until:
            if moment >= self._history.since:
                x = self._x(moment)
                self._stroke([(x, _TOP), (x, HEIGHT - _BOTTOM)], self._theme.grid, 1)
                self.words((x - 18, HEIGHT - _BOTTOM + 10), moment.strftime(form), 16, self._theme.faint)
            moment += timedelta(hours=step)

    def line(self, values: Sequence[tuple[datetime, float]], unit: str) -> None:
        """Draw numbers as steps: each holds until the next."""
        low, high = _round_range([value for _at, value in values])
        for place in range(_GRID_LINES + 1):
            value = low + (high - low) * place / _GRID_LINES
            y = self._y(value, low, high)
            self._stroke([(_LEFT, y), (WIDTH - _RIGHT, y)], self._theme.grid, 1)
            self.words((_LEFT - 10, y - 11), f"{value:g}", 16, self._theme.faint, right=True)
        self.words((WIDTH - _RIGHT, 24), unit, 18, self._theme.faint, right=True)
        path: list[tuple[float, float]] = []
        for at, value in values:
            x, y = self._x(at), self._y(value, low, high)
            path += [(x, path[-1][1]), (x, y)] if path else [(x, y)]
        path.append((self._x(self._history.until), path[-1][1]))
        self._stroke(path, self._theme.line, 3)

    def bands(self, names: dict[str, str]) -> None:
        """Draw states as bands of colour, with what each stands for."""
        states = list(dict.fromkeys(point.state for point in self._history.points))[:_MOST_BANDS]
        states.sort(key=lambda state: state in _RESTING)  # what rests is grey, the second colour of each theme
        colours = dict(zip(states, self._theme.bands, strict=False))
        ends = [*(point.at for point in self._history.points[1:]), self._history.until]
        top, bottom = (_TOP + 60) * _SCALE, (HEIGHT - _BOTTOM - 60) * _SCALE
        for point, end in zip(self._history.points, ends, strict=False):
            box = (self._x(point.at) * _SCALE, top, max(self._x(end), self._x(point.at) + 1) * _SCALE, bottom)
            self._draw.rectangle(box, fill=colours.get(point.state, self._theme.grid))
        x = float(_LEFT)
        for state, colour in colours.items():
            self._draw.rectangle(
                (x * _SCALE, (_TOP + 22) * _SCALE, (x + 18) * _SCALE, (_TOP + 40) * _SCALE), fill=colour
            )
            word = names.get(state, state)[:24]
            self.words((x + 26, _TOP + 19), word, 18, self._theme.words)
            x += 50 + len(word) * 10

    def _x(self, moment: datetime) -> float:
        share = (moment - self._history.since).total_seconds() / self._span
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * min(max(share, 0.0), 1.0)

    def _y(self, value: float, low: float, high: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (value - low) / (high - low)

    def _stroke(self, path: Sequence[tuple[float, float]], colour: str, width: int) -> None:
        points = [(x * _SCALE, y * _SCALE) for x, y in path]
        self._draw.line(points, fill=colour, width=width * _SCALE, joint="curve")


def _round_range(values: Sequence[float]) -> tuple[float, float]:
    """Return a range of round numbers around values, never empty."""
    low, high = min(values), max(values)
    if high - low < max(abs(high), 1.0) * 1e-6:
        low, high = low - 1.0, high + 1.0
    step = 10.0 ** floor(log10((high - low) / _GRID_LINES))
    step = next(step * factor for factor in (1, 2, 2.5, 5, 10) if step * factor * _GRID_LINES >= (high - low))
    begin = floor(low / step) * step
    lines = ceil((high - begin) / step)
    return begin, begin + max(lines, _GRID_LINES) * step


@cache
def _font_of(letter: str, size: int) -> Font:
    """Return the first font that has a letter."""
    fonts = _fonts(size)
    for font in fonts[:-1]:
        if (
            isinstance(font, ImageFont.FreeTypeFont)
            and font.getmask(letter).getbbox() != font.getmask("\uffff").getbbox()
        ):
            return font
    return fonts[0] if letter.isspace() else fonts[-1]


@cache
def _fonts(size: int) -> tuple[Font, ...]:
    found: list[Font] = []
    for subset in _SUBSETS:
        path = _FONTS / f"source-sans-3-{subset}-wght-normal.woff2"
        if path.exists():
            font = ImageFont.truetype(str(path), size * _SCALE)
            font.set_variation_by_name("Regular")
            found.append(font)
    return (*found, ImageFont.load_default(size * _SCALE))
