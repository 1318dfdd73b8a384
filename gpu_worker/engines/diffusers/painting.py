"""One call of a pipeline for many people's pictures, each from its own seed."""

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np
import torch
from PIL import Image, ImageOps

from gpu_worker.engines.diffusers.loading import Loaded, Pipe, StepHook, is_distilled, supports, take_fresh_scheduler
from gpu_worker.engines.diffusers.styles import negative, styled
from gpu_worker.engines.engine import Pixels, Wanted

# The sentences of torch's allocators, of C++, and of oneDNN, which says no more than this when memory runs out.
_OUT_OF_MEMORY = (
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "bad_alloc",
    "could not create a primitive",
)

Note = Callable[[float, torch.Tensor | None], None]
"""Takes the share of the steps that is done and the latents after the last one."""


class NotFinite(Exception):
    """The model computed no numbers; half precision overflowed, most often."""


class CannotEdit(Exception):
    """The model can't start from a picture."""


def paint(loaded: Loaded, chunk: Sequence[Wanted], note: Note) -> list[Pixels]:
    """Return a picture for each wanted one.

    All share model, size, steps and guidance, and the strength where they start from references.

    Raises:
        NotFinite, CannotEdit: the model is not up to it.
    """
    editing = chunk[0].reference is not None
    pipe = loaded.edit if editing else loaded.draw
    if pipe is None:
        raise CannotEdit
    take_fresh_scheduler(loaded, pipe)
    request = _request(pipe, chunk)
    request |= _edit_request(pipe, chunk) if editing else {}
    if supports(pipe, "callback_on_step_end"):
        request["callback_on_step_end"] = _step_hook(note)
    images = pipe(**request).images
    if not np.isfinite(images).all():
        raise NotFinite
    return [np.rint(image * 255).astype(np.uint8) for image in images]


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether a device or this machine ran out of memory; torch's CPU allocator raises a plain RuntimeError."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _OUT_OF_MEMORY)


def _request(pipe: Pipe, chunk: Sequence[Wanted]) -> dict[str, object]:
    spec = chunk[0].spec
    request: dict[str, object] = {
        "prompt": [styled(one.spec.prompt, one.spec.style) for one in chunk],
        # One generator a picture, and on the CPU: neither batch nor device changes what a seed gives.
        "generator": [torch.Generator("cpu").manual_seed(one.seed) for one in chunk],
        "num_inference_steps": spec.steps,
        "guidance_scale": spec.guidance,
        "output_type": "np",
    }
    if supports(pipe, "negative_prompt") and not is_distilled(pipe) and spec.guidance > 1:
        request["negative_prompt"] = [negative(one.spec.style) for one in chunk]
    if supports(pipe, "height"):
        request |= {"width": spec.width, "height": spec.height}
    return request


def _edit_request(pipe: Pipe, chunk: Sequence[Wanted]) -> dict[str, object]:
    spec = chunk[0].spec
    request: dict[str, object] = {"image": [_fitted(one) for one in chunk]}
    if supports(pipe, "strength"):
        # The pipelines run int(steps × strength) of the steps; with few-step models that would be none.
        request |= {"strength": spec.strength, "num_inference_steps": max(spec.steps, ceil(1 / spec.strength))}
    return request


def _fitted(wanted: Wanted) -> Image.Image:
    """Return the reference at the picture's size; what does not fit is cut evenly from both sides."""
    if wanted.reference is None:
        raise CannotEdit
    picture = Image.fromarray(wanted.reference).convert("RGB")
    return ImageOps.fit(picture, (wanted.spec.width, wanted.spec.height), Image.Resampling.LANCZOS)


def _step_hook(note: Note) -> StepHook:
    def hook(pipe: Pipe, index: int, _timestep: int, tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        note(min((index + 1) / max(pipe.num_timesteps, 1), 1.0), tensors.get("latents"))
        return tensors

    return hook
