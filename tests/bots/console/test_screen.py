"""What a terminal offers: buttons by number, where somebody stays to press one."""

from pathlib import Path

import pytest

from bots.console.screen import Screen
from bots.conversation.replies import Button
from core.i18n import translator

ROWS = ((Button("Redo", "redo:1", "🔄"), Button("Open", "", url="https://pictures.example")),)


@pytest.mark.parametrize("stays", [True, False])
def test_numbers_are_offered_only_to_who_stays_to_press_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, stays: bool
) -> None:
    screen = Screen(tmp_path, translator("en"))
    screen.stays = stays
    screen.offer(ROWS)
    assert ("[1] 🔄 Redo" in capsys.readouterr().out) is stays
