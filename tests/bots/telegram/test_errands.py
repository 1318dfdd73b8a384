"""Erasing takes the bot's messages away on Telegram; what can't be deleted any more is emptied (issue 6, line 5)."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bots import errands as running
from core.clock import utc_now
from core.errands.models import Errand, Task
from core.platforms import Platform
from core.rights import erasure, forgetting
from core.users.queries import by_identity
from tests.bots.telegram.people import Person, words
from tests.bots.telegram.stage import Stage
from tests.bots.telegram.test_buttons import drawn


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PAUSES_S", dict.fromkeys(Task, 0.0))


async def _forgotten(bot: Stage, person: Person, folder: Path) -> None:
    async with bot.setting.database.transaction() as session:
        account = await by_identity(session, Platform.TELEGRAM, str(person.number))
        assert account is not None
        await erasure.ask(session, account, platform=Platform.TELEGRAM, locale="en", at_once=True, now=utc_now())
    await forgetting.forget_due(bot.setting.database, bot.bus, folder, now=utc_now())


async def _errands(bot: Stage) -> int:
    async with bot.setting.database.transaction() as session:
        return await session.scalar(select(func.count(Errand.id))) or 0


async def test_erasing_takes_the_messages_with_pictures_away(bot: Stage, ada: Person, tmp_path: Path) -> None:
    message = await drawn(bot, ada)
    assert len(await bot.jobs()) == 1
    await bot.settled("delivered")
    await _forgotten(bot, ada, tmp_path)

    def gone() -> bool:
        return message not in [item["message_id"] for item in bot.api.chats.of_bot(ada.number)]

    assert await bot.api.until(gone, "the message is gone")
    assert await bot.jobs() == []


async def test_what_is_too_old_to_delete_is_emptied(bot: Stage, ada: Person, tmp_path: Path) -> None:
    message = await drawn(bot, ada)
    await bot.settled("delivered")
    bot.api.fail("deleteMessages", 400, "Bad Request: message can't be deleted for everyone")
    bot.api.fail("editMessageText", 400, "Bad Request: there is no text in the message to edit")
    await _forgotten(bot, ada, tmp_path)
    sent = await bot.api.until(lambda: bot.api.sent("editMessageMedia")[1:], "the picture is replaced")
    (left,) = [item for item in bot.api.chats.of_bot(ada.number) if item["message_id"] == message]
    assert sent
    assert "fox" not in words(left)
    async with asyncio.timeout(60):
        while await _errands(bot):  # noqa: ASYNC110 - another task does it
            await asyncio.sleep(0.05)
