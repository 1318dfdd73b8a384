"""Updates by webhook."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bots.telegram.bot import webhook_secret
from bots.telegram.updates import WANTED
from bots.telegram.webhook import SECRET_HEADER, listening
from tests.bots.telegram.people import Person
from tests.bots.telegram.server import BotApi
from tests.bots.telegram.stage import Stage, settings_for, speaking, staged
from tests.servers import free_port

SECRET = "a-secret_of-the-tests"  # noqa: S105 - it opens nothing


@pytest.fixture
async def hooked(api: BotApi, database_url: str, redis_url: str, data_folder: Path) -> AsyncIterator[Stage]:
    """A stage whose bot listens for updates."""
    settings = settings_for(
        api, database_url=database_url, redis_url=redis_url, data_folder=data_folder,
        telegram_webhook_url="https://ink.example.org/telegram", telegram_webhook_secret=SECRET,
        telegram_webhook_listen=f"127.0.0.1:{free_port()}",
    )  # fmt: skip
    async with staged(api, settings) as stage, speaking(stage):
        await api.until(lambda: api.webhook, "the webhook is set")
        yield stage


def address(stage: Stage) -> str:
    """Return where the bot listens."""
    return f"http://{stage.settings.telegram_webhook_listen}/telegram"


async def test_the_webhook_is_announced_with_its_secret(hooked: Stage) -> None:
    assert hooked.api.webhook == {
        "url": "https://ink.example.org/telegram",
        "allowed_updates": list(WANTED),
        "secret_token": SECRET,
    }


async def test_an_update_with_the_secret_is_taken_and_answered_when_its_job_is_written(
    hooked: Stage, ada: Person
) -> None:
    assert await hooked.api.push(ada.written("/draw a fox"), secret=SECRET, url=address(hooked)) == 200
    assert len(await hooked.jobs()) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], SECRET.upper()])
async def test_r5_without_the_right_secret_nothing_is_done(hooked: Stage, ada: Person, secret: str | None) -> None:
    assert await hooked.api.push(ada.written("/draw a fox"), secret=secret, url=address(hooked)) == 403
    assert await hooked.jobs() == []
    assert hooked.api.chats.of_bot(ada.number) == []


async def test_r3_an_update_pushed_three_times_at_once_makes_one_job_and_one_reply(hooked: Stage, ada: Person) -> None:
    said = ada.written("/draw a fox")
    pushes = [hooked.api.push(said, secret=SECRET, url=address(hooked)) for _ in range(3)]
    assert await asyncio.gather(*pushes) == [200, 200, 200]
    assert len(await hooked.jobs()) == 1
    assert len(hooked.api.chats.of_bot(ada.number)) == 1


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"[]", 400), (b"\xff", 400), (b"{}", 200)])
async def test_a_body_that_is_no_update_does_no_harm(hooked: Stage, body: bytes, status: int) -> None:
    headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
    async with ClientSession() as client, client.post(address(hooked), data=body, headers=headers) as answer:
        assert answer.status == status


async def test_only_posts_are_taken(hooked: Stage) -> None:
    async with ClientSession() as client, client.get(address(hooked), headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 405


def test_a_secret_is_derived_where_none_is_set(stage: Stage) -> None:
    derived = webhook_secret(stage.settings)
    assert len(derived) == 43
    assert derived.replace("-", "").replace("_", "").isalnum()


def test_the_listening_address_is_read() -> None:
    assert listening("127.0.0.1:8081") == ("127.0.0.1", 8081)
    assert listening("[::1]:8081") == ("::1", 8081)
    with pytest.raises(ValueError, match="int"):
        listening("localhost")
