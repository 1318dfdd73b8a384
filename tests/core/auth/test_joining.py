"""Joining accounts: no table that names people is left out, and what only one of them can be stays one."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import linking
from core.auth.joining import namings
from core.rights.models import Consent
from core.tables import Model
from core.users.models import User
from tests.factories import NOON, person


async def test_every_column_that_refers_to_a_person_is_found(session: AsyncSession) -> None:
    declared = {
        (table.name, key.parent.name)
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "users"
    }
    assert len(declared) > 8
    found = {(naming.table.strip('"'), naming.column) for naming in await namings(session)}  # "cast" is a word of SQL
    assert found == declared


def consent(user: User, version: int, *, days: int = 0) -> Consent:
    """Return a consent that somebody gave some days ago."""
    at = NOON - timedelta(days=days)
    return Consent(user_id=user.id, version=version, manner="shown", platform="discord", locale="en", created_at=at)


async def test_of_what_both_have_the_staying_account_keeps_its_own(session: AsyncSession) -> None:
    home, away = await person(session), await person(session)
    session.add_all([consent(home, 1), consent(away, 1, days=1), consent(away, 2)])
    code = await linking.make_code(session, home, now=NOON)
    await linking.redeem(session, away, code=code, now=NOON)
    kept = await session.execute(select(Consent.version, Consent.created_at, Consent.user_id).order_by(Consent.version))
    assert kept.all() == [(1, NOON, home.id), (2, NOON, home.id)]


async def test_who_is_blocked_or_frozen_stays_so_in_the_joined_account(session: AsyncSession) -> None:
    home, away = await person(session), await person(session)
    away.blocked_at = away.frozen_at = NOON
    code = await linking.make_code(session, home, now=NOON)
    account = await linking.redeem(session, away, code=code, now=NOON)
    assert (account.blocked_at, account.frozen_at) == (NOON, NOON)
