"""Diffusion models behind the engine's protocol. torch and diffusers are imported when the first model is loaded."""

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.engines import ModelCard
from core.jobs.orders import Failure
from core.pictures.writing import TRAINED
from gpu_worker.engines.diffusers.table import ENGINE, read_table
from gpu_worker.engines.engine import Drawn, EngineError, Wanted, Watch

if TYPE_CHECKING:
    from gpu_worker.engines.diffusers.studio import Studio

PREVIEW_EVERY_S = 1.0
_log = logging.getLogger(__name__)


class DiffusersEngine:
    """Draws with the models of a table."""

    name = ENGINE
    source = TRAINED

    def __init__(
        self,
        models_file: Path | None,
        *,
        memory_bytes: int | None = None,
        preview_every_s: float = PREVIEW_EVERY_S,
    ) -> None:
        """Read the table of models.

        ``memory_bytes`` is what all loaded models together may take; None asks the device when it is first used.

        Raises:
            TableError: the table is wrong.
        """
        self._entries = {entry.name: entry for entry in read_table(models_file)}
        self._memory_bytes = memory_bytes
        self._preview_every_s = preview_every_s
        self._opening = threading.Lock()
        self._opened: Studio | None = None

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the models of the table; nothing is imported or loaded for it."""
        return tuple(entry.card() for entry in self._entries.values())

    def warm(self) -> None:
        """Load the model for everyday use; a worker whose model is broken says so and goes on."""
        if not self._entries:
            return
        first = next(iter(self._entries.values()))
        try:
            self.studio().load(first)
        except EngineError as error:
            _log.warning("started without the model “%s”: %s", first.name, error.failure)

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Draw a batch; pictures of one model, size and so on are drawn together."""
        watch.step(0.0)
        pictures = self.studio().draw(batch, watch)
        watch.step(1.0)
        return [Drawn(pixels) for pixels in pictures]

    def studio(self) -> "Studio":
        """Return where this process draws.

        Raises:
            EngineError: torch or diffusers is not installed.
        """
        with self._opening:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def _open(self) -> "Studio":
        try:
            from gpu_worker.engines.diffusers.studio import Studio  # noqa: PLC0415 - torch takes seconds and is optional
        except ImportError as error:
            _log.error("the diffusers engine needs torch and the packages of the extra “diffusers”: %s", error)
            raise EngineError(Failure.MODEL_MISSING) from error
        return Studio(self._entries, memory_bytes=self._memory_bytes, preview_every_s=self._preview_every_s)
