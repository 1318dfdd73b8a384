"""Programs that are signed in: short access tokens, refresh tokens that work once, and the end of a stolen family."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.models import AuditEntry
from core.auth import access, grants, tokens
from core.auth.access import AccessKeys
from core.auth.grants import MOST_GRANTS, Granted
from core.auth.models import Grant, RefreshToken
from core.auth.tokens import Scope, TokenTooNarrow, TokenUnknown
from core.db import Database
from core.sealing import Sealing
from core.users.models import User
from tests.factories import NOON, person

PLACE = "https://gallery.test"
OLD, NEW = "an old secret of 32 or more characters", "a new secret of 32 or more characters"
KEYS = AccessKeys.of(Sealing(SecretStr(OLD)), audience=PLACE)
SOON = NOON + timedelta(minutes=1)


async def program(session: AsyncSession, owner: User, *scopes: Scope) -> Granted:
    """Return a program of somebody's that signed in at noon."""
    return await grants.grant(session, owner, name="frame", scopes=scopes or (Scope.READ,), now=NOON)


async def bearer(session: AsyncSession, given: str, *, scope: Scope = Scope.READ, minutes: int = 0) -> UUID:
    """Return whose token this is some minutes after noon."""
    now = NOON + timedelta(minutes=minutes)
    return (await access.bearer(session, given, scope=scope, keys=KEYS, now=now)).id


async def test_an_access_token_lasts_fifteen_minutes_and_does_what_its_scopes_say(session: AsyncSession) -> None:
    """trust.md, § Identity: JWT access 15 minutes."""
    anna = await person(session)
    granted = await program(session, anna, Scope.READ, Scope.CREATE)
    token = KEYS.sign(granted.grant, now=NOON)
    assert await bearer(session, token, minutes=14) == anna.id
    assert await bearer(session, token, scope=Scope.CREATE) == anna.id
    with pytest.raises(TokenTooNarrow):
        await bearer(session, token, scope=Scope.PUBLISH)
    with pytest.raises(TokenUnknown):
        await bearer(session, token, minutes=15)


async def test_a_personal_token_still_opens(session: AsyncSession) -> None:
    anna = await person(session)
    _, key = await tokens.mint(session, anna, name="script", scopes=[Scope.READ], now=NOON)
    assert await bearer(session, key) == anna.id
    assert (await tokens.owner_of(session, key)) == anna
    assert await tokens.owner_of(session, key + "x") is None


async def test_an_access_token_ends_with_its_program_and_with_its_owner(session: AsyncSession) -> None:
    anna, bert = await person(session), await person(session)
    granted, other = await program(session, anna), await program(session, bert)
    first, second = KEYS.sign(granted.grant, now=NOON), KEYS.sign(other.grant, now=NOON)
    assert not await grants.end(session, bert, which=granted.grant.id, now=NOON), "not his"
    assert await grants.end(session, anna, which=granted.grant.id, now=NOON)
    bert.blocked_at = NOON
    await session.flush()
    for token in (first, second):
        with pytest.raises(TokenUnknown):
            await bearer(session, token)
    assert await grants.refresh(session, other.refresh, now=NOON) is None


def test_keys_rotate_without_ending_what_the_old_one_signed() -> None:
    granted = Grant(id=UUID(int=1), user_id=UUID(int=2), name="", scopes=["read"], created_at=NOON, seen_at=NOON)
    both = AccessKeys.of(Sealing(SecretStr(f"{NEW},{OLD}")), audience=PLACE)
    new = AccessKeys.of(Sealing(SecretStr(NEW)), audience=PLACE)
    old_token, new_token = KEYS.sign(granted, now=NOON), both.sign(granted, now=NOON)
    assert both.read(old_token, now=NOON) == both.read(new_token, now=NOON) == (granted.id, frozenset({"read"}))
    assert new.read(new_token, now=NOON) is not None
    assert new.read(old_token, now=NOON) is None
    assert KEYS.read(new_token, now=NOON) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "https://other.test"},
        {"iss": "https://other.test"},
        {"exp": None},
        {"exp": int(NOON.timestamp())},
        {"exp": "tomorrow"},
        {"sid": None},
        {"sid": "x"},
        {"sid": 5},
        {"scope": None},
        {"nbf": int(NOON.timestamp()) + 60},
    ],
)
def test_a_token_whose_claims_do_not_hold_is_none(wrong: dict[str, object]) -> None:
    claims = {"iss": PLACE, "aud": PLACE, "sid": str(UUID(int=1)), "scope": "read", "exp": int(SOON.timestamp())}
    key = KEYS.keys[0]
    header = {"alg": "HS256", "typ": "at+jwt", "kid": key.kid}
    assert KEYS.read(jwt.encode(header, claims, key), now=NOON) is not None
    changed = {name: value for name, value in (claims | wrong).items() if value is not None}
    assert KEYS.read(jwt.encode(header, changed, key), now=NOON) is None


