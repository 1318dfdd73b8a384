"""One house a data folder: its secrets, its lock, its port, and what each process may see."""

import os
import socket
import stat
from pathlib import Path

import pytest

from core.rights.tombstones import FILE
from launcher.__main__ import COMMANDS, action, main
from launcher.configuration import seen_by, settings
from launcher.folders import Folders, check_length
from launcher.house import TOMBSTONES, check_port, embedded, forget_again
from launcher.install import _explained
from launcher.lock import held, holder
from launcher.programs import programs
from launcher.sentences import Trouble
from launcher.status import human


def test_secrets_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = settings(Folders(tmp_path))["SIGNING_KEY"]
    assert settings(Folders(tmp_path))["SIGNING_KEY"] == first
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600


def test_the_environment_wins_over_the_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.env").write_text("GALLERY_PORT=1\nLEASE_S=3\n", encoding="utf-8")
    monkeypatch.setenv("GALLERY_PORT", "2")
    found = settings(Folders(tmp_path))
    assert (found["GALLERY_PORT"], found["LEASE_S"]) == ("2", "3")


def test_a_second_launcher_is_told_who_works_there(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with held(lock), pytest.raises(Trouble, match=f"process {os.getpid()}"), held(lock):
        pass
    assert holder(lock) is None


def test_a_worker_sees_neither_database_nor_chat_tokens() -> None:
    given = {"DATABASE_URL": "x", "DATABASE_URL_FILE": "x", "DISCORD_TOKEN": "x", "REDIS_URL": "x"}
    assert seen_by("worker", given) == {"REDIS_URL": "x"}
    assert "DISCORD_TOKEN" not in seen_by("gallery", given)


@pytest.mark.parametrize("name", ["worker", "conductor", "gallery", "bots"])
def test_only_the_bridge_sees_the_token_of_home_assistant_h3(name: str) -> None:
    """H3: the people who chat never hold it, and neither does the process they chat with."""
    given = {"HA_TOKEN": "x", "HA_TOKEN_FILE": "x"}
    assert seen_by(name, given) == {}
    assert seen_by("bridge", given) == given


def test_the_bridge_starts_only_where_a_home_assistant_and_its_token_are_named() -> None:
    def names(*given: str) -> set[str]:
        return {program.name for program in programs(dict.fromkeys(given, "x"))}

    assert "bridge" in names("HA_URL", "HA_TOKEN_FILE")
    assert "bridge" not in names("HA_URL")
    assert "bridge" not in names("HA_TOKEN")


def test_a_busy_port_is_named_with_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"port {port} .*GALLERY_PORT={port + 1}"):
            check_port({"GALLERY_PORT": str(port)})


def test_a_given_server_replaces_the_embedded_one(tmp_path: Path) -> None:
    assert set(embedded(Folders(tmp_path), {"DATABASE_URL_FILE": "/run/secrets/database"})) == {"REDIS_URL"}


def test_a_socket_path_that_the_kernel_would_cut_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="too long"):
        check_length(tmp_path / ("x" * 100))


def test_a_data_folder_that_cannot_be_made_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("INKHEARTH_DATA", str(tmp_path / "file" / "data"))
    monkeypatch.setenv("LC_ALL", "en")
    assert main(["doctor"]) == 1
    assert "set INKHEARTH_DATA to another folder" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_leads_to_a_function(command: str) -> None:
    assert callable(action(command))


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("Temporary failure in name resolution", "network"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "not the file that was tested"),
        ("ERROR: No matching distribution found for x", "3.11 to 3.13"),
    ],
)
def test_a_failed_installation_says_what_to_do(output: str, advice: str) -> None:
    assert advice in str(_explained(output, "packages"))


def test_sizes_are_read_by_people() -> None:
    assert (human(999), human(12_345_678)) == ("999 B", "12 MB")


def test_a_start_looks_for_erased_accounts_only_where_somebody_was_erased(tmp_path: Path) -> None:
    forget_again(Folders(tmp_path), {})
    (tmp_path / TOMBSTONES).write_text("", encoding="utf-8")
    with pytest.raises(Trouble, match="could not be looked for"):
        forget_again(Folders(tmp_path), {"DATA_FOLDER": str(tmp_path)})
    assert TOMBSTONES == FILE
