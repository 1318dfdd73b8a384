"""The command line of ``./run``: every command explains itself, and gets its words."""

import pytest

from launcher import __main__ as run
from launcher.folders import Folders

COMMANDS = (
    "", "serve", "draw", "status", "stop", "doctor", "retention", "check", "models", "admin", "admin grant",
    "marks", "marks issue", "marks renew", "audit", "audit verify",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run.main([*command.split(), "--help"])
    assert left.value.code == 0
    assert f"usage: ./run {command}".strip() in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["admin", "grant", "Ada Lovelace", "creator"], ("Ada Lovelace", "creator")),
        (["marks", "issue", "pc", "keys"], ("pc", "keys")),
        (["draw", "a", "fox"], ("a fox",)),
        (["stop"], ()),
    ],
)
def test_a_commands_words_reach_it(
    given: list[str], expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, ...]] = []

    def hear(_folders: Folders, *words: str) -> int:
        heard.append(words)
        return 0

    monkeypatch.setattr(run, "action", lambda _command: hear)
    assert run.main(given) == 0
    assert heard == [expected]


@pytest.mark.parametrize("given", [["admin", "grant", "Ada"], ["admin"], ["dance"], ["stop", "now"]])
def test_what_no_command_understands_is_refused_with_its_usage(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        run.main(given)
    assert left.value.code == 2
    assert "usage: ./run" in capsys.readouterr().err
