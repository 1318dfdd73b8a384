"""Shows an answer in its interaction: as the deferred message, in place, privately, or by channel at last."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import discord

from bots.conversation.assistant import Assistant
from bots.conversation.replies import Reply
from bots.discord.acknowledging import Ack, deferred_message, is_too_late
from bots.discord.buttons import modal_of
from bots.discord.parcels import USUAL_LIMIT, Letter, write
from bots.discord.recent import Recent
from bots.discord.turns import Said, turn_of
from core.jobs import deliveries
from core.platforms import Platform

_DEAD_TOKEN = {10015, 50027}  # Unknown Webhook, Invalid Webhook Token: more than 15 minutes have passed
_PLACEHOLDER = "…"
_NOBODY = discord.AllowedMentions.none()
_NOTHING: Any = discord.utils.MISSING  # discord.py tells "leave out" from None, which takes away
_log = logging.getLogger(__name__)


class Answers:
    """Writes answers, and remembers where it wrote them."""

    def __init__(self, assistant: Assistant, recent: Recent) -> None:
        """Hold the collaborators."""
        self._assistant = assistant
        self._recent = recent

    async def show(self, interaction: Said, reply: Reply, ack: Ack) -> None:
        """Show an answer in the way that is left after ``ack``."""
        if ack is Ack.ELSEWHERE:
            return  # whoever acknowledged answers; should they be dead, the courier brings the result
        if reply.form is not None:
            await self._ask(interaction, reply, ack)
            return
        message_id = await self._written(interaction, reply, ack)
        if message_id is None:
            return
        if interaction.guild_id is None or not reply.private:  # what only its reader sees is gone by itself
            await self._assistant.showed(turn_of(interaction), reply, message_id=str(message_id))
        accepted = reply.job if not reply.in_place else None
        self._recent.note(message_id, interaction.followup, job=accepted)
        if accepted is not None:
            stands = await self._assistant.posted(reply, Platform.DISCORD, message_id=str(message_id))
            if not stands and interaction.channel_id is not None:  # the answer overtook it
                await self._delete(interaction.client, str(interaction.channel_id), str(message_id))
        if reply.removes:
            await self._remove(interaction, reply)

    async def _ask(self, interaction: Said, reply: Reply, ack: Ack) -> None:
        if ack is not Ack.OPEN or reply.form is None:
            say = await self._assistant.language_of(turn_of(interaction))
            late = Reply(text=say.gettext("This took me too long. Try again."), private=True)
            await self.show(interaction, late, ack)
            return
        try:
            await interaction.response.send_modal(modal_of(reply.form))
        except discord.HTTPException as error:
            if not is_too_late(error):
                raise
            _log.info("a form came too late or twice: %s", error)

    async def _written(self, interaction: Said, reply: Reply, ack: Ack) -> int | None:
        """Write the answer; where Discord fails, the message that says “thinking” waits to become the job's result."""
        try:
            return await self._write(interaction, reply, ack)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            waiting = deferred_message(interaction) if ack is Ack.THINKING and reply.job and not reply.private else None
            if waiting is None:
                raise
            _log.warning("an answer is left to its result: %s", error)
            return waiting

    async def _write(self, interaction: Said, reply: Reply, ack: Ack) -> int | None:
        send = self._way(interaction, reply, ack)
        limit = interaction.filesize_limit or USUAL_LIMIT
        shown = [file.filename for file in interaction.message.attachments] if interaction.message else []
        try:
            if send is None:
                return await self._by_channel(interaction, reply)
            kept = shown if reply.in_place else []
            setting = self._assistant.setting
            return await write(send, reply, store=setting.store, limit=limit, shown=kept, copyist=setting.copyist)
        except discord.HTTPException as error:
            if error.code in _DEAD_TOKEN:
                return await self._by_channel(interaction, reply)
            if ack is Ack.OPEN and is_too_late(error):
                return None
            raise

    def _way(self, interaction: Said, reply: Reply, ack: Ack) -> Callable[[Letter], Awaitable[int]] | None:
        """Return how to write in this interaction, or None where its token is of no use."""

        async def edit(letter: Letter) -> int:
            return await _edit_original(interaction, letter)

        async def follow(letter: Letter) -> int:
            return await _follow(interaction, letter, private=reply.private)

        async def whisper(letter: Letter) -> int:
            # The first follow-up of a deferred answer becomes the answer itself, as public as that (and fails when
            # it was deleted): it is completed with a placeholder first, which then goes.
            await interaction.edit_original_response(content=_PLACEHOLDER)
            message_id = await follow(letter)
            await interaction.delete_original_response()
            return message_id

        async def respond(letter: Letter) -> int:
            return await _respond(interaction, letter, private=reply.private)

        ways = {
            Ack.THINKING_PRIVATELY: edit,
            Ack.THINKING: whisper if reply.private else edit,
            Ack.UPDATE: edit if _may_replace(interaction, reply) else follow,
            Ack.OPEN: respond,
        }
        return ways.get(ack)

    async def _by_channel(self, interaction: Said, reply: Reply) -> int | None:
        """Write a message of our own; what is private stays unsaid in a server."""
        if interaction.channel_id is None or (reply.private and interaction.guild_id):
            _log.warning("a private answer is lost: its interaction can't be answered any more")
            return None
        channel = interaction.client.get_partial_messageable(interaction.channel_id)
        plain = replace(reply, in_place=False)
        nonce = str(interaction.id)

        async def send(letter: Letter) -> int:
            return await send_to(channel, letter, nonce=nonce)

        setting = self._assistant.setting
        return await write(send, plain, store=setting.store, limit=USUAL_LIMIT, copyist=setting.copyist)

    async def _remove(self, interaction: Said, reply: Reply) -> None:
        """Delete the messages that show a job's result."""
        if reply.job is None:
            return
        async with self._assistant.setting.database.transaction() as session:
            found = await deliveries.of_job(session, reply.job, Platform.DISCORD)
        for delivery in found:
            if delivery.message_id is not None:
                await self._delete(interaction.client, delivery.channel_id, delivery.message_id)

    async def _delete(self, client: discord.Client, channel_id: str, message_id: str) -> None:
        webhook = self._recent.webhook_of(int(message_id))
        try:
            try:
                await client.get_partial_messageable(int(channel_id)).get_partial_message(int(message_id)).delete()
            except discord.Forbidden:
                if webhook is None:
                    raise
                await webhook.delete_message(int(message_id))
        except discord.NotFound:
            pass
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.warning("a deleted picture's message is taken away later: %s", error)
            await self._assistant.remove_later(Platform.DISCORD, channel_id, message_id=message_id)


