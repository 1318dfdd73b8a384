"""Nets of one's own that enlarge: files of the ESRGAN family and its relatives, as people share them.

Nothing is imported for it here: what a file is called says what it does.
"""

import logging
import re
from dataclasses import dataclass
from pathlib import Path

from core.jobs.scaling import FACTORS

# “4x-UltraSharp”, “RealESRGAN_x4plus”, “2xNomosUni”, “4x_foolhardy”: the community's ways of naming them
# (https://openmodeldb.info).
_FACTOR = re.compile(r"(?:^|[^a-z0-9])(?:(\d)x|x(\d))", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[^a-z0-9._-]+")
_LONGEST_NAME = 60
_log = logging.getLogger(__name__)


class NoNumbers(Exception):
    """A net computed no numbers."""


@dataclass(frozen=True, slots=True)
class NetFile:
    """A file with weights, and the factor that its name promises."""

    name: str
    title: str
    path: Path
    factor: int


def nets_in(folder: Path | None) -> dict[str, NetFile]:
    """Return the nets of a folder by name; what can't be used is said in the log."""
    if folder is None:
        return {}
    if not folder.is_dir():
        _log.warning("UPSCALE_MODELS names %s, where there is no folder", folder)
        return {}
    found: dict[str, NetFile] = {}
    for path in sorted(folder.iterdir()):
        net = _net_of(path)
        if net is not None:
            found.setdefault(net.name, net)
    return found


def _net_of(path: Path) -> NetFile | None:
    if path.suffix.lower() in {".pth", ".pt", ".ckpt"}:
        _log.warning("%s is passed over: pickled weights can run code. Look for the net's .safetensors file", path)
        return None
    if path.suffix != ".safetensors" or not path.is_file():
        return None
    named = _FACTOR.search(path.stem)
    factor = int(named[1] or named[2]) if named else 0
    if factor not in FACTORS:
        _log.warning("%s is passed over: its name has to say ×2 or ×4, as in “4x-%s”", path, path.name)
        return None
    name = _NOT_IN_NAMES.sub("-", path.stem.lower()).strip("._-")[:_LONGEST_NAME].strip("._-")
    return NetFile(name, path.stem[:100], path, factor) if name else None
