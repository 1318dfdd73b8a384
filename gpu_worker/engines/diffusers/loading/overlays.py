"""What is laid over a model for one drawing and taken off again: LoRAs, IP-Adapters, ControlNets."""

import logging
import warnings
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from core.jobs.editing import Control
from core.jobs.tuning import Lora
from gpu_worker.engines.diffusers.loading.libraries import (
    LOAD_FAULTS,
    LOADING,
    be_quiet,
    check_filled,
    diffusers,
    dtype_on,
    from_folder,
    transformers,
)
from gpu_worker.engines.diffusers.models.entry import Addition, Entry, Looks
from gpu_worker.engines.diffusers.models.folders import fetching, find, root_of
from gpu_worker.engines.diffusers.models.weights import UnusableModel, check_file, check_model
from gpu_worker.engines.memory import is_out_of_memory

MOST_HELD = 8  # LoRAs kept beside a model; each takes some ten to some hundred megabytes
_DISTILLED = "of-the-model"
_SDXL_DEPTH = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """How strongly a picture is looked at: ``style`` takes only how it is drawn, not what it shows."""

    scale: float
    style: bool = False


class Overlays:
    """Everything that can be laid over one model; used by one thread at a time."""

    def __init__(self, entry: Entry, base: Any, *, device: torch.device, gather: Callable[[], None]) -> None:  # noqa: ANN401 - diffusers has no types
        """Lay on what belongs to the model; raises UnusableModel where that can't be used.

        ``gather`` is called before each change: it brings weights back that wait elsewhere, layer by layer.
        """
        self._entry = entry
        self._base = base
        self._device = device
        self._gather = gather
        self._dtype = dtype_on(device, entry)
        self._loras: OrderedDict[str, None] = OrderedDict()
        self._worn: tuple[Lora, ...] | None = None
        self._looking = 0
        self._controls: dict[Control, Any] = {}
        self.changes = 0  # how often something was laid on or taken off for good, which is when the weight changes
        if entry.distilled is not None:
            self._add(_DISTILLED, entry.distilled)
            self.wear(())

    def _change(self) -> None:
        self._gather()
        self.changes += 1

    def networks(self) -> list[object]:
        """Return the ControlNets that are in memory."""
        return list(self._controls.values())

    def words(self, loras: Sequence[Lora]) -> str:
        """Return the words that some LoRAs were trained on."""
        return ", ".join(one.words for lora in loras if (one := self._addition(lora.name)).words)

    def wear(self, loras: Sequence[Lora]) -> None:
        """Draw with these LoRAs from now on, each at its weight, and with no others.

        Raises:
            UnusableModel: one is not in the table, not here, damaged, or was trained for another model.
        """
        wanted = tuple(loras)
        if wanted == (self._worn or ()) and (self._worn is not None or not self._loras):
            return
        self._worn = None
        for lora in wanted:
            if lora.name not in self._loras:
                self._add(lora.name, self._addition(lora.name))
            self._loras.move_to_end(lora.name)
        weights = {_DISTILLED: 1.0} if self._entry.distilled else {}
        weights |= {lora.name: lora.weight for lora in wanted}
        if weights:
            self._base.enable_lora()
            self._base.set_adapters([_adapter(name) for name in weights], list(weights.values()))
        else:
            self._base.disable_lora()
        self._forget_some(keep=set(weights))
        self._worn = wanted

    def look(self, looks: Sequence[Look]) -> None:
        """Have so many pictures looked at from now on, each at its scale; none takes the adapter off.

        Raises:
            UnusableModel: the adapter is not here, damaged, or made for another model.
        """
        if len(looks) != self._looking:
            self._change_looks(len(looks))
        if looks:
            self._base.set_ip_adapter_scale([self._scale(one) for one in looks])

    def seen(self, picture: object) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what the adapter sees in a picture and what it sees in nothing: (1, 1, …) each."""
        layer = self._base.unet.encoder_hid_proj.image_projection_layers[0]
        hidden = not isinstance(layer, diffusers.models.embeddings.ImageProjection)
        with torch.inference_mode():
            some, nothing = self._base.encode_image([picture], self._device, 1, hidden)
        return some[None, :], nothing[None, :]

    def controlnet(self, control: Control) -> object:
        """Return the network that holds a composition by something.

        Raises:
            UnusableModel: the table names none, or it can't be used.
        """
        if control not in self._controls:
            self._controls[control] = self._load_control(control)
            self._change()
        return self._controls[control]

    def _addition(self, name: str) -> Addition:
        found = next((one for one in self._entry.loras if one.name == name), None)
        if found is None:
            known = ", ".join(one.name for one in self._entry.loras) or "none"
            message = f"it has no LoRA “{name}”; the table names {known}"
            raise UnusableModel(message)
        return found

    def _add(self, name: str, addition: Addition) -> None:
        self._change()
        path = find(addition, command=fetching(self._entry))
        check_file(path)
        adapter = _adapter(name)
        with LOADING, warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Already found a `peft_config`")  # several are what is wanted
            try:
                self._base.load_lora_weights(
                    path.parent, weight_name=path.name, adapter_name=adapter, local_files_only=True
                )
            except LOAD_FAULTS as error:
                self._take_off(adapter)
                if is_out_of_memory(error):
                    raise
                message = f"{path} is no LoRA for this model: {error}"
                raise UnusableModel(message) from error
        if not any(adapter in names for names in self._base.get_list_adapters().values()):
            message = f"{path} is no LoRA for this model: it fits on none of its parts"
            raise UnusableModel(message)
        self._loras[name] = None

    def _take_off(self, adapter: str) -> None:
        """Remove what a load that failed may have laid on already."""
        for part in self._base.components.values():
            if adapter in getattr(part, "peft_config", {}):
                part.delete_adapters(adapter) if hasattr(part, "delete_adapters") else part.delete_adapter(adapter)

    def _forget_some(self, *, keep: set[str]) -> None:
        while len(self._loras) > MOST_HELD and (old := next((one for one in self._loras if one not in keep), None)):
            self._change()
            self._base.delete_adapters(_adapter(old))
            del self._loras[old]

    def _change_looks(self, number: int) -> None:
        self._change()
        if self._looking:
            self._base.unload_ip_adapter()
            self._looking = 0
        looks = self._entry.looks
        if not number:
            return
        if looks is None:
            message = "it looks at no pictures: the table names no IP-Adapter for it"
            raise UnusableModel(message)
        path = find(looks, command=fetching(self._entry))
        check_file(path)
        with LOADING:
            try:
                self._load_looks(looks, number)
            except (*LOAD_FAULTS, MemoryError) as error:
                self._base.unload_ip_adapter()
                if is_out_of_memory(error):
                    raise
                message = f"{path} is no IP-Adapter for this model: {error}"
                raise UnusableModel(message) from error
        self._looking = number

    def _load_looks(self, looks: Looks, number: int) -> None:
        root = root_of(looks)
        if root is None or not (root / looks.encoder / "config.json").is_file():
            message = f"the image encoder {looks.encoder} is missing. Fetch it with: {fetching(self._entry)}"
            raise UnusableModel(message)
        be_quiet()
        if getattr(self._base, "image_encoder", None) is None:
            counted = check_model(root / looks.encoder)
            encoder = from_folder(transformers.CLIPVisionModelWithProjection, root / looks.encoder, dtype=self._dtype)
            check_filled(encoder, counted)
            size = encoder.config.image_size
            self._base.register_modules(
                image_encoder=encoder.to(self._device),
                feature_extractor=transformers.CLIPImageProcessor(size=size, crop_size=size),
            )
        self._base.load_ip_adapter(
            [str(root)] * number,
            subfolder=[looks.subfolder] * number,
            weight_name=[looks.file] * number,
            image_encoder_folder=None,
            local_files_only=True,
        )

    def _scale(self, look: Look) -> object:
        """Return a scale; a style is taken in one block of SDXL's (https://github.com/instantX-research/InstantStyle)."""
        blocks = self._base.unet.up_blocks
        is_sdxl = type(self._base).__name__ == "StableDiffusionXLPipeline" and len(blocks[0].resnets) == _SDXL_DEPTH
        if not look.style or not is_sdxl or not hasattr(blocks[0], "attentions"):
            return look.scale
        return {"up": {"block_0": [0.0, look.scale, 0.0]}}

    def _load_control(self, control: Control) -> object:
        part = self._entry.controls.get(control)
        if part is None:
            message = f"it can't be held to a {control}: the table names no ControlNet for it"
            raise UnusableModel(message)
        folder = find(part, command=fetching(self._entry))
        check_model(folder)
        name = _CONTROLNETS.get(type(self._base).__name__, "ControlNetModel")
        with LOADING:
            be_quiet()
            try:
                network = from_folder(getattr(diffusers, name), folder, dtype=self._dtype).to(self._device)
            except LOAD_FAULTS as error:
                if is_out_of_memory(error):
                    raise
                message = f"{folder} is no ControlNet for this model: {error}"
                raise UnusableModel(message) from error
        return network


_CONTROLNETS = {"FluxPipeline": "FluxControlNetModel", "QwenImagePipeline": "QwenImageControlNetModel"}


def _adapter(name: str) -> str:
    """Return the name of a LoRA as torch takes it: no dots in a module's name."""
    return name.replace(".", "-")
