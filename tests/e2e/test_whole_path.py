"""From a prompt to the public feed: every process is the real one, only the chat platform is the tests' own."""

import asyncio
import random
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from core.jobs.models import Delivery
from tests.bots.telegram.people import Person
from tests.bots.telegram.server import TOKEN, BotApi, running_bot_api
from tests.counting import count, still_open
from tests.servers import free_port
from tests.stage import Stage, stage, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server whose every request must fit the published schema."""
    async with running_bot_api() as server:
        yield server
        assert server.complaints == []


@pytest.fixture
async def house(api: BotApi, database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """Conductor, worker, bots and gallery."""
    settings = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api.url,
        "TELEGRAM_FILE_URL": api.file_url,
        "GALLERY_PORT": str(free_port()),
        "GALLERY_METRICS_PORT": "0",
    }
    settings["PUBLIC_URL"] = f"http://127.0.0.1:{settings['GALLERY_PORT']}"
    with stage(database_url, redis_url, tmp_path, settings=settings) as built:
        for program in ("conductor", "worker", "bots", "gallery"):
            built.start(program)
        yield built
        await built.leave()


async def test_a_prompt_becomes_a_picture_in_the_chat_and_on_the_public_feed(house: Stage, api: BotApi) -> None:
    jan = Person(api, 7002, "Jan", "pl")
    await jan.write("/narysuj lis czyta pod drzewem w nocy")
    await api.until(lambda: api.sent("editMessageMedia"), "the picture is in the chat", within_s=60)
    (message,) = api.chats.of_bot(jan.number)
    assert "photo" in message
    async with httpx.AsyncClient(base_url=house.settings["PUBLIC_URL"]) as browser:
        assert "/i/" not in (await browser.get("/")).text, "private pictures are in no feed"
        await jan.press(jan.number, message["message_id"], "Opublikuj")

        async def public() -> bool:
            return "/i/" in (await browser.get("/")).text

        await until(public, "the picture is on the feed", within_s=45)
        page = (await browser.get("/")).text
        address = page.split('href="/i/')[1].split('"')[0]
        picture_page = await browser.get(f"/i/{address}")
        assert "lis czyta pod drzewem w nocy" in picture_page.text
        files = {part.split('"')[0].split(" ")[0].split("?")[0] for part in picture_page.text.split('"/files/')[1:]}
        shown = await browser.get(f"/files/{min(files)}")
        assert shown.status_code == 200
        with Image.open(BytesIO(shown.content)) as picture:
            assert picture.width >= 320


async def test_bots_killed_at_random_answer_every_prompt_r3(house: Stage, api: BotApi) -> None:
    ada, dice = Person(api, 7001), random.Random(3)
    for number in range(6):
        await ada.write(f"/draw a fox {number}")
        await asyncio.sleep(dice.uniform(0.1, 1.0))
        house.kill("bots")
        house.start("bots")
    async with house.database() as database:

        async def all_answered() -> bool:
            async with database.transaction() as session:
                states = list(await session.scalars(select(Delivery.state)))
            return len(states) == 6 and set(states) == {"delivered"} and await still_open(database) == 0

        await until(all_answered, "six answers", within_s=150)
        found = await count(database, house.folder / "store")
    assert (found.jobs, found.succeeded, found.charged_wrong) == (6, 6, 0)
    prompts = [item["caption"] for item in api.chats.of_bot(ada.number) if "photo" in item]
    assert len({prompt for prompt in prompts if "a fox" in prompt}) >= 6
