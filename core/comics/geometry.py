"""Points and boxes on a page, in pixels: x to the right, y down."""

from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A point on the page."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle, its right and bottom edge excluded."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Its area in square pixels."""
        return self.width * self.height

    @property
    def centre(self) -> Point:
        """Its middle."""
        return Point((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def moved(self, x: float, y: float) -> "Box":
        """Return it moved by so many pixels."""
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def grown(self, by: float) -> "Box":
        """Return it with each edge moved outwards; negative moves them inwards."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def overlap(self, other: "Box") -> float:
        """Return the area that two boxes share."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def mirrored(self, width: float) -> "Box":
        """Return it as it stands on a page of that width seen in a mirror (right-to-left reading)."""
        return Box(width - self.right, self.top, width - self.left, self.bottom)
