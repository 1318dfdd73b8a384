"""The front end in this process: how it starts, waits for Discord, and stops."""

import asyncio
from collections.abc import Iterator

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from pydantic import SecretStr
from sqlalchemy import text

from bots.discord.bot import run_discord
from bots.settings import BotSettings
from tests.bots.discord.house import House, eventually
from tests.bots.discord.payloads import interaction
from tests.bots.discord.server import TOKEN, LoopbackDiscord, refused


@pytest.fixture
def settings(loopback: LoopbackDiscord, database_url: str, redis_url: str) -> Iterator[BotSettings]:
    """Settings that point at the loopback; discord.py's addresses are put back afterwards."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield BotSettings(
        database_url=database_url,
        redis_url=redis_url,
        signing_key=SecretStr("s" * 32),
        audit_key=SecretStr("a" * 32),
        sealing_keys=SecretStr("e" * 32),
        discord_token=SecretStr(TOKEN),
        discord_api_url=f"http://{loopback.url}/api",
        discord_gateway_url=f"ws://{loopback.url}/gateway",
    )
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


async def test_it_answers_until_it_is_cancelled(loopback: LoopbackDiscord, house: House, settings: BotSettings) -> None:
    running = asyncio.ensure_future(run_discord(house.assistant, house.bus, settings))
    await loopback.connected()
    about = {"id": "1", "name": "about", "type": 1, "options": []}
    await loopback.emit("INTERACTION_CREATE", interaction(2, about, number="1"))

    async def answered() -> bool:
        return bool(loopback.sent("PATCH", "/webhooks/"))

    await eventually(answered, "an answer")
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_command_that_is_no_more_gets_a_sentence(
    loopback: LoopbackDiscord, house: House, settings: BotSettings
) -> None:
    running = asyncio.ensure_future(run_discord(house.assistant, house.bus, settings))
    await loopback.connected()
    await loopback.emit("INTERACTION_CREATE", interaction(2, {"id": "1", "name": "old", "type": 1}, number="1"))

    async def answered() -> bool:
        return bool(loopback.sent("PATCH", "/webhooks/"))

    await eventually(answered, "an answer")
    assert "Nie znam tego polecenia" in loopback.sent("PATCH", "/webhooks/")[0].body["content"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_it_waits_for_a_discord_that_is_away(
    loopback: LoopbackDiscord, house: House, settings: BotSettings, caplog: pytest.LogCaptureFixture
) -> None:
    loopback.fail("GET", "/users/@me", lambda: refused(503, 0))
    loopback.fail("GET", "/commands", lambda: refused(403, 0))

    running = asyncio.ensure_future(run_discord(house.assistant, house.bus, settings))
    await loopback.connected()

    assert "Discord is out of reach, the next try is in 1 s" in caplog.text
    assert "the next start tries again" in caplog.text
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize("where", ["login", "gateway"])
async def test_a_token_that_is_refused_ends_it_with_a_sentence(
    loopback: LoopbackDiscord, house: House, settings: BotSettings, caplog: pytest.LogCaptureFixture, *, where: str
) -> None:
    if where == "login":
        loopback.fail("GET", "/users/@me", lambda: refused(401, 0))
    else:
        loopback.token = "changed meanwhile"  # noqa: S105 - that is the point

    await run_discord(house.assistant, house.bus, settings)

    assert "DISCORD_TOKEN" in caplog.text


async def test_without_a_token_there_is_nothing_to_do(house: House, settings: BotSettings) -> None:
    await run_discord(house.assistant, house.bus, settings.model_copy(update={"discord_token": None}))


async def test_a_form_for_which_memory_is_too_slow_is_asked_for_again(
    loopback: LoopbackDiscord, house: House, settings: BotSettings
) -> None:
    running = asyncio.ensure_future(run_discord(house.assistant, house.bus, settings))
    await loopback.connected()
    button = {"type": 2, "style": 2, "custom_id": "ik:edit", "label": "Edit"}
    pressed = loopback.blank() | {"components": [{"type": 1, "components": [button]}]}
    data = {"custom_id": "ik:edit", "component_type": 2}

    async with house.database.transaction() as session:
        await session.execute(text("LOCK TABLE users IN ACCESS EXCLUSIVE MODE"))
        await loopback.emit("INTERACTION_CREATE", interaction(3, data, number="1", pressed=pressed))

        async def deferred() -> bool:
            return bool(loopback.sent("POST", "/callback"))

        await eventually(deferred, "it is acknowledged all the same")

    async def answered() -> bool:
        return bool(loopback.sent("POST", "/webhooks/"))

    await eventually(answered, "an answer")
    assert loopback.sent("POST", "/callback")[0].body["type"] == 6
    assert loopback.sent("POST", "/webhooks/")[0].body["flags"] & 64
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
