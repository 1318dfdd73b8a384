"""What every engine does: says which models it has, and turns a batch of specs into pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.engines import ModelCard
from core.jobs.orders import Failure
from core.jobs.specs import DrawSpec

Pixels = NDArray[np.uint8]


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
    """One picture of a batch. ``reference`` is (height, width, 3) uint8 sRGB of any size, or None."""

    spec: DrawSpec
    seed: int
    reference: Pixels | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """One finished picture: ``pixels`` (height, width, 3) uint8 sRGB, and what the engine knows of it.

    ``level`` is an age rating that the engine vouches for; None leaves it to the classifiers.
    """

    pixels: Pixels
    alt: dict[str, str] = field(default_factory=dict)
    not_drawn: tuple[str, ...] = ()
    scene: dict[str, object] | None = None
    level: int | None = None


class Watch(Protocol):
    """What an engine tells while it works."""

    def step(self, done: float, previews: Sequence[Pixels] = ()) -> None:
        """Report the share of the batch that is done (0 to 1), with a small preview of each picture where it has one.

        Raises:
            Cancelled: nobody waits for the batch; the engine lets this pass through.
        """


class Engine(Protocol):
    """Makes pictures. Instances live in one worker process and keep their models loaded between orders."""

    name: str
    source: str  # the IPTC digital source type of what it makes (core.pictures.writing)

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the models on offer; cheap, loads nothing."""

    def warm(self) -> None:
        """Load what the first order would wait for."""

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Return a picture for each wanted one, in order; a picture does not depend on its batch.

        Raises:
            EngineError: the batch can't be drawn.
            Cancelled: as raised by ``watch``.
        """
