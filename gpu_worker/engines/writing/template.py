"""The template behind the engine's protocol: the last writer, for when no model could."""

import logging
from collections.abc import Sequence
from random import Random

from core.engines import ModelCard
from core.errors import DomainError
from core.jobs.orders import Failure
from core.jobs.writing import TEMPLATE
from core.pictures.writing import COMPOSITE
from core.writing.template import TEMPLATE_CARD, by_template
from gpu_worker.engines.engine import Drawn, EngineError, Wanted, Watch
from gpu_worker.engines.writing.composing import drawn, writing_of

_log = logging.getLogger(__name__)


class TemplateEngine:
    """Writes without a model."""

    name = TEMPLATE
    source = COMPOSITE

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the one card."""
        return (TEMPLATE_CARD,)

    def warm(self) -> None:
        """Do nothing: there is nothing to load."""

    def render(self, batch: Sequence[Wanted], watch: Watch) -> list[Drawn]:
        """Write every text of a batch."""
        watch.step(0.0)
        return [_written(wanted) for wanted in batch]


def _written(wanted: Wanted) -> Drawn:
    writing = writing_of(wanted)
    try:
        text = by_template(wanted.spec.prompt, writing, dice=Random(wanted.seed + writing.chance))  # noqa: S311 - plots are no secrets
    except DomainError as error:
        _log.info("the template can't write this: %s", error.code)
        raise EngineError(Failure.ENGINE) from error
    return drawn(text, writing)
