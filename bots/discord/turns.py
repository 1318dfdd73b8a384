"""Reads from an interaction who spoke, where and in which language."""

import discord

from bots.conversation.turns import Turn
from core.platforms import Platform
from core.users.service import Face

PREFIX = "ik:"  # before an action string in a custom_id, so that other components are none of our business
Said = discord.Interaction[discord.Client]


def turn_of(interaction: Said) -> Turn:
    """Return the turn of an interaction.

    A server counts as a space even where the app is only installed for the person and not for the server.
    """
    person = interaction.user
    return Turn(
        face=Face(Platform.DISCORD, str(person.id), person.display_name, interaction.locale.value),
        event=str(interaction.id),
        channel_id=str(interaction.channel_id or ""),
        space_id=str(interaction.guild_id) if interaction.guild_id else None,
        message_id=str(interaction.message.id) if interaction.message else None,
        age_restricted=is_restricted(interaction.channel),
    )


def is_restricted(channel: object) -> bool:
    """Tell whether Discord lets only adults into a channel; private talks have no such mark."""
    asks = getattr(channel, "is_nsfw", None)
    return bool(asks()) if asks is not None else False
