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
