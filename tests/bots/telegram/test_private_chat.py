"""Private chats: greetings, plain words, link codes, what is no text."""

import asyncio
from random import Random

import pytest
from sqlalchemy import select

from bots.naming import BELIEVED_S
from core.auth import linking
from core.bus import front_key
from core.clock import utc_now
from core.engines import STORYBOARD
from core.gallery.remixes import remix_word
from core.jobs.service import Request, submit
from core.jobs.specs import Wish, draw_spec
from core.media.models import Media
from core.platforms import Platform
from core.privacy import Visibility, new_slug
from core.roles import Role
from core.users import queries, service
from core.users.service import Face
from tests.bots.telegram.chats import BOT
from tests.bots.telegram.people import Person, labels, photo, words
from tests.bots.telegram.stage import Stage, png, speaking


async def test_start_greets_with_what_can_be_done(bot: Stage, ada: Person) -> None:
    await ada.write("/start")
    (greeting,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "a greeting")
    assert "/draw" in words(greeting)
    assert "--style ink" in words(greeting)


async def test_a_deep_link_redeems_a_link_code(bot: Stage, ada: Person) -> None:
    async with bot.setting.database.transaction() as session:
        face = Face(Platform.DISCORD, "42", "Ada on Discord")
        other = await service.meet(session, face, first_role=Role.USER, now=utc_now())
        code = await linking.make_code(session, other, now=utc_now())
    assert len(code) <= 64
    await ada.write(f"/start {code}")
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "an answer")
    assert "Ada on Discord" in words(answer)
    async with bot.setting.database.transaction() as session:
        linked = await queries.by_identity(session, Platform.TELEGRAM, str(ada.number))
    assert linked is not None
    assert linked.id == other.id


async def test_a_wrong_code_in_a_deep_link_is_refused(bot: Stage, ada: Person) -> None:
    await ada.write("/start NOSUCHCODE")
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "an answer")
    assert "/link" in words(answer)


async def _in_the_gallery(stage: Stage) -> Media:
    """Return a public picture of somebody who uses no Telegram."""
    async with stage.setting.database.transaction() as session:
        face = Face(Platform.DISCORD, "42", "Ada on Discord")
        owner = await service.meet(session, face, first_role=Role.USER, now=utc_now())
        policy = stage.setting.policy
        request = Request("discord:1", Visibility.PUBLIC)
        spec = draw_spec(Wish("a planted fox", style="ink"), [STORYBOARD], dice=Random(1))
        await submit(session, owner, spec=spec, request=request, policy=policy, now=utc_now())
    await stage.draw()
    async with stage.setting.database.transaction() as session:
        return (await session.scalars(select(Media))).one()


@pytest.mark.parametrize(
    ("who", "locale", "label", "refused"),
    [(7001, "en", "Vary a lot", "no picture to remix"), (7002, "pl", "Zmień mocno", "nie ma obrazka do przerobienia")],
)
async def test_g5_a_deep_link_of_the_gallery_offers_to_draw_on_from_a_picture(
    bot: Stage, who: int, locale: str, label: str, refused: str
) -> None:
    jan = Person(bot.api, who, "Jan", locale)
    picture = await _in_the_gallery(bot)
    drawn = len(await bot.jobs())
    await jan.write(f"/start {remix_word(picture.slug)}")
    (card,) = await bot.api.until(lambda: bot.api.chats.of_bot(jan.number), "a card")
    assert "a planted fox" in words(card)
    assert "Ada on Discord" in words(card)
    assert card["photo"]
    assert len(await bot.jobs()) == drawn, "nothing is spent before a press"
    await jan.press(jan.number, card["message_id"], label)
    await bot.has_job(1)
    newest = (await bot.jobs())[-1]
    assert (newest.draw.prompt, newest.draw.after) == ("a planted fox", picture.key)
    bot.api.chats.messages.clear()
    await jan.write(f"/start {remix_word(new_slug())}")
    answers = await bot.api.until(
        lambda: [one for one in bot.api.chats.of_bot(jan.number) if refused in words(one)], ""
    )
    assert not labels(answers[-1])


async def test_g5_a_damaged_link_of_the_gallery_is_a_wrong_code_and_no_fault(bot: Stage, ada: Person) -> None:
    await ada.write("/start remix_../../etc")
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "an answer")
    assert "/link" in words(answer)


