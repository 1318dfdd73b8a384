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
from gpu_worker.engines.engine import Drawn, EngineError, Wanted, Watch

if TYPE_CHECKING:
    from gpu_worker.engines.describing.captions import Captioner

ENGINE = "describe"
_log = logging.getLogger(__name__)


class DescribeEngine:
    """Says what pictures show, in English: these models know no other language."""

    name = ENGINE
    source = TRAINED

    def __init__(self, model: str) -> None:
        """Name the model's folder or hub id; "" offers nothing. It is loaded when it is first needed."""
        self._model = model
        self._opening = threading.Lock()
        self._opened: Captioner | None = None

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

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Describe one picture after the other."""
        captioner = self._captioner()
        told = []
        for number, wanted in enumerate(batch):
            watch.step(number / len(batch))
            if wanted.reference is None:
                raise EngineError(Failure.REFERENCE_MISSING)
            told.append(Drawn(wanted.reference, text={"en": captioner.caption(wanted.reference)}))
        return told

    def _captioner(self) -> "Captioner":
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
