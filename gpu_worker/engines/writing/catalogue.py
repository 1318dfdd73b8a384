"""Which writers a worker offers."""

from core.jobs.writing import TEMPLATE
from gpu_worker.engines.engine import Engine
from gpu_worker.engines.room import Room
from gpu_worker.engines.writing.template import TemplateEngine
from gpu_worker.engines.writing.transformers_text import ENGINE as TRANSFORMERS
from gpu_worker.engines.writing.transformers_text import TransformersEngine
from gpu_worker.settings import WorkerSettings

OPENAI_TEXT = "openai-text"
MODELS = frozenset({TRANSFORMERS, OPENAI_TEXT})


def make_writer(name: str, settings: WorkerSettings, room: Room) -> Engine | None:
    """Return a writer by its name, None for what is none; nothing is loaded yet."""
    match name:
        case "transformers":
            return TransformersEngine(settings.text_model, cost=settings.text_cost, room=room)
        case "openai-text":
            return _openai_text(settings)
        case _:
            return TemplateEngine() if name == TEMPLATE else None


def _openai_text(settings: WorkerSettings) -> Engine:
    from gpu_worker.engines.writing.openai_text import OpenAITextEngine, TextService  # noqa: PLC0415 - half a second of imports

    # A key goes to the server that it was given for, and to no other.
    key = settings.openai_text_key or (None if settings.openai_text_url else settings.openai_key)
    service = TextService(
        url=settings.openai_text_url or settings.openai_url,
        key=key.get_secret_value() if key else "",
        model=settings.openai_text_model,
        cost=settings.openai_text_cost,
        limit_s=settings.openai_text_limit_s,
    )
    return OpenAITextEngine(service)
