"""The real process, ``python -m bots``: killed, started again, told to stop; and nothing secret in what it logs."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from launcher.folders import REPOSITORY
from tests.bots.telegram.people import Person, words
from tests.bots.telegram.server import TOKEN
from tests.bots.telegram.stage import SIGNING_KEY, Stage
from tests.servers import free_port


@asynccontextmanager
async def process(stage: Stage, log: Path, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bots as they are run outside of tests; killed in the end if still there."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with log.open("ab") as errors:
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-W", "error", "-m", "bots", cwd=REPOSITORY, stderr=errors,
            env=inherited | stage.environment() | {"LOG_LEVEL": "DEBUG"} | environment,
        )  # fmt: skip
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            running.kill()
        await running.wait()


async def kill(running: asyncio.subprocess.Process) -> None:
    """Kill a process like the kernel does when memory runs out."""
    running.send_signal(signal.SIGKILL)
    await running.wait()


async def test_r3_killed_and_started_again_nothing_is_lost_and_old_buttons_and_questions_work(
    stage: Stage, ada: Person, tmp_path: Path
) -> None:
    api, log = stage.api, tmp_path / "log"
    async with process(stage, log) as running:
        await ada.write("/draw a fox")
        await stage.has_job()
        await ada.write("/draw --style ink")
        (question,) = await api.until(lambda: api.chats.of_bot(ada.number)[1:], "a question")
        await kill(running)
    (status, _) = api.chats.of_bot(ada.number)
    await ada.press(ada.number, status["message_id"], "Cancel")
    await ada.write("a hare", answers=question["message_id"])
    await ada.write("/draw a goose")
    async with process(stage, log):
        fox, hare, goose = await stage.has_job(3)
        assert (fox.draw.prompt, hare.draw.prompt, hare.draw.style) == ("a fox", "a hare", "ink")
        await api.until(lambda: "Cancelled" in words(api.chats.of_bot(ada.number)[0]), "the fox is cancelled")
        await stage.draw()
        await api.until(lambda: len(api.sent("editMessageMedia")) == 2, "hare and goose are there", within_s=45)
    assert goose.draw.prompt == "a goose"
    assert len(await stage.jobs()) == 3
    assert sum("photo" in item for item in api.chats.of_bot(ada.number)) == 2


async def test_r3_an_update_under_way_when_the_process_is_killed_comes_again(
    stage: Stage, ada: Person, tmp_path: Path
) -> None:
    api, log = stage.api, tmp_path / "log"
    api.fail("sendMessage", 429, "Too Many Requests: retry after 50", parameters={"retry_after": 50})
    async with process(stage, log) as running:
        await ada.write("/draw a fox")
        await api.until(lambda: api.sent("sendMessage"), "its status is being sent")
        await kill(running)
    assert len(await stage.jobs()) == 1
    async with process(stage, log):
        await stage.has_job()
        await stage.draw()
        await api.until(lambda: api.sent("editMessageMedia"), "the picture")
    assert len(await stage.jobs()) == 1
    assert await stage.charges() == 2
    assert len(api.chats.of_bot(ada.number)) == 1


async def test_a_picture_that_was_finished_while_nobody_spoke_is_brought(
    stage: Stage, ada: Person, tmp_path: Path
) -> None:
    async with process(stage, tmp_path / "log") as running:
        await ada.write("/draw a fox")
        await stage.has_job()
        await kill(running)
    await stage.draw()
    async with process(stage, tmp_path / "log"):
        await stage.api.until(lambda: stage.api.sent("editMessageMedia"), "the picture")


async def test_it_stops_cleanly_when_told_and_keeps_its_secrets(stage: Stage, ada: Person, tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with process(stage, log) as running:
        await ada.write("/draw a fox")
        await stage.has_job()
        running.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(running.wait(), 60) == 0
    assert list(stage.api.waiting) == [], "what was answered is confirmed on the way out"
    said = log.read_text()
    assert "stopped" in said
    assert TOKEN not in said
    assert SIGNING_KEY not in said
    assert "Traceback" not in said


async def test_a_wrong_token_is_told_in_one_sentence(stage: Stage, tmp_path: Path) -> None:
    log = tmp_path / "log"
    stage.api.fail("getMe", 401, "Unauthorized", times=99)
    async with process(stage, log, LOG_LEVEL="INFO") as running:
        await asyncio.wait_for(running.wait(), 60)
    said = log.read_text()
    assert "@BotFather" in said
    assert "Traceback" not in said
    assert TOKEN not in said


async def test_the_webhook_works_in_the_real_process(stage: Stage, ada: Person, tmp_path: Path) -> None:
    listen = f"127.0.0.1:{free_port()}"
    url = "https://ink.example.org/telegram"
    settings = {"TELEGRAM_WEBHOOK_URL": url, "TELEGRAM_WEBHOOK_SECRET": "s3cret", "TELEGRAM_WEBHOOK_LISTEN": listen}
    said = ada.written("/draw a fox")
    async with process(stage, tmp_path / "log", **settings) as running:
        await stage.api.until(lambda: stage.api.webhook, "the webhook is set")
        assert await stage.api.push(said, secret="wrong", url=f"http://{listen}/") == 403  # noqa: S106 - that it is
        assert await stage.jobs() == []
        assert await stage.api.push(said, secret="s3cret", url=f"http://{listen}/") == 200  # noqa: S106 - as above
        await kill(running)
    async with process(stage, tmp_path / "log", **settings):
        await stage.api.until(lambda: len(stage.api.sent("setWebhook")) == 2, "it listens again")
        assert await stage.api.push(said, secret="s3cret", url=f"http://{listen}/") == 200  # noqa: S106 - as above
    assert len(await stage.jobs()) == 1
    assert len(stage.api.chats.of_bot(ada.number)) == 1
