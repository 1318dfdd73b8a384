"""Finds the faces in pictures whose engine can't say where they are, so that lettering keeps clear of them (L5).

The detector is the one that NudeNet carries, which pictures are rated with as well. Without its packages no face is
found, and lettering follows what is salient instead.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.comics.geometry import Box

if TYPE_CHECKING:
    from gpu_worker.safety.detecting import Detector

# NudeNet's classes FACE_FEMALE and FACE_MALE, which for a balloon are one (github.com/notAI-tech/NudeNet).
_FACES = (1, 12)
_CERTAIN = 0.3
_SAME = 0.4  # of two boxes' union: from there on they are one face
_MOST = 12  # of one picture
_WIDE = 1.15  # longer side over shorter: from there on squares of a picture are looked at beside the whole
_STRIP = 4  # times as long as wide: no panel is
# The detector's boxes end at the brows and the jaw; a head has hair, ears and a chin.
_CROWN, _EARS, _CHIN = 0.38, 0.14, 0.08
_REMEMBERED = 256  # pictures of a worker's last comics: words are lettered anew within a second
_log = logging.getLogger(__name__)


class FaceFinder:
    """The detector of one process, loaded when the first picture needs it. Not for several threads at a time."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self._detector: Detector | None = None
        self._missing = False
        self._known: OrderedDict[str, tuple[Box, ...]] = OrderedDict()

    def find(self, picture: Image.Image, key: str) -> tuple[Box, ...]:
        """Return the heads in a picture, in its pixels, most certain first; none where nobody can look.

        Args:
            picture: RGB, of any size.
            key: what its bytes are known by.
        """
        if key not in self._known:
            self._known[key] = self._looked(picture)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return self._known[key]

    def _looked(self, picture: Image.Image) -> tuple[Box, ...]:
        detector = self._loaded()
        if detector is None:
            return ()
        found = np.concatenate([_faces(detector, picture, view) for view in _views(picture.size)])
        return tuple(_head(face, picture.size) for face in _apart(found))

    def _loaded(self) -> "Detector | None":
        if self._detector is None and not self._missing:
            try:
                from gpu_worker.safety.detecting import Detector  # noqa: PLC0415 - a small house lacks its packages

                self._detector = Detector(threads=1)
            except Exception as error:  # noqa: BLE001 - the runtime's errors have no common ancestor
                self._missing = True
                _log.warning("no faces are looked for in comics: %s", error)
        return self._detector


def _views(size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    """Yield what is looked at: all of it, and where it is long, squares from end to end, which show small faces."""
    width, height = size
    yield 0, 0, width, height
    side = min(size)
    if not _WIDE * side <= max(size) <= _STRIP * side:
        return
    for at in np.linspace(0, max(size) - side, 1 + -(-max(size) // side)).astype(int):
        yield (int(at), 0, int(at) + side, side) if width > height else (0, int(at), side, int(at) + side)


def _faces(detector: "Detector", picture: Image.Image, view: tuple[int, int, int, int]) -> NDArray[np.float32]:
    """Return the faces in a part of a picture: (n, 5), left, top, right, bottom in its pixels, and how certain."""
    rows = detector.rows(picture.crop(view))
    certain = rows[[4 + at for at in _FACES]].max(axis=0)
    x, y, width, height = rows[:4] * (max(view[2] - view[0], view[3] - view[1]) / detector.side)
    boxes = np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=-1)
    found = np.column_stack([boxes + np.array([*view[:2], *view[:2]]), certain])
    return np.asarray(found[certain >= _CERTAIN], dtype=np.float32)


def _apart(found: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Return each face once, the most certain box of those that share it."""
    kept: list[NDArray[np.float32]] = []
    for face in found[np.argsort(-found[:, 4], kind="stable")]:
        if len(kept) < _MOST and all(_shared(face, other) < _SAME for other in kept):
            kept.append(face)
    return kept


def _shared(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the share of the smaller box that lies in the other: a square may cut a face in two."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return float(max(0.0, width) * max(0.0, height) / max(1e-6, least))


def _head(face: NDArray[np.float32], size: tuple[int, int]) -> Box:
    left, top, right, bottom = (float(edge) for edge in face[:4])
    wide, high = right - left, bottom - top
    return Box(
        max(0.0, left - _EARS * wide),
        max(0.0, top - _CROWN * high),
        min(float(size[0]), right + _EARS * wide),
        min(float(size[1]), bottom + _CHIN * high),
    )
