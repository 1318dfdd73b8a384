"""What every engine does: says which models it has, and turns a batch of specs into pixels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from core.engines import ModelCard
from core.jobs.orders import Failure
from core.jobs.specs import DrawSpec
from gpu_worker.engines.clips import Clip, Pixels

__all__ = ["Cancelled", "Clip", "Drawn", "Engine", "EngineError", "Pixels", "Wanted", "Watch"]


class EngineError(Exception):
    """An engine can't draw this; ``passing`` says that it may go better again."""

    def __init__(self, failure: Failure, *, passing: bool = False) -> None:
        """Keep what went wrong."""
        super().__init__(failure)
        self.failure = failure
        self.passing = passing


class Cancelled(Exception):
    """Nobody wants the pictures of this batch any more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One picture of a batch.

    ``pictures`` holds every picture that ``spec.needed()`` names: (height, width, 3) uint8 sRGB of any size.
    """

    spec: DrawSpec
    seed: int
    pictures: Mapping[str, Pixels] = field(default_factory=dict)

    @property
    def reference(self) -> Pixels | None:
        """The picture to start from."""
        return self.pictures[self.spec.reference] if self.spec.reference else None

    @property
    def mask(self) -> Pixels | None:
        """What is repainted: white on black, of any size."""
        edit = self.spec.edit
        return self.pictures[edit.mask] if edit and edit.mask else None

    @property
    def references(self) -> tuple[Pixels, ...]:
        """The pictures of characters and things that it should show."""
        edit = self.spec.edit
        return tuple(self.pictures[key] for key in edit.references) if edit else ()

    @property
    def style_reference(self) -> Pixels | None:
        """The picture whose style it should have."""
        edit = self.spec.edit
        return self.pictures[edit.style_reference] if edit and edit.style_reference else None

    @property
    def control_picture(self) -> Pixels | None:
        """The pose or depth map; None has the storyboard draw it."""
        edit = self.spec.edit
        return self.pictures[edit.control_picture] if edit and edit.control_picture else None


@dataclass(frozen=True, slots=True)
class Drawn:
    """One finished result: ``pixels`` (height, width, 3) uint8 sRGB, and what the engine knows of it.

    ``clip`` makes it a clip, and ``pixels`` its poster. ``text`` is the answer by language where words were asked
    for; then ``pixels`` is what they are about. ``level`` is an age rating that the engine vouches for; None leaves
    it to the classifiers.
    """

    pixels: Pixels
    alt: dict[str, str] = field(default_factory=dict)
    not_drawn: tuple[str, ...] = ()
    scene: dict[str, object] | None = None
    level: int | None = None
    clip: Clip | None = None
    text: dict[str, str] = field(default_factory=dict)


class Watch(Protocol):
    """What an engine tells while it works."""

    def step(self, done: float, previews: Sequence[Pixels] = ()) -> None:
        """Report the share of the batch that is done (0 to 1), with a small preview of each picture where it has one.

        Raises:
            Cancelled: nobody waits for the batch; the engine lets this pass through.
        """


class Engine(Protocol):
    """Makes pictures, clips or words. Instances live in one process and keep their models loaded between orders."""

    name: str
    source: str  # the IPTC digital source type of what it makes (core.pictures.writing)

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the models on offer; cheap, loads nothing."""

    def warm(self) -> None:
        """Load what the first order would wait for."""

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Return a result for each wanted one, in order; a result does not depend on its batch.

        Raises:
            EngineError: the batch can't be drawn.
            Cancelled: as raised by ``watch``.
        """
