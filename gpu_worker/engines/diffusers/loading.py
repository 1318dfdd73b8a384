"""Loading pipelines: the one module that imports diffusers and transformers."""

import copy
import importlib
import inspect
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import torch
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
from numpy.typing import NDArray
from safetensors import SafetensorError

from gpu_worker.engines.diffusers.previews import Projection, projection_for
from gpu_worker.engines.diffusers.table import Entry, Precision
from gpu_worker.engines.diffusers.weights import UnusableModel

# Neither says enough of its types to be checked, and both may be absent where mypy runs.
_diffusers: Any = importlib.import_module("diffusers")
_transformers: Any = importlib.import_module("transformers")
# from_pretrained replaces torch's defaults for the whole process while it runs, so two threads must not meet in it
# (engines.md: concurrent from_pretrained in threads breaks).
_LOADING = threading.Lock()
_LOAD_FAULTS = (OSError, ValueError, TypeError, KeyError, AttributeError, ImportError, RuntimeError, SafetensorError)
_DTYPES = {
    Precision.BFLOAT16: torch.bfloat16,
    Precision.FLOAT16: torch.float16,
    Precision.FLOAT32: torch.float32,
}
_log = logging.getLogger(__name__)


class Result(Protocol):
    """What a pipeline returns: ``images`` (batch, height, width, 3), float 0 to 1, with ``output_type="np"``."""

    images: NDArray[np.float32]


class Pipe(Protocol):
    """What is used of a diffusers pipeline."""

    scheduler: object
    num_timesteps: int

    def __call__(self, **request: object) -> Result:
        """Draw."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory.

    ``edit`` shares the weights of ``draw`` and is None where the class can't start from a picture. ``scheduler`` is
    as it came from the folder; each drawing works on a copy, since schedulers keep state.
    """

    entry: Entry
    draw: Pipe
    edit: Pipe | None
    scheduler: object
    projection: Projection | None


def find_device() -> torch.device:
    """Return the device that models are drawn on."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def dtype_on(device: torch.device, entry: Entry) -> torch.dtype:
    """Return the number format of a model; on a CPU halves are slow and a batch would change its pictures."""
    return _DTYPES[entry.dtype] if device.type == "cuda" else torch.float32


def find_folder(entry: Entry) -> Path:
    """Return the folder of a model, from the table or from the hub's cache; fetches nothing.

    Raises:
        UnusableModel: it is not on this machine.
    """
    if not entry.is_hub_id:
        folder = Path(entry.source)
        if folder.is_dir():
            return folder
        message = f"there is no folder {folder}. Put the model there or change its source in the table."
        raise UnusableModel(message)
    revision = f" --revision {entry.revision}" if entry.revision else ""
    try:
        return Path(snapshot_download(entry.source, revision=entry.revision, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        message = f"it is not on this machine. Fetch it with: hf download {entry.source}{revision}"
        raise UnusableModel(message) from error


def load(entry: Entry, folder: Path, device: torch.device) -> Loaded:
    """Load a model; one at a time in the whole process.

    Raises:
        UnusableModel: diffusers can't make a text-to-image pipeline of the folder.
        torch.OutOfMemoryError: it does not fit on the device.
    """
    with _LOADING:
        _diffusers.utils.logging.disable_progress_bar()
        _transformers.utils.logging.disable_progress_bar()
        try:
            pipe = _from_folder(entry, folder, device)
        except torch.OutOfMemoryError:
            raise
        except _LOAD_FAULTS as error:
            message = f"{folder} is not a text-to-image pipeline that diffusers can load: {error}"
            raise UnusableModel(message) from error
        return Loaded(entry, pipe, _edit_pipe(entry, pipe), copy.deepcopy(pipe.scheduler), _projection(pipe))


def supports(pipe: Pipe, argument: str) -> bool:
    """Tell whether a pipeline's call takes an argument."""
    return argument in inspect.signature(type(pipe).__call__).parameters


def is_distilled(pipe: Pipe) -> bool:
    """Tell a model that takes guidance as an input, and so no negative prompt, from one that is guided by it."""
    return supports(pipe, "true_cfg_scale")


def _from_folder(entry: Entry, folder: Path, device: torch.device) -> Any:  # noqa: ANN401 - diffusers has no types
    pipe = _diffusers.AutoPipelineForText2Image.from_pretrained(
        folder,
        dtype=dtype_on(device, entry),
        variant=entry.variant,
        local_files_only=True,
        use_safetensors=True,
    )
    pipe.set_progress_bar_config(disable=True)
    pipe.to(device)
    if device.type == "cuda":
        for name in ("unet", "vae"):  # convolutions run faster so; transformers have none
            part = getattr(pipe, name, None)
            if part is not None:
                part.to(memory_format=torch.channels_last)
    return pipe


def _edit_pipe(entry: Entry, pipe: Any) -> Pipe | None:  # noqa: ANN401 - diffusers has no types
    if not entry.references:
        return None
    try:
        edit = _diffusers.AutoPipelineForImage2Image.from_pipe(pipe)
    except ValueError as error:
        _log.warning("model “%s” can't start from a picture; set references = false: %s", entry.name, error)
        return None
    edit.set_progress_bar_config(disable=True)
    return cast("Pipe", edit)


def _projection(pipe: Any) -> Projection | None:  # noqa: ANN401 - diffusers has no types
    vae = getattr(pipe, "vae", None)
    channels = getattr(getattr(vae, "config", None), "latent_channels", None)
    scaling = getattr(getattr(vae, "config", None), "scaling_factor", None)
    return projection_for(channels, scaling) if channels and scaling else None


def take_fresh_scheduler(loaded: Loaded, pipe: Pipe) -> None:
    """Give a pipeline a scheduler that remembers nothing of earlier drawings, ended or not."""
    pipe.scheduler = copy.deepcopy(loaded.scheduler)


StepHook = Callable[[Pipe, int, int, dict[str, torch.Tensor]], dict[str, torch.Tensor]]
