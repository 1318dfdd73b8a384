"""The bar of a followed job: it says that it waits, then that it is drawn, in the reader's language."""

from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from bots.console.post import Terminal
from bots.console.screen import Screen
from bots.conversation.replies import Reply
from core.i18n import translator
from core.storage.folder import FolderStore

JOB = UUID(int=7)


@pytest.mark.parametrize(("locale", "doing"), [("en", "Drawing…"), ("pl", "Rysuję…")])
async def test_a_bar_that_moves_no_longer_says_that_it_waits(tmp_path: Path, locale: str, doing: str) -> None:
    say = translator(locale)
    store = FolderStore(tmp_path, base_url="https://pictures.example", signing_key=SecretStr("s" * 32))
    terminal = Terminal(Screen(tmp_path, say), store)
    with terminal.following(JOB, Reply(text="Waiting in place 1…", job=JOB)):
        bar = terminal._bar  # noqa: SLF001 - what is on the screen
        assert bar is not None
        assert bar.tasks[0].description == "Waiting in place 1…"
        told = say.gettext("Drawing {bar} {percent} %", bar="▰▰▱▱▱", percent=40)
        await terminal.progress("c", "m", Reply(text=told, job=JOB, done=0.4))
        assert (bar.tasks[0].description, bar.tasks[0].completed) == (doing, 0.4)
