"""How words are read through their disguises."""

import pytest

from core.screening.folding import fold, tokens


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ŁÓDŹ", "lodz"),
        ("Straße", "strasse"),
        ("сһіld", "child"),
        ("ｆｕｌｌ", "full"),
        ("e\u0301te\u0301", "ete"),
        ("a\u200db", "ab"),
    ],
)
def test_letters_that_look_latin_become_latin(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_word_knows_its_polish_letters() -> None:
    assert [token.polish for token in tokens("górę gore")] == [True, False]


def test_single_letters_spell_words_and_two_of_them_do_not() -> None:
    assert "sex" in tokens("s e x")[0].readings
    assert tokens("s e")[0].readings == ("s",)


def test_digits_are_read_as_letters_only_beside_letters() -> None:
    assert "child" in tokens("ch1ld")[0].readings
    assert "lady" in tokens("1ady")[0].readings
    assert tokens("1984")[0].readings == ("1984",)


def test_signs_alone_are_words_of_what_they_may_stand_for_or_nothing() -> None:
    assert tokens("... !!! ---") == []
    assert "as" in tokens("@$")[0].readings
