"""Which colours lettering takes, so that it reads on any picture (L23)."""

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from core.comics.geometry import Box
from core.comics.script.model import Voice

_WHITE, _INK = "#ffffff", "#000000"
_CAPTION, _TOLD, _RADIO, _WHISPER = "#fff4cf", "#e6f0f7", "#f3fbff", "#ffffff"
_SOUNDS = ("#ffd534", "#ff8a3c", "#ffffff", "#7fe0ff", "#ff6f61")
_SOUND_INK = "#14110f"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one panel's lettering.

    ``picture`` is (height, width, 3) uint8 over the frame ``box``, None before it is drawn.
    """

    picture: NDArray[np.uint8] | None
    box: Box
    seed: str

    def paper(self, voice: Voice | None, *, boxed: bool) -> str:
        """Return what fills a balloon or a caption; black words on each reach 4.5:1 by far."""
        match voice:
            case Voice.VOICE_OVER:
                return _TOLD
            case Voice.RADIO:
                return _RADIO
            case _:
                return _CAPTION if boxed else _WHITE

    def sound(self, box: Box, item: int) -> tuple[str, str]:
        """Return a sound's letters and their halo: of the bright colours one that stands off what is under it."""
        order = list(_SOUNDS)
        Random(f"{self.seed}/{item}").shuffle(order)  # noqa: S311 - looks, not secrets
        under = self._under(box)
        if under is None:
            return order[0], _SOUND_INK
        return max(order[:3], key=lambda colour: _distance(colour, under)), _SOUND_INK

    def _under(self, box: Box) -> NDArray[np.float64] | None:
        if self.picture is None:
            return None
        rows, columns = self.picture.shape[:2]
        left, right = (round((x - self.box.left) / self.box.width * columns) for x in (box.left, box.right))
        top, bottom = (round((y - self.box.top) / self.box.height * rows) for y in (box.top, box.bottom))
        part = self.picture[max(0, top) : max(1, bottom), max(0, left) : max(1, right)]
        return np.asarray(part.reshape(-1, part.shape[-1])[:, :3].mean(axis=0)) if part.size else None


def _distance(colour: str, under: NDArray[np.float64]) -> float:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    return float(np.abs(channels - under).sum())
