"""Which engines a worker offers."""

import os

from core.jobs.writing import TEMPLATE
from gpu_worker.engines.engine import Engine
from gpu_worker.engines.room import Room
from gpu_worker.engines.storyboard_engine import StoryboardEngine
from gpu_worker.engines.upscaling.engine import UpscaleEngine
from gpu_worker.engines.writing.catalogue import MODELS, make_writer
from gpu_worker.engines.writing.template import TemplateEngine
from gpu_worker.settings import WorkerSettings


def make_engines(settings: WorkerSettings) -> dict[str, Engine]:
    """Return the engines that the settings name; none is loaded yet.

    Raises:
        ValueError: an engine's name is unknown.
    """
    engines: dict[str, Engine] = {}
    room = Room()
    for name in (part.strip() for part in settings.worker_engines.split(",")):
        engines[name] = make_writer(name, settings, room) or _make(name, settings, room)
    if MODELS.intersection(engines):
        engines[TEMPLATE] = TemplateEngine()  # whoever has a model that writes has the one that stands in for it
    return engines


def _make(name: str, settings: WorkerSettings, room: Room) -> Engine:
    match name:
        case "storyboard":
            return StoryboardEngine(settings.node_modules)
        case "upscale":
            threads = max(1, (os.cpu_count() or 1) // settings.worker_slots)
            return UpscaleEngine(threads=threads, own=settings.upscale_models)
        case "describe":
            from gpu_worker.engines.describing.engine import DescribeEngine  # noqa: PLC0415 - torch is optional

            return DescribeEngine(settings.caption_model, assets=settings.node_modules, room=room)
        case "diffusers":
            from gpu_worker.engines.diffusers.engine import DiffusersEngine  # noqa: PLC0415 - torch is optional

            return DiffusersEngine(settings.models_file, assets=settings.node_modules, room=room)
        case "openai":
            return _openai(settings)
        case "comfyui":
            from gpu_worker.engines.comfyui.engine import ComfyUIEngine  # noqa: PLC0415 - as below

            return ComfyUIEngine(
                settings.comfyui_url,
                own=settings.comfyui_workflows,
                limit_s=settings.comfyui_limit_s,
                assets=settings.node_modules,
            )
        case _:
            message = f"WORKER_ENGINES names an unknown engine: {name}"
            raise ValueError(message)


def _openai(settings: WorkerSettings) -> Engine:
    from gpu_worker.engines.openai_engine import OpenAIEngine, Service  # noqa: PLC0415 - half a second of imports

    sizes = [tuple(int(side) for side in size.split("x")) for size in settings.openai_sizes.split(",")]
    service = Service(
        url=settings.openai_url,
        key=settings.openai_key.get_secret_value() if settings.openai_key else "",
        model=settings.openai_image_model,
        sizes=tuple((width, height) for width, height in sizes),
        edits=settings.openai_edits,
        cost=settings.openai_cost,
        limit_s=settings.openai_limit_s,
    )
    return OpenAIEngine(service)
