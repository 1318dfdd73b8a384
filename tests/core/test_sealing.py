"""Fields that are kept sealed open only for what and whom they were sealed, and outlive a change of keys."""

import pytest
from pydantic import SecretStr

from core.sealing import SealBroken, Sealing

OLD, NEW = "o" * 40, "n" * 40


def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    sealing = Sealing(SecretStr(NEW))
    sealed = sealing.seal("code", "me", b"a secret")
    assert b"a secret" not in sealed
    assert sealing.unseal("code", "me", sealed) == b"a secret"
    assert sealing.seal("code", "me", b"a secret") != sealed


def test_a_new_key_opens_what_an_older_one_sealed_and_seals_what_the_older_can_not_open() -> None:
    old, both = Sealing(SecretStr(OLD)), Sealing(SecretStr(f"{NEW}, {OLD}"))
    assert both.unseal("code", "me", old.seal("code", "me", b"x")) == b"x"
    with pytest.raises(SealBroken):
        old.unseal("code", "me", both.seal("code", "me", b"x"))


@pytest.mark.parametrize(("purpose", "owner"), [("code", "you"), ("token", "me"), ("codem", "e"), ("cod", "eme")])
def test_what_is_moved_elsewhere_does_not_open(purpose: str, owner: str) -> None:
    sealing = Sealing(SecretStr(NEW))
    with pytest.raises(SealBroken):
        sealing.unseal(purpose, owner, sealing.seal("code", "me", b"x"))


@pytest.mark.parametrize("place", [0, 5, 17, -1])
def test_what_was_changed_or_cut_does_not_open(place: int) -> None:
    sealing = Sealing(SecretStr(NEW))
    sealed = bytearray(sealing.seal("code", "me", b"x"))
    sealed[place] ^= 1
    for broken in (bytes(sealed), b"", bytes(sealed)[:10]):
        with pytest.raises(SealBroken):
            sealing.unseal("code", "me", broken)
