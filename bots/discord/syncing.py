"""Registers the commands at Discord, only when something differs: a guild has 200 creations a day."""

import logging
import re
from typing import Any

import discord
from discord import app_commands
from discord.http import Route

NAME = re.compile(r"^[-_'\w]{1,32}$")  # discord.com/developers/docs/interactions/application-commands, less scripts
LONGEST_DESCRIPTION = 100
LONGEST_MENU = 32
MOST_CHOICES = 25
MOST_COMMANDS = 100
_log = logging.getLogger(__name__)
_Payload = dict[str, Any]


async def sync(tree: app_commands.CommandTree[discord.Client], *, guild_id: int | None = None) -> bool:
    """Register the commands, globally or in one guild, if Discord has others; tell whether that was needed.

    Raises:
        ValueError: a name or a description breaks one of Discord's limits.
    """
    guild = discord.Object(guild_id) if guild_id is not None else None
    if guild is not None:
        tree.copy_global_to(guild=guild)
    wanted = await payloads(tree, guild=guild)
    if found := faults(wanted):
        raise ValueError("; ".join(found))
    if differ(wanted, await _registered(tree.client, guild_id)):
        await tree.sync(guild=guild)
        _log.info("registered %d commands at Discord", len(wanted))
        return True
    return False


async def payloads(
    tree: app_commands.CommandTree[discord.Client], *, guild: discord.abc.Snowflake | None = None
) -> list[_Payload]:
    """Return what ``tree.sync`` sends."""
    translator = tree.translator
    commands = tree.get_commands(guild=guild)
    if translator is None:
        return [command.to_dict(tree) for command in commands]
    return [await command.get_translated_payload(tree, translator) for command in commands]


def differ(wanted: list[_Payload], registered: list[_Payload]) -> bool:
    """Tell whether two sets of commands are not the same, whatever Discord adds to each."""
    return sorted(map(_essence, wanted)) != sorted(map(_essence, registered))


def faults(wanted: list[_Payload]) -> list[str]:
    """Return which of Discord's limits the commands break."""
    found = [f"more than {MOST_COMMANDS} commands"] if len(wanted) > MOST_COMMANDS else []
    for command in wanted:
        found += _faults(command)
    return found


async def _registered(client: discord.Client, guild_id: int | None) -> list[_Payload]:
    """Return what Discord has; discord.py's own calls leave the localisations out."""
    where = f"/guilds/{guild_id}" if guild_id is not None else ""
    route = Route("GET", f"/applications/{client.application_id}{where}/commands")
    found: list[_Payload] = await client.http.request(route, params={"with_localizations": "true"})
    return found


def _faults(part: _Payload) -> list[str]:
    name = part["name"]
    if "description" not in part:  # a message's menu, whose name may be any words
        return [f"{name}: too long for a menu"] if not 0 < len(name) <= LONGEST_MENU else []
    names = [name, *part.get("name_localizations", {}).values()]
    texts = [part["description"], *part.get("description_localizations", {}).values()]
    choices = part.get("choices") or []
    labels = [label for choice in choices for label in (choice["name"], *_localised(choice))]
    found = [f"{name}: bad name “{text}”" for text in names if not NAME.match(text) or text != text.lower()]
    found += [f"{name}: bad description “{text}”" for text in texts if not 0 < len(text) <= LONGEST_DESCRIPTION]
    found += [f"{name}: bad choice “{text}”" for text in labels if not 0 < len(text) <= LONGEST_DESCRIPTION]
    if len(choices) > MOST_CHOICES:
        found.append(f"{name}: more than {MOST_CHOICES} choices")
    for option in part.get("options") or []:
        found += _faults(option)
    return found


def _localised(choice: _Payload) -> list[str]:
    return list((choice.get("name_localizations") or {}).values())


def _essence(part: _Payload) -> str:
    """Return what matters of a command or an option as one comparable text."""
    kept = {
        key: part.get(key) or None
        for key in (
            "name",
            "description",
            "name_localizations",
            "description_localizations",
            "required",
            "autocomplete",
        )
    }
    bounds = {key: part.get(key) for key in ("min_value", "max_value", "min_length", "max_length")}
    lists = {key: sorted(part.get(key) or []) for key in ("contexts", "integration_types")}
    choices = [
        (choice["name"], choice["value"], sorted((choice.get("name_localizations") or {}).items()))
        for choice in part.get("choices") or []
    ]
    options = [_essence(option) for option in part.get("options") or []]
    localised = {key: sorted(value.items()) if isinstance(value, dict) else value for key, value in kept.items()}
    return repr((part.get("type", 1), localised, bounds, lists, choices, options))
