"""Pictures that people send."""

import pytest

from core.engines import ModelCard
from core.i18n import translator
from core.jobs.editing import Mode
from core.pictures.reading import MOST_BYTES, NotAPicture, read_picture
from tests.bots.telegram.people import Person, photo, words
from tests.bots.telegram.schema import Json
from tests.bots.telegram.stage import Stage, png

EDITS = ModelCard(name="painter", engine="diffusers", edits=(Mode.IMAGE,))


def document(file_id: str, *, name: str = "a.png", mime: str = "image/png", size: int | None = None) -> Json:
    """Return a document as messages carry it."""
    sized = {"file_size": size} if size is not None else {}
    return {"file_id": file_id, "file_unique_id": "u", "file_name": name, "mime_type": mime, **sized}


async def reference(bot: Stage) -> tuple[int, int]:
    """Return the size of the picture that the one job starts from."""
    (job,) = await bot.has_job()
    assert job.draw.reference is not None
    return read_picture(await bot.setting.store.get(job.draw.reference)).size


async def test_a_photo_with_a_command_below_it_is_what_the_picture_starts_from(bot: Stage, ada: Person) -> None:
    await bot.wake_worker(EDITS)
    bot.api.files["cat"] = png(3, (80, 50))
    await ada.write("/draw in ink", photo=photo("cat", size=5000))
    assert await reference(bot) == (80, 50)


async def test_a_command_that_answers_a_picture_starts_from_it(bot: Stage, ada: Person) -> None:
    await bot.wake_worker(EDITS)
    bot.api.files["cat"] = png(3, (80, 50))
    posted = bot.api.chats.add(ada.chat, ada.user, {"document": document("cat")})
    await ada.write("/draw in ink", answers=posted["message_id"])
    assert await reference(bot) == (80, 50)


async def test_a_picture_sent_before_its_words_is_kept_by_the_question(bot: Stage, ada: Person) -> None:
    await bot.wake_worker(EDITS)
    bot.api.files["cat"] = png(3, (80, 50))
    await ada.write(photo=photo("cat"))
    (question,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "a question")
    await ada.write("in ink", answers=question["message_id"])
    assert await reference(bot) == (80, 50)


async def test_plain_words_below_a_picture_draw_from_it_after_the_press(bot: Stage, ada: Person) -> None:
    await bot.wake_worker(EDITS)
    bot.api.files["cat"] = png(3, (80, 50))
    await ada.write("in ink", photo=photo("cat"))
    (offer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "an offer")
    await ada.press(ada.number, offer["message_id"], "Draw it")
    assert await reference(bot) == (80, 50)


def bomb() -> bytes:
    """Return a PNG that claims 20,000 × 20,000 pixels."""
    data = bytearray(png())
    data[16:24] = (20_000).to_bytes(4, "big") * 2
    import zlib  # noqa: PLC0415 - the header's checksum alone needs it

    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


BAD = {
    "text": (b"hello, I am no picture", "not a picture"),
    "html": (b"<script>alert(1)</script>", "not a picture"),
    "empty": (b"", "not a picture"),
    "cut": (png()[:60], "not a picture"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
    "bomb": (bomb(), "too large"),
    "tiny": (png(1, (4, 4)), "too small"),
}


@pytest.mark.parametrize("name", BAD)
async def test_r5_a_file_that_is_no_picture_is_refused_and_nothing_is_charged(
    bot: Stage, ada: Person, name: str
) -> None:
    await bot.wake_worker(EDITS)
    data, part = BAD[name]
    bot.api.files["bad"] = data
    await ada.write("/draw in ink", document=document("bad", name="holiday.png"))
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "a refusal")
    assert part in words(answer)
    assert await bot.jobs() == []
    assert await bot.charges() == 0


async def test_a_refusal_is_in_the_persons_language(bot: Stage, jan: Person) -> None:
    bot.api.files["bad"] = b"no picture"
    await jan.write("/narysuj tuszem", document=document("bad"))
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(jan.number), "a refusal")
    assert "PNG" in words(answer)
    assert "not a picture" not in words(answer)


async def test_a_refusal_is_in_the_language_that_was_chosen_here(bot: Stage, ada: Person) -> None:
    await ada.write("/language pl")
    await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "Polish from now on")
    bot.api.files["bad"] = b"no picture"
    await ada.write("/draw in ink", document=document("bad"))
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number)[1:], "a refusal")
    assert words(answer) == translator("pl").error(NotAPicture())


async def test_a_file_that_says_it_is_too_large_is_not_fetched(bot: Stage, ada: Person) -> None:
    bot.api.files["huge"] = b""
    await ada.write("/draw in ink", document=document("huge", size=MOST_BYTES + 1))
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "a refusal")
    assert "20 MB" in words(answer)
    assert bot.api.sent("getFile") == []


@pytest.mark.parametrize(
    ("description", "part"),
    [("Bad Request: file is too big", "20 MB"), ("Bad Request: wrong file_id", "Send it again")],
)
async def test_a_file_that_telegram_keeps_to_itself_gets_a_sentence(
    bot: Stage, ada: Person, description: str, part: str
) -> None:
    bot.api.fail("getFile", 400, description)
    await ada.write("/draw in ink", document=document("gone"))
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "a refusal")
    assert part in words(answer)


async def test_a_model_that_can_not_start_from_a_picture_says_so(bot: Stage, ada: Person) -> None:
    bot.api.files["cat"] = png()
    await ada.write("/draw in ink", photo=photo("cat"))
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "a refusal")
    assert "storyboard" in words(answer)


async def test_an_answered_file_that_is_no_picture_is_left_alone(bot: Stage, ada: Person) -> None:
    posted = bot.api.chats.add(ada.chat, ada.user, {"document": document("zip", mime="application/zip")})
    await ada.write("/draw a fox", answers=posted["message_id"])
    assert (await bot.has_job())[0].draw.reference is None
