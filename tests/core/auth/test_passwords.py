"""Passwords and addresses: what is taken, what is kept, and that nobody can tell who is there."""

import unicodedata
from time import process_time

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from core.auth.addresses import AddressUnfit, checked_address
from core.auth.passwords import (
    LONGEST,
    SHORTEST,
    PasswordGuessable,
    PasswordUnfit,
    checked_password,
    fits,
    hashed,
    is_outdated,
)

GOOD = "four words of mine"


def test_a_password_fits_only_itself() -> None:
    kept = hashed(checked_password(GOOD))
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert fits(kept, GOOD)
    assert not any(fits(kept, wrong) for wrong in ("", GOOD + " ", GOOD.upper(), "x" * 1_000_000, "\ud800", "\0"))
    assert not fits("no hash at all", GOOD)
    assert not fits(None, GOOD)


def test_two_spellings_of_the_same_letters_are_one_password() -> None:
    whole = "zażółć gęślą jaźń"
    parts = unicodedata.normalize("NFD", whole)
    assert parts != whole
    assert fits(hashed(checked_password(whole)), parts)
    assert fits(hashed(checked_password(parts)), whole)


def test_a_password_kept_with_weaker_parameters_is_renewed() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(GOOD)
    assert is_outdated(weak)
    assert fits(weak, GOOD)
    assert not is_outdated(hashed(GOOD))


def test_somebody_unknown_takes_as_long_as_somebody_known() -> None:
    """R5: no enumeration by time; processor time of the best of some tries, so that a busy machine doesn't matter."""
    kept = hashed(GOOD)

    def cost(who: str | None) -> float:
        begun = process_time()
        fits(who, "a wrong password")
        return process_time() - begun

    known, unknown = (min(cost(who) for _ in range(7)) for who in (kept, None))
    assert 0.5 < unknown / known < 2


@pytest.mark.parametrize("length", [0, SHORTEST - 1, LONGEST + 1, 1_000_000])
def test_a_password_has_a_length(length: int) -> None:
    with pytest.raises(PasswordUnfit):
        checked_password(("abcdefgh" * (length // 8 + 1))[:length])


@pytest.mark.parametrize("password", ["aaaaaaaaaaaaaa", "121212121212", "ada lovelace 1815", "I am ADA@example.org"])
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordGuessable):
        checked_password(password, about=("Lovelace", "ada@example.org"))


def test_a_short_name_in_a_password_is_no_matter() -> None:
    assert checked_password("adamant brackets", about=("Ada", "al@example.org")) == "adamant brackets"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada@Example.ORG ", "ada@example.org"),
        ("ada+tag@żółw.example", "ada+tag@xn--w-uga1v8h.example"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
    ],
)
def test_an_address_is_known_by_one_spelling(typed: str, kept: str) -> None:
    assert checked_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "ada",
        "ada@",
        "@example.org",
        "ada@example",
        "ada@@example.org",
        "ada@example..org",
        ".ada@example.org",
        "a..b@example.org",
        "ada@-example.org",
        "ada@example.org\r\nBcc: all@example.org",
        "ada\0@example.org",
        "a" * 65 + "@example.org",
        "ada@" + "x" * 100_000 + ".org",
        "ada@" + ".".join("x" * 60 for _ in range(5)),
        "żółw@example.org",
        '"a b"@example.org',
        "ada@[127.0.0.1]",
    ],
)
def test_what_no_mail_reaches_is_no_address(typed: str) -> None:
    with pytest.raises(AddressUnfit):
        checked_address(typed)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_nothing_that_is_typed_breaks_the_check(typed: str) -> None:
    try:
        kept = checked_address(typed)
    except AddressUnfit:
        return
    assert kept.isascii()
    assert checked_address(kept) == kept
