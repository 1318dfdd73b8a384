"""Nets of one's own in memory: spandrel finds out the architecture of some weights and builds it. The one module of it.

spandrel (MIT) imports torchvision for two of its architectures, LaMa and RestoreFormer, which fill holes and mend
faces; there is no build of torchvision for every torch, so that where it is missing an empty one stands in while
spandrel is imported, and only those two are without it.
"""

import importlib
import importlib.machinery
import importlib.util
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError

from gpu_worker.engines.clips import Pixels
from gpu_worker.engines.diffusers.models.weights import UnusableModel, check_file
from gpu_worker.engines.memory import is_out_of_memory
from gpu_worker.engines.upscaling.own import NetFile, NoNumbers
from gpu_worker.engines.upscaling.tiling import Grid, Told, feathered

OVERLAP = 32  # pixels; 16 fade badly with nets that see far, 64 double the work on small pieces
LARGEST_TILE, SMALLEST_TILE = {"cuda": 256, "cpu": 128}, 64
ASKED_EVERY_S = 0.2  # how often a net that is at work asks whether anybody still waits
_STAND_INS = ("torchvision", "torchvision.transforms", "torchvision.transforms.functional")
_NAMES = ("InterpolationMode", "normalize", "rotate")  # what spandrel takes of the last
_COLOURS = 3
_FAULTS = (OSError, ValueError, TypeError, LookupError, AttributeError, RuntimeError, AssertionError, SafetensorError)
_importing = threading.Lock()


class TrainedNet:
    """One loaded net; used by one thread at a time."""

    def __init__(self, file: NetFile) -> None:
        """Load a net onto this machine's best device.

        Raises:
            UnusableModel: the file is damaged, of no architecture that is known, or does not do what its name says.
            ImportError: spandrel is not installed.
        """
        spandrel = _spandrel()
        check_file(file.path)
        try:
            model = spandrel.ModelLoader().load_from_file(file.path)
        except (*_FAULTS, spandrel.UnsupportedModelError) as error:
            message = f"{file.path} is of no architecture that spandrel knows: {error}"
            raise UnusableModel(message) from error
        _check(model, file)
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        half = self._device.type == "cuda" and model.supports_bfloat16
        self._dtype = torch.bfloat16 if half else torch.float32
        self._model: Any = model.to(self._device, self._dtype).eval()
        self._factor = file.factor
        self._tile = LARGEST_TILE[self._device.type]
        self._asked: Callable[[], None] = _nothing
        for module in self._model.model.modules():
            module.register_forward_pre_hook(self._ask)

    def enlarged(self, picture: Pixels, *, told: Told) -> Pixels:
        """Return a picture (height, width, 3) uint8 sRGB enlarged by the net's factor, in pieces.

        Pieces become smaller where memory runs out. ``told`` is called with the share that is done, and now and then
        while a piece is worked on; what it raises ends the work.

        Raises:
            NoNumbers: the net gave none.
            MemoryError: not even the smallest piece fits in memory.
        """
        while (large := self._tried(picture, told)) is None:
            self._tile //= 2
            if self._device.type == "cuda":
                torch.cuda.empty_cache()
        return large

    def _tried(self, picture: Pixels, told: Told) -> Pixels | None:
        grid, asking = Grid(self._factor, self._tile, OVERLAP), _Asking(told)
        self._asked = asking.ask
        try:
            return feathered(picture, lambda piece, _top, _left: self._piece(piece), grid, told=asking.tell)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            if self._tile <= SMALLEST_TILE:
                raise MemoryError from error
            return None
        finally:
            self._asked = _nothing

    def _piece(self, pixels: Pixels) -> Pixels:
        """Enlarge (h, w, 3) at once."""
        planes = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))[None]
        with torch.inference_mode():
            given = planes.to(self._device, self._dtype) / 255
            large = self._model(given)[0].float().clamp(0, 1).mul(255).cpu().numpy()
        if not np.isfinite(large).all():
            raise NoNumbers
        whole: Pixels = np.rint(large).astype(np.uint8).transpose(1, 2, 0)
        return whole

    def _ask(self, *_: object) -> None:
        """Run before each part of the net: a large piece takes a CPU many seconds."""
        self._asked()


class _Asking:
    """Tells what is done, and again while a piece takes its time."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._share = 0.0
        self._last = time.monotonic()

    def tell(self, share: float) -> None:
        self._share = share
        self._last = time.monotonic()
        self._told(share)

    def ask(self) -> None:
        if time.monotonic() - self._last >= ASKED_EVERY_S:
            self.tell(self._share)


def _check(model: Any, file: NetFile) -> None:  # noqa: ANN401 - spandrel's types say nothing of what it loaded
    """Compare what was loaded with what is promised.

    Raises:
        UnusableModel: it does something else.
    """
    if getattr(model, "purpose", "") not in {"SR", "FaceSR"}:
        message = f"{file.path} is a net that enlarges nothing"
    elif model.scale != file.factor:
        message = f"{file.path} enlarges ×{model.scale}, not ×{file.factor} as its name says. Rename it"
    elif (model.input_channels, model.output_channels) != (_COLOURS, _COLOURS):
        message = f"{file.path} takes {model.input_channels} colours and gives {model.output_channels}, not three"
    else:
        return
    raise UnusableModel(message)


def _nothing() -> None:
    """Ask nobody: no picture is being enlarged."""


def _spandrel() -> Any:  # noqa: ANN401 - imported where it is there, without types
    with _importing:
        if "spandrel" in sys.modules or importlib.util.find_spec("torchvision") is not None:
            return importlib.import_module("spandrel")
        with _standing_in():
            return importlib.import_module("spandrel")


@contextmanager
def _standing_in() -> Iterator[None]:
    """Have empty modules in torchvision's place for a moment."""
    for name in _STAND_INS:
        module = ModuleType(name)
        module.__spec__ = importlib.machinery.ModuleSpec(name, None)
        sys.modules[name] = module
    vars(sys.modules[_STAND_INS[-1]]).update(dict.fromkeys(_NAMES))
    try:
        yield
    finally:
        for name in _STAND_INS:
            del sys.modules[name]
