"""Runs fall back whole, signs one by one; glyphs are where HarfBuzz puts them."""

import pytest

from core.comics.lettering.fonts import Fonts, Role
from core.comics.lettering.shaping import Shaper, united


@pytest.fixture
def shaper(fonts: Fonts) -> Shaper:
    """Return a shaper of Polish."""
    return Shaper(fonts, "pl")


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("ZAŻÓŁĆ", [("ZAŻÓŁĆ", "comic-neue")]),
        ("ПРИВІТ, ŻÓŁĆ", [("ПРИВІТ, ŻÓŁĆ", "shantell")]),
        ("KOT ♥😀!", [("KOT ", "comic-neue"), ("♥", "shantell"), ("😀", "emoji"), ("!", "comic-neue")]),
        ("👩‍👩‍👧👍🏽🇵🇱", [("👩‍👩‍👧👍🏽🇵🇱", "emoji")]),
        ("♪ LA", [("♪", "symbols"), (" LA", "comic-neue")]),
        ("漢", [("漢", "comic-neue")]),
    ],
)  # fmt: skip
def test_letters_fall_back_together_and_signs_alone(
    shaper: Shaper, text: str, stretches: list[tuple[str, str]]
) -> None:
    """L22."""
    assert shaper.fonts_of(text, Role.SPEECH) == stretches


def test_a_family_of_emoji_is_one_glyph(shaper: Shaper) -> None:
    assert len(shaper.piece("👩‍👩‍👧", "emoji").glyphs) == 1


def test_ink_holds_accents_above_and_ogoneks_below(shaper: Shaper) -> None:
    plain, marked = shaper.piece("OA", "comic-neue").ink, shaper.piece("ÓĄ", "comic-neue").ink
    assert marked.top < plain.top - 0.1
    assert marked.bottom > plain.bottom + 0.1


def test_kerning_is_measured_not_added_up(shaper: Shaper) -> None:
    alone = sum(shaper.piece(letter, "bangers").advance for letter in "AVATAR")
    assert shaper.piece("AVATAR", "bangers").advance != pytest.approx(alone)


def test_a_space_has_an_advance_and_no_ink(shaper: Shaper) -> None:
    space = shaper.piece(" ", "comic-neue")
    assert space.advance > 0.2
    assert space.ink.height == 0


def test_nothing_united_is_nothing() -> None:
    assert united([]) is None
