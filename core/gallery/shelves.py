"""The shelves of the gallery: by which of its properties a picture is found, and which of them a reader asks for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from math import log
from uuid import UUID

from core.engines import RATIOS, Shape

Cursor = tuple[datetime, UUID]
_DAY = timedelta(days=1)


class ListingKind(StrEnum):
    """What a listed thing is."""

    PICTURE = "picture"
    COMIC = "comic"
    ANIMATION = "animation"


class Shelf(StrEnum):
    """The properties that divide all pictures; the values are columns of ``listings``."""

    KIND = "kind"
    STYLE = "style"
    MODEL = "target"
    SHAPE = "shape"
    SPACE = "space_id"


# Every two shelves have an index of their own; the pair that divides pictures most finely comes first.
PAIRS = (
    (Shelf.STYLE, Shelf.SPACE),
    (Shelf.STYLE, Shelf.SHAPE),
    (Shelf.STYLE, Shelf.MODEL),
    (Shelf.SHAPE, Shelf.SPACE),
    (Shelf.MODEL, Shelf.SPACE),
    (Shelf.MODEL, Shelf.SHAPE),
    (Shelf.KIND, Shelf.STYLE),
    (Shelf.KIND, Shelf.SPACE),
    (Shelf.KIND, Shelf.SHAPE),
    (Shelf.KIND, Shelf.MODEL),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to see: all of these at once; None leaves a property open.

    ``person`` is an owner, ``rated`` shows what is rated in place of what isn't, ``day`` a day in UTC.
    """

    kind: ListingKind | None = None
    style: str | None = None
    target: str | None = None
    shape: Shape | None = None
    space: UUID | None = None
    tag: str | None = None
    person: UUID | None = None
    day: date | None = None
    rated: bool = False

    @property
    def shelves(self) -> dict[Shelf, str | UUID]:
        """The shelves that are asked for."""
        asked: dict[Shelf, str | UUID | None] = {
            Shelf.KIND: self.kind and self.kind.value,
            Shelf.STYLE: self.style,
            Shelf.MODEL: self.target,
            Shelf.SHAPE: self.shape and self.shape.value,
            Shelf.SPACE: self.space,
        }
        return {shelf: value for shelf, value in asked.items() if value is not None}

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """The first moment of the day, and the first after it."""
        if self.day is None:
            return None
        begins = datetime.combine(self.day, time(), UTC)
        return begins, begins + _DAY


def lexeme(name: str, value: object) -> str:
    """Return a shelf as a lexeme: several shelves together are one question to the index of words."""
    return f"~{name}:{value}"


def shape_of(width: int, height: int) -> Shape:
    """Return the shape that a picture's proportions are nearest to."""
    return min(RATIOS, key=lambda shape: abs(log(width / height) - log(RATIOS[shape][0] / RATIOS[shape][1])))
