"""From a command to the picture in the chat."""

import asyncio
from io import BytesIO

import pytest
from PIL import Image

from core.jobs.orders import Event
from core.media import queries as media
from tests.bots.telegram.people import GROUP, Person, buttons, labels, words
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


@pytest.mark.parametrize(("speaks", "sentence"), [("en", "Expected in 1 second."), ("pl", "za 1 sekundę")])
async def test_a_waiting_person_reads_when_to_expect_the_picture(bot: Stage, speaks: str, sentence: str) -> None:
    await bot.wake_worker()
    await Person(bot.api, 7009, "Ewa", speaks).write("/draw a fox")
    await bot.has_job()
    (status,) = bot.api.chats.of_bot(7009)
    assert sentence in words(status)


async def test_several_pictures_are_an_album_with_the_buttons_below_it(bot: Stage, ada: Person) -> None:
    await ada.write("/draw two foxes --count 3")
    await bot.has_job()
    (status,) = bot.api.chats.of_bot(ada.number)
    artefacts = await bot.draw()
    await bot.api.until(lambda: bot.api.sent("deleteMessages"), "the status is gone")
    *album, below = bot.api.chats.of_bot(ada.number)
    assert status["message_id"] not in {item["message_id"] for item in (*album, below)}
    uploads = [bot.api.chats.uploads[ada.number, item["message_id"]] for item in album]
    assert uploads == [await bot.setting.store.get(item.key) for item in artefacts]
    assert [Image.open(BytesIO(data)).size for data in uploads] == [(96, 64)] * 3
    assert "two foxes" in words(below)
    assert [label for label in labels(below) if "Vary" in label] == ["✨ Vary 1", "✨ Vary 2", "✨ Vary 3"]
    assert below["message_id"] > max(item["message_id"] for item in album)


async def test_buttons_stand_at_most_three_in_a_row_for_phones(bot: Stage, ada: Person) -> None:
    await ada.write("/draw four foxes --count 4")
    await bot.has_job()
    await bot.draw()
    await bot.api.until(lambda: bot.api.sent("deleteMessages"), "the album is there")
    rows = bot.api.chats.of_bot(ada.number)[-1]["reply_markup"]["inline_keyboard"]
    assert max(len(row) for row in rows) == 3


async def test_a_rated_picture_is_veiled(bot: Stage, ada: Person) -> None:
    bot.api.fail("editMessageMedia", 429, "Too Many Requests: retry after 1", parameters={"retry_after": 1})
    await ada.write("/draw a fox")
    job = (await bot.has_job())[0]
    await bot.draw()
    await bot.api.until(lambda: bot.api.sent("editMessageMedia"), "the first try")
    await bot.rate(job, 1)
    await bot.api.until(lambda: "photo" in bot.api.chats.of_bot(ada.number)[0], "the second try")
    assert bot.api.chats.of_bot(ada.number)[0]["has_media_spoiler"] is True


