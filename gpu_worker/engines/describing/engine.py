"""Describing behind the engine's protocol: caption models of transformers (the classes of BLIP and GIT)."""

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.engines import ModelCard
from core.jobs.orders import Failure
from core.jobs.states import Kind
from core.pictures.writing import TRAINED
from gpu_worker.engines.describing.glossing import Glossary
from gpu_worker.engines.engine import Drawn, EngineError, Pixels, Wanted, Watch
from gpu_worker.engines.room import Room

if TYPE_CHECKING:
    from gpu_worker.engines.describing.captions import Captioner

ENGINE = "describe"
_log = logging.getLogger(__name__)


class DescribeEngine:
    """Says what pictures show: these models know English only, and a dictionary adds what it means in Polish."""

    name = ENGINE
    source = TRAINED

    def __init__(self, model: str, *, assets: Path | None = None, room: Room | None = None) -> None:
        """Name the model's folder or hub id; "" offers nothing. It is loaded when it is first needed.

        ``assets`` is the folder of npm packages, with the storyboard's dictionary; ``room`` is the memory that it
        shares with other engines' models.
        """
        self._model = model
        self._glossary = Glossary(assets)
        self._opening = threading.Lock()
        self._opened: Captioner | None = None
        self._room = room or Room()
        self._room.join(self)

    def bytes(self) -> int:
        """Return what the model takes; 0 while it is not loaded."""
        return self._opened.bytes() if self._opened else 0

    def leave(self) -> None:
        """Let the model go, for those of other engines."""
        self._opened = None

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the one model; nothing is imported or loaded for it."""
        if not self._model:
            return ()
        name = Path(self._model).name.lower()
        kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "-" for sign in name)
        return (ModelCard(name=kept.strip("._-")[:60] or ENGINE, engine=ENGINE, title=name, makes=(Kind.CAPTION,)),)

    def warm(self) -> None:
        """Load the model; a worker whose model is broken says so and goes on."""
        if not self._model:
            _log.warning("the engine “describe” offers nothing: CAPTION_MODEL names no model")
            return
        try:
            self._captioner()
        except EngineError as error:
            _log.warning("started without the model that describes pictures: %s", error.failure)
        except MemoryError:
            _log.warning("started without the model that describes pictures: no memory")

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Describe one picture after the other."""
        told = []
        for number, wanted in enumerate(batch):
            watch.step(number / len(batch))
            if wanted.reference is None:
                raise EngineError(Failure.REFERENCE_MISSING)
            told.append(Drawn(wanted.reference, text=self._told(wanted.reference)))
        return told

    def _told(self, picture: Pixels) -> dict[str, str]:
        """Describe a picture; where memory runs out, models of other engines leave, and it is tried once more."""
        try:
            caption = self._captioner().caption(picture)
        except MemoryError:
            _log.warning("no memory to describe a picture: other models leave it")
            self._room.clear_beside(self)
            try:
                caption = self._captioner().caption(picture)
            except MemoryError as error:
                raise EngineError(Failure.OUT_OF_MEMORY) from error
        polish = self._glossary.polish(caption) if caption else ""
        return {"en": caption, "pl": polish} if polish else {"en": caption}

    def _captioner(self) -> "Captioner":
        """Return the model, loaded if need be.

        Raises:
            EngineError: it is missing or damaged.
            MemoryError: it does not fit.
        """
        with self._opening:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def _open(self) -> "Captioner":
        try:
            from gpu_worker.engines.describing.captions import Captioner, UnusableCaptioner  # noqa: PLC0415 - optional
        except ImportError as error:
            _log.error("describing needs torch and the packages of the extra “diffusers”: %s", error)
            raise EngineError(Failure.MODEL_MISSING) from error
        try:
            return Captioner(self._model)
        except UnusableCaptioner as error:
            _log.error("%s", error)
            raise EngineError(Failure.MODEL_MISSING) from error
