"""Who may make nothing is refused at every button and form of comics as at ``/comic`` itself, and nothing changes."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import select, update

from bots.conversation.actions import Action
from core.clock import utc_now
from core.comics.models import Comic, ComicVersion
from core.platforms import Platform
from core.roles import Permission, Role
from core.spaces import service as spaces
from core.users.models import User
from tests.bots.conversation.comics import SCRIPT, the_comic
from tests.bots.conversation.conftest import Speaker, Talk

MAKING = {
    "comicboard": "", "comicdraw": "", "comicedit": "", "comicpick": "", "comicpanel": "1", "comicsizes": "",
    "comicsize": "a4", "comicstyles": "", "comicstyle": "noir", "comicfile": "pdf", "comicnext": "",
}  # fmt: skip
OWN = {"comicreach": "private: only you", "comicdrop": "can't be undone", "comicgone": "Deleted."}
FORMS = ("comicnew", "comicedited")


async def _changed(who: Speaker, **values: object) -> None:
    account = await who.account()
    async with who.talk.database.transaction() as session:
        await session.execute(update(User).where(User.id == account.id).values(**values))


async def _blocked(who: Speaker) -> None:
    await _changed(who, blocked_at=utc_now())


async def _muted(who: Speaker) -> None:
    await _changed(who, frozen_at=utc_now())


async def _demoted(who: Speaker) -> None:
    await who.become(Role.GUEST)


async def _closed(who: Speaker) -> None:
    async with who.talk.database.transaction() as session:
        place = await spaces.enter(session, Platform.DISCORD, "server", now=utc_now())
        await spaces.close_permissions(session, place.id, closed=frozenset({Permission.DRAW}))


REASONS: dict[str, Callable[[Speaker], Awaitable[None]]] = {
    "An admin has blocked your account": _blocked,
    "a moderator decided so": _muted,
    "Your role does not allow this": _demoted,
    "This is switched off in this chat": _closed,
}


async def _refusals(who: Speaker) -> AsyncIterator[str]:
    """Take the right to make something from somebody in every way there is, one after the other; yield what is said."""
    for said, take in REASONS.items():
        await take(who)
        yield said
        await _changed(who, blocked_at=None, frozen_at=None)
        await who.become(Role.USER)
        async with who.talk.database.transaction() as session:
            place = await spaces.enter(session, Platform.DISCORD, "server", now=utc_now())
            await spaces.close_permissions(session, place.id, closed=frozenset())


async def _author(talk: Talk) -> tuple[Speaker, Comic]:
    """Return somebody with a comic whose storyboard waits."""
    who = talk.person("ada", space="server")
    await who.say("comic", script=SCRIPT)
    return who, await the_comic(talk)


async def _state(talk: Talk) -> tuple[object, ...]:
    async with talk.database.transaction() as session:
        comics = [(one.script, one.size, one.style, one.version) for one in await session.scalars(select(Comic))]
        versions = list(await session.scalars(select(ComicVersion.job_id)))
    return await talk.counts(), comics, versions


@pytest.mark.parametrize("verb", MAKING)
async def test_a_button_that_makes_or_changes_refuses_who_may_not(talk: Talk, verb: str) -> None:
    who, comic = await _author(talk)
    before = await _state(talk)
    async for why in _refusals(who):
        reply = await who.press(str(Action(verb, comic.id, MAKING[verb])))
        assert why in reply.text
        assert reply.private
        assert reply.form is None
    assert await _state(talk) == before


@pytest.mark.parametrize("verb", FORMS)
async def test_a_form_that_was_open_already_refuses_who_may_not(talk: Talk, verb: str) -> None:
    who, comic = await _author(talk)
    before = await _state(talk)
    async for why in _refusals(who):
        for script in (SCRIPT.replace("jumps", "sleeps"), ": hello"):
            reply = await talk.assistant.form(who.turn, str(Action(verb, comic.id)), {"script": script})
            assert why in reply.text
    assert await _state(talk) == before


async def test_the_command_gives_the_same_answer(talk: Talk) -> None:
    who, _ = await _author(talk)
    before = await _state(talk)
    async for why in _refusals(who):
        assert why in (await who.say("comic")).text
        for script in (SCRIPT, ": hello"):
            assert why in (await who.say("comic", script=script)).text
        assert why in (await who.say("comic", idea="a cat")).text
        assert why in (await who.say("cast add", name="Maya", looks="red coat")).text
    assert await _state(talk) == before


@pytest.mark.parametrize(("verb", "answer"), OWN.items())
async def test_withdrawing_and_deleting_stay_open_to_who_may_make_nothing(talk: Talk, verb: str, answer: str) -> None:
    who, comic = await _author(talk)
    for take in (_muted, _demoted, _closed):
        await take(who)
    reply = await who.press(str(Action(verb, comic.id, "private" if verb == "comicreach" else "")))
    assert answer in reply.text


async def test_a_comic_without_pages_is_not_made_public_by_who_may_not_publish(talk: Talk) -> None:
    who, comic = await _author(talk)
    await _demoted(who)
    reply = await who.press(str(Action("comicreach", comic.id, "public")))
    assert "Your role does not allow this" in reply.text
    assert (await the_comic(talk)).visibility_name == "private"
