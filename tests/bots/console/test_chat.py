"""The chat of a terminal: numbers that are typed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bots.console.chat import Chat
from bots.conversation.assistant import Assistant
from bots.conversation.replies import Button
from bots.conversation.turns import Setting
from core.db import Database
from core.jobs.service import Policy
from core.storage import FolderStore
from tests.core.conftest import AUDIT_KEY


@pytest.fixture
async def chat(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    """An English chat that offers two buttons."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    database = Database(database_url, audit_key=AUDIT_KEY)
    store = FolderStore(tmp_path / "store", base_url="http://gallery.test", signing_key=SecretStr("k" * 40))
    started = Chat(Assistant(Setting(database, store, Policy(), "https://gallery.test")), tmp_path)
    started.screen.offer(((Button("One", "one:1"), Button("Two", "two:1")),))
    yield started
    await database.close()


@pytest.mark.parametrize("line", ["3", "0", "99"])
async def test_a_number_without_a_button_is_a_slip_and_no_picture(
    chat: Chat, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    await chat.hear(line)
    assert f"There is no button {line} here: they go from 1 to 2." in capsys.readouterr().out


async def test_two_terminals_have_their_answers_apart(chat: Chat, tmp_path: Path) -> None:
    other = Chat(chat._assistant, tmp_path)  # noqa: SLF001 - the same house
    assert chat.answers_in.startswith("console:")
    assert chat.answers_in != other.answers_in
