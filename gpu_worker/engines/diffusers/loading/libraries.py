"""diffusers and transformers, which say too little of their types to be checked, and the lock that loading needs."""

import importlib
import inspect
import threading
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError

from gpu_worker.engines.diffusers.models.entry import Entry, Precision

diffusers: Any = importlib.import_module("diffusers")
transformers: Any = importlib.import_module("transformers")
# from_pretrained replaces torch's defaults for the whole process while it runs, so two threads must not meet in it
# (engines.md: concurrent from_pretrained in threads breaks).
LOADING = threading.Lock()
LOAD_FAULTS = (OSError, ValueError, TypeError, LookupError, AttributeError, ImportError, RuntimeError, SafetensorError)
_PACKED = 8
_DTYPES = {
    Precision.BFLOAT16: torch.bfloat16,
    Precision.FLOAT16: torch.float16,
    Precision.FLOAT32: torch.float32,
}


class Result(Protocol):
    """What a pipeline returns with ``output_type="np"``: float 0 to 1.

    ``images`` (batch, height, width, 3) of one that draws, ``frames`` (batch, frames, height, width, 3) of one that
    films.
    """

    images: NDArray[np.float32]
    frames: NDArray[np.float32]


class Pipe(Protocol):
    """What is used of a diffusers pipeline."""

    scheduler: object
    num_timesteps: int

    def __call__(self, **request: object) -> Result:
        """Draw."""


def find_device() -> torch.device:
    """Return the device that models are drawn on."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def dtype_on(device: torch.device, entry: Entry) -> torch.dtype:
    """Return the number format of a model; on a CPU halves are slow and a batch would change its pictures."""
    return _DTYPES[entry.dtype] if device.type == "cuda" else torch.float32


def supports(pipe: Pipe, argument: str) -> bool:
    """Tell whether a pipeline's call takes an argument."""
    return argument in inspect.signature(type(pipe).__call__).parameters


def be_quiet() -> None:
    """Keep the libraries' own bars and hints off a worker's log."""
    diffusers.utils.logging.disable_progress_bar()
    diffusers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()  # it advises to install torchvision, which is not missed


def named(class_name: str) -> Any:  # noqa: ANN401 - diffusers has no types
    """Return a class of diffusers.

    Raises:
        LookupError: there is none of that name.
    """
    found = getattr(diffusers, class_name, None)
    if found is None:
        message = f"this version of diffusers has no pipeline {class_name}"
        raise LookupError(message)
    return found


def from_folder(kind: Any, folder: Path, *, dtype: torch.dtype, **more: object) -> Any:  # noqa: ANN401 - diffusers has no types
    """Load something of a folder; only weights that can't run code, and nothing from the network."""
    return kind.from_pretrained(folder, dtype=dtype, local_files_only=True, use_safetensors=True, **more)


def check_filled(module: object, counted: int) -> None:
    """See that a network's weights came from its files: transformers makes up what is missing there.

    ``counted`` is how many numbers the files hold; those of packed formats stand for up to eight each.

    Raises:
        ValueError: they are of another network.
    """
    if not isinstance(module, torch.nn.Module):
        return
    tensors = {id(tensor): tensor.numel() for tensor in module.parameters()}
    if sum(tensors.values()) > _PACKED * counted:
        message = f"its files hold {counted} weights, and a {type(module).__name__} has {sum(tensors.values())}"
        raise ValueError(message)


def weigh(*modules: object) -> int:
    """Return the bytes that the weights of some modules take, those they share counted once."""
    tensors = {
        tensor.data_ptr(): tensor.numel() * tensor.element_size()
        for module in modules
        if isinstance(module, torch.nn.Module)
        for tensor in (*module.parameters(), *module.buffers())
        if tensor.device.type != "meta"
    }
    return sum(tensors.values())
