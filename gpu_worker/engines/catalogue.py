"""Which engines a worker offers."""

from gpu_worker.engines.engine import Engine
from gpu_worker.engines.storyboard_engine import StoryboardEngine
from gpu_worker.settings import WorkerSettings


def make_engines(settings: WorkerSettings) -> dict[str, Engine]:
    """Return the engines that the settings name; none is loaded yet.

    Raises:
        ValueError: an engine's name is unknown.
    """
    engines: dict[str, Engine] = {}
    for name in (part.strip() for part in settings.worker_engines.split(",")):
        engines[name] = _make(name, settings)
    return engines


def _make(name: str, settings: WorkerSettings) -> Engine:
    match name:
        case "storyboard":
            return StoryboardEngine(settings.node_modules)
        case "diffusers":
            from gpu_worker.engines.diffusers.engine import DiffusersEngine  # noqa: PLC0415 - torch is optional

            return DiffusersEngine(settings.models_file, assets=settings.node_modules)
        case _:
            message = f"WORKER_ENGINES names an unknown engine: {name}"
            raise ValueError(message)