def test_another_type_algorithm_or_key_is_none() -> None:
    claims = {"iss": PLACE, "aud": PLACE, "sid": str(UUID(int=1)), "scope": "read", "exp": int(SOON.timestamp())}
    key = KEYS.keys[0]
    stranger = OctKey.import_key(b"x" * 32, {"kid": str(key.kid)})
    long = OctKey.import_key(b"y" * 64, {"kid": str(key.kid)})
    forged = [
        jwt.encode({"alg": "HS256", "typ": "JWT", "kid": key.kid}, claims, key),
        jwt.encode({"alg": "HS256", "typ": "at+jwt", "kid": key.kid}, claims, stranger),
        jwt.encode({"alg": "HS512", "typ": "at+jwt", "kid": key.kid}, claims, long, algorithms=["HS512"]),
        jwt.encode({"alg": "HS256", "typ": "at+jwt", "kid": "other"}, claims, key),
        "",
        "..",
        "é.é.é",
        "a" * 100_000,
    ]
    assert [KEYS.read(one, now=NOON) for one in forged] == [None] * len(forged)


async def test_a_refresh_token_works_once_and_using_it_again_ends_the_family(session: AsyncSession) -> None:
    """Issue 7, line 2: rotating refresh with reuse detection that ends the family."""
    anna = await person(session)
    first = await program(session, anna)
    second = await grants.refresh(session, first.refresh, now=SOON)
    assert second is not None
    assert (second.grant.id, second.user.id, second.grant.seen_at) == (first.grant.id, anna.id, SOON)
    third = await grants.refresh(session, second.refresh, now=SOON)
    assert third is not None
    assert await grants.refresh(session, first.refresh, now=SOON) is None
    assert await grants.refresh(session, third.refresh, now=SOON) is None, "what the thief or the owner still holds"
    with pytest.raises(TokenUnknown):
        await bearer(session, KEYS.sign(third.grant, now=NOON))
    assert list(await session.scalars(select(RefreshToken.digest))) == []


async def test_a_reused_token_is_on_record(database: Database) -> None:
    async with database.transaction() as session:
        first = await program(session, await person(session))
        await grants.refresh(session, first.refresh, now=SOON)
    async with database.transaction() as session:
        assert await grants.refresh(session, first.refresh, now=SOON) is None
    async with database.transaction() as session:
        assert list(await session.scalars(select(AuditEntry.action)))[-1] == "grant.reused"


async def test_of_two_who_use_a_refresh_token_at_once_one_at_most_goes_on(database: Database) -> None:
    async with database.transaction() as session:
        first = await program(session, await person(session))

    async def use() -> bool:
        async with database.transaction() as session:
            return await grants.refresh(session, first.refresh, now=SOON) is not None

    assert sorted(await asyncio.gather(use(), use(), use())) == [False, False, True]
    async with database.transaction() as session:
        assert list(await session.scalars(select(Grant.id))) == [], "the second use has ended the family"


async def test_a_refresh_token_ends_after_thirty_days(session: AsyncSession) -> None:
    first = await program(session, await person(session))
    assert await grants.refresh(session, first.refresh, now=NOON + grants.LIFETIME) is None
    assert await grants.refresh(session, "", now=NOON) is None
    assert await grants.refresh(session, "inkr_\ud800", now=NOON) is None


async def test_signing_a_program_out_is_final_and_doing_it_twice_no_trouble(session: AsyncSession) -> None:
    anna = await person(session)
    first, other = await program(session, anna), await program(session, anna)
    for _ in range(2):
        await grants.revoke(session, first.refresh, now=NOON)
    assert await grants.refresh(session, first.refresh, now=NOON) is None
    assert [one.id for one in await grants.grants_of(session, anna, now=NOON)] == [other.grant.id]


async def test_the_oldest_of_too_many_programs_is_signed_out(session: AsyncSession) -> None:
    anna = await person(session)
    made = []
    for number in range(MOST_GRANTS + 1):
        now = NOON + timedelta(seconds=number)
        made.append(await grants.grant(session, anna, name=f"{number}", scopes=[], now=now))
    left = {one.id for one in await grants.grants_of(session, anna, now=SOON)}
    assert left == {one.grant.id for one in made[1:]}
