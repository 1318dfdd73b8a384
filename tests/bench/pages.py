"""What finished pages and files of comics cost (comics.md § 6): a US page at 300 dpi, from a script to every format."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from uuid import UUID

from core.comics.export.formats import Format, export, painted_pages
from core.comics.export.model import Book
from core.comics.export.pages import coded_as
from core.pictures.writing import COMPOSITE, Marks
from tests.bench._table import Row, median, show
from tests.core.comics.made import Made, made
from tests.core.comics.outside.scripts import ENGLISH

_TIMES = 7
_GOAL_S = 3.0


def main() -> None:
    """Measure and print."""
    comic = made(ENGLISH["lighthouse"])
    book = _book(comic)
    (painted,) = painted_pages(book, comic.pictures, comic.fonts)
    paint = _seconds(partial(painted_pages, book, comic.pictures, comic.fonts))
    rows = [Row("comics § 6", "paint one page of six panels", _told(paint))]
    for media_type in ("image/png", "image/webp"):
        spent = _seconds(partial(coded_as, painted, media_type, Marks(COMPOSITE)))
        rows.append(Row("", f"code it as {media_type}", _told(spent)))
    for wanted in (Format.PDF, Format.CBZ, Format.EPUB, Format.PICTURES, Format.SLICES):
        spent = _seconds(partial(export, book, wanted, comic.pictures, fonts=comic.fonts))
        size = len(export(book, wanted, comic.pictures, fonts=comic.fonts))
        told = f"{_told(spent)}, {size / 1000:.0f} kB"
        rows.append(Row("comics § 6", f"paint and export as {wanted.value}", told, "< 3 s", spent < _GOAL_S))
    show("A US page at 300 dpi", rows)


def _book(comic: Made) -> Book:
    made_at = datetime(2026, 11, 21, tzinfo=UTC)
    return Book(UUID(int=9), "The Lighthouse", comic.script.language, comic.pages, made_at)


def _seconds(deed: Callable[[], object]) -> float:
    times = []
    for _ in range(_TIMES):
        began = perf_counter()
        deed()
        times.append(perf_counter() - began)
    return median(times)


def _told(seconds: float) -> str:
    return f"{seconds:.2f} s"


if __name__ == "__main__":
    main()
