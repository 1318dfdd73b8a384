"""Keys that sign files, from the command line; what the doctor says of them and of the classifiers."""

import stat
from pathlib import Path

import pytest

from core.clock import utc_now
from core.pictures.credentials import LEAF, LEAF_KEY, ROOT_KEY, found, read_credentials
from core.pictures.provenance import Inspector, Standing
from core.pictures.signet import Signet
from core.pictures.writing import COMPOSITE, Marks, write_picture
from launcher.doctor import _marks, _safety
from launcher.folders import Folders
from launcher.marks import marks
from launcher.sentences import Trouble
from tests.core.pictures.test_writing import SMALL


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A house that was started once."""
    monkeypatch.delenv("MARKS_FOLDER", raising=False)
    folders = Folders(tmp_path / "data")
    folders.data.mkdir()
    found(folders.data / "marks", now=utc_now())
    return folders


def is_ours(house: Folders, signed_with: Path) -> bool:
    """Tell whether the house knows what is signed with the keys in a folder."""
    credentials = read_credentials(house.data / "marks")
    assert credentials is not None
    data = write_picture(SMALL, "image/png", Marks(COMPOSITE, seal=Signet(signed_with).seal()))
    return Inspector(credentials.roots).origin(data).standing is Standing.OURS


def test_another_machine_gets_keys_that_the_house_knows_and_no_root(house: Folders, tmp_path: Path) -> None:
    assert marks(house, "pc", str(tmp_path / "pc")) == 0
    assert is_ours(house, tmp_path / "pc")
    assert not (tmp_path / "pc" / ROOT_KEY).exists()
    assert stat.S_IMODE((tmp_path / "pc" / LEAF_KEY).stat().st_mode) == 0o600


def test_a_new_key_takes_the_place_of_the_old_one(house: Folders) -> None:
    old = (house.data / "marks" / LEAF).read_bytes()
    assert marks(house) == 0
    assert (house.data / "marks" / LEAF).read_bytes() != old
    assert is_ours(house, house.data / "marks")


def test_a_machine_without_the_root_names_nobody(house: Folders, tmp_path: Path) -> None:
    (house.data / "marks" / ROOT_KEY).unlink()
    with pytest.raises(Trouble, match="where the house began"):
        marks(house, "pc", str(tmp_path / "pc"))


def test_a_root_that_is_damaged_is_told(house: Folders) -> None:
    (house.data / "marks" / ROOT_KEY).write_text("nonsense", encoding="ascii")
    with pytest.raises(Trouble, match="put your copy back"):
        marks(house)


def test_the_doctor_tells_of_keys(house: Folders, tmp_path: Path) -> None:
    assert "marks" in _marks(house, {})
    (house.data / "marks" / LEAF_KEY).write_text("nonsense", encoding="ascii")
    with pytest.raises(Trouble, match="unsigned"):
        _marks(house, {})
    (tmp_path / "new").mkdir()
    assert "first start" in _marks(Folders(tmp_path / "new"), {})


@pytest.mark.parametrize(
    ("engines", "said"),
    [({}, "need no rating"), ({"WORKER_ENGINES": "storyboard, diffusers"}, "rated before they can be public")],
)
def test_the_doctor_tells_whether_pictures_can_be_rated(house: Folders, engines: dict[str, str], said: str) -> None:
    assert said in _safety(house, engines)


def test_the_doctor_tells_why_pictures_can_not_be_rated(
    house: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "onnxruntime.py").write_text("raise ImportError(name='onnxruntime')\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(Trouble, match=r"onnxruntime.*\./run safety"):
        _safety(house, {"WORKER_ENGINES": "openai"})
