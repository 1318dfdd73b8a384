"""Flags on Telegram: reactions in groups where the bot is an administrator; elsewhere the button and ``/report``.

Reactions come only if ``allowed_updates`` names them, never from private chats, and an anonymous one (of a channel,
or of an administrator who hides) carries no person (Bot API, "MessageReactionUpdated").
"""

import logging

from telegram import Bot, MessageReactionUpdated, ReactionTypeEmoji
from telegram.constants import ChatMemberStatus, ReactionEmoji
from telegram.error import TelegramError

from bots.conversation.reporting import Flags
from bots.conversation.turns import Turn
from core.db import DATABASE_OUTAGES
from core.platforms import Platform
from core.users.service import Face

_GONE = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}
_VARIATION = "\ufe0f"
_log = logging.getLogger(__name__)


class Reactions:
    """Hears reactions and takes those with the flag's emoji for reports."""

    def __init__(self, flags: Flags, bot: Bot, *, emoji: str) -> None:
        """Listen for one emoji; says at once what Telegram does not make possible."""
        self._flags = flags
        self._bot = bot
        self._emoji = emoji.replace(_VARIATION, "")
        if self._emoji not in {standard.replace(_VARIATION, "") for standard in ReactionEmoji}:
            _log.warning("TELEGRAM_FLAG_EMOJI %s is no standard reaction of Telegram, nobody can react with it", emoji)
        _log.info("reactions on Telegram reach me only in groups where I am an administrator; the button always works")

    async def changed(self, reaction: MessageReactionUpdated) -> None:
        """Take a flag, or take it back; whoever reacts without a name, as a bot or from outside is ignored."""
        person = reaction.user
        before, after = self._flagged(reaction.old_reaction), self._flagged(reaction.new_reaction)
        if person is None or person.is_bot or before == after:
            return
        turn = Turn(
            face=Face(Platform.TELEGRAM, str(person.id), person.full_name, person.language_code),
            event=f"reaction:{reaction.chat.id}:{reaction.message_id}:{person.id}",
            channel_id=str(reaction.chat.id),
            space_id=str(reaction.chat.id) if reaction.chat.id < 0 else None,
            message_id=str(reaction.message_id),
        )
        chat, message_id = str(reaction.chat.id), str(reaction.message_id)
        try:
            if before:
                await self._flags.lowered(turn, chat=chat, message_id=message_id)
            elif await self._is_member(reaction.chat.id, person.id):
                await self._flags.raised(turn, chat=chat, message_id=message_id)
        except DATABASE_OUTAGES as outage:
            _log.warning("a flag was not heard, the button below the message works later: %s", outage)

    def _flagged(self, reactions: tuple[object, ...]) -> bool:
        return any(
            isinstance(one, ReactionTypeEmoji) and one.emoji.replace(_VARIATION, "") == self._emoji for one in reactions
        )

    async def _is_member(self, chat: int, person: int) -> bool:
        """Tell whether somebody is in a group; in doubt they are, for one report alone hides little."""
        try:
            member = await self._bot.get_chat_member(chat, person)
        except TelegramError as error:
            _log.info("whether somebody is a member is not known: %s", error)
            return True
        return member.status not in _GONE
