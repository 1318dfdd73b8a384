"""A number by which a picture is found again after it was made smaller, coded anew or had its notes removed.

Source: the perceptual hash by discrete cosine transform, Zauner, "Implementation and Benchmarking of Perceptual Image
Hash Functions" (2010), § 3.2.1.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

ALIKE = 6  # bits of 64 that may differ; measured in docs/measured.md, "Provenance"
_SIDE, _KEPT = 32, 8
_LEAST_SPREAD = 2.0  # of 255: a picture that is nearly one colour looks like every other such picture
_SIGN = 1 << 63


def fingerprint(picture: Image.Image) -> int | None:
    """Return 64 bits as a signed number, or None for a picture with hardly anything on it."""
    grey = picture.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    values = np.asarray(grey, dtype=np.float64)
    if values.std() < _LEAST_SPREAD:
        return None
    waves = _cosines()
    low = (waves @ values @ waves.T).ravel()
    bits = low > np.median(low[1:])  # the first is the picture's brightness
    number = int.from_bytes(np.packbits(bits).tobytes(), "big")
    return number - (1 << 64) if number & _SIGN else number


def apart(one: int, other: int) -> int:
    """Return by how many bits two fingerprints differ."""
    return ((one ^ other) & ((1 << 64) - 1)).bit_count()


@cache
def _cosines() -> NDArray[np.float64]:
    """Return the lowest waves of the DCT-II, (8, 32)."""
    place = (2 * np.arange(_SIDE) + 1) * np.pi / (2 * _SIDE)
    waves: NDArray[np.float64] = np.cos(np.outer(np.arange(_KEPT), place))
    return waves
