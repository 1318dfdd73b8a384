"""What can make a picture: model cards that workers announce, and the styles and shapes that mean the same to each."""

from enum import StrEnum
from math import sqrt

from pydantic import BaseModel, ConfigDict, Field

from core.i18n import N_
from core.jobs.editing import MOST_REFERENCES, Control, Mode
from core.jobs.motion import LONGEST
from core.jobs.states import Kind

STYLES = {
    "flat": N_("flat colours"),
    "ink": N_("ink drawing"),
    "noir": N_("noir"),
    "sepia": N_("sepia"),
    "pastel": N_("pastel"),
    "blueprint": N_("blueprint"),
    "newsprint": N_("newsprint"),
}

_STEEPEST = 3.0  # every engine draws a picture so long or so high


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

    Attributes:
        pixels: the area the model draws best at.
        multiple: what both sides are divisible by.
        batch_width: how many pictures one batch may hold.
        cost: the credits of a picture, of a second of a clip, of four megapixels of an enlarged picture.
        makes: what it makes; a wish for anything else is refused.
        edits: what it can do with a picture to start from.
        controls: what a composition can be held by.
        loras: names of the additions that it may be drawn with.
        schedulers: names of the ways of stepping that it offers.
        negative: whether it can be told what not to draw.
        most_references: how many pictures of characters and things it looks at, beside the one it starts from.
        style_reference: whether it can take the style of a picture.
        fastest: few steps, for drafts and for many at once.
        only_edits: draws nothing without a picture to start from.
        films_pictures: whether its clips may begin with a picture.
        most_seconds: the longest clip.
        clip_pixels: the area of its clips.
        fps: the frames a second that its clips usually have.
        factors: how many times larger it makes pictures.
        invents: whether what it makes of a picture may show more than that did, so that it is rated anew.
        fits: whether its worker has the memory for it; found out by the process that draws, once it has looked.
        awake: whether a worker that has it was heard of lately; set by who looks it up, not by workers.
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
    makes: tuple[Kind, ...] = (Kind.IMAGE,)
    edits: tuple[Mode, ...] = ()
    controls: tuple[Control, ...] = ()
    loras: tuple[str, ...] = ()
    schedulers: tuple[str, ...] = ()
    negative: bool = False
    most_references: int = Field(0, ge=0, le=MOST_REFERENCES)
    style_reference: bool = False
    fastest: bool = False
    only_edits: bool = False
    films_pictures: bool = False
    most_seconds: float = Field(0, ge=0, le=LONGEST)
    clip_pixels: int = Field(832 * 480, ge=64 * 64, le=4096 * 4096)
    fps: int = Field(12, ge=1, le=60)
    factors: tuple[int, ...] = ()
    invents: bool = True
    fits: bool = True
    awake: bool = True

    @property
    def references(self) -> bool:
        """Whether it can start from a picture."""
        return Mode.IMAGE in self.edits

    @property
    def target(self) -> str:
        """The word by which orders and workers find each other."""
        return f"{self.engine}/{self.name}"


STORYBOARD = ModelCard(
    name="storyboard",
    engine="storyboard",
    title="Storyboard",
    pixels=1152 * 768,
    multiple=16,
    batch_width=4,
    makes=(Kind.IMAGE, Kind.ANIMATION),
    films_pictures=True,
    most_seconds=10,
    clip_pixels=768 * 512,
    invents=False,
)


class WorkerCard(BaseModel):
    """What a worker announces of itself with each heartbeat.

    ``incarnation`` changes with every start: orders of an earlier one are lost. ``slots`` is the number of orders
    it renders at a time, ``warm`` the targets that are loaded, or cost nothing to load.
    """

    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=1, max_length=200)
    incarnation: str
    queue: str
    slots: int = Field(ge=1, le=256)
    models: tuple[ModelCard, ...]
    warm: tuple[str, ...] = ()

    @property
    def holder(self) -> str:
        """How rows name this start of the worker."""
        return f"{self.name}#{self.incarnation}"


def size_for(shape: Shape, card: ModelCard) -> tuple[int, int]:
    """Return the width and height (pixels) nearest to a shape at a model's best area and multiple."""
    return _size(*RATIOS[shape], pixels=card.pixels, multiple=card.multiple)


def size_like(size: tuple[int, int], *, pixels: int, multiple: int) -> tuple[int, int]:
    """Return the width and height nearest to a picture's proportions, at most three times as long as wide."""
    across, down = size
    ratio = min(max(across / down, 1 / _STEEPEST), _STEEPEST)
    return _size(ratio, 1, pixels=pixels, multiple=multiple)


def _size(across: float, down: float, *, pixels: int, multiple: int) -> tuple[int, int]:
    unit = sqrt(pixels / (across * down))

    def snap(side: float) -> int:
        return max(multiple, round(side / multiple) * multiple)

    return snap(across * unit), snap(down * unit)
