"""Linking accounts: a code proves both sides, works once, and moves everything that is owned."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth.linking import LIFETIME, LinkCodeUnknown, LinkToItself, LinkWhileWorking, make_code, redeem
from core.auth.models import LinkCode
from core.db import Database
from core.jobs.models import Job, Turn
from core.media.models import Media
from core.quotas.models import Entry
from core.roles import Role
from core.users import queries as people
from core.users.models import User
from tests.factories import NOON, finished, job, person

SECOND = timedelta(seconds=1)


async def test_linking_moves_pictures_jobs_ledger_and_identities(session: AsyncSession) -> None:
    home, away = await person(session, role=Role.USER), await person(session, role=Role.CREATOR)
    await finished(session, home)
    await finished(session, away)
    code = await make_code(session, home, now=NOON)
    account = await redeem(session, away, code=code, now=NOON)
    assert (account.id, account.role) == (home.id, Role.CREATOR), "the higher role stays"
    for column in (Job.owner_id, Media.owner_id, Entry.user_id):
        assert set(await session.scalars(select(column))) == {home.id}
    assert len(await people.identities(session, home.id)) == 2
    assert list(await session.scalars(select(User.id))) == [home.id]
    assert list(await session.scalars(select(Turn.user_id))) == [home.id]


async def test_a_code_is_kept_only_as_its_hash(session: AsyncSession) -> None:
    code = await make_code(session, await person(session), now=NOON)
    (kept,) = await session.scalars(select(LinkCode.digest))
    assert len(code) == 10
    assert code not in kept


@pytest.mark.parametrize("spoken", [str.lower, lambda code: f" {code[:5]}-{code[5:]} ", lambda code: f"`{code}`."])
async def test_a_code_may_be_typed_as_people_type(session: AsyncSession, spoken: object) -> None:
    home, away = await person(session), await person(session)
    code = await make_code(session, home, now=NOON)
    assert callable(spoken)
    assert (await redeem(session, away, code=spoken(code), now=NOON)).id == home.id


async def test_a_code_works_once(session: AsyncSession) -> None:
    code = await make_code(session, await person(session), now=NOON)
    await redeem(session, await person(session), code=code, now=NOON)
    with pytest.raises(LinkCodeUnknown):
        await redeem(session, await person(session), code=code, now=NOON)


async def test_a_code_lives_ten_minutes(session: AsyncSession) -> None:
    home, away = await person(session), await person(session)
    code = await make_code(session, home, now=NOON)
    with pytest.raises(LinkCodeUnknown) as refusal:
        await redeem(session, away, code=code, now=NOON + LIFETIME)
    assert refusal.value.fields == {"minutes": 10}
    assert (await redeem(session, away, code=code, now=NOON + LIFETIME - SECOND)).id == home.id


async def test_a_new_code_ends_the_one_before(session: AsyncSession) -> None:
    home, away = await person(session), await person(session)
    first = await make_code(session, home, now=NOON)
    second = await make_code(session, home, now=NOON)
    with pytest.raises(LinkCodeUnknown):
        await redeem(session, away, code=first, now=NOON)
    assert (await redeem(session, away, code=second, now=NOON)).id == home.id


async def test_ones_own_code_is_refused_and_stays_good(session: AsyncSession) -> None:
    home, away = await person(session), await person(session)
    code = await make_code(session, home, now=NOON)
    with pytest.raises(LinkToItself):
        await redeem(session, home, code=code, now=NOON)
    assert (await redeem(session, away, code=code, now=NOON)).id == home.id


async def test_accounts_are_not_linked_while_something_is_drawn(session: AsyncSession) -> None:
    home, away = await person(session), await person(session)
    await job(session, away)
    code = await make_code(session, home, now=NOON)
    with pytest.raises(LinkWhileWorking):
        await redeem(session, away, code=code, now=NOON)


@pytest.mark.parametrize("code", ["", "   ", "\x00", "\ud800", "💥", "x" * 10_000, "'; DROP TABLE users; --"])
async def test_what_is_no_code_is_refused(session: AsyncSession, code: str) -> None:
    await make_code(session, await person(session), now=NOON)
    with pytest.raises(LinkCodeUnknown):
        await redeem(session, await person(session), code=code, now=NOON)


async def test_a_thousand_guesses_find_no_code_r5(session: AsyncSession) -> None:
    home, away = await person(session), await person(session)
    code = await make_code(session, home, now=NOON)
    dice = Random(5)
    letters = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
    accepted = 0
    for _ in range(1000):
        place = dice.randrange(len(code))
        guess = code[:place] + dice.choice(letters.replace(code[place], "")) + code[place + 1 :]
        try:
            await redeem(session, away, code=guess, now=NOON)
            accepted += 1
        except LinkCodeUnknown:
            pass
    assert accepted == 0


async def test_of_two_redemptions_at_once_one_counts(database: Database) -> None:
    for _ in range(5):
        async with database.transaction() as session:
            home, *others = [await person(session) for _ in range(3)]
            code = await make_code(session, home, now=NOON)
        assert sorted(await _redeemed(database, others, [code, code])) == [False, True]
        async with database.transaction() as session:
            assert len(await people.identities(session, home.id)) == 2


async def test_two_who_redeem_each_others_code_at_once_become_at_most_one_person(database: Database) -> None:
    async with database.transaction() as session:
        before = await session.scalar(select(func.count(User.id)))
        anna, bert = await person(session), await person(session)
        codes = [await make_code(session, bert, now=NOON), await make_code(session, anna, now=NOON)]
    assert before == 0
    linked = await _redeemed(database, [anna, bert], codes)
    assert sum(linked) <= 1
    async with database.transaction() as session:
        assert await session.scalar(select(func.count(User.id))) == 2 - sum(linked)


async def _redeemed(database: Database, who: Sequence[User], codes: Sequence[str]) -> list[bool]:
    async def one(user: User, code: str) -> bool:
        try:
            async with database.transaction() as session:
                mine = await session.get_one(User, user.id)
                await redeem(session, mine, code=code, now=NOON)
        except (LinkCodeUnknown, DBAPIError, LookupError):
            return False
        return True

    return list(await asyncio.gather(*(one(user, code) for user, code in zip(who, codes, strict=True))))
