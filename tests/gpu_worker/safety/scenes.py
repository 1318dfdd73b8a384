"""Pictures for the classifiers that may lie in a repository: shapes in the colours of skin, and plain ones."""

from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

_TONES = [(232, 190, 172), (198, 134, 66), (141, 85, 36), (255, 219, 172), (224, 172, 105)]


def shapes(seed: int) -> NDArray[np.uint8]:
    """Return blurred ellipses in one skin's shades on a plain ground; to open_nsfw some of them look naked."""
    dice = Random(seed)
    tone = dice.choice(_TONES)
    picture = Image.new("RGB", (256, 256), tuple(dice.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(dice.randrange(1, 9)):
        x, y, width, height = dice.randrange(256), dice.randrange(256), dice.randrange(20, 160), dice.randrange(20, 160)
        shade = dice.uniform(0.7, 1.15)
        colour = tuple(min(255, int(value * shade)) for value in tone)
        draw.ellipse((x - width // 2, y - height // 2, x + width // 2, y + height // 2), fill=colour)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(dice.choice([0, 2, 6, 12]))))


def plain(shade: int = 128) -> NDArray[np.uint8]:
    """Return nothing but grey."""
    return np.full((96, 160, 3), shade, dtype=np.uint8)


# Among the first 160 of ``shapes``: open_nsfw gives the first two .71 and .57.
NUDE, SUGGESTIVE, HARMLESS = shapes(0), shapes(33), shapes(7)
# Eight ellipses (middle, width, height, shade) moved about until open_nsfw gave them more than .9; to people, blots.
_BLOTS = (
    (200, 151, 122, 140, 0.89), (111, 71, 92, 55, 1.04), (169, 241, 45, 110, 0.895), (104, 244, 133, 153, 0.817),
    (27, 61, 152, 43, 1.02), (170, 124, 103, 36, 0.786), (113, 122, 56, 159, 0.902), (107, 110, 62, 62, 0.83),
)  # fmt: skip


def blots() -> NDArray[np.uint8]:
    """Return ellipses that the classifier takes for what only adults may see."""
    picture = Image.new("RGB", (256, 256), (215, 20, 132))
    draw = ImageDraw.Draw(picture)
    for x, y, width, height, shade in _BLOTS:
        colour = tuple(min(255, int(value * shade)) for value in _TONES[3])
        draw.ellipse((x - width // 2, y - height // 2, x + width // 2, y + height // 2), fill=colour)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(0)))


EXPLICIT = blots()
