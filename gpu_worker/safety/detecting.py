"""The detector that NudeNet carries: what it sees in a picture, as rows of boxes and certainties.

Its weights are in its package; nothing is ever fetched.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

PROVIDERS = ["CPUExecutionProvider"]
# 320n.onnx of NudeNet 3.4 (github.com/notAI-tech/NudeNet): YOLOv8n, which was trained on RGB from 0 to 1, 320 × 320.
# Its package hands it BGR and brings OpenCV; the same picture of a woman is .83 certain in RGB and .74 in BGR.
_SHA256 = "c15d8273adad2d0a92f014cc69ab2d6c311a06777a55545f2c4eb46f51911f0f"


class BrokenClassifier(Exception):
    """A classifier is not the one that was measured, or says what no classifier says."""


class Detector:
    """The detector, loaded. Not for several threads at a time; ``side`` is what its boxes are measured in."""

    side = 320

    def __init__(self, *, threads: int) -> None:
        """Load it.

        Raises:
            BrokenClassifier: the weights are missing or not those that were measured.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self._session = onnxruntime.InferenceSession(_weights(), options, providers=PROVIDERS)
        self._input = self._session.get_inputs()[0].name

    def rows(self, picture: Image.Image) -> NDArray[np.float32]:
        """Return (4 + classes, boxes): middle x and y, width, height, then how certain each class is, 0 to 1.

        Lengths are of a square of 320 that the picture's longer side fills, from its upper left.
        """
        (rows,) = self._session.run(None, {self._input: _squared(picture, self.side)})[0]
        return np.asarray(rows, dtype=np.float32)


def _weights() -> bytes:
    """Return the detector's weights; its package is not imported, since that would bring in OpenCV."""
    spec = find_spec("nudenet")
    if spec is None or spec.origin is None:
        message = "the package nudenet is missing"
        raise BrokenClassifier(message)
    weights = (Path(spec.origin).parent / "320n.onnx").read_bytes()
    if hashlib.sha256(weights).hexdigest() != _SHA256:
        message = "the weights of nudenet are not those that were measured"
        raise BrokenClassifier(message)
    return weights


def _squared(picture: Image.Image, side: int) -> NDArray[np.float32]:
    """Return a picture as the detector takes it: in the upper left of a black square, channels first."""
    longest = max(picture.size)
    square = Image.new("RGB", (longest, longest))
    square.paste(picture, (0, 0))
    small = square.resize((side, side), Image.Resampling.BILINEAR)
    values = np.asarray(small, dtype=np.float32) / 255
    return np.ascontiguousarray(values.transpose(2, 0, 1)[np.newaxis])