async def test_g5_the_bot_says_what_it_is_called(bot: Stage) -> None:
    redis, key = bot.bus.redis, front_key(Platform.TELEGRAM)
    for _ in range(600):
        if await redis.exists(key):
            break
        await asyncio.sleep(0.1)
    assert await redis.get(key) == BOT["username"].encode()
    assert 0 < await redis.ttl(key) <= BELIEVED_S


async def test_plain_words_are_drawn_after_one_press(bot: Stage, ada: Person) -> None:
    said = await ada.write("draw me a fox --style ink")
    (offer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "an offer")
    assert await bot.jobs() == []
    query = await ada.press(ada.number, offer["message_id"], "Draw it")
    (job,) = await bot.has_job()
    assert (job.draw.prompt, job.draw.style) == ("a fox", "ink")
    assert query in bot.api.answered
    (status,) = bot.api.chats.of_bot(ada.number)
    assert status["message_id"] == offer["message_id"]
    assert job.key == f"telegram:{ada.number}:{said['message']['message_id']}:draw"


async def test_the_button_below_plain_words_works_after_a_restart(stage: Stage, ada: Person) -> None:
    async with speaking(stage):
        await ada.write("a fox")
        (offer,) = await stage.api.until(lambda: stage.api.chats.of_bot(ada.number), "an offer")
    async with speaking(stage):
        await ada.press(ada.number, offer["message_id"], "Draw it")
        assert (await stage.has_job())[0].draw.prompt == "a fox"


async def test_r3_pressing_it_twice_draws_once(bot: Stage, ada: Person) -> None:
    await ada.write("a fox")
    (offer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "an offer")
    first = ada.pressed(ada.number, offer["message_id"], "Draw it")
    second = ada.pressed(ada.number, offer["message_id"], "Draw it")
    await bot.api.send(first)
    await bot.api.send(second)
    await bot.api.until(lambda: len(bot.api.answered) == 2, "both are answered")
    await bot.has_job()
    await asyncio.sleep(0.1)
    assert len(await bot.jobs()) == 1
    assert len(bot.api.chats.of_bot(ada.number)) == 1


async def test_a_press_on_words_that_were_deleted_says_so(bot: Stage, ada: Person) -> None:
    said = await ada.write("a fox")
    (offer,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "an offer")
    del bot.api.chats.messages[ada.number, said["message"]["message_id"]]
    query = await ada.press(ada.number, offer["message_id"], "Draw it")
    answer = await bot.api.until(lambda: bot.api.answered.get(query), "an answer")
    assert "no longer works" in answer["text"]
    assert answer["show_alert"] is True


async def test_a_picture_without_words_asks_for_them(bot: Stage, ada: Person) -> None:
    bot.api.files["cat"] = png()
    await ada.write(photo=photo("cat"))
    await bot.api.until(lambda: bot.api.sent("sendMessage"), "a question")
    assert "force_reply" in bot.api.sent("sendMessage")[0].parameters["reply_markup"]


async def test_what_is_neither_words_nor_picture_gets_a_hint(bot: Stage, ada: Person) -> None:
    sticker = {
        "file_id": "s", "file_unique_id": "s", "width": 512, "height": 512, "is_animated": False, "is_video": False,
        "type": "regular",
    }  # fmt: skip
    await ada.write(sticker=sticker)
    (hint,) = await bot.api.until(lambda: bot.api.chats.of_bot(ada.number), "a hint")
    assert "/help" in words(hint)
    assert labels(hint) == []


async def test_an_unknown_command_is_answered_in_the_persons_language(bot: Stage, jan: Person) -> None:
    await jan.write("/nosuchthing")
    (answer,) = await bot.api.until(lambda: bot.api.chats.of_bot(jan.number), "an answer")
    assert "/pomoc" in words(answer)
    assert "I don't know" not in words(answer)


async def test_polish_names_of_commands_and_options_work(bot: Stage, jan: Person) -> None:
    await jan.write("/narysuj lisa --styl ink")
    spec = (await bot.has_job())[0].draw
    assert (spec.prompt, spec.style) == ("lisa", "ink")
