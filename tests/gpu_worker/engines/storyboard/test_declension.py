"""Polish cases by rule."""

import pytest

from gpu_worker.engines.storyboard.language.declension import MANY, MAYBE, ONE, agreeing, decline


@pytest.mark.parametrize(
    ("noun", "form", "number"),
    [
        ("kura", "kur", MANY),
        ("kura", "kury", MAYBE),
        ("kura", "kurą", ONE),
        ("książka", "książek", MANY),
        ("owca", "owce", MANY),
        ("łabędź", "łabędzie", MANY),
        ("kot", "koty", MANY),
        ("kot", "kocie", ONE),
        ("ptak", "ptakiem", ONE),
        ("pies", "psów", MANY),
        ("stół", "stołach", MANY),
        ("gołąb", "gołębie", MANY),
        ("pirat", "piraci", MANY),
        ("strażak", "strażacy", MANY),
        ("drzewo", "drzew", MANY),
        ("jabłko", "jabłkami", MANY),
        ("kocię", "kocięta", MANY),
        ("gałąź", "gałęzi", MAYBE),
        ("noc", "nocy", MAYBE),
    ],
)
def test_a_form_says_how_many(noun: str, form: str, number: str) -> None:
    assert decline(noun)[form] == number


@pytest.mark.parametrize("noun", ["", "a", "ul", "alibi", "kakadu"])
def test_what_has_no_cases_gets_none_of_ours(noun: str) -> None:
    assert MANY not in decline(noun).values()


@pytest.mark.parametrize(
    ("adjective", "noun", "said"),
    [
        ("biegnący", "pies", "biegnący"),
        ("biegnący", "sowa", "biegnąca"),
        ("biegnący", "dziecko", "biegnące"),
        ("grający na gitarze", "żaba", "grająca na gitarze"),
        ("wspinający się", "mysz", "wspinająca się"),
        ("niebieski", "gęś", "niebieska"),
        ("niebieski", "jajko", "niebieskie"),
        ("niebieski", "okulary", "niebieskie"),
        ("śpiący", "kierowca", "śpiący"),
        ("śpiący", "pianista", "śpiący"),
        ("śpiący", "panna młoda", "śpiąca"),
        ("lila", "chmura", "lila"),
        ("", "chmura", ""),
    ],
)
def test_adjectives_agree_with_their_noun(adjective: str, noun: str, said: str) -> None:
    assert agreeing(adjective, noun) == said
