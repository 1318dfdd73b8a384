"""What ``/help`` says of one command or one group, to those who may use it."""

import pytest

from bots.conversation.commands import COMMANDS
from core.i18n import translator
from core.roles import Role
from tests.bots.conversation.conftest import Talk


@pytest.mark.parametrize(
    ("locale", "word", "written", "typed"),
    [
        ("en", "draw", "/draw <prompt> [style]", "--style flat"),
        ("en", "/Draw", "/draw <prompt> [style]", "--style flat"),
        ("pl", "narysuj", "/narysuj <opis> [styl]", "--styl flat"),
        ("pl", "draw", "/narysuj <opis> [styl]", "--styl flat"),
    ],
)
async def test_a_command_is_shown_as_it_is_written_with_its_options(
    talk: Talk, locale: str, word: str, written: str, typed: str
) -> None:
    reply = await talk.person("anna", locale).say("help", command=word)
    draw = next(command for command in COMMANDS if command.name == "draw" and command.group is None)
    assert reply.text.startswith(written)
    assert typed in (reply.small or "")
    assert len(reply.lines) == len(draw.options)
    assert any("newsprint" in line for line in reply.lines), "choices are named"
    assert any("(1–4)" in line for line in reply.lines), "bounds are named"


@pytest.mark.parametrize("locale", ["en", "pl"])
async def test_a_group_is_shown_with_each_of_its_commands(talk: Talk, locale: str) -> None:
    reply = await talk.person("anna", locale).say("help", command="cast")
    say = translator(locale)
    group = say.pgettext("command", "cast")
    assert reply.text.startswith(f"/{group} — ")
    assert [line.split()[1] for line in reply.lines] == [
        say.pgettext("command", command.name) for command in COMMANDS if command.group and command.group.name == "cast"
    ]


async def test_a_command_without_choices_shows_no_way_to_type_them(talk: Talk) -> None:
    reply = await talk.person("anna").say("help", command="quota")
    assert reply.text.startswith("/quota — ")
    assert not reply.small


@pytest.mark.parametrize("word", ["dance", "home", "admin", "/", "-" * 3_000])
async def test_what_there_is_not_or_is_not_ones_to_use_is_no_command(talk: Talk, word: str) -> None:
    anna = talk.person("anna")
    reply = await anna.say("help", command=word)
    assert "/home on" not in reply.text
    assert not any("/home on" in line for line in reply.lines)
    await anna.become(Role.ADMIN)
    if word == "home":
        assert any("/home on" in line for line in (await anna.say("help", command=word)).lines)
