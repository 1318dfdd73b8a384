"""The models in memory: as many as fit, the least recently used leave first."""

import gc
import logging
import os
from collections import OrderedDict
from pathlib import Path

import torch

from gpu_worker.engines.diffusers.loading.libraries import dtype_on
from gpu_worker.engines.diffusers.loading.loaded import Loaded, Offload
from gpu_worker.engines.diffusers.loading.pipelines import load
from gpu_worker.engines.diffusers.models.entry import Entry
from gpu_worker.engines.diffusers.models.folders import fetching, find
from gpu_worker.engines.diffusers.models.weights import UnusableModel, check_folder
from gpu_worker.engines.memory import is_out_of_memory
from gpu_worker.engines.room import Room

# What drawing itself needs beside the weights is left free; on a CPU the rest of the machine lives there as well.
GPU_SHARE = 0.8
CPU_SHARE = 0.5
WAITING_SHARE = 0.9  # of the machine's memory, for the parts of a model that a device has no room for
_log = logging.getLogger(__name__)


class TooLarge(Exception):
    """A model needs more memory than all models together may take."""


class Shelf:
    """Holds loaded models up to a number of bytes; used by one thread at a time."""

    def __init__(self, device: torch.device, *, memory_bytes: int | None = None, room: Room | None = None) -> None:
        """Stand empty; the bound is by default a share of the device's memory, shared with whoever is in ``room``."""
        self._device = device
        self._bound = memory_bytes or room_on(device)
        self._held: OrderedDict[str, Loaded] = OrderedDict()
        self._room = room or Room()
        self._room.join(self)

    def names(self) -> list[str]:
        """Return which models are held, the one to leave first in front."""
        return list(self._held)

    def bytes(self) -> int:
        """Return what all held models take on the device, measured on their weights."""
        return sum(_on_device(loaded) for loaded in self._held.values())

    def leave(self) -> None:
        """Let all models go, for another engine's."""
        for name in list(self._held):
            self._drop(name)

    def drop_others(self, name: str) -> bool:
        """Make room for the one that is being drawn with; tells whether there was anything to drop."""
        others = [held for held in self._held if held != name]
        for other in others:
            self._drop(other)
        return bool(others)

    def move_out(self, name: str) -> bool:
        """Have the parts of a model wait in the machine's memory, one step further at each call.

        Tells whether there was a step left; on a CPU there is none, since that is where they are.
        """
        loaded = self._held.get(name)
        if loaded is None or self._device.type == "cpu" or loaded.offload is Offload.LAYERS:
            return False
        level = Offload(loaded.offload + 1)
        _log.warning("parts of “%s” now wait outside the device's memory (%s)", name, level.name.lower())
        loaded.move_out(level)
        free_memory()
        return True

    def get(self, entry: Entry) -> Loaded:
        """Return a model, loaded if need be.

        Raises:
            UnusableModel: it is missing or damaged.
            TooLarge: it does not fit.
        """
        if entry.name not in self._held:
            self._held[entry.name] = self._load(entry)
        self._held.move_to_end(entry.name)
        self._make_room(0, keep=entry.name)  # what was laid over models since may have made them larger
        return self._held[entry.name]

    def _load(self, entry: Entry) -> Loaded:
        folder, needed = self._needed(entry)
        self._check(entry, needed)
        offload = Offload.MODELS if needed > self._bound else Offload.NOTHING
        self._make_room(min(needed, self._bound), keep="")
        _log.info("loading model “%s” (%d MiB) from %s", entry.name, needed >> 20, folder)
        loaded = self._brought(entry, folder, offload) or self._brought_again(entry, folder)
        if loaded.largest_part > self._bound and loaded.offload is not Offload.NOTHING:
            loaded.move_out(Offload.LAYERS)
        return loaded

    def _brought(self, entry: Entry, folder: Path, offload: Offload) -> Loaded | None:
        """Load a model; None where memory ran out, and what it held is let go with this frame."""
        try:
            return load(entry, folder, self._device, offload=offload)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            return None

    def _brought_again(self, entry: Entry, folder: Path) -> Loaded:
        """Load a model that should have fitted, with nothing beside it and, beside a device, its parts outside.

        Raises:
            TooLarge: others than our engines use the memory.
        """
        _log.warning("memory ran out while “%s” was loaded: all others leave, and it is tried once more", entry.name)
        self.leave()
        self._room.clear_beside(self)
        free_memory()
        offload = Offload.NOTHING if self._device.type == "cpu" else Offload.MODELS
        loaded = self._brought(entry, folder, offload)
        if loaded is None:
            message = (
                f"there is no memory for “{entry.name}”, though it should fit: something else on this machine uses it"
            )
            raise TooLarge(message)
        return loaded

    def fits(self, entry: Entry) -> bool:
        """Tell whether there is memory for a model, by its files alone; one that is damaged is refused elsewhere."""
        try:
            self._check(entry, self._needed(entry)[1])
        except TooLarge:
            return False
        except UnusableModel:
            return True
        return True

    def _needed(self, entry: Entry) -> tuple[Path, int]:
        """Return a model's folder and the bytes that its weights take on the device."""
        folder = find(entry, command=fetching(entry))
        return folder, check_folder(entry, folder) * dtype_on(self._device, entry).itemsize

    def _check(self, entry: Entry, needed: int) -> None:
        """Refuse what fits nowhere: beside a device, parts of a model may wait in the machine's memory."""
        bound = self._bound if self._device.type == "cpu" else max(self._bound, int(_machine() * WAITING_SHARE))
        if needed > bound:
            raise TooLarge(_sentence(entry, needed, bound))

    def _make_room(self, needed: int, *, keep: str) -> None:
        if self.bytes() + needed + self._room.taken_beside(self) > self._bound:
            self._room.clear_beside(self)
        while self.bytes() + needed > self._bound:
            oldest = next((name for name in self._held if name != keep), None)
            if oldest is None:
                return
            self._drop(oldest)

    def _drop(self, name: str) -> None:
        _log.info("model “%s” leaves the memory", name)
        del self._held[name]
        free_memory()


def free_memory() -> None:
    """Return what no longer is used to the device."""
    gc.collect()  # pipelines and their hooks refer to each other
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _on_device(loaded: Loaded) -> int:
    """Return what a model takes on the device: all of it, its largest part, or next to nothing."""
    match loaded.offload:
        case Offload.NOTHING:
            return loaded.bytes
        case Offload.MODELS:
            return loaded.largest_part
        case Offload.LAYERS:
            return 0


def _sentence(entry: Entry, needed: int, bound: int) -> str:
    return f"“{entry.name}” needs {needed >> 20} MiB; models may take {bound >> 20} MiB here"


def room_on(device: torch.device) -> int:
    """Return the bytes that models may take on a device by default."""
    if device.type == "cuda":
        return int(torch.cuda.get_device_properties(device).total_memory * GPU_SHARE)
    return int(_machine() * CPU_SHARE)


def _machine() -> int:
    """Return the bytes of this machine's memory."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
