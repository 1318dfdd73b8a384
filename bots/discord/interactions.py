"""Takes commands, presses, forms and completions: acknowledges first, then asks the conversation."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace

import discord
from discord import app_commands

from bots.conversation.actions import Action
from bots.conversation.assistant import Assistant
from bots.conversation.commands import ASKING, BY_NAME
from bots.conversation.declaration import Options
from bots.conversation.replies import Reply
from bots.conversation.reporting import Flags
from bots.discord.acknowledging import Ack, acknowledge
from bots.discord.answers import Answers
from bots.discord.buttons import filled
from bots.discord.recent import Recent
from bots.discord.rendering import shortened
from bots.discord.turns import Said, turn_of
from bots.discord.uploads import fetch
from core.errors import DomainError

MOST_CHOICES = 25
LONGEST_CHOICE = 100
_FORM_PATIENCE_S = 2.0  # a form can't be deferred and Discord waits three seconds for it
_log = logging.getLogger(__name__)


class Interactions:
    """Answers what people do on Discord; the same event heard again changes nothing."""

    def __init__(self, assistant: Assistant, *, recent: Recent, file_hosts: frozenset[str]) -> None:
        """Hold the collaborators; ``file_hosts`` are where attachments may be fetched from."""
        self._assistant = assistant
        self._recent = recent
        self._answers = Answers(assistant, recent)
        self._flags = Flags(assistant.setting)
        self._file_hosts = file_hosts

    async def command(
        self, interaction: Said, name: str, options: Options, *, attachments: Mapping[str, discord.Attachment]
    ) -> None:
        """Answer a command."""
        command = BY_NAME.get(name)
        private = command is None or command.private

        async def answer() -> None:
            if command is not None and command.asks:
                await self._ask(interaction, self._run(interaction, name, options, attachments), private=private)
                return
            ack = await acknowledge(interaction, thinking=True, private=private)
            if private and (ack is Ack.ELSEWHERE or (ack is Ack.LOST and interaction.guild_id)):
                return  # nobody would see the answer; unlike a job's, the effect is not known by the event
            await self._answers.show(interaction, await self._run(interaction, name, options, attachments), ack)

        await self._once(interaction, answer)

    async def flag(self, interaction: Said, message_id: str) -> None:
        """Answer the menu of a message: ask what is wrong with the result that it shows."""

        async def answer() -> None:
            ack = await acknowledge(interaction, thinking=True, private=True)
            if ack in {Ack.ELSEWHERE, Ack.LOST}:
                return
            await self._answers.show(interaction, await self._asked(interaction, message_id), ack)

        await self._once(interaction, answer)

    async def _asked(self, interaction: Said, message_id: str) -> Reply:
        turn = turn_of(interaction)
        job_id = await self._flags.result_of(turn, chat=turn.channel_id, message_id=message_id)
        if job_id is not None:
            return await self._assistant.press(turn, str(Action("report", job_id)))
        say = await self._assistant.language_of(turn)
        text = say.gettext("This message is no result of mine; only those can be reported to me.")
        return Reply(text=text, private=True)

    async def press(self, interaction: Said, action: str) -> None:
        """Answer a button."""

        async def answer() -> None:
            turn = turn_of(interaction)
            if action.partition(":")[0] not in ASKING:
                ack = await acknowledge(interaction, thinking=False)
                await self._answers.show(interaction, await self._assistant.press(turn, action), ack)
                return
            await self._ask(interaction, self._assistant.press(turn, action))

        await self._once(interaction, answer)

    async def form(self, interaction: Said, action: str) -> None:
        """Answer a filled form, sent before or after our last restart."""

        async def answer() -> None:
            from_button = interaction.message is not None
            ack = await acknowledge(interaction, thinking=not from_button)
            fields = filled(interaction.data)
            reply = await self._assistant.form(turn_of(interaction), action, fields)
            await self._answers.show(interaction, reply, ack)

        await self._once(interaction, answer)

    async def complete(
        self, interaction: Said, name: str, option: str, *, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest values while an option is typed."""
        found = await self._assistant.complete(turn_of(interaction), name, option, typed)
        return [
            app_commands.Choice(name=shortened(item.label or item.value, LONGEST_CHOICE), value=item.value)
            for item in found[:MOST_CHOICES]
            if 0 < len(item.value) <= LONGEST_CHOICE
        ]

    async def _run(
        self, interaction: Said, name: str, options: Options, attachments: Mapping[str, discord.Attachment]
    ) -> Reply:
        turn = turn_of(interaction)
        try:
            uploads = {key: await fetch(file, hosts=self._file_hosts) for key, file in attachments.items()}
        except DomainError as refusal:
            say = await self._assistant.language_of(turn)
            return Reply(text=say.error(refusal), private=True)
        return await self._assistant.command(turn, name, options, uploads=uploads)

    async def _ask(self, interaction: Said, work: Coroutine[None, None, Reply], *, private: bool | None = None) -> None:
        """Answer with what may be a form; ``private`` is how a command answers, None a button's press."""
        asked = asyncio.ensure_future(work)
        in_time, _ = await asyncio.wait({asked}, timeout=_FORM_PATIENCE_S)
        thinking = private is not None
        ack = Ack.OPEN if in_time else await acknowledge(interaction, thinking=thinking, private=bool(private))
        reply = await asked
        await self._answers.show(interaction, replace(reply, private=reply.private or bool(private)), ack)

    async def _once(self, interaction: Said, answer: Callable[[], Awaitable[None]]) -> None:
        if not self._recent.is_new(interaction.id):
            return
        async with self._recent.turn():
            try:
                await answer()
            except Exception:  # noqa: BLE001 - the edge: one interaction's fault must not stop the client
                _log.exception("an interaction of type %s could not be answered", interaction.type.name)
