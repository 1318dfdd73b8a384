"""Pages in words, in both languages."""

import pytest

from core.comics.export.telling import plain, told
from core.comics.script.model import Caption, Panel, Run, Say, Sound, Voice

PANELS = (
    Panel(
        "A cat looks at an empty bowl",
        (Caption((Run("Monday."),)), Say("CAT", (Run("Breakfast is "), Run("late", strong=True), Run("!")))),
    ),
    Panel("", (Sound((Run("THUD"),)),)),
)


def test_a_page_is_told_in_the_order_of_reading() -> None:
    """G10: alt text = captions and dialogue."""
    assert told(PANELS, "en") == (
        "Panel 1. A cat looks at an empty bowl. Caption: Monday. CAT: Breakfast is late!\nPanel 2. Sound: THUD"
    )


def test_a_polish_comic_is_told_in_polish() -> None:
    assert told(PANELS[1:], "pl") == "Kadr 1. Dźwięk: THUD"


def test_what_the_picture_really_shows_goes_before_what_was_asked_for() -> None:
    found = told(PANELS, "en", shown=["A cat beside a bowl.", "A night sky"])
    assert found.startswith("Panel 1. A cat beside a bowl. Caption")
    assert "Panel 2. A night sky. Sound" in found


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("voice", [voice for voice in Voice if voice is not Voice.SPEECH])
def test_how_something_is_said_is_told(voice: Voice, language: str) -> None:
    found = told((Panel("", (Say("{Ola}", (Run("{x}"),), voice),)),), language)
    assert found.split(". ", 1)[1].startswith("{Ola} (")
    assert found.endswith("): {x}")
    spoken = told((Panel("", (Say("{Ola}", (Run("{x}"),)),)),), language)
    assert spoken.endswith("{Ola}: {x}")


def test_words_are_read_on_one_line() -> None:
    assert plain((Run(" Oh\n"), Run("no", strong=True), Run("!"))) == "Oh no!"
