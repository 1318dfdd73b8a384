"""One call of a pipeline for many people's pictures, each from its own seed."""

from collections.abc import Callable, Sequence

import numpy as np
import torch

from core.jobs.tuning import Tuning
from gpu_worker.engines.diffusers.loading.libraries import Pipe, supports
from gpu_worker.engines.diffusers.loading.loaded import Loaded
from gpu_worker.engines.diffusers.painting.pictures import fitted
from gpu_worker.engines.diffusers.painting.requests import Plan, Sitting, looks_of, request_of
from gpu_worker.engines.engine import Pixels

Note = Callable[[float, torch.Tensor | None], None]
"""Takes the share of the steps that is done and the latents after the last one."""
Hook = Callable[[Pipe, int, int, dict[str, torch.Tensor]], dict[str, torch.Tensor]]


class NotFinite(Exception):
    """The model computed no numbers; half precision overflowed, most often."""


def paint(loaded: Loaded, plan: Plan, sittings: Sequence[Sitting], note: Note) -> list[Pixels]:
    """Return a picture for each sitting.

    All share model, size, steps, guidance, plan and tuning, and the strength where they start from pictures.

    Raises:
        NotFinite, CannotDoIt, UnusableModel: the model is not up to it.
    """
    pipe = prepare(loaded, plan, sittings[0])
    request = request_of(loaded, pipe, plan, sittings)
    images = pipe(**request, **watched(pipe, note)).images
    if not np.isfinite(images).all():
        raise NotFinite
    pictures = [np.rint(image * 255).astype(np.uint8) for image in images]
    return [_kept(pixels, one) for pixels, one in zip(pictures, sittings, strict=True)]


def prepare(loaded: Loaded, plan: Plan, sitting: Sitting) -> Pipe:
    """Return the pipeline with everything laid over it that the pictures are drawn with.

    Raises:
        CannotDoIt, UnusableModel: the model is not up to it.
    """
    tuning = sitting.wanted.spec.tuning or Tuning()
    loaded.overlays.wear(tuning.loras)
    loaded.overlays.look(looks_of(plan, loaded.family))
    return loaded.pipe(plan.task, plan.control, scheduler=tuning.scheduler)


def watched(pipe: Pipe, note: Note) -> dict[str, object]:
    """Return the arguments by which a pipeline tells of its steps."""

    def at_step_end(pipe: Pipe, index: int, _time: int, tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        note(min((index + 1) / max(pipe.num_timesteps, 1), 1.0), tensors.get("latents"))
        return tensors

    def at_step(index: int, _time: int, latents: torch.Tensor) -> None:
        steps = len(getattr(pipe.scheduler, "timesteps", ())) or 1
        note(min((index + 1) / steps, 1.0), latents)

    if supports(pipe, "callback_on_step_end"):
        return {"callback_on_step_end": at_step_end}
    return {"callback": at_step} if supports(pipe, "callback") else {}


def _kept(pixels: Pixels, sitting: Sitting) -> Pixels:
    """Return a picture of the size that is wanted, with what was not to be changed as it was."""
    size = (sitting.wanted.spec.width, sitting.wanted.spec.height)
    if pixels.shape[1::-1] != size:  # a model that rounds sizes in its own way
        pixels = np.asarray(fitted(pixels, size))
    return sitting.canvas.kept(pixels) if sitting.canvas else pixels
