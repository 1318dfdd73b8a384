"""Loading a model from its folder, one at a time in the whole process."""

from pathlib import Path
from typing import Any

import torch

from gpu_worker.engines.diffusers.loading.libraries import (
    LOAD_FAULTS,
    LOADING,
    be_quiet,
    check_filled,
    diffusers,
    dtype_on,
    from_folder,
    named,
    supports,
)
from gpu_worker.engines.diffusers.loading.loaded import Loaded, Offload
from gpu_worker.engines.diffusers.loading.processors import stills_of
from gpu_worker.engines.diffusers.models.entry import Entry
from gpu_worker.engines.diffusers.models.families import Family, Task, family_of
from gpu_worker.engines.diffusers.models.folders import family_here, fetching, find, is_here
from gpu_worker.engines.diffusers.models.weights import UnusableModel, check_model, check_part
from gpu_worker.engines.memory import is_out_of_memory


def load(entry: Entry, folder: Path, device: torch.device, *, offload: Offload = Offload.NOTHING) -> Loaded:
    """Load a model.

    Raises:
        UnusableModel: diffusers can't make such a pipeline of the folder.
        RuntimeError, MemoryError: it does not fit in memory (``is_out_of_memory``).
    """
    with LOADING:
        be_quiet()
        try:
            base = _from_folder(entry, folder, device)
            _check_parts(entry, folder, base)
            base.set_progress_bar_config(disable=True)
            if offload is Offload.NOTHING:
                _place(base, device)
            if family_of(type(base).__name__).films and hasattr(base.vae, "enable_tiling"):
                base.vae.enable_tiling()  # all frames at once would take more than the model itself
        except LOAD_FAULTS as error:
            if is_out_of_memory(error):
                raise
            message = f"{folder} is not a pipeline that diffusers can load: {error}"
            raise UnusableModel(message) from error
    loaded = Loaded(entry, _family(entry, base), base, device=device)
    if offload is not Offload.NOTHING:
        loaded.move_out(offload)
    _add_preview(loaded)
    return loaded


def _family(entry: Entry, base: Any) -> Family:  # noqa: ANN401 - diffusers has no types
    known = family_of(type(base).__name__)
    return known if known.classes.get(Task.WORDS) != known.name else family_here(entry)


def _from_folder(entry: Entry, folder: Path, device: torch.device) -> Any:  # noqa: ANN401 - diffusers has no types
    family, dtype = family_here(entry), dtype_on(device, entry)
    kind = named(entry.pipeline) if entry.pipeline else diffusers.DiffusionPipeline
    more: dict[str, object] = {"variant": entry.variant}
    if family.name == "sd":  # what is drawn is judged by our own classifiers, whatever drew it
        more |= {"safety_checker": None, "requires_safety_checker": False}
    if family.name == "sd-x4":
        more |= {"safety_checker": None, "watermarker": None}
    if family.name == "animatediff" and not (folder / "motion_adapter").is_dir():
        more["motion_adapter"] = _motion_adapter(entry, dtype)
    if family.name.startswith("wan"):  # its decoder's pictures need the precision (documentation of WanPipeline)
        more["vae"] = from_folder(diffusers.AutoencoderKLWan, folder / "vae", dtype=torch.float32)
    if family.name.startswith("qwen-image-edit"):
        more["processor"] = stills_of(folder / "processor")
    pipe = from_folder(kind, folder, dtype=dtype, **more)
    if not supports(pipe, "prompt"):
        message = f"a {type(pipe).__name__} does not draw from words"
        raise ValueError(message)
    return pipe


def _check_parts(entry: Entry, folder: Path, base: Any) -> None:  # noqa: ANN401 - diffusers has no types
    for name, part in base.components.items():
        if (folder / name).is_dir() and isinstance(part, torch.nn.Module):
            check_filled(part, check_part(entry, folder / name))


def _motion_adapter(entry: Entry, dtype: torch.dtype) -> Any:  # noqa: ANN401 - diffusers has no types
    if entry.motion is None:
        message = "the table names no motion for it"
        raise ValueError(message)
    folder = find(entry.motion, command=fetching(entry))
    check_model(folder)
    return from_folder(diffusers.MotionAdapter, folder, dtype=dtype)


def _place(base: Any, device: torch.device) -> None:  # noqa: ANN401 - diffusers has no types
    base.to(device)
    if device.type == "cuda":
        for name in ("unet", "vae"):  # convolutions run faster so; transformers have none
            part = getattr(base, name, None)
            if part is not None and all(weight.ndim <= 4 for weight in part.parameters()):  # noqa: PLR2004 - videos have 5
                part.to(memory_format=torch.channels_last)


def _add_preview(loaded: Loaded) -> None:
    """Load the tiny decoder for previews where it is there; without it, or with a broken one, colours are guessed."""
    part = loaded.entry.preview
    if part is None or not is_here(part):
        return
    folder = find(part)
    try:
        check_model(folder)
        with LOADING:
            tiny = from_folder(diffusers.AutoencoderTiny, folder, dtype=dtype_on(loaded.device, loaded.entry))
            tiny.to(loaded.device)
    except (UnusableModel, *LOAD_FAULTS) as error:
        loaded.previewer.note(f"no tiny decoder for previews of “{loaded.entry.name}”: {error}")
        return
    loaded.previewer.tiny = tiny
