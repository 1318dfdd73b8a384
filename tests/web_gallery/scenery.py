"""Pictures with something to see, made of a seed: hills, a sky, a light."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter

_SKIES = (("#0e1a3d", "#35477f"), ("#7fc4f2", "#d6eefb"), ("#5b3a63", "#e08a5a"), ("#8c9aa8", "#d5dade"))
_HILLS = ("#3f7d4a", "#2f6040", "#557f3c", "#24473a")


def scene(width: int, height: int, seed: int) -> Image.Image:
    """Return a landscape that no other seed has."""
    dice = Random(seed)
    top, bottom = dice.choice(_SKIES)
    sky = Image.linear_gradient("L").resize((width, height))
    picture = Image.composite(Image.new("RGB", (width, height), bottom), Image.new("RGB", (width, height), top), sky)
    pen = ImageDraw.Draw(picture)
    across, size = dice.randrange(width), min(width, height) // 9
    pen.ellipse((across - size, size, across + size, 3 * size), fill="#ffd75e")
    for layer, colour in enumerate(dice.sample(_HILLS, 3)):
        crest = height * (6 + layer) // 10
        for _ in range(4):
            centre, reach = dice.randrange(width), dice.randrange(width // 4, width // 2)
            pen.ellipse((centre - reach, crest - reach // 3, centre + reach, crest + reach * 2), fill=colour)
        pen.rectangle((0, crest + height // 12, width, height), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(1))
