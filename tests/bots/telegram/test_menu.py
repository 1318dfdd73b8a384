"""The commands that Telegram offers."""

import re

from tests.bots.telegram.stage import Stage, speaking


async def test_commands_are_listed_in_both_languages_for_private_chats_and_groups(bot: Stage) -> None:
    await bot.api.until(lambda: len(bot.api.menus) == 4, "four lists")
    names = {key: [item["command"] for item in commands] for key, commands in bot.api.menus.items()}
    assert names["all_private_chats:"][0] == "draw"
    assert names["all_private_chats:pl"][0] == "narysuj"
    assert names["all_group_chats:"] == ["draw", "animate", "upscale", "vary", "repaint", "comic", "help"]
    assert len(names["all_group_chats:pl"]) == len(names["all_group_chats:"])
    assert not {"home", "admin", "dom"} & {name for listed in names.values() for name in listed}
    for commands in bot.api.menus.values():
        for item in commands:
            assert re.fullmatch(r"[a-z0-9_]{1,32}", item["command"])
            assert 1 <= len(item["description"]) <= 256


async def test_the_lists_are_set_only_when_they_changed(stage: Stage) -> None:
    async with speaking(stage):
        await stage.api.until(lambda: len(stage.api.menus) == 4, "four lists")
    stage.api.menus["all_group_chats:"] = []
    async with speaking(stage):
        await stage.api.until(lambda: stage.api.menus["all_group_chats:"], "the changed list is set")
        await stage.api.until(lambda: len(stage.api.sent("getMyCommands")) == 8, "all are compared")
    assert len(stage.api.sent("setMyCommands")) == 5
