"""Sign-in links, browser sessions and tokens: each secret works for whom it was made, as long as it was meant to."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import sessions, signing_in, tokens
from core.auth.models import ApiToken, SignInLink, WebSession
from core.auth.sessions import IDLE, LONGEST
from core.auth.signing_in import LIFETIME, SignInLinkUnknown
from core.auth.tokens import MOST_TOKENS, Scope, TokenNameless, TokenTooNarrow, TokenUnknown, TooManyTokens
from core.db import Database
from tests.factories import NOON, person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


async def test_a_link_can_be_looked_at_and_signs_in_once(session: AsyncSession) -> None:
    anna = await person(session)
    key = await signing_in.make_link(session, anna, now=NOON)
    for _ in range(3):  # a chat platform fetches every link before anybody presses it
        assert (await signing_in.owner_of_link(session, key, now=NOON)).id == anna.id
    user, opened = await signing_in.sign_in(session, key, device=FIREFOX, now=NOON)
    assert user.id == anna.id
    found = await sessions.find_session(session, opened, now=NOON)
    assert found is not None
    assert (found[0].device, found[1].id) == (FIREFOX, anna.id)
    with pytest.raises(SignInLinkUnknown):
        await signing_in.sign_in(session, key, device=FIREFOX, now=NOON)


async def test_a_link_ends_after_ten_minutes_and_with_the_next_one(session: AsyncSession) -> None:
    anna = await person(session)
    first = await signing_in.make_link(session, anna, now=NOON)
    second = await signing_in.make_link(session, anna, now=NOON)
    for key, now in ((first, NOON), (second, NOON + LIFETIME), ("", NOON), ("é\ud800", NOON)):
        with pytest.raises(SignInLinkUnknown):
            await signing_in.owner_of_link(session, key, now=now)
        with pytest.raises(SignInLinkUnknown):
            await signing_in.sign_in(session, key, device="", now=now)
    await signing_in.sign_in(session, second, device="", now=NOON + LIFETIME - timedelta(seconds=1))


async def test_two_presses_at_once_open_one_session(database: Database) -> None:
    async with database.transaction() as session:
        anna = await person(session)
        key = await signing_in.make_link(session, anna, now=NOON)

    async def press() -> bool:
        try:
            async with database.transaction() as session:
                await signing_in.sign_in(session, key, device="", now=NOON)
        except SignInLinkUnknown:
            return False
        return True

    assert sorted(await asyncio.gather(press(), press())) == [False, True]
    async with database.transaction() as session:
        assert len(await sessions.sessions_of(session, anna, now=NOON)) == 1


async def test_no_secret_is_kept(session: AsyncSession) -> None:
    """R5: what is in the database opens nothing."""
    anna = await person(session)
    link = await signing_in.make_link(session, anna, now=NOON)
    _, opened = await signing_in.sign_in(session, link, device="", now=NOON)
    _, token = await tokens.mint(session, anna, name="frame", scopes={Scope.CREATE}, now=NOON)
    kept = [
        *await session.scalars(select(SignInLink.digest)),
        *await session.scalars(select(WebSession.digest)),
        *await session.scalars(select(ApiToken.digest)),
    ]
    assert len(kept) == 3
    assert not {link, opened, token} & set(kept)
    for digest in kept:
        assert await sessions.find_session(session, digest, now=NOON) is None
        with pytest.raises(TokenUnknown):
            await tokens.bearer(session, digest, scope=Scope.CREATE, now=NOON)


async def test_a_session_lives_while_it_is_used_and_at_most_half_a_year(session: AsyncSession) -> None:
    anna = await person(session)
    key = await sessions.open_session(session, anna, device=FIREFOX, now=NOON)
    now = NOON
    while now - NOON < LONGEST - IDLE:
        now += IDLE - timedelta(minutes=1)
        assert await sessions.find_session(session, key, now=now) is not None
    assert await sessions.find_session(session, key, now=NOON + LONGEST) is None
    idle = await sessions.open_session(session, anna, device="", now=NOON)
    assert await sessions.find_session(session, idle, now=NOON + IDLE) is None
    assert await sessions.sessions_of(session, anna, now=NOON + LONGEST) == []


async def test_only_its_owner_ends_a_session(session: AsyncSession) -> None:
    anna, bert = await person(session), await person(session)
    key = await sessions.open_session(session, anna, device="a\nphone\x00" * 100, now=NOON)
    found = await sessions.find_session(session, key, now=NOON)
    assert found is not None
    assert found[0].device.isprintable()
    assert len(found[0].device) == 200
    assert not await sessions.end_session(session, bert, which=found[0].id)
    assert await sessions.find_session(session, key, now=NOON) is not None
    assert await sessions.end_session(session, anna, which=found[0].id)
    assert await sessions.find_session(session, key, now=NOON) is None


async def test_all_sessions_end_but_the_one_that_asks(session: AsyncSession) -> None:
    anna, bert = await person(session), await person(session)
    keys = [await sessions.open_session(session, anna, device="", now=NOON) for _ in range(3)]
    other = await sessions.open_session(session, bert, device="", now=NOON)
    here = await sessions.find_session(session, keys[0], now=NOON)
    assert here is not None
    assert await sessions.end_sessions(session, anna, but=here[0].id) == 2
    assert [await sessions.find_session(session, key, now=NOON) is not None for key in keys] == [True, False, False]
    assert await sessions.end_sessions(session, anna) == 1
    assert await sessions.find_session(session, other, now=NOON) is not None


async def test_a_token_does_what_its_scopes_name_until_it_is_withdrawn(session: AsyncSession) -> None:
    anna, bert = await person(session), await person(session)
    token, key = await tokens.mint(session, anna, name=" picture\tframe ", scopes={Scope.CREATE}, now=NOON)
    assert token.name == "picture frame"
    assert key.startswith("ink_")
    assert (await tokens.bearer(session, key, scope=Scope.CREATE, now=NOON)).id == anna.id
    with pytest.raises(TokenTooNarrow):
        await tokens.bearer(session, key, scope=Scope.PUBLISH, now=NOON)
    anna.blocked_at = NOON
    await session.flush()
    with pytest.raises(TokenUnknown):
        await tokens.bearer(session, key, scope=Scope.CREATE, now=NOON)
    assert not await tokens.withdraw(session, bert, which=token.id, now=NOON)
    assert [one.id for one in await tokens.tokens_of(session, anna)] == [token.id]
    assert await tokens.withdraw(session, anna, which=token.id, now=NOON)
    with pytest.raises(TokenUnknown):
        await tokens.bearer(session, key, scope=Scope.CREATE, now=NOON)


async def test_a_token_needs_a_name_and_there_are_at_most_twenty(session: AsyncSession) -> None:
    anna = await person(session)
    for name in ("", " \n", "\x00", "x" * 61):
        with pytest.raises(TokenNameless):
            await tokens.mint(session, anna, name=name, scopes=(), now=NOON)
    for number in range(MOST_TOKENS):
        await tokens.mint(session, anna, name=f"{number}", scopes=(), now=NOON)
    with pytest.raises(TooManyTokens):
        await tokens.mint(session, anna, name="one more", scopes=(), now=NOON)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(guess=st.one_of(st.text(max_size=200), st.from_regex(r"\A(ink_)?[A-Za-z0-9_-]{43}\Z")))
async def test_no_guess_gets_in(database: Database, guess: str) -> None:
    """R5: forged links, sessions and tokens."""
    async with database.transaction() as session:
        assert await sessions.find_session(session, guess, now=NOON) is None
        with pytest.raises(SignInLinkUnknown):
            await signing_in.sign_in(session, guess, device="", now=NOON)
        with pytest.raises(TokenUnknown):
            await tokens.bearer(session, guess, scope=Scope.READ, now=NOON)