async def send_to(channel: discord.PartialMessageable, letter: Letter, *, nonce: str) -> int:
    """Post a message; the same ``nonce`` within some minutes is the same message (Discord's enforce_nonce)."""
    sent = await channel.send(
        letter.text or None,
        files=letter.files(),
        view=letter.view() or _NOTHING,
        allowed_mentions=_NOBODY,
        suppress_embeds=True,
        nonce=nonce,
    )
    return sent.id


def _may_replace(interaction: Said, reply: Reply) -> bool:
    """Tell whether the pressed message may show this: what is private never replaces what others see."""
    message = interaction.message if reply.in_place else None
    return message is not None and (not reply.private or message.flags.ephemeral or interaction.guild_id is None)


async def _edit_original(interaction: Said, letter: Letter) -> int:
    message = await interaction.edit_original_response(
        content=letter.text or None,
        attachments=_NOTHING if letter.keeps_files else letter.files(),
        view=letter.view(),
        allowed_mentions=_NOBODY,
    )
    return message.id


async def _follow(interaction: Said, letter: Letter, *, private: bool) -> int:
    message = await interaction.followup.send(
        letter.text,
        files=letter.files(),
        ephemeral=private,
        allowed_mentions=_NOBODY,
        suppress_embeds=True,
        wait=True,
        view=letter.view() or _NOTHING,
    )
    return message.id


async def _respond(interaction: Said, letter: Letter, *, private: bool) -> int:
    answer = await interaction.response.send_message(
        letter.text or None,
        files=letter.files(),
        ephemeral=private,
        allowed_mentions=_NOBODY,
        suppress_embeds=True,
        view=letter.view() or _NOTHING,
    )
    return answer.message_id or 0
