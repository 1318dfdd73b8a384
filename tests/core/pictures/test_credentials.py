"""A house's root, and the leaves of its machines."""

import stat
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from core.pictures.credentials import (
    LEAF,
    LEAF_KEY,
    ROOT,
    ROOT_KEY,
    BadCredentials,
    NoRoot,
    found,
    issue,
    read_credentials,
)
from core.pictures.provenance import Inspector, Standing
from core.pictures.seal import Seal
from core.pictures.signet import Signet
from core.pictures.writing import COMPOSITE, Marks, write_picture
from tests.factories import NOON

SMALL = Image.new("RGB", (32, 24), "teal")


def sealed_by(folder: Path) -> bytes:
    """Return a picture that was sealed with the keys in a folder."""
    seal = Signet(folder).seal()
    assert seal is not None
    return write_picture(SMALL, "image/png", Marks(COMPOSITE, seal=seal))


def knows(folder: Path, data: bytes) -> Standing:
    """Tell what a house thinks of a file."""
    credentials = read_credentials(folder)
    assert credentials is not None
    return Inspector(credentials.roots).origin(data).standing


def test_keys_are_for_their_owner_alone(keys: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()}
    assert modes == {ROOT: 0o644, ROOT_KEY: 0o600, LEAF: 0o644, LEAF_KEY: 0o600}


def test_a_second_start_changes_nothing(keys: Path) -> None:
    before = {path.name: path.read_bytes() for path in keys.iterdir()}
    found(keys, now=NOON)
    assert {path.name: path.read_bytes() for path in keys.iterdir()} == before


@pytest.mark.parametrize("lost", [(LEAF,), (LEAF, LEAF_KEY), (ROOT, LEAF)])
def test_a_start_that_was_cut_off_is_finished_by_the_next(lost: tuple[str, ...], tmp_path: Path) -> None:
    found(tmp_path, now=NOON)
    for name in lost:
        (tmp_path / name).unlink()
    found(tmp_path, now=NOON)
    assert knows(tmp_path, sealed_by(tmp_path)) is Standing.OURS


def test_another_machine_of_the_house_is_known_and_holds_no_root(keys: Path, tmp_path: Path) -> None:
    """The PC with the GPU gets a leaf: whoever takes it can't name further machines."""
    issue(keys, tmp_path / "pc", machine="pc", now=NOON)
    assert not (tmp_path / "pc" / ROOT_KEY).exists()
    assert knows(keys, sealed_by(tmp_path / "pc")) is Standing.OURS
    with pytest.raises(NoRoot):
        issue(tmp_path / "pc", tmp_path / "other", machine="other", now=NOON)


def test_a_new_leaf_leaves_older_files_ours(tmp_path: Path) -> None:
    found(tmp_path, now=NOON)
    old = sealed_by(tmp_path)
    issue(tmp_path, tmp_path, machine="home", now=NOON)
    new = sealed_by(tmp_path)
    assert old != new
    assert [knows(tmp_path, data) for data in (old, new)] == [Standing.OURS, Standing.OURS]


def test_another_house_is_not_ours(keys: Path, tmp_path: Path) -> None:
    found(tmp_path, now=NOON)
    assert knows(keys, sealed_by(tmp_path)) is Standing.OTHERS


def test_a_machine_without_keys_writes_unsigned_marks_until_they_are_there(tmp_path: Path) -> None:
    signet = Signet(tmp_path)
    assert signet.seal() is None
    data = write_picture(SMALL, "image/png", Marks(COMPOSITE, seal=signet.seal()))
    assert b"compositeSynthetic" in data
    found(tmp_path, now=NOON)
    assert isinstance(signet.seal(), Seal)
    assert signet.seal() is signet.seal()


@pytest.mark.parametrize("name", [LEAF, LEAF_KEY, ROOT])
def test_keys_that_are_damaged_seal_nothing_and_say_so_once(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    found(tmp_path, now=NOON)
    if name == ROOT:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_text("nonsense", encoding="ascii")
    signet = Signet(tmp_path)
    assert [signet.seal(), signet.seal()] == [None, None]
    assert len([record for record in caplog.records if "unsigned" in record.getMessage()]) == 1


def test_a_process_without_a_folder_seals_nothing() -> None:
    assert Signet(None).seal() is None


def test_a_root_that_is_damaged_names_nobody(tmp_path: Path) -> None:
    found(tmp_path, now=NOON)
    (tmp_path / ROOT_KEY).write_text("nonsense", encoding="ascii")
    with pytest.raises(BadCredentials):
        issue(tmp_path, tmp_path / "pc", machine="pc", now=NOON)


def test_a_secret_never_shows_in_a_log(keys: Path) -> None:
    assert "PRIVATE" not in repr(read_credentials(keys))


def test_what_outsiders_see_is_intact_though_unknown(keys: Path) -> None:
    """Any reader of C2PA finds the file whole: it only has not heard of the house."""
    with Image.open(BytesIO(sealed_by(keys))) as picture:
        assert picture.size == SMALL.size
    assert Inspector(None).origin(sealed_by(keys)).standing is Standing.OTHERS
