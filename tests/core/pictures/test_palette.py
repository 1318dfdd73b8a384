"""Colours of a picture for lamps, from its thumbhash alone."""

from base64 import b64encode

import pytest
from PIL import Image
from thumbleweed import thumbhash_encode

from core.pictures.palette import for_lamp, palette


def _hash(*bands: str) -> str:
    picture = Image.new("RGB", (64, 64))
    height = 64 // len(bands)
    for place, colour in enumerate(bands):
        picture.paste(colour, (0, place * height, 64, 64))
    rgba = picture.convert("RGBA")
    return b64encode(bytes(thumbhash_encode(64, 64, rgba.tobytes()))).decode()


def test_the_strong_colours_come_first() -> None:
    red, *_ = palette(_hash("red", "red", "grey"), most=3)
    assert red[0] > 150
    assert red[0] > red[1] + 80


def test_two_halves_give_two_colours() -> None:
    found = palette(_hash("red", "blue"), most=5)
    assert any(one[0] > one[2] + 60 for one in found)
    assert any(one[2] > one[0] + 60 for one in found)


@pytest.mark.parametrize("broken", ["", "x", "====", "AAAA", "ąę", "QQ==" * 400])
def test_a_broken_hash_gives_nothing_or_colours_and_no_fault(broken: str) -> None:
    assert isinstance(palette(broken, most=3), list)


@pytest.mark.parametrize(
    ("rgb", "shown", "percent"),
    [
        ((128, 0, 0), (255, 0, 0), 50),
        ((0, 0, 0), (255, 255, 255), 10),
        ((255, 255, 255), (255, 255, 255), 100),
        ((120, 122, 120), (255, 255, 255), 48),
    ],
)
def test_a_lamp_shows_a_colour_at_full_value_and_dims_by_brightness(
    rgb: tuple[int, int, int], shown: tuple[int, int, int], percent: int
) -> None:
    assert for_lamp(rgb) == (shown, percent)
