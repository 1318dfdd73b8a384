"""Plain words in a private talk on Discord, whose content needs no privileged intent there."""

import logging

import discord

from bots.conversation.assistant import Assistant
from bots.conversation.turns import Turn
from bots.discord.answers import send_to
from bots.discord.parcels import USUAL_LIMIT, Letter, write
from bots.discord.recent import Recent
from core.platforms import Platform
from core.users.service import Face

_log = logging.getLogger(__name__)


class Speech:
    """Answers what admins say to the house; everything else is left alone, pictures are asked for with /draw."""

    def __init__(self, client: discord.Client, assistant: Assistant, recent: Recent) -> None:
        """Hold the collaborators."""
        self._client = client
        self._assistant = assistant
        self._recent = recent

    async def heard(self, message: discord.Message) -> None:
        """Answer a message; the same one heard again changes nothing."""
        if not message.content or not self._recent.is_new(message.id):
            return
        async with self._recent.turn():
            try:
                await self._answer(message)
            except discord.HTTPException as error:
                _log.warning("an answer in private can't arrive: %s", error)

    async def _answer(self, message: discord.Message) -> None:
        face = Face(Platform.DISCORD, str(message.author.id), message.author.display_name)
        turn = Turn(face, event=str(message.id), channel_id=str(message.channel.id))
        reply = await self._assistant.said(turn, message.content)
        if reply is None:
            return

        channel = self._client.get_partial_messageable(message.channel.id)

        async def send(letter: Letter) -> int:
            return await send_to(channel, letter, nonce=str(message.id))

        setting = self._assistant.setting
        message_id = await write(send, reply, store=setting.store, limit=USUAL_LIMIT, copyist=setting.copyist)
        if reply.job is not None:
            await self._assistant.posted(reply, Platform.DISCORD, message_id=str(message_id))
