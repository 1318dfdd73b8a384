"""What the doctor says of a Home Assistant: there, deaf, or with another token."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from core.clock import utc_now
from launcher.doctor import _backup, _home
from launcher.folders import Folders
from launcher.sentences import Trouble

TOKEN = "a-token"  # noqa: S105 - the test's own


class _House(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer as Home Assistant's /api/ does."""
        self.send_response(200 if self.headers["Authorization"] == f"Bearer {TOKEN}" else 401)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """The address of a house that answers."""
    server = HTTPServer(("127.0.0.1", 0), _House)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def look(folder: Path, **given: str) -> str:
    return _home(Folders(folder), given)


def test_a_house_that_answers_is_named(tmp_path: Path, url: str) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="ascii")
    assert url in look(tmp_path, HA_URL=f"{url}/", HA_TOKEN_FILE=str(tmp_path / "token"))


def test_without_a_house_nothing_is_wrong(tmp_path: Path) -> None:
    assert look(tmp_path)


def test_another_token_is_told_from_a_deaf_house_and_shown_in_neither(tmp_path: Path, url: str) -> None:
    with pytest.raises(Trouble, match="token") as refused:
        look(tmp_path, HA_URL=url, HA_TOKEN="old-secret")  # noqa: S106 - wrong on purpose
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    for address in (f"http://127.0.0.1:{port}", "nonsense"):
        with pytest.raises(Trouble, match="does not answer") as deaf:
            look(tmp_path, HA_URL=address, HA_TOKEN="old-secret")  # noqa: S106 - as above
        assert "old-secret" not in str(deaf.value)
    assert "old-secret" not in str(refused.value)


@pytest.mark.parametrize(("days", "told"), [(0, "the last backup is from"), (6, "the last backup is from")])
def test_a_young_backup_is_well(tmp_path: Path, days: int, told: str) -> None:
    folders = Folders(tmp_path)
    folders.last_backup.write_text((utc_now() - timedelta(days=days)).isoformat(), encoding="utf-8")
    assert told in _backup(folders, {})


def test_an_old_backup_is_complained_about_and_a_missing_one_recommended(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    assert "./run backup" in _backup(folders, {})
    folders.last_backup.write_text((utc_now() - timedelta(days=8)).isoformat(), encoding="utf-8")
    with pytest.raises(Trouble, match="8 days old"):
        _backup(folders, {})
