"""Stories from ideas: whom they are about, how they begin, turn and end, in both languages; any words at all."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.comics.inventing import LONGEST_IDEA, IdeaEmpty, IdeaTooLong, hero_of, invent
from core.comics.plots import PLOTS
from core.comics.script import parse
from core.comics.script.faults import Severity
from core.comics.script.vocabulary import COUNTS, HEADERS, KEYWORDS, RESERVED
from core.i18n import LOCALES

GRAMMAR = sorted({*KEYWORDS, *HEADERS, *COUNTS, *RESERVED})


@pytest.mark.parametrize(
    ("language", "idea", "name", "words"),
    [
        ("en", "a cat who wants to fly", "CAT", "a cat"),
        ("en", "the old lighthouse keeper and his whale", "KEEPER", "the old lighthouse keeper"),
        ("pl", "mały smok, który boi się ognia", "SMOK", "mały smok"),
        ("pl", "kot", "KOT", "kot"),
        ("en", "a robot in the rain", "ROBOT", "a robot"),
        ("en", "an old camera that dreams", "THE CAMERA", "an old camera"),
        ("en", "cast", "THE CAST", "cast"),
        ("pl", "stara kamera, która śni", "TA KAMERA", "stara kamera"),
        ("pl", "narrator", "KTOŚ", "narrator"),
        ("pl", "tło", "TO TŁO", "tło"),
        ("en", "(((((a", "SOMEBODY", "(((((a"),
        ("pl", "telefon", "TELEFON", "telefon"),
    ],
)
def test_a_story_is_about_the_one_who_is_named_first(language: str, idea: str, name: str, words: str) -> None:
    hero = hero_of(idea, language)
    assert (hero.name, hero.words) == (name, words)


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("panels", range(1, 10))
@pytest.mark.parametrize("dice", range(6))
def test_every_story_reads_without_a_doubt_and_has_so_many_panels(language: str, panels: int, dice: int) -> None:
    idea = {"en": "a cat who wants to fly", "pl": "mały kot, który chce latać"}[language]
    parsed = parse(invent(idea, panels=panels, language=language, dice=Random(dice)), language=language)
    assert parsed.script is not None
    assert len(parsed.script.panels) == panels
    assert parsed.script.language == language
    assert [found.code for found in parsed.diagnostics if found.severity is not Severity.SUGGESTION] == []


def test_a_story_begins_with_the_idea_and_ends_well() -> None:
    text = invent("a cat who wants to fly", panels=4, language="en", dice=Random(1))
    assert text.startswith("PANEL 1: A cat who wants to fly")
    assert "CAT:" in text.partition("PANEL 4")[2]


def test_the_same_dice_make_the_same_story_and_others_another() -> None:
    told = {invent("a cat", panels=4, language="en", dice=Random(seed)) for seed in range(12)}
    assert len(told) > 3
    assert invent("a cat", panels=4, language="en", dice=Random(1)) == invent(
        "a cat", panels=4, language="en", dice=Random(1)
    )


def test_a_hero_does_not_meet_himself() -> None:
    for seed in range(20):
        text = invent("a fox", panels=9, language="en", dice=Random(seed))
        assert "a fox and a fox" not in text


@pytest.mark.parametrize("idea", ["", "  ", "123 !", "|||"])
def test_without_words_there_is_no_story(idea: str) -> None:
    with pytest.raises(IdeaEmpty):
        invent(idea, panels=4, language="en", dice=Random(0))


def test_a_whole_script_is_no_idea() -> None:
    with pytest.raises(IdeaTooLong):
        invent("a" * (LONGEST_IDEA + 1), panels=4, language="en", dice=Random(0))


@pytest.mark.parametrize("word", GRAMMAR)
@pytest.mark.parametrize("language", LOCALES)
def test_a_word_of_the_grammar_can_be_a_hero(word: str, language: str) -> None:
    for seed in range(4):
        parsed = parse(invent(word, panels=4, language=language, dice=Random(seed)), language=language)
        assert parsed.script is not None
        assert len(parsed.script.panels) == 4
        assert [found.code for found in parsed.diagnostics if found.severity is not Severity.SUGGESTION] == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.integers(-2, 30), st.sampled_from(["en", "pl", "de"]))
def test_any_words_become_a_story_that_can_be_drawn_or_a_refusal(idea: str, panels: int, language: str) -> None:
    try:
        text = invent(idea, panels=panels, language=language, dice=Random(0))
    except (IdeaEmpty, IdeaTooLong):
        return
    assert parse(text).script is not None


@pytest.mark.parametrize("language", LOCALES)
def test_every_plot_has_a_beat_for_each_length(language: str) -> None:
    for plot in PLOTS[language]:
        assert sorted(beat.need for beat in plot) == list(range(9))
