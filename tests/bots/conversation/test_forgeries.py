"""R5, the part about who somebody is: codes, links, keys and marks that are not quite right, and ids of others.

More than a thousand forgeries at the services themselves and at the assistant's door: none is accepted.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bots.conversation.actions import Action
from bots.conversation.commands import PRESSES
from core.auth import linking, sessions, signing_in, tokens
from core.auth.tokens import Scope
from core.clock import new_id, utc_now
from core.errors import DomainError
from core.home.confirmations import mark_fits, mark_of
from core.home.models import HomeAction
from core.jobs.models import Job
from core.media.models import Media
from core.platforms import Platform
from core.privacy import Visibility
from core.rights import exports
from core.rights.models import Erasure
from core.users.models import Identity, User
from tests.bots.conversation.conftest import Talk
from tests.factories import SEALING

EACH = 200
Try = Callable[[AsyncSession, str], Awaitable[object]]


def forged(real: str, dice: Random, number: int) -> Iterator[str]:
    """Yield secrets that are nearly this one: changed, cut, lengthened, swapped, reversed, or of its alphabet."""
    letters = sorted(set(real)) + list("AZaz09" if real.isalnum() else "AZaz09_-")  # people may put hyphens into codes
    for count in range(number):
        place = dice.randrange(len(real))
        other = dice.choice([letter for letter in letters if letter.upper() != real[place].upper()])
        yield (
            real[:place] + other + real[place + 1 :],
            real[:place],
            real + other,
            real[::-1] if real[::-1] != real else other,
            "".join(dice.choice(letters) for _ in real),
            real[: place or 1] + "\0" + real[place or 1 :] + other,
        )[count % 6]


@pytest.fixture
async def victim(talk: Talk) -> User:
    """Somebody whose things others are after."""
    return await talk.person("victim").account()


async def accepted(talk: Talk, real: str, attempt: Try, *, seed: int) -> int:
    """Try forgeries, each in a transaction of its own that goes back; returns how many were taken."""
    taken = 0
    for wrong in forged(real, Random(seed), EACH):
        try:
            async with talk.database.transaction() as session:
                taken += bool(await attempt(session, wrong))
        except DomainError:
            continue
    return taken


async def test_r5_link_codes(talk: Talk, victim: User) -> None:
    thief = await talk.person("thief").account()
    async with talk.database.transaction() as session:
        real = await linking.make_code(session, victim, now=utc_now())

    async def attempt(session: AsyncSession, wrong: str) -> object:
        return await linking.redeem(session, await session.get_one(User, thief.id), code=wrong, now=utc_now())

    assert await accepted(talk, real, attempt, seed=1) == 0
    async with talk.database.transaction() as session:
        assert await session.scalar(select(func.count(User.id))) == 2


async def test_r5_sign_in_links_sessions_and_tokens(talk: Talk, victim: User) -> None:
    async with talk.database.transaction() as session:
        link = await signing_in.make_link(session, victim, now=utc_now())
        cookie = await sessions.open_session(session, victim, device="x", now=utc_now())
        _, token = await tokens.mint(session, victim, name="x", scopes=[Scope.READ], now=utc_now())

    async def with_link(session: AsyncSession, wrong: str) -> object:
        return await signing_in.sign_in(session, wrong, device="y", now=utc_now())

    async def with_cookie(session: AsyncSession, wrong: str) -> object:
        return await sessions.find_session(session, wrong, now=utc_now())

    async def with_token(session: AsyncSession, wrong: str) -> object:
        return await tokens.bearer(session, wrong, scope=Scope.READ, now=utc_now())

    assert await accepted(talk, link, with_link, seed=2) == 0
    assert await accepted(talk, cookie, with_cookie, seed=3) == 0
    assert await accepted(talk, token, with_token, seed=4) == 0


async def test_r5_export_links(talk: Talk, victim: User, tmp_path: Path) -> None:
    async with talk.database.transaction() as session:
        export = await exports.ask(session, victim, platform=Platform.DISCORD, locale="en", now=utc_now())
    await exports.pack_next(talk.database, talk.assistant.setting.store, tmp_path, sealing=SEALING, now=utc_now())
    async with talk.database.transaction() as session:
        real = await exports.make_link(session, victim, export.id, now=utc_now())

    async def attempt(session: AsyncSession, wrong: str) -> object:
        return await exports.collect(session, wrong, now=utc_now())

    assert await accepted(talk, real, attempt, seed=5) == 0
    async with talk.database.transaction() as session:
        collected = await exports.collect(session, real, now=utc_now())
    assert collected.id == export.id, "the real one was not used up by them"


async def test_r5_confirmations_of_the_house(talk: Talk, victim: User) -> None:
    """A mark fits one plan, person, place and time: any other of these, or another mark, is refused."""
    key = SecretStr("k" * 40)
    call = {"entity_id": "light.hall", "service": "turn_on", "data": {}}
    plan = HomeAction(
        id=new_id(), user_id=victim.id, calls=[call], platform="discord", channel_id="5", expires_at=utc_now()
    )
    real = mark_of(plan, key)
    assert mark_fits(real, plan, key)
    assert sum(mark_fits(wrong, plan, key) for wrong in forged(real, Random(6), EACH)) == 0
    for _ in range(EACH // 4):
        for name, value in {
            "id": new_id(),
            "user_id": new_id(),
            "channel_id": str(new_id()),
            "expires_at": plan.expires_at + timedelta(seconds=Random(7).randint(1, 99)),
        }.items():
            fields = {
                field: getattr(plan, field)
                for field in ("id", "user_id", "calls", "platform", "channel_id", "expires_at")
            }
            assert not mark_fits(real, HomeAction(**{**fields, name: value}), key)


async def test_r5_ids_of_others_at_every_button(talk: Talk) -> None:
    """Each button with each thing of the victim's, by somebody else: nothing of theirs changes or is told."""
    victim, thief = talk.person("victim"), talk.person("thief")
    job = await talk.drawn(victim, visibility=Visibility.PRIVATE, prompt="a planted fox")
    waiting = await talk.job(await victim.say("draw", prompt="a planted owl"))
    (picture,) = await talk.pictures()
    packing = await victim.say("privacy export")
    export = packing.rows[0][0].action.split(":")[1]
    ids = [str(Action("xx", subject)).split(":")[1] for subject in (job.id, waiting.id, picture.id)]
    before = await _state(talk)
    tried = 0
    for verb in sorted(set(PRESSES) - {"agree"}):
        for subject in (*ids, export):
            for detail in ("", "public", "0", "later.9"):
                reply = await thief.press(f"{verb}:{subject}:{detail}".rstrip(":"))
                told = " ".join((reply.text, reply.quote, *reply.lines))
                assert "planted" not in told, verb
                assert reply.pictures == (), verb
                assert "/exports/" not in told
                tried += 1
        if tried >= EACH * 2:
            break
    assert tried >= EACH
    async with talk.database.transaction() as session:
        account = await session.scalar(select(Identity.user_id).where(Identity.external_id == "victim"))
        assert await session.get(Erasure, account) is None
    assert await _state(talk) == before


async def _state(talk: Talk) -> list[object]:
    async with talk.database.transaction() as session:
        jobs = await session.execute(select(Job.id, Job.state_name).order_by(Job.id))
        media = await session.execute(select(Media.id, Media.visibility_name, Media.deleted_at).order_by(Media.id))
        return [tuple(row) for row in (*jobs, *media)]
