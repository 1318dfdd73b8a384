"""The Discord front end: the client, its connection and its courier."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bots.conversation.assistant import Assistant
from bots.conversation.reporting import Flags
from bots.deliveries import Courier
from bots.discord.buttons import ActionButton
from bots.discord.commands import CatalogueTranslator, CommandTree
from bots.discord.counting import tracing
from bots.discord.interactions import Interactions
from bots.discord.post import DiscordPost
from bots.discord.reactions import Reactions
from bots.discord.recent import Recent
from bots.discord.speech import Speech
from bots.discord.syncing import sync
from bots.discord.turns import PREFIX, Said
from bots.discord.uploads import CDN_HOSTS
from bots.errands import Runner
from bots.house import HouseCourier
from bots.settings import BotSettings
from core.bus import Bus
from core.platforms import Platform

_LONGEST_RATE_LIMIT_S = 30.0  # what is longer goes back to the courier, which has a claim of a minute
_LONGEST_PAUSE_S = 60.0
_REFUSED = {4004, 4013, 4014}  # gateway close codes: authentication failed, invalid intents, disallowed intents
_log = logging.getLogger(__name__)


class Client(discord.Client):
    """A connection without privileged intents: servers, interactions, reactions, and what is written in private."""

    def __init__(
        self,
        assistant: Assistant,
        *,
        file_hosts: frozenset[str] = CDN_HOSTS,
        guild_id: int | None = None,
        flag_emoji: str = "🚩",
        guild_ready_timeout: float = 2.0,
    ) -> None:
        """Prepare the client; ``guild_id`` registers the commands there alone, at once."""
        super().__init__(
            intents=discord.Intents(guilds=True, guild_reactions=True, dm_reactions=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=_LONGEST_RATE_LIMIT_S,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=guild_ready_timeout,
            http_trace=tracing(assistant.metrics),
        )
        self._connected = assistant.metrics.connected.labels(Platform.DISCORD.value)
        self._guild_id = guild_id
        recent = Recent()
        self.post = DiscordPost(self, store=assistant.setting.store, recent=recent, copyist=assistant.setting.copyist)
        self._interactions = Interactions(assistant, recent=recent, file_hosts=file_hosts)
        self._speech = Speech(self, assistant, recent)
        self._reactions = Reactions(Flags(assistant.setting), emoji=flag_emoji)
        self.tree = CommandTree(self, interactions=self._interactions)

    async def setup_hook(self) -> None:
        """Know our buttons in old messages, and register the commands."""
        self.add_dynamic_items(ActionButton)
        await self.tree.set_translator(CatalogueTranslator())
        try:
            await sync(self.tree, guild_id=self._guild_id)
        except (discord.DiscordException, aiohttp.ClientError, OSError, ValueError) as error:
            _log.warning("the commands could not be registered at Discord, the next start tries again: %s", error)

    async def take_press(self, interaction: Said, action: str) -> None:
        """Answer a button."""
        await self._interactions.press(interaction, action)

    async def on_connect(self) -> None:
        """Note that Discord is heard."""
        self._connected.set(1)

    async def on_resumed(self) -> None:
        """Note that Discord is heard again."""
        self._connected.set(1)

    async def on_disconnect(self) -> None:
        """Note that Discord is heard no more."""
        self._connected.set(0)

    async def on_message(self, message: discord.Message) -> None:
        """Hear what somebody writes to us in private."""
        if message.guild is None and not message.author.bot:
            await self._speech.heard(message)

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Hear a flag on a message of any age."""
        await self._reactions.added(payload, me=self.user.id if self.user else None)

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Hear that a flag was taken back."""
        await self._reactions.removed(payload, me=self.user.id if self.user else None)

    async def on_interaction(self, interaction: Said) -> None:
        """Answer filled forms: discord.py forgets modals at a restart, their custom_id does not."""
        if interaction.type is discord.InteractionType.modal_submit:
            name = interaction.data.get("custom_id") if interaction.data else None
            if isinstance(name, str) and name.startswith(PREFIX):
                await self._interactions.form(interaction, name.removeprefix(PREFIX))


async def run_discord(assistant: Assistant, bus: Bus, settings: BotSettings) -> None:
    """Speak on Discord until cancelled; a token that Discord refuses ends it with one sentence in the log."""
    if settings.discord_token is None:
        return
    _point_at(settings)
    try:
        client = await _logged_in(assistant, settings, settings.discord_token.get_secret_value())
        courier = Courier(Platform.DISCORD, assistant=assistant, bus=bus, post=client.post)
        runner = Runner(Platform.DISCORD, assistant=assistant, bus=bus, hands=client.post)
        house = HouseCourier(Platform.DISCORD, database=assistant.setting.database, bus=bus, post=client.post)
        async with client:
            await _connected(client, courier, runner, house)
    except discord.LoginFailure:
        _log.error("Discord refuses DISCORD_TOKEN: copy the token again from the Developer Portal, page Bot")
    except discord.ConnectionClosed as closed:
        if closed.code not in _REFUSED:
            raise
        _log.error("Discord closes the connection with code %s: check DISCORD_TOKEN", closed.code)


async def _connected(client: Client, *bringing: Courier | Runner | HouseCourier) -> None:
    """Stay connected, deliver and run errands; all end together."""
    deliveries = asyncio.ensure_future(_together(bringing))
    connection = asyncio.ensure_future(client.connect())
    try:
        done, _ = await asyncio.wait({deliveries, connection}, return_when=asyncio.FIRST_COMPLETED)
        for ended in done:
            ended.result()
    finally:
        for task in (deliveries, connection):
            task.cancel()
            with suppress(asyncio.CancelledError, discord.DiscordException):
                await task


async def _together(bringing: Iterable[Courier | Runner | HouseCourier]) -> None:
    async with asyncio.TaskGroup() as group:
        for one in bringing:
            group.create_task(one.run())


async def _logged_in(assistant: Assistant, settings: BotSettings, token: str) -> Client:
    """Return a client that is logged in, waiting for Discord where it is away.

    Each try has a client of its own: discord.py leaves the session of a failed one open.

    Raises:
        LoginFailure: Discord does not know the token.
    """
    pause = 1.0
    while True:
        client = Client(
            assistant,
            file_hosts=_file_hosts(settings),
            guild_id=settings.discord_guild,
            flag_emoji=settings.discord_flag_emoji,
        )
        try:
            await client.login(token)
        except discord.LoginFailure:
            await client.close()
            raise
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            await client.close()
            _log.warning("Discord is out of reach, the next try is in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)
        else:
            return client


def _point_at(settings: BotSettings) -> None:
    """Tell discord.py where Discord is.

    Both addresses are class attributes there and reach every request, interaction answers included; there is no
    setting for them. One process speaks to one Discord, so this is the one place that changes them.
    """
    Route.BASE = settings.discord_api_url.rstrip("/")
    if settings.discord_gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)


def _file_hosts(settings: BotSettings) -> frozenset[str]:
    """Return where attachments lie: Discord's own hosts, or the one Discord that a test or a proxy stands for."""
    api = urlsplit(settings.discord_api_url)
    return CDN_HOSTS if api.hostname == "discord.com" else CDN_HOSTS | {api.netloc}
