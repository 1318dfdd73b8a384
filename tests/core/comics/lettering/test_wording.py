"""Capitals, quotes, tokens and hyphens."""

import pytest

from core.comics.lettering.fonts import Fonts, Role
from core.comics.lettering.shaping import Shaper
from core.comics.lettering.wording import Token, hyphenated, quoted, tokens, upper
from core.comics.script.model import Run

ROLES = (Role.SPEECH, Role.STRONG)


def told(fonts: Fonts, *runs: Run | str, language: str = "en") -> tuple[Token, ...]:
    """Return tokens of runs; plain strings are plain runs."""
    return tokens(tuple(Run(run) if isinstance(run, str) else run for run in runs), Shaper(fonts, language), ROLES)


@pytest.mark.parametrize(
    ("text", "language", "capitals"),
    [
        ("zażółć gęślą jaźń", "pl", "ZAŻÓŁĆ GĘŚLĄ JAŹŃ"),
        ("straße", "en", "STRASSE"),
        ("istanbul", "tr", "İSTANBUL"),
        ("Άνθρωπος", "el", "ΑΝΘΡΩΠΟΣ"),
    ],
)
def test_capitals_are_those_of_the_language(text: str, language: str, capitals: str) -> None:
    """L21."""
    assert upper(text, language) == capitals


def test_words_split_at_spaces_and_no_break_spaces_hold_them(fonts: Fonts) -> None:
    assert [token.text for token in told(fonts, "ten  \n metrów 5\u00a0km")] == ["TEN", "METRÓW", "5\u00a0KM"]


def test_one_letter_words_are_bound_to_the_next_and_others_are_not(fonts: Fonts) -> None:
    """L11."""
    bound = [token.text for token in told(fonts, "w domu i z kotem o tym X", language="pl") if token.bound]
    assert bound == ["W", "I", "Z", "O"]


def test_what_may_not_start_a_line_binds_the_word_before(fonts: Fonts) -> None:
    """L11."""
    bound = [token.text for token in told(fonts, "wait -- what … now ! ok") if token.bound]
    assert bound == ["WAIT", "WHAT", "NOW"]


def test_long_words_may_break_behind_their_own_hyphen_dash_and_ellipsis_without_a_space(fonts: Fonts) -> None:
    found = told(fonts, "merry-go-round wait…what wait--no")
    assert [(token.text, token.space > 0) for token in found] == [
        ("MERRY-GO-ROUND", True),
        ("WAIT…", False),
        ("WHAT", True),
        ("WAIT--", False),
        ("NO", True),
    ]


def test_strong_words_are_slanted_and_their_commas_may_not_be(fonts: Fonts) -> None:
    """L20."""
    word = told(fonts, "I ", Run("mean", strong=True), ", it")[1]
    assert [(piece.text, piece.font) for piece in word.pieces] == [("MEAN", "comic-neue-italic"), (",", "comic-neue")]


def test_a_voice_over_closes_its_quotes_only_on_the_last_box() -> None:
    """L20."""
    assert [run.text for run in quoted((Run("a"),), "pl", closes=False)] == ["„", "a"]
    assert [run.text for run in quoted((Run("a"),), "en", closes=True)] == ["“", "a", "”"]
    assert [run.text for run in quoted((Run("a"),), "xx", closes=True)] == ["“", "a", "”"]


def test_a_word_that_fits_is_never_cut(fonts: Fonts) -> None:
    """L10."""
    (word,) = told(fonts, "Konstantynopol", language="pl")
    assert hyphenated(word, Shaper(fonts, "pl"), word.width) == [word]


def test_a_word_wider_than_the_widest_line_is_cut_at_its_syllables(fonts: Fonts) -> None:
    """L10."""
    (word,) = told(fonts, "Konstantynopolitańczykowianeczka!", language="pl")
    parts = hyphenated(word, Shaper(fonts, "pl"), 8.0)
    assert [part.text for part in parts] == ["KONSTANTYNOPO-", "LITAŃCZYKOWIA-", "NECZKA!"]
    assert [part.forced for part in parts] == [True, True, False]
    assert all(part.width <= 8.0 for part in parts)


def test_a_scream_without_syllables_is_cut_where_the_line_ends(fonts: Fonts) -> None:
    (word,) = told(fonts, "A" * 60)
    parts = hyphenated(word, Shaper(fonts, "en"), 6.0)
    assert "".join(part.text.rstrip("-") for part in parts) == "A" * 60
    assert all(part.width <= 6.0 for part in parts)


@pytest.mark.parametrize(
    ("word", "parts"), [("przychodzić?!", ["PRZYCHO-", "DZIĆ?!"]), ("„przychodzić", ["„PRZYCHO-", "DZIĆ"])]
)
def test_marks_count_for_no_letters_of_a_part(word: str, parts: list[str], fonts: Fonts) -> None:
    """L10."""
    (token,) = told(fonts, word, language="pl")
    assert [part.text for part in hyphenated(token, Shaper(fonts, "pl"), token.width * 0.9)] == parts


def test_a_line_narrower_than_three_letters_cuts_nothing(fonts: Fonts) -> None:
    (word,) = told(fonts, "WWWWWWWW")
    assert [part.text for part in hyphenated(word, Shaper(fonts, "en"), 1.0)] == ["WWWWWWWW"]
