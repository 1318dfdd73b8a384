"""From a script in a chat to lettered pages and files: every process is real, only the platform is the tests' own."""

import time
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import select

from core.jobs.models import Job
from core.jobs.states import Kind
from core.media.models import Media
from core.storage import FolderStore
from tests.bots.telegram.people import Person
from tests.bots.telegram.server import TOKEN, BotApi, running_bot_api
from tests.core.comics.script.test_parsing import EXAMPLE
from tests.counting import count, still_open
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
    """Conductor, worker and bots."""
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url, "TELEGRAM_FILE_URL": api.file_url}
    with stage(database_url, redis_url, tmp_path, settings=settings) as built:
        for program in ("conductor", "worker", "bots"):
            built.start(program)
        yield built
        await built.leave()


def photos(api: BotApi, chat: int) -> list[dict[str, Any]]:
    """Return the messages of the bot that hold a picture."""
    return [message for message in api.chats.of_bot(chat) if "photo" in message]


async def test_a_polish_script_becomes_a_storyboard_pages_and_a_pdf(house: Stage, api: BotApi) -> None:
    jan = Person(api, 7002, "Jan", "pl")
    await jan.write("/narysuj lis")  # who waits for the first picture waits for the worker to wake up
    await api.until(lambda: len(photos(api, jan.number)) == 1, "the house is awake", within_s=90)
    begun = time.monotonic()
    await jan.write(f"/komiks {EXAMPLE}")
    await api.until(lambda: len(photos(api, jan.number)) == 2, "the storyboard is in the chat", within_s=60)
    print(f"storyboard after {time.monotonic() - begun:.2f} s")  # noqa: T201 - the figure of chat.md, for who runs it
    board = photos(api, jan.number)[-1]
    await jan.press(jan.number, board["message_id"], "Narysuj · 3 kredyty")
    await api.until(lambda: len(photos(api, jan.number)) == 3, "the comic is in the chat", within_s=90)
    done = photos(api, jan.number)[-1]
    await jan.press(jan.number, done["message_id"], "PDF")
    await api.until(lambda: any("document" in each for each in api.chats.of_bot(jan.number)), "the file", within_s=90)
    async with house.database() as database:
        await until(lambda: _is_quiet(house), "everything has ended", within_s=30)
        async with database.transaction() as session:
            kinds = list(await session.scalars(select(Job.kind_name).order_by(Job.id)))
            pages = list(
                await session.scalars(
                    select(Media).join(Job, Job.id == Media.job_id).where(Job.kind_name == Kind.COMIC.value)
                )
            )
        found = await count(database, house.folder / "store")
    assert kinds == ["image", "comic", "comic", "panel", "panel", "panel", "export"]
    assert found.charged_wrong == 0
    assert "Śniadanie spóźnia się o cztery minuty." in pages[-1].alt["pl"]
    store = FolderStore(house.folder / "store", base_url="", signing_key=SecretStr("k" * 40))
    with Image.open(BytesIO(await store.get(pages[-1].key))) as page:
        assert page.size == (1080, 1080)


async def _is_quiet(house: Stage) -> bool:
    async with house.database() as database:
        return await still_open(database) == 0


async def test_a_worker_killed_while_a_comic_is_drawn_loses_none_of_it(house: Stage, api: BotApi) -> None:
    ada = Person(api, 7001)
    await ada.write("/draw a fox")
    await api.until(lambda: len(photos(api, ada.number)) == 1, "the house is awake", within_s=90)
    await ada.write("/comic " + " || ".join(f"A cat walks in the street | CAT: Step {number}." for number in range(4)))
    await api.until(lambda: len(photos(api, ada.number)) == 2, "the storyboard is in the chat", within_s=60)
    board = photos(api, ada.number)[-1]
    await ada.press(ada.number, board["message_id"], "Draw it · 4 credits")
    async with house.database() as database:

        async def some_panel_is_held() -> bool:
            async with database.transaction() as session:
                held = select(Job.id).where(Job.kind_name == Kind.PANEL.value, Job.attempt > 0)
                return (await session.scalar(held.limit(1))) is not None

        await until(some_panel_is_held, "a panel is being drawn", within_s=30)
        house.kill("worker")
        house.start("worker")
        await api.until(lambda: len(photos(api, ada.number)) >= 3, "the comic is in the chat", within_s=120)
        await until(lambda: _is_quiet(house), "everything has ended", within_s=60)
        found = await count(database, house.folder / "store")
    assert found.charged_wrong == 0
    assert found.jobs == found.succeeded
