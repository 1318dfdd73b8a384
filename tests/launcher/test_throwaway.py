"""Folders that servers of tests work in: in memory where there is room, else on the disk, and gone afterwards."""

from pathlib import Path

import pytest

from launcher.servers import throwaway
from launcher.servers.throwaway import house_folder


@pytest.mark.parametrize("room", [True, False])
def test_small_data_lies_in_memory_where_there_is_room_and_nothing_is_left(
    *, room: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, memory = tmp_path / "disk", tmp_path / "memory"
    disk.mkdir()
    memory.mkdir()
    monkeypatch.setattr(throwaway, "_DISK", disk)
    monkeypatch.setattr(throwaway, "_MEMORY", memory)
    monkeypatch.setattr(throwaway, "_ROOM_BYTES", 0 if room else 1 << 60)
    with house_folder(in_memory=True) as folders:
        assert folders.data.is_relative_to(memory if room else disk)
    with house_folder() as folders:
        assert folders.data.is_relative_to(disk), "what may be large goes to the disk"
    assert not [*disk.iterdir(), *memory.iterdir()]


def test_a_machine_without_such_a_file_system_takes_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throwaway, "_DISK", tmp_path)
    monkeypatch.setattr(throwaway, "_MEMORY", tmp_path / "nowhere")
    with house_folder(in_memory=True) as folders:
        assert folders.data.is_relative_to(tmp_path)
