"""Signatures hold for exactly what was signed."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from core.signing import signature, signature_fits

KEY = SecretStr("k" * 40)
FIELDS = st.lists(st.text(), min_size=1, max_size=4)


@given(st.text(), FIELDS)
def test_a_signature_fits_what_it_was_made_for(purpose: str, fields: list[str]) -> None:
    assert signature_fits(signature(KEY, purpose, *fields), KEY, purpose, *fields)


@given(FIELDS, FIELDS)
def test_different_fields_have_different_signatures(one: list[str], other: list[str]) -> None:
    assert (signature(KEY, "a", *one) == signature(KEY, "a", *other)) is (one == other)


def test_the_borders_of_fields_are_signed_and_so_are_purpose_and_key() -> None:
    made = signature(KEY, "file", "ab", "c")
    assert not signature_fits(made, KEY, "file", "a", "bc")
    assert not signature_fits(made, KEY, "link", "ab", "c")
    assert not signature_fits(made, SecretStr("j" * 40), "file", "ab", "c")


@given(st.text(st.characters()))
def test_nothing_that_somebody_types_is_a_signature(given_: str) -> None:
    assert not signature_fits(given_, KEY, "file", "ab", "c")


def test_a_thousand_forged_signatures_are_refused_r5() -> None:
    dice = Random(5)
    made = signature(KEY, "file", "ab/cd", "1700000000")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    accepted = 0
    for _ in range(1000):
        place = dice.randrange(len(made))
        letter = dice.choice([one for one in alphabet if one != made[place]])
        accepted += signature_fits(made[:place] + letter + made[place + 1 :], KEY, "file", "ab/cd", "1700000000")
    assert accepted == 0
