"""From an idea in a chat to a comic by way of a model: every process is real; the platform and the model are ours."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from core.comics.models import Comic
from core.jobs.models import Job
from core.jobs.states import Kind
from tests.bots.telegram.people import Person, labels, words
from tests.bots.telegram.schema import Json
from tests.bots.telegram.server import TOKEN, BotApi, running_bot_api
from tests.gpu_worker.engines.remote.loopback import KEY, Images, running_images, say, write
from tests.stage import Stage, stage

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
STORY = {
    "title": "Deszcz",
    "panels": [
        {"shows": "Maja biegnie w deszczu", "lines": [{"who": "Maja", "how": "shout", "words": "Czekaj!"}]},
        {"shows": "Autobus odjeżdża", "lines": [{"who": "", "how": "sound", "words": "WRRR"}]},
    ],
}


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server whose every request must fit the published schema."""
    async with running_bot_api() as server:
        yield server
        assert server.complaints == []


@pytest.fixture
def model() -> Iterator[Images]:
    """A server with OpenAI's chat API."""
    with running_images() as server:
        yield server


@pytest.fixture
async def house(api: BotApi, model: Images, database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """Conductor, worker and bots; the worker may ask the model."""
    settings = {
        "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url, "TELEGRAM_FILE_URL": api.file_url,
        "WORKER_ENGINES": "storyboard,openai-text", "OPENAI_TEXT_URL": model.url, "OPENAI_TEXT_KEY": KEY,
        "OPENAI_TEXT_MODEL": "bajarz",
    }  # fmt: skip
    with stage(database_url, redis_url, tmp_path, settings=settings) as built:
        for program in ("conductor", "worker", "bots"):
            built.start(program)
        yield built
        await built.leave()


async def test_a_polish_idea_becomes_a_script_is_approved_and_drawn(house: Stage, api: BotApi, model: Images) -> None:
    """The script is seen before anything is drawn; a server that fails has the template write, and that is said."""
    jan = Person(api, 7002, "Jan", "pl")

    def latest(label: str) -> Json | None:
        said = reversed(api.chats.of_bot(jan.number))
        return next((one for one in said if any(label in each for each in labels(one))), None)

    await jan.write("/narysuj lis")  # who waits for the first picture waits for the worker to wake up
    await api.until(lambda: any("photo" in one for one in api.chats.of_bot(jan.number)), "all awake", within_s=120)
    model.answers = [write("Oto komiks!"), write(json.dumps(STORY))]
    await jan.write("/komiks --pomysł „Maja spóźnia się na autobus” --kadry 2")
    await api.until(lambda: latest("Szkic") is not None, "the script is in the chat", within_s=90)
    script = latest("Szkic")
    assert script is not None
    assert "KADR 1: Maja biegnie w deszczu" in words(script)
    assert "bajarz" in words(script)
    assert "Write in Polish" in model.asked[0].fields["messages"][0]["content"]
    assert len(model.asked) == 2, "what could not be read was asked for once more"
    await jan.press(jan.number, script["message_id"], "Szkic")
    await api.until(lambda: latest("Narysuj") is not None, "the storyboard is in the chat", within_s=90)
    async with house.database() as database, database.transaction() as session:
        comic = (await session.scalars(select(Comic))).one()
        texts = list(await session.scalars(select(Job).where(Job.kind_name == Kind.SCRIPT.value)))
    assert (comic.title, comic.language) == ("Deszcz", "pl")
    assert [job.cost for job in texts] == [1]
    model.answers = [say(401, {"error": {"message": "no"}})] * 9
    await jan.write('/komiks --pomysł "kot, który chce latać"')
    await api.until(lambda: "template" in words(latest("Szkic") or {}), "the template's script", within_s=90)
