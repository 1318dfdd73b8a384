"""What can make a picture: model cards that workers announce, and the styles and shapes that mean the same to each."""

from enum import StrEnum
from math import sqrt

from pydantic import BaseModel, ConfigDict, Field

from core.i18n import N_

STYLES = {
    "flat": N_("flat colours"),
    "ink": N_("ink drawing"),
    "noir": N_("noir"),
    "sepia": N_("sepia"),
    "pastel": N_("pastel"),
    "blueprint": N_("blueprint"),
    "newsprint": N_("newsprint"),
}


class Shape(StrEnum):
    """The proportions of a picture."""

    SQUARE = "square"
    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"
    WIDE = "wide"
    TALL = "tall"


RATIOS = {
    Shape.SQUARE: (1, 1),
    Shape.LANDSCAPE: (3, 2),
    Shape.PORTRAIT: (2, 3),
    Shape.WIDE: (16, 9),
    Shape.TALL: (9, 16),
}
SHAPE_NAMES = {
    Shape.SQUARE: N_("square"),
    Shape.LANDSCAPE: N_("landscape"),
    Shape.PORTRAIT: N_("portrait"),
    Shape.WIDE: N_("wide"),
    Shape.TALL: N_("tall"),
}


class ModelCard(BaseModel):
    """What a worker says of one of its models.

    ``pixels`` is the area the model draws best at, ``multiple`` what both sides are divisible by, ``width`` how
    many pictures one batch may hold, ``cost`` the credits of one picture.
    """

    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    engine: str
    title: str = ""
    pixels: int = Field(1024 * 1024, ge=64 * 64, le=4096 * 4096)
    multiple: int = Field(64, ge=1, le=128)
    steps: int = Field(1, ge=1, le=200)
    guidance: float = Field(0.0, ge=0, le=50)
    batch_width: int = Field(1, ge=1, le=64)
    cost: int = Field(1, ge=0, le=10_000)
    references: bool = False

    @property
    def target(self) -> str:
        """The word by which orders and workers find each other."""
        return f"{self.engine}/{self.name}"


STORYBOARD = ModelCard(
    name="storyboard", engine="storyboard", title="Storyboard", pixels=1152 * 768, multiple=16, batch_width=4
)


class WorkerCard(BaseModel):
    """What a worker announces of itself with each heartbeat.

    ``incarnation`` changes with every start: orders of an earlier one are lost. ``slots`` is the number of orders
    it renders at a time.
    """

    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=1, max_length=200)
    incarnation: str
    queue: str
    slots: int = Field(ge=1, le=256)
    models: tuple[ModelCard, ...]

    @property
    def holder(self) -> str:
        """How rows name this start of the worker."""
        return f"{self.name}#{self.incarnation}"


def size_for(shape: Shape, card: ModelCard) -> tuple[int, int]:
    """Return the width and height (pixels) nearest to a shape at a model's best area and multiple."""
    across, down = RATIOS[shape]
    unit = sqrt(card.pixels / (across * down))

    def snap(side: float) -> int:
        return max(card.multiple, round(side / card.multiple) * card.multiple)

    return snap(across * unit), snap(down * unit)
