"""``/cast`` with a picture: kept with its character, shown with them, gone with them."""

from bots.conversation.replies import Upload
from core.clock import utc_now
from core.platforms import Platform
from core.roles import Permission
from core.spaces import service as spaces
from tests.bots.conversation.conftest import Talk
from tests.bots.discord.house import picture_bytes

MAYA = Upload("maya.png", picture_bytes())


async def test_a_picture_is_kept_with_a_character_and_shown_with_the_looks(talk: Talk) -> None:
    who = talk.person("ada")
    added = await who.say("cast add", name="Maya", looks="red coat", uploads={"picture": MAYA})
    shown = await who.say("cast show", name="maya")
    (picture,) = shown.pictures
    assert added.pictures == shown.pictures
    assert shown.quote == "red coat"
    assert (picture.width, picture.height, picture.alt, picture.spoiler) == (96, 64, "Maya", True)
    assert await talk.assistant.setting.store.get(picture.key)
    assert shown.private


async def test_a_picture_alone_keeps_the_looks_and_looks_alone_the_picture(talk: Talk) -> None:
    who = talk.person("ada")
    await who.say("cast add", name="Maya", looks="red coat")
    assert (await who.say("cast show", name="Maya")).pictures == ()
    pictured = await who.say("cast add", name="Maya", uploads={"picture": MAYA})
    assert pictured.quote == "red coat"
    changed = await who.say("cast add", name="Maya", looks="blue coat")
    assert (changed.quote, changed.pictures) == ("blue coat", pictured.pictures)


async def test_a_new_character_needs_looks_beside_the_picture(talk: Talk) -> None:
    who = talk.person("ada")
    reply = await who.say("cast add", name="Maya", uploads={"picture": MAYA})
    assert "Say what Maya looks like" in reply.text
    assert "empty" in (await who.say("cast list")).text


async def test_a_file_that_is_no_picture_is_refused(talk: Talk) -> None:
    who = talk.person("ada")
    reply = await who.say("cast add", name="Maya", looks="red", uploads={"picture": Upload("maya.png", b"words")})
    assert reply.private
    assert "empty" in (await who.say("cast list")).text


async def test_a_picture_that_the_store_lost_leaves_the_looks(talk: Talk) -> None:
    who = talk.person("ada")
    added = await who.say("cast add", name="Maya", looks="red coat", uploads={"picture": MAYA})
    await talk.assistant.setting.store.delete(added.pictures[0].key)
    shown = await who.say("cast show", name="Maya")
    assert (shown.quote, shown.pictures) == ("red coat", ())


async def test_where_pictures_are_closed_none_is_kept(talk: Talk) -> None:
    who = talk.person("ada", space="server")
    await who.account()
    async with talk.database.transaction() as session:
        place = await spaces.enter(session, Platform.DISCORD, "server", now=utc_now())
        await spaces.close_permissions(session, place.id, closed=frozenset({Permission.REFERENCE}))
    reply = await who.say("cast add", name="Maya", looks="red coat", uploads={"picture": MAYA})
    assert "switched off in this chat" in reply.text
    assert "in your cast" in (await who.say("cast add", name="Maya", looks="red coat")).text
