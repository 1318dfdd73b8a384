"""What a person is told of why an attempt came to nothing."""

from core.i18n import N_, Translator
from core.jobs.orders import Failure

_REASONS = {
    Failure.WORKER_LOST: N_("The computer that was drawing it went away three times."),
    Failure.ENGINE: N_("The engine could not draw it."),
    Failure.MODEL_MISSING: N_("The model is not installed on the computer that draws."),
    Failure.OUT_OF_MEMORY: N_("The computer that draws has not enough memory for this. Try a smaller picture."),
    Failure.STORE: N_("The finished picture could not be stored."),
    Failure.REFERENCE_MISSING: N_("The picture to start from is gone."),
    Failure.REFERENCE_REFUSED: N_(
        "Nothing is made from this picture: it shows what only adults may see, or somebody young and undressed. "
        "Start from another one."
    ),
    Failure.SERVICE: N_("The service that draws does not answer well. Try again later or choose another model."),
    Failure.REFUSED: N_("The service that draws refused these words. Word it differently or choose another model."),
}


def reason_of(error: str | None) -> str:
    """Return the sentence for a job's error, to be translated; an unknown one was the engine's."""
    known = {failure.value: sentence for failure, sentence in _REASONS.items()}
    return known.get(error or "", _REASONS[Failure.ENGINE])


def said_of_pause(say: Translator, reason: str) -> str:
    """Return what who waits is told of a pause; ``reason`` may be ""."""
    if reason:
        return say.gettext("Paused by an admin: {reason} Your place is kept.", reason=reason)
    return say.gettext("Paused by an admin for a while. Your place is kept.")
