"""Where one process keeps the model that writes, within the memory that it shares with those that draw."""

import logging
from collections.abc import Callable

from core.jobs.orders import Failure
from gpu_worker.engines.diffusers.loading.libraries import find_device
from gpu_worker.engines.diffusers.loading.shelf import free_memory, room_on
from gpu_worker.engines.diffusers.models.folders import folder_of
from gpu_worker.engines.diffusers.models.weights import UnusableModel
from gpu_worker.engines.engine import EngineError
from gpu_worker.engines.memory import is_out_of_memory
from gpu_worker.engines.room import Room
from gpu_worker.engines.writing.composing import Asked
from gpu_worker.engines.writing.local import LocalWriter, NoRoomToAnswer, bytes_needed

_log = logging.getLogger(__name__)


class Desk:
    """Loads the model when somebody wants a text, and lets it go when pictures need its room."""

    def __init__(self, source: str, room: Room, *, memory_bytes: int | None = None) -> None:
        """Hold nothing yet; ``memory_bytes`` is what the models of all engines may take together."""
        self._source = source
        self._room = room
        self._device = find_device()
        self._bound = memory_bytes or room_on(self._device)
        self._writer: LocalWriter | None = None
        room.join(self)

    def bytes(self) -> int:
        """Return what the model takes; 0 while it is not loaded."""
        return self._writer.bytes() if self._writer else 0

    def leave(self) -> None:
        """Let the model go."""
        _log.info("the model that writes leaves the memory")
        self._writer = None
        free_memory()

    def load(self) -> LocalWriter:
        """Return the model, loaded if need be.

        Raises:
            EngineError: it is missing, damaged, or does not fit.
        """
        if self._writer is None:
            try:
                self._writer = self._loaded()
            except UnusableModel as error:
                _log.error("%s", error)
                raise EngineError(Failure.MODEL_MISSING) from error
        return self._writer

    def write(self, asked: Asked, tick: Callable[[float], None]) -> str:
        """Return the model's answer; ``tick`` as in ``LocalWriter.write``.

        Raises:
            EngineError: it can't be loaded, memory runs out, or the question is too long for it.
        """
        writer = self.load()
        try:
            return writer.write(asked, tick)
        except NoRoomToAnswer as error:
            _log.warning("the question has %s tokens, too many for %s", error, self._source)
            raise EngineError(Failure.ENGINE) from error
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            self._room.clear_beside(self)
            raise EngineError(Failure.OUT_OF_MEMORY) from error

    def _loaded(self) -> LocalWriter:
        folder = folder_of(self._source)
        needed = bytes_needed(folder, self._device)
        if needed > self._bound:
            _log.error("%s needs %d MiB; models may take %d MiB here", folder, needed >> 20, self._bound >> 20)
            raise EngineError(Failure.OUT_OF_MEMORY)
        if needed + self._room.taken_beside(self) > self._bound:
            self._room.clear_beside(self)
        _log.info("loading the model that writes (%d MiB) from %s", needed >> 20, folder)
        try:
            return LocalWriter(folder, self._device)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            raise EngineError(Failure.OUT_OF_MEMORY) from error
