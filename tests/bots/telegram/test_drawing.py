"""From a command to the picture in the chat."""

from io import BytesIO

from PIL import Image

from tests.bots.telegram.people import Person, labels, words
from tests.bots.telegram.stage import Stage


async def test_a_status_message_turns_into_the_picture(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox reading under a tree at night")
    job = (await bot.has_job())[0]
    (status,) = bot.api.chats.of_bot(ada.number)
    assert "a fox reading" in words(status)
    assert labels(status) == ["✖️ Cancel"]
    artefacts = await bot.draw()
    await bot.api.until(lambda: bot.api.sent("editMessageMedia"), "the picture is there")
    (picture,) = bot.api.chats.of_bot(ada.number)
    assert picture["message_id"] == status["message_id"]
    assert "photo" in picture
    assert "a fox reading" in words(picture)
    sent = bot.api.chats.uploads[ada.number, status["message_id"]]
    assert sent == await bot.setting.store.get(artefacts[0].key)
    with Image.open(BytesIO(sent)) as decoded:
        assert decoded.size == (96, 64)
    assert job.draw.prompt == "a fox reading under a tree at night"