async def test_a_failed_job_says_so_in_the_status_and_offers_another_try(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox")
    await bot.has_job()
    (item,) = await bot.take_order()
    await bot.end(item, Event.FAILED, error="out-of-memory")
    await bot.api.until(lambda: bot.api.sent("editMessageText"), "the status is edited")
    (status,) = bot.api.chats.of_bot(ada.number)
    assert "not enough memory" in words(status)
    assert labels(status) == ["🔄 Try again"]


async def test_progress_is_shown_in_the_status(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox")
    await bot.has_job()
    (item,) = await bot.take_order()
    await asyncio.sleep(1.1)  # a private chat takes one message a second, and the status was one
    await bot.report(item, 0.5)
    await bot.api.until(lambda: "50 %" in words(bot.api.chats.of_bot(ada.number)[0]), "half is shown")
    await bot.report(item, 0.6)
    await asyncio.sleep(0.2)
    assert len(bot.api.sent("editMessageText")) == 1


async def test_a_status_that_its_reader_deleted_is_replaced_by_a_new_message(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox")
    await bot.has_job()
    (status,) = bot.api.chats.of_bot(ada.number)
    del bot.api.chats.messages[ada.number, status["message_id"]]
    await bot.draw()
    await bot.api.until(lambda: bot.api.sent("sendPhoto"), "a new message")
    (picture,) = bot.api.chats.of_bot(ada.number)
    assert "photo" in picture


async def test_an_answer_faster_than_its_status_leaves_one_message(bot: Stage, ada: Person) -> None:
    bot.api.fail("sendMessage", 502, "Bad Gateway", times=2)
    await ada.write("/draw a fox")
    await bot.api.until(lambda: bot.api.sent("sendMessage"), "the status is being sent")
    await bot.draw()
    await bot.api.until(lambda: [row for row in bot.api.chats.of_bot(ada.number) if "photo" in row], "the picture")
    await asyncio.sleep(0.3)
    assert len(bot.api.chats.of_bot(ada.number)) == 1


async def test_a_picture_that_telegram_refuses_as_a_photo_goes_as_a_document(bot: Stage, ada: Person) -> None:
    bot.api.fail("editMessageMedia", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    await ada.write("/draw a fox")
    await bot.has_job()
    await bot.draw()
    await bot.api.until(lambda: "document" in bot.api.chats.of_bot(ada.number)[0], "the document")


async def test_an_answer_in_a_topic_stays_in_the_topic(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox --count 2", chat=GROUP, message_thread_id=77, is_topic_message=True)
    await bot.has_job()
    assert (await bot.deliveries())[0].channel_id == f"{GROUP['id']}:77"
    await bot.draw()
    await bot.api.until(lambda: bot.api.sent("deleteMessages"), "the album is there")
    assert {item["message_thread_id"] for item in bot.api.chats.of_bot(GROUP["id"])} == {77}


async def test_an_answer_to_a_topic_that_is_gone_arrives_in_the_chat(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox --count 2", chat=GROUP, message_thread_id=77, is_topic_message=True)
    await bot.has_job()
    bot.api.chats.threads_gone.add(77)
    await bot.draw()
    await bot.api.until(lambda: bot.api.sent("deleteMessages"), "the album is there")
    assert "is_topic_message" not in bot.api.chats.of_bot(GROUP["id"])[-1]


async def test_a_published_picture_links_to_its_page(bot: Stage, ada: Person) -> None:
    await ada.write("/draw a fox --visibility public")
    job = (await bot.has_job())[0]
    await bot.draw()
    await bot.api.until(lambda: bot.api.sent("editMessageMedia"), "the picture")
    async with bot.setting.database.transaction() as session:
        (picture,) = await media.of_job(session, job.id)
    links = [item["url"] for item in buttons(bot.api.chats.of_bot(ada.number)[0]) if "url" in item]
    assert links == [f"https://ink.example.org/i/{picture.slug}"]


@pytest.mark.parametrize("status_there", [True, False])
async def test_a_clip_plays_in_place_of_its_status_or_below(bot: Stage, ada: Person, status_there: bool) -> None:  # noqa: FBT001 - both sides of it
    await ada.write("/animate a fox running --seconds 2")
    await bot.has_job()
    (status,) = bot.api.chats.of_bot(ada.number)
    if not status_there:
        del bot.api.chats.messages[ada.number, status["message_id"]]
    await bot.draw([b"a clip"], media_type="video/mp4")
    await bot.api.until(lambda: [row for row in bot.api.chats.of_bot(ada.number) if "animation" in row], "it plays")
    (clip,) = bot.api.chats.of_bot(ada.number)
    assert (clip["message_id"] == status["message_id"]) == status_there
    method = "editMessageMedia" if status_there else "sendAnimation"
    assert list(bot.api.sent(method)[-1].files.values()) == [b"a clip"]
    assert "🔄 Redo" in labels(clip)
