"""Diffusion models behind the engine's protocol. torch and diffusers are imported when the first model is loaded."""

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.engines import ModelCard
from core.jobs.orders import Failure
from core.pictures.writing import TRAINED
from gpu_worker.engines.diffusers.models.cards import card
from gpu_worker.engines.diffusers.models.entry import ENGINE, Entry
from gpu_worker.engines.diffusers.models.folders import fetching, is_here
from gpu_worker.engines.diffusers.models.table import READY, read_table
from gpu_worker.engines.engine import Drawn, EngineError, Wanted, Watch
from gpu_worker.engines.room import Room

if TYPE_CHECKING:
    from gpu_worker.engines.diffusers.studio import Studio

PREVIEW_EVERY_S = 1.0
ASSETS = Path(__file__).resolve().parents[3] / "node_modules"
_log = logging.getLogger(__name__)


class DiffusersEngine:
    """Draws with the models of a table."""

    name = ENGINE
    source = TRAINED

    def __init__(
        self,
        models_file: Path | None,
        *,
        assets: Path = ASSETS,
        ready: Path | None = READY,
        memory_bytes: int | None = None,
        preview_every_s: float = PREVIEW_EVERY_S,
        room: Room | None = None,
    ) -> None:
        """Read the table of models: what ``models_file`` names and what of the ``ready`` entries is on this machine.

        ``assets`` is the folder of the storyboard's art, for poses and depths; ``memory_bytes`` what all loaded models
        together may take, None asks the device when it is first used; ``room`` is where other engines' models are.

        Raises:
            TableError: the table is wrong.
        """
        self._entries = {entry.name: entry for entry in read_table(models_file, ready=ready)}
        self._assets = assets
        self._memory_bytes = memory_bytes
        self._preview_every_s = preview_every_s
        self._room = room
        self._opening = threading.Lock()
        self._opened: Studio | None = None
        self._too_large: tuple[str, ...] | None = None

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the models that are on this machine; nothing is imported or loaded for it."""
        return tuple(card(entry) for entry in self._here())

    def warm(self) -> None:
        """Load the model for everyday use; a worker whose model is broken says so and goes on."""
        first = next(iter(self._here()), None)
        if first is None:
            _log.warning("no model is on this machine; ./run models lists those that can be fetched")
            return
        try:
            self.studio().load(first)
        except EngineError as error:
            _log.warning("started without the model “%s”: %s", first.name, error.failure)

    def loaded(self) -> tuple[str, ...]:
        """Return the targets whose models are in memory, the one used last in front."""
        opened = self._opened
        return tuple(f"{ENGINE}/{name}" for name in reversed(opened.shelf.names())) if opened else ()

    def too_large(self) -> tuple[str, ...]:
        """Return the targets of models that there is no memory for; none before the device is known."""
        opened = self._opened
        if opened is None:
            return ()
        if self._too_large is None:
            self._too_large = tuple(f"{ENGINE}/{one.name}" for one in self._here() if not opened.shelf.fits(one))
        return self._too_large

    def _here(self) -> list[Entry]:
        missing = [entry for entry in self._entries.values() if not is_here(entry)]
        for entry in missing:
            _log.debug("“%s” is not on this machine; fetch it with: %s", entry.name, fetching(entry))
        return [entry for entry in self._entries.values() if entry not in missing]

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Draw a batch; pictures of one model, size and so on are drawn together."""
        watch.step(0.0)
        drawn = self.studio().draw(batch, watch)
        watch.step(1.0)
        return drawn

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
        return Studio(
            self._entries,
            memory_bytes=self._memory_bytes,
            preview_every_s=self._preview_every_s,
            assets=self._assets,
            room=self._room,
        )
