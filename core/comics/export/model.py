"""What an export is made of."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from core.comics.render.model import FinishedPage
from core.comics.script.model import Direction
from core.pictures.writing import COMPOSITE, Marks

if TYPE_CHECKING:
    from core.pictures.seal import Seal


@dataclass(frozen=True, slots=True)
class Book:
    """A whole comic.

    ``language`` is "en" or "pl", ``rating`` a level from 0 (everybody) to 3 (adults), ``source`` what its pictures are
    by IPTC's words, ``made_at`` aware UTC, ``seal`` what signs its pictures. The same book is the same bytes in
    every format.
    """

    id: UUID
    title: str
    language: str
    pages: tuple[FinishedPage, ...]
    made_at: datetime
    author: str = ""
    summary: str = ""
    rating: int = 0
    direction: Direction = Direction.LEFT_TO_RIGHT
    source: str = COMPOSITE
    seal: "Seal | None" = field(default=None, repr=False, compare=False)

    @property
    def marks(self) -> Marks:
        """What each of its pictures says of its origin."""
        return Marks(self.source, seal=self.seal)

    @property
    def is_mirrored(self) -> bool:
        """Whether its pages are turned from left to right."""
        return self.direction is Direction.RIGHT_TO_LEFT
