"""When something is broken the person hears it, in their language, with a number that is in the log."""

import logging
import re
import time

import pytest
from sqlalchemy import text

from bots.conversation.assistant import Assistant
from bots.conversation.replies import Upload
from bots.conversation.turns import Setting
from core.db import Database
from core.jobs.service import Policy
from core.storage import MissingObject, Store
from tests.bots.conversation.conftest import Talk
from tests.core.pictures.bombs import coded


@pytest.mark.parametrize(("locale", "said"), [("en", "I can't reach my memory right now"), ("pl", "pamięci")])
async def test_an_outage_of_postgres_is_said_and_passes(talk: Talk, locale: str, said: str) -> None:
    away = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    setting = Setting(away, talk.assistant.setting.store, Policy(), "http://x.test")
    broken = Talk(Assistant(setting), away).person("anna", locale)
    begun = time.monotonic()
    for reply in (await broken.say("draw", prompt="a fox"), await broken.press("more")):
        assert said in reply.text
        assert reply.private
    assert await broken.talk.assistant.complete(broken.turn, "draw", "model", "s") == []
    assert time.monotonic() - begun < 10
    await away.close()
    assert said not in (await talk.person("anna", locale).say("quota")).text


class BrokenStore:
    """A store whose disk is broken in a way that nobody foresaw."""

    async def put(self, data: bytes, media_type: str) -> str:
        """Break."""
        raise MissingObject(media_type, len(data))


async def test_a_fault_gives_a_number_that_is_in_the_log(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    store: Store = BrokenStore()  # type: ignore[assignment]  # it can only put
    setting = Setting(talk.database, store, Policy(), "http://x.test")
    anna = Talk(Assistant(setting), talk.database).person("anna", "pl")
    reply = await anna.say("draw", prompt="a fox", uploads={"reference": Upload("fox.png", coded("PNG"))})
    found = re.search(r"[0-9a-f]{8}", reply.text)
    assert found is not None
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert found[0] in record.getMessage()
    assert record.exc_info is not None
    assert await talk.counts() == (0, 0)


async def test_a_statement_that_the_database_refuses_is_a_fault_and_no_outage(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    anna = talk.person("anna")
    await anna.say("quota")
    async with talk.database.transaction() as session:
        await session.execute(text("ALTER TABLE media RENAME COLUMN prompt TO renamed"))
    reply = await anna.say("mine")
    assert "number: " in reply.text
    assert [record.levelname for record in caplog.records] == ["ERROR"]
