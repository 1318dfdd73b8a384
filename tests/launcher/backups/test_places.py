"""Where backups lie: a folder and a bucket do the same."""

from pathlib import Path

import pytest

from launcher.backups.places import FolderPlace, Place, open_place
from launcher.sentences import Trouble


def test_what_is_put_is_found_and_got_again(place: Place, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    place.put("bundles/1.age", tmp_path / "a")
    place.put("objects/ab/2.age", tmp_path / "a")
    assert place.names("bundles/") == {"bundles/1.age"}
    assert place.names("") == {"bundles/1.age", "objects/ab/2.age"}
    place.get("objects/ab/2.age", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"one"


def test_an_empty_place_has_no_names(place: Place) -> None:
    assert place.names("bundles/") == set()


def test_what_is_not_there_is_said(place: Place, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        place.get("bundles/none.age", tmp_path / "b")
    place.delete("bundles/none.age")


def test_what_is_deleted_is_gone(place: Place, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    place.put("x", tmp_path / "a")
    place.delete("x")
    assert place.names("") == set()


def test_a_half_copied_file_has_no_name(tmp_path: Path) -> None:
    (tmp_path / "bundles").mkdir()
    (tmp_path / "bundles" / "1.age.part").write_bytes(b"half")
    assert FolderPlace(tmp_path).names("") == set()


def test_a_bucket_needs_its_server_and_keys(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="BACKUP_S3_ACCESS_KEY, BACKUP_S3_SECRET_KEY"):
        open_place({"BACKUP_TO": "s3://backups/house", "BACKUP_S3_ENDPOINT": "localhost:1"}, tmp_path)


def test_a_folder_of_its_own_is_the_default(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    open_place({}, tmp_path / "backups").put("x", tmp_path / "a")
    assert (tmp_path / "backups" / "x").exists()
