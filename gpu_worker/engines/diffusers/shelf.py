"""The models in memory: as many as fit, the least recently used leave first."""

import gc
import logging
import os
from collections import OrderedDict

import torch

from gpu_worker.engines.diffusers.loading import Loaded, dtype_on, find_folder, load
from gpu_worker.engines.diffusers.table import Entry
from gpu_worker.engines.diffusers.weights import check_folder

# What drawing itself needs beside the weights is left free; on a CPU the rest of the machine lives there as well.
GPU_SHARE = 0.8
CPU_SHARE = 0.5
_log = logging.getLogger(__name__)


class TooLarge(Exception):
    """A model needs more memory than all models together may take."""


class Shelf:
    """Holds loaded models up to a number of bytes; used by one thread at a time."""

    def __init__(self, device: torch.device, *, memory_bytes: int | None = None) -> None:
        """Stand empty; the bound is by default a share of the device's memory."""
        self._device = device
        self._bound = memory_bytes or _room_on(device)
        self._held: OrderedDict[str, tuple[Loaded, int]] = OrderedDict()

    def names(self) -> list[str]:
        """Return which models are held, the one to leave first in front."""
        return list(self._held)

    def drop_others(self, name: str) -> bool:
        """Make room for the one that is being drawn with; tells whether there was anything to drop."""
        others = [held for held in self._held if held != name]
        for other in others:
            self._drop(other)
        return bool(others)

    def get(self, entry: Entry) -> Loaded:
        """Return a model, loaded if need be.

        Raises:
            UnusableModel: it is missing or damaged.
            TooLarge: it does not fit.
        """
        if entry.name in self._held:
            self._held.move_to_end(entry.name)
            return self._held[entry.name][0]
        folder = find_folder(entry)
        needed = check_folder(entry, folder) * dtype_on(self._device, entry).itemsize
        if needed > self._bound:
            message = f"“{entry.name}” needs {needed >> 20} MiB; models may take {self._bound >> 20} MiB here"
            raise TooLarge(message)
        while sum(size for _, size in self._held.values()) + needed > self._bound:
            self._drop(next(iter(self._held)))
        _log.info("loading model “%s” (%d MiB) from %s", entry.name, needed >> 20, folder)
        try:
            loaded = load(entry, folder, self._device)
        except torch.OutOfMemoryError as error:
            raise TooLarge(str(error)) from error
        self._held[entry.name] = (loaded, needed)
        return loaded

    def _drop(self, name: str) -> None:
        _log.info("model “%s” leaves the memory", name)
        del self._held[name]
        free_memory()


def free_memory() -> None:
    """Return what no longer is used to the device."""
    gc.collect()  # pipelines and their hooks refer to each other
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _room_on(device: torch.device) -> int:
    """Return the bytes that models may take on a device by default."""
    if device.type == "cuda":
        return int(torch.cuda.get_device_properties(device).total_memory * GPU_SHARE)
    return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * CPU_SHARE)
