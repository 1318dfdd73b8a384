"""When commands are registered, and what of them Discord would refuse."""

import copy

import pytest
import simcord

from bots.discord.bot import Client
from bots.discord.syncing import differ, faults, payloads
from tests.bots.discord import contract


async def test_every_command_fits_discords_limits_in_both_languages(env: simcord.Env, discord_bot: Client) -> None:
    assert env.backend.commands[None]

    assert faults(await payloads(discord_bot.tree)) == []


@pytest.mark.skipif(not contract.is_present(), reason=contract.ABSENT)
async def test_what_is_registered_fits_discords_schema(env: simcord.Env, discord_bot: Client) -> None:
    assert env.backend.commands[None]

    assert contract.faults("PUT", "/applications/1/commands", await payloads(discord_bot.tree)) == []


async def test_any_change_is_seen_and_what_discord_adds_is_not(env: simcord.Env, discord_bot: Client) -> None:
    assert env.backend.commands[None]
    wanted = await payloads(discord_bot.tree)
    registered = [command | {"id": "1", "version": "2", "application_id": "3"} for command in copy.deepcopy(wanted)]
    assert not differ(wanted, list(reversed(registered)))

    for change in ("description", "name_localizations", "options"):
        other = copy.deepcopy(registered)
        other[0][change] = {"description": "x", "name_localizations": {"pl": "x"}, "options": []}[change]
        assert differ(wanted, other), change
    assert differ(wanted, registered[1:])


def test_names_that_discord_refuses_are_found() -> None:
    choice = {"name": "", "value": "x"}
    bad = {
        "name": "Draw it",
        "description": "d" * 101,
        "options": [{"name": "o", "description": "d", "choices": [choice] * 26}],
    }

    assert len(faults([bad])) == 2 + 26 + 1
    assert faults([{"name": "draw", "description": "d", "name_localizations": {"pl": "Rysuj"}}])
