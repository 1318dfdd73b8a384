"""One table for what a benchmark measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One bar of performance.md: what was measured, and whether it is reached (None where only a figure is asked)."""

    bar: str
    what: str
    figure: str
    goal: str = ""
    reached: bool | None = None


def show(title: str, rows: Iterable[Row]) -> None:
    """Print rows as a table."""
    table = Table(title=title, title_justify="left")
    for column in ("bar", "what", "figure", "goal", ""):
        table.add_column(column)
    for row in rows:
        mark = {True: "reached", False: "MISSED", None: ""}[row.reached]
        table.add_row(row.bar, row.what, row.figure, row.goal, mark)
    Console(width=140).print(table)


def percentile(values: list[float], share: int) -> float:
    """Return the ``share``-th percentile (1 to 99) of at least two values."""
    return quantiles(values, n=100, method="inclusive")[share - 1]


def median(values: list[float]) -> float:
    """Return the middle value."""
    return percentile(values, 50)
