"""Fixtures of the Discord tests: the real bot inside simcord, on a real database, Redis and folder store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord
from pydantic import SecretStr
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bots.conversation.assistant import Assistant
from bots.conversation.turns import Keys, Setting
from bots.discord.bot import Client
from core.bus import Bus
from core.db import Database
from core.jobs.service import Policy
from core.sealing import Sealing
from core.storage import FolderStore
from tests.bots.discord.house import House
from tests.bots.discord.process import BotProcess
from tests.bots.discord.server import TOKEN, LoopbackDiscord

SIMCORD_CDN = "cdn.simcord.invalid"


@pytest.fixture
async def house(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """What stands behind the bot, and a hand that draws in a worker's place."""
    bus = Bus(redis_url)
    database = Database(database_url, pool_size=5, announce=bus.announce, audit_key=SecretStr("a" * 32))
    store = FolderStore(tmp_path / "store", base_url="https://pictures.example", signing_key=SecretStr("s" * 32))
    keys = Keys(SecretStr("s" * 32), Sealing(SecretStr("e" * 32)))
    setting = Setting(database=database, store=store, policy=Policy(), public_url="https://pictures.example", keys=keys)
    yield House(Assistant(setting), bus)
    await database.close()
    await bus.close()


@pytest.fixture
async def discord_bot(house: House) -> Client:
    """The bot of this project, which may fetch attachments from simcord's own host."""
    return Client(house.assistant, file_hosts=frozenset({SIMCORD_CDN}), guild_ready_timeout=0.05)


@pytest.fixture
async def env(discord_bot: Client) -> AsyncIterator[simcord.Env]:
    """Discord, played by simcord, with the bot connected."""
    running = simcord.Env(discord_bot, settle_timeout=20)
    await running.start()
    yield running
    await running.shutdown()


@pytest.fixture
def channel(env: simcord.Env) -> ChannelHandle:
    """A channel of a server that the bot is in."""
    return env.create_guild().create_text_channel("art")


@pytest.fixture
def ann(env: simcord.Env, channel: ChannelHandle) -> MemberActor:
    """Somebody in the channel."""
    return env.guild.add_member(env.create_user("ann"))


@pytest.fixture
def ben(env: simcord.Env, channel: ChannelHandle) -> MemberActor:
    """Somebody else in the channel."""
    return env.guild.add_member(env.create_user("ben"))


@pytest.fixture
async def loopback() -> AsyncIterator[LoopbackDiscord]:
    """A Discord that listens on loopback; what it heard fits Discord's schema where that is at hand."""
    discord = LoopbackDiscord()
    async with discord.running():
        yield discord
    assert discord.broken == []


@pytest.fixture
async def process(
    loopback: LoopbackDiscord, house: House, database_url: str, redis_url: str, tmp_path: Path
) -> AsyncIterator[BotProcess]:
    """The real bots process beside it, connected."""
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DATA_FOLDER": str(tmp_path),
        "SIGNING_KEY": "s" * 32,
        "AUDIT_KEY": "a" * 32,
        "SEALING_KEYS": "e" * 32,
        "ASK_CONSENT": "false",
        "PUBLIC_URL": "https://pictures.example",
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_API_URL": f"http://{loopback.url}/api",
        "DISCORD_GATEWAY_URL": f"ws://{loopback.url}/gateway",
    }
    running = BotProcess(environment, tmp_path / "bots.log")
    running.start()
    try:
        await loopback.connected()
        yield running
    finally:
        running.stop()
