"""Flags on Discord: raw events, so that messages of any age and from before a restart count; and a message's menu."""

import logging

import discord

from bots.conversation.reporting import Flags
from bots.conversation.turns import Turn
from core.db import DATABASE_OUTAGES
from core.platforms import Platform
from core.users.service import Face

_VARIATION = "\ufe0f"  # some clients send an emoji with it and some without
_log = logging.getLogger(__name__)


class Reactions:
    """Hears reactions and takes those with the flag's emoji for reports."""

    def __init__(self, flags: Flags, *, emoji: str) -> None:
        """Listen for one emoji."""
        self._flags = flags
        self._emoji = emoji.replace(_VARIATION, "")

    async def added(self, payload: discord.RawReactionActionEvent, *, me: int | None) -> None:
        """Take a flag; bots, and in servers people who are no members, are ignored."""
        member = payload.member
        if payload.user_id == me or not self._is_flag(payload):
            return
        if payload.guild_id is not None and (member is None or member.bot):
            return
        name = member.display_name if member is not None else str(payload.user_id)
        try:
            await self._flags.raised(
                _turn(payload, name), chat=str(payload.channel_id), message_id=str(payload.message_id)
            )
        except DATABASE_OUTAGES as outage:
            _log.warning("a flag was not heard, the button below the message works later: %s", outage)

    async def removed(self, payload: discord.RawReactionActionEvent, *, me: int | None) -> None:
        """Take a flag back."""
        if payload.user_id == me or not self._is_flag(payload):
            return
        try:
            turn = _turn(payload, str(payload.user_id))
            await self._flags.lowered(turn, chat=str(payload.channel_id), message_id=str(payload.message_id))
        except DATABASE_OUTAGES as outage:
            _log.warning("that a flag was taken back was not heard: %s", outage)

    def _is_flag(self, payload: discord.RawReactionActionEvent) -> bool:
        return str(payload.emoji).replace(_VARIATION, "") == self._emoji


def _turn(payload: discord.RawReactionActionEvent, name: str) -> Turn:
    return Turn(
        face=Face(Platform.DISCORD, str(payload.user_id), name),
        event=f"reaction:{payload.message_id}:{payload.user_id}",
        channel_id=str(payload.channel_id),
        space_id=str(payload.guild_id) if payload.guild_id is not None else None,
        message_id=str(payload.message_id),
    )
