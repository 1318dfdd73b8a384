"""The table of fonts."""

from pathlib import Path

import pytest

from core.comics.lettering.fonts import CHAINS, Fonts, MissingFontError, Role, load_fonts
from core.comics.script.letters import unwritable

POLISH = "ĄĆĘŁŃÓŚŹŻąćęłńóśźż„”–…"


@pytest.mark.parametrize("role", Role)
def test_each_roles_own_font_has_every_polish_letter(role: Role, fonts: Fonts) -> None:
    assert fonts.chain(role)[0].covers(POLISH)


def test_signs_that_people_chat_with_can_be_lettered_in_every_role(fonts: Fonts) -> None:
    """L22."""
    assert fonts.uncovered("♥♪★☆☺→✓😀🔥👍🏽❤️👩‍👩‍👧 Привіт €") == ""


def test_characters_that_no_font_draws_are_named_once_each(fonts: Fonts) -> None:
    assert fonts.uncovered("To jest 漢 i 漢 i 字.") == "漢字"


def test_a_script_is_refused_for_just_the_characters_that_no_font_draws(fonts: Fonts) -> None:
    """comics.md § 1: told before anything is charged, by processes that have no fonts."""
    capitals = {chr(point) for font in fonts.table.values() for point in font.characters} | set("漢ΩאعĆ")
    text = "".join(sorted(char for char in capitals if char == char.upper() and char.isprintable()))
    assert sorted(unwritable(text)) == sorted(fonts.uncovered(text))


def test_every_chain_names_fonts_of_the_table(fonts: Fonts) -> None:
    assert {key for chain in CHAINS.values() for key in chain} <= set(fonts.table)


def test_a_missing_font_is_named_with_its_mend(tmp_path: Path) -> None:
    with pytest.raises(MissingFontError, match=r"comic-neue is missing at .* run `npm ci`"):
        load_fonts(tmp_path)


def test_a_font_that_went_away_later_is_named_too(fonts: Fonts, tmp_path: Path) -> None:
    font = type(fonts["bangers"])("bangers", tmp_path / "gone.ttf")
    with pytest.raises(MissingFontError):
        font.covers("BUM")
