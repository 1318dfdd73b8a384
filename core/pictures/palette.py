"""The colours of a picture, from its thumbhash alone: quick, and without reading its file."""

from base64 import b64decode
from binascii import Error as NotBase64
from colorsys import hsv_to_rgb, rgb_to_hsv

from PIL import Image
from thumbleweed import thumbhash_decode

Rgb = tuple[int, int, int]
_SHADES = 8
_SIDE = 24
_BYTE = 255
_LEAST_SATURATION = 0.08  # below it a lamp shows white


def palette(thumbhash: str, *, most: int) -> list[Rgb]:
    """Return up to ``most`` colours of a picture (thumbhash in base64), the one that strikes most first.

    A colour strikes by how much of the picture it covers and by how strong it is. Nothing where there is no hash.
    """
    try:
        width, height, rgba = thumbhash_decode(b64decode(thumbhash, validate=True))
    except (NotBase64, ValueError):
        return []
    picture = Image.frombytes("RGBA", (width, height), bytes(rgba)).convert("RGB").resize((_SIDE, _SIDE))
    shades = picture.quantize(_SHADES, Image.Quantize.MEDIANCUT)
    colours, counts = shades.getpalette() or [], shades.getcolors() or []
    weighed = [
        (count * (0.15 + _strength(rgb)), rgb)
        for count, index in counts
        if isinstance(index, int) and (rgb := (colours[3 * index], colours[3 * index + 1], colours[3 * index + 2]))
    ]
    found: list[Rgb] = []
    for _weight, rgb in sorted(weighed, reverse=True):
        if all(_apart(rgb, other) for other in found):
            found.append(rgb)
    return found[:most]


def for_lamp(rgb: Rgb) -> tuple[Rgb, int]:
    """Return a colour as a lamp shows it: at its full value, and how bright it is in percent (10 to 100)."""
    hue, saturation, value = rgb_to_hsv(*(part / _BYTE for part in rgb))
    saturation = min(1.0, saturation * 1.4) if saturation > _LEAST_SATURATION else 0.0  # lamps wash colours out
    red, green, blue = (round(part * _BYTE) for part in hsv_to_rgb(hue, saturation, 1.0))
    return (red, green, blue), max(10, round(value * 100))


def _strength(rgb: Rgb) -> float:
    _hue, saturation, value = rgb_to_hsv(*(part / _BYTE for part in rgb))
    return saturation * value


def _apart(one: Rgb, other: Rgb) -> bool:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 60  # noqa: PLR2004 - of 765: closer ones look alike on a lamp
