"""The storyboard's pose and depth: what holds a picture's composition where nobody brought a map of their own."""

import logging
import threading
from pathlib import Path

import numpy as np
from PIL import Image

from core.jobs.direction import Direction
from core.jobs.editing import Control
from gpu_worker.engines.engine import Pixels, Wanted
from gpu_worker.engines.storyboard import Library, draw, load, parse
from gpu_worker.engines.storyboard.engine import LARGEST, SMALLEST

_STEEPEST = 4.0
_log = logging.getLogger(__name__)


class Composer:
    """Draws maps of the scenes that prompts tell; the storyboard's art is read when first needed."""

    def __init__(self, assets: Path) -> None:
        """Name the folder of npm packages with the art."""
        self._assets = assets
        self._library: Library | None = None
        self._reading = threading.Lock()

    def map_of(self, wanted: Wanted, control: Control) -> Pixels:
        """Return the map of the same words, seed and size: (height, width, 3) uint8.

        Raises:
            MissingAssetsError: the art is not there.
        """
        spec, direction = wanted.spec, wanted.spec.direction or Direction()
        library = self._read()
        scene = parse(
            spec.prompt, language=direction.language, library=library, cast=direction.cast,
            speakers=direction.speakers, expressions=direction.expressions,
        )  # fmt: skip
        width, height = _drawable(spec.width, spec.height)
        drawn = draw(scene, width=width, height=height, seed=wanted.seed, library=library, headroom=direction.headroom)
        tones = drawn.pose if control is Control.POSE else drawn.depth
        colors = np.repeat(tones[:, :, None], 3, axis=2) if tones.ndim < 3 else tones  # noqa: PLR2004 - depth is one tone
        return np.asarray(Image.fromarray(colors).resize((spec.width, spec.height), Image.Resampling.BILINEAR))

    def _read(self) -> Library:
        with self._reading:
            if self._library is None:
                self._library = load(self._assets)
            return self._library


def _drawable(width: int, height: int) -> tuple[int, int]:
    """Return a size that the storyboard draws, of nearly the same proportions."""
    scale = max(SMALLEST / min(width, height), 1.0) if max(width, height) <= LARGEST else LARGEST / max(width, height)
    across, down = (round(min(max(side * scale, SMALLEST), LARGEST)) for side in (width, height))
    return min(across, round(down * _STEEPEST)), min(down, round(across * _STEEPEST))
