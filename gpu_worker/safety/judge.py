"""Rates what was drawn, and says nothing rather than something wrong: who is not judged is never public."""

import logging
import os
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

if TYPE_CHECKING:
    from gpu_worker.safety.models import Classifiers

FRAMES_APART = 12  # of a clip every twelfth frame is looked at, half a second at 24 a second, and the last one
_MOST_THREADS = 4
_log = logging.getLogger(__name__)


class Judge:
    """The classifiers of one process; loaded when the first picture needs them, once."""

    def __init__(self, *, threads: int) -> None:
        """Take how many threads they may use; see ``threads_for``."""
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: Classifiers | None = None
        self._trouble: str | None = None

    def trouble(self) -> str | None:
        """Load the classifiers and return why they can't judge, or None when they can."""
        with self._lock:
            if self._loaded is None and self._trouble is None:
                self._load()
            return self._trouble

    def level(self, pixels: NDArray[np.uint8]) -> int | None:
        """Return the age rating (0 to 3) of a picture, (height, width, 3) uint8 sRGB; None where nobody can tell."""
        if self.trouble() is not None or self._loaded is None:
            return None
        from gpu_worker.safety.levels import level_of  # noqa: PLC0415 - beside the classifiers, see _load

        try:
            with self._lock:
                return level_of(self._loaded.look(Image.fromarray(pixels)))
        except Exception:  # noqa: BLE001 - one picture: what the runtime throws leaves it unjudged
            _log.exception("a classifier failed, so a picture stays unjudged")
            return None

    def level_of_clip(self, frames: Sequence[NDArray[np.uint8]]) -> int | None:
        """Return the highest rating of a clip's frames; None where one of those looked at can't be judged."""
        looked_at = [*frames[::FRAMES_APART], *frames[-1:]]
        levels = [self.level(frame) for frame in looked_at]
        known = [level for level in levels if level is not None]
        return max(known) if known and len(known) == len(levels) else None

    def _load(self) -> None:
        try:
            from gpu_worker.safety.models import Classifiers  # noqa: PLC0415 - a small house has none of its packages

            classifiers = Classifiers(threads=self._threads)
            classifiers.look(Image.new("RGB", (64, 64), "white"))
        except ImportError as error:
            self._trouble = f"not installed ({error.name})"
        except Exception as error:  # noqa: BLE001 - the runtime's errors have no common ancestor
            self._trouble = f"broken ({error})"
        else:
            self._loaded = classifiers
        if self._trouble is not None:
            _log.error("pictures can't be rated, so none of them can be public: %s; see ./run doctor", self._trouble)


def threads_for(slots: int) -> int:
    """Return how many threads a process with so many neighbours may use, one to four."""
    return max(1, min(_MOST_THREADS, (os.cpu_count() or 1) // (2 * slots)))
