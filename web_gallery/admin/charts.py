"""Charts as plain SVG, worked out here: bars that stand on each other, one column a day; no script draws anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from babel.dates import format_date

from core.admin.usage import Day, Spread
from core.i18n import Translator
from core.jobs.states import Kind
from web_gallery.admin.wording import span
from web_gallery.studio.wording import KIND_NAMES

WIDTH, HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 8, 10, 26
_SERIES = 6  # colours that can be told apart in light, dark and by people who see few; the last is for all others
_GAP = 0.22
_LABELS = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in the chart's own pixels, of a series from 1, with what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word beside an axis, and where."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its name and what it comes to in a sentence, its bars, axes, and the names of its series."""

    key: str
    title: str
    summary: str
    bars: tuple[Bar, ...]
    ticks: tuple[Label, ...]
    days: tuple[Label, ...]
    legend: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """A day's values from the bottom up: series, height, words."""

    values: tuple[tuple[int, float, str], ...]

    @property
    def total(self) -> float:
        return sum(value for _, value, _ in self.values)


def charts_of(say: Translator, days: Sequence[Day], kinds: Sequence[Kind]) -> tuple[Chart, ...]:
    """Return the charts of some days."""
    return (
        _jobs(say, days, kinds),
        _credits(say, days),
        _spread(say, "waited", say.gettext("Waiting time"), days, [day.waited for day in days]),
        _spread(say, "drawn", say.gettext("Drawing time"), days, [day.drawn for day in days]),
    )


def _jobs(say: Translator, days: Sequence[Day], kinds: Sequence[Kind]) -> Chart:
    places = {kind: min(place, _SERIES) for place, kind in enumerate(kinds, start=1)}
    columns = [
        _Column(
            tuple(
                (places[kind], float(day.jobs[kind]), f"{_name(say, kind)}: {say.number(day.jobs[kind])}")
                for kind in kinds
                if day.jobs.get(kind)
            )
        )
        for day in days
    ]
    own = [(places[kind], _name(say, kind)) for kind in kinds[: _SERIES - 1]]
    rest = kinds[_SERIES - 1 :]
    others = [(_SERIES, _name(say, rest[0]) if len(rest) == 1 else say.gettext("Others"))] if rest else []
    total = sum(day.total for day in days)
    failed = sum(day.failed for day in days)
    summary = say.gettext("{jobs} in all, {failed} of them failed.", jobs=say.number(total), failed=say.number(failed))
    return _chart(say, "jobs", say.gettext("Jobs by kind"), summary, days, columns, legend=(*own, *others))


def _credits(say: Translator, days: Sequence[Day]) -> Chart:
    columns = [_Column(((1, float(day.credits), say.number(day.credits)),)) for day in days]
    total = say.number(sum(day.credits for day in days))
    summary = say.gettext("{credits} in all.", credits=total)
    return _chart(say, "credits", say.gettext("Credits spent"), summary, days, columns, legend=())


def _spread(say: Translator, key: str, title: str, days: Sequence[Day], times: Sequence[Spread | None]) -> Chart:
    half, slow = say.gettext("half of the jobs"), say.gettext("19 of 20")
    columns = [
        _Column(
            (
                (1, one.median, f"{half}: {span(say, one.median)}"),
                (2, one.slow - one.median, f"{slow}: {span(say, one.slow)}"),
            )
            if one
            else ()
        )
        for one in times
    ]
    known = [one.slow for one in times if one]
    slowest = span(say, max(known) if known else None)
    summary = say.gettext("On the slowest day 19 of 20 took at most {span}.", span=slowest)
    return _chart(say, key, title, summary, days, columns, legend=((1, half), (2, slow)), is_time=True)


def _chart(
    say: Translator,
    key: str,
    title: str,
    summary: str,
    days: Sequence[Day],
    columns: Sequence[_Column],
    *,
    legend: tuple[tuple[int, str], ...],
    is_time: bool = False,
) -> Chart:
    top = _round_up(max((column.total for column in columns), default=0.0), whole=not is_time)
    step = (WIDTH - _LEFT - _RIGHT) / len(days)
    bars = [
        bar
        for place, (day, column) in enumerate(zip(days, columns, strict=True))
        for bar in _bars(say, day, column, left=_LEFT + place * step, step=step, top=top)
    ]
    every = ceil(len(days) / _LABELS)
    ticks = [
        Label(_y(part * top, top), span(say, part * top) if is_time else say.number(round(part * top, 1)))
        for part in (0.0, 0.5, 1.0)
    ]
    named = [
        Label(round(_LEFT + (place + 0.5) * step, 1), format_date(day.day, "d MMM", locale=say.locale))
        for place, day in enumerate(days)
        if (len(days) - 1 - place) % every == 0
    ]
    return Chart(key, title, summary, tuple(bars), tuple(ticks), tuple(named), legend)


def _bars(say: Translator, day: Day, column: _Column, *, left: float, step: float, top: float) -> list[Bar]:
    found, reached = [], 0.0
    when = format_date(day.day, "d MMMM", locale=say.locale)
    for series, value, words in column.values:
        if value > 0:
            high, low = _y(reached + value, top), _y(reached, top)
            x, width = round(left + step * _GAP / 2, 2), round(step * (1 - _GAP), 2)
            found.append(Bar(x, high, width, round(low - high, 2), series, f"{when} · {words}"))
        reached += value
    return found


def _y(value: float, top: float) -> float:
    return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - value / top), 2)


def _round_up(value: float, *, whole: bool) -> float:
    """Return the next number that reads well on an axis, and whose half does: 2, 4, 10, 20, 40, 100."""
    if value <= 0:
        return 2.0
    size = 10.0 ** int(log10(value)) if value >= 1 else 1.0
    found = next(size * part for part in (1, 2, 4, 6, 8, 10) if value <= size * part)
    return max(found, 2.0) if whole else found


def _name(say: Translator, kind: Kind) -> str:
    return say.gettext(KIND_NAMES[kind])
