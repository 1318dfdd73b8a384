"""Texts by a language model on this machine, behind the engine's protocol; torch is imported when it is first used."""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.engines import ModelCard
from core.jobs.orders import Failure
from core.pictures.writing import TRAINED
from gpu_worker.engines.engine import Drawn, EngineError, Wanted, Watch
from gpu_worker.engines.room import Room
from gpu_worker.engines.writing.composing import Asked, card_of, composed

if TYPE_CHECKING:
    from gpu_worker.engines.writing.desk import Desk

ENGINE = "transformers"
_log = logging.getLogger(__name__)


class TransformersEngine:
    """Has a model on this machine write."""

    name = ENGINE
    source = TRAINED

    def __init__(self, model: str, *, cost: int = 1, room: Room | None = None, memory_bytes: int | None = None) -> None:
        """Name the model's folder or hub id; "" offers nothing. It is loaded when it is first needed.

        ``room`` is the memory that it shares with other engines' models; ``memory_bytes`` what all of them together
        may take, None asks the device.
        """
        self._model = model
        self._cost = cost
        self._room = room or Room()
        self._memory_bytes = memory_bytes
        self._opened: Desk | None = None

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the one model; nothing is imported or loaded for it."""
        return (card_of(ENGINE, self._model, cost=self._cost),) if self._model else ()

    def loaded(self) -> tuple[str, ...]:
        """Return the target whose model is in memory."""
        opened = self._opened
        return tuple(card.target for card in self.cards()) if opened is not None and opened.bytes() else ()

    def warm(self) -> None:
        """Load the model; a worker whose model is broken says so and goes on."""
        if not self._model:
            _log.warning("the engine “transformers” offers nothing: TEXT_MODEL names no model")
            return
        try:
            self._desk().load()
        except EngineError as error:
            _log.warning("started without the model that writes: %s", error.failure)

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Write one text after the other."""
        desk = self._desk()
        return [composed(wanted, _answering(desk, watch, at=at, of=len(batch))) for at, wanted in enumerate(batch)]

    def _desk(self) -> "Desk":
        if self._opened is None:
            try:
                from gpu_worker.engines.writing.desk import Desk  # noqa: PLC0415 - torch takes seconds and is optional
            except ImportError as error:
                _log.error("the engine “transformers” needs torch and the extra “diffusers”: %s", error)
                raise EngineError(Failure.MODEL_MISSING) from error
            self._opened = Desk(self._model, self._room, memory_bytes=self._memory_bytes)
        return self._opened


def _answering(desk: "Desk", watch: Watch, *, at: int, of: int) -> Callable[[Asked], str]:
    """Return what has one text of some written; each token is a step of the watch."""

    def answer(asked: Asked) -> str:
        watch.step(at / of)
        return desk.write(asked, lambda done: watch.step((at + min(done, 1.0)) / of))

    return answer
