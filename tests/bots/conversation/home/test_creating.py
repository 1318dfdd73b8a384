"""Lamps in the colours of a picture, and the house's day as a comic."""

from base64 import b64encode

from PIL import Image
from sqlalchemy import update
from thumbleweed import thumbhash_encode

from core.media.models import Media
from tests.bots.conversation.home.conftest import Household


async def _picture(home: Household, who: object, colour: str) -> None:
    rgba = Image.new("RGBA", (32, 32), colour)
    digest = b64encode(bytes(thumbhash_encode(32, 32, rgba.tobytes()))).decode()
    await home.talk.worker_awake()
    await home.talk.drawn(who)  # type: ignore[arg-type]  # a speaker
    async with home.talk.database.transaction() as session:
        await session.execute(update(Media).values(thumbhash=digest))


async def test_a_lamp_is_lit_in_the_colours_of_ones_latest_picture(home: Household) -> None:
    ada = await home.admin()
    assert "no picture of yours" in (await ada.say("home match", name="blat")).text
    await _picture(home, ada, "blue")
    await ada.say("home match", name="blat")
    (order,) = await home.act()
    (asked,) = order.calls
    colour = asked.call.data["rgb_color"]
    assert isinstance(colour, tuple)
    assert colour[2] == 255
    assert colour[0] < 60
    bob = await home.admin("bob")
    (picture,) = await home.talk.pictures()
    assert "no picture of yours" in (await bob.say("home match", name="blat", picture=picture.slug)).text


async def test_lamps_without_colours_are_not_matched(home: Household) -> None:
    ada = await home.admin()
    await _picture(home, ada, "red")
    assert "know nothing called" in (await ada.say("home match", name="lampka nocna")).text


async def test_the_day_becomes_a_comic(home: Household) -> None:
    ada = await home.admin()
    assert "no story" in (await ada.say("home comic")).text
    await ada.say("home on", name="lampka nocna")
    await home.act()
    reply = await ada.say("home comic")
    assert "Something went wrong" not in reply.text, reply
    assert reply.rows or reply.job or reply.pictures, reply
